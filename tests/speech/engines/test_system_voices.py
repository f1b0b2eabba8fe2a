"""The voices of macOS and Windows. Stand-ins for the drivers of these systems run under pyttsx3's own engine."""

from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.speech.system_drivers import (
    Mac,
    NsssBackend,
    SapiBackend,
    SpVoice,
    Token,
    mac,
    mac_engine,
    speaking,
    windows,
    windows_engine,
)
from voiceguide.errors import LanguageNotSpokenError, SpeechError, VoiceNotFoundError
from voiceguide.speech.engine import SpeechLine, estimated_seconds
from voiceguide.speech.engines.pyttsx3 import Pyttsx3Engine
from voiceguide.speech.engines.table import engine_entry

TEXT = "Find a position that is kind to your body, and let your shoulders soften."


@pytest.fixture(params=["macOS", "Windows"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pyttsx3Engine:
    """The engine with the stand-in for macOS, then with that for Windows."""
    if request.param == "macOS":
        return speaking(monkeypatch, tmp_path, mac_engine(monkeypatch, mac()), NsssBackend)
    return speaking(monkeypatch, tmp_path, windows_engine(monkeypatch, windows()), SapiBackend)


def seconds(engine: Pyttsx3Engine, text: str = TEXT, voice: str = "", lang: str = "en", rate: float = 1.0) -> float:
    recording = engine.speak(SpeechLine(text, voice, lang, rate, 1.0, "plain"))
    return len(recording.samples) / recording.sample_rate


def test_pyttsx3_as_documented_would_lose_speech_on_a_mac(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Used as documented, pyttsx3 would lose every utterance after the first on macOS, because its run loop stops the
    synthesis at once.
    """
    engine = mac_engine(monkeypatch, mac())
    files = [tmp_path / "first.aiff", tmp_path / "second.aiff"]
    for file in files:
        engine.save_to_file(TEXT, str(file))
        engine.runAndWait()
    assert soundfile.info(files[0]).duration > 3.0
    assert not files[1].exists()


def test_every_line_is_whole_and_at_its_own_rate(engine: Pyttsx3Engine) -> None:
    """Every line is complete and at its own rate, even if short lines follow long ones and the rate keeps changing."""
    lengths: dict[tuple[str, float], set[float]] = {}
    for rate in (1.0, 0.7, 1.4, 0.7, 1.0):
        for text in (TEXT, "In.", TEXT * 4):
            length = seconds(engine, text, rate=rate)
            assert length == pytest.approx(estimated_seconds(text, 150 * rate), rel=0.12)
            lengths.setdefault((text, rate), set()).add(length)
    assert all(len(same) == 1 for same in lengths.values())
    assert max(lengths[TEXT, 0.7]) > max(lengths[TEXT, 1.0]) > max(lengths[TEXT, 1.4])


def test_nothing_is_printed_and_pitch_is_never_asked_for(
    engine: Pyttsx3Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drivers are never asked for a pitch, because they would print a message. The engine says that it can follow
    only the rate.
    """
    engine.speak(SpeechLine(TEXT, "", "en", 1.0, 0.9, "plain"))
    assert capsys.readouterr().out == ""
    monkeypatch.setattr("voiceguide.speech.engines._espeak_library.uses_espeak", lambda: False)
    assert engine_entry("pyttsx3").capabilities("Anna") == {"rate"}


def test_rates_beyond_what_they_can_do_are_the_nearest(engine: Pyttsx3Engine) -> None:
    """A rate that the system does not have becomes the nearest that it has."""
    assert seconds(engine, rate=0.1) > seconds(engine, rate=0.5)
    assert seconds(engine, rate=9.0) < seconds(engine, rate=2.0)


def test_an_unknown_voice_or_language_is_an_error_and_the_next_line_is_spoken(engine: Pyttsx3Engine) -> None:
    """An unknown voice is an error, and so is a language without a voice, for which the error says how to add one. No
    other voice speaks instead, and the next line is spoken.
    """
    with pytest.raises(VoiceNotFoundError) as unknown:
        seconds(engine, voice="Samanthax")
    assert unknown.value.voice == "Samanthax"
    with pytest.raises(LanguageNotSpokenError) as unspoken:
        seconds(engine, lang="fi")
    assert unspoken.value.voice == "fi"
    assert "add one" in unspoken.value.remedy
    assert seconds(engine) > 1.0


def test_a_mac_lists_the_best_first_and_no_name_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On macOS, English voices are listed first. Within a language, the voice that the user has chosen comes first, and
    then better voices before worse. No name is listed twice.
    """
    engine = speaking(monkeypatch, tmp_path, mac_engine(monkeypatch, mac()), NsssBackend)
    assert [(voice.name, voice.language, voice.gender) for voice in engine.voices()] == [
        ("Samantha", "en-us", "female"),
        ("Kate", "en-gb", "female"),
        ("Eddy (en-us)", "en-us", "male"),
        ("Albert", "en-us", ""),
        ("Anna", "de-de", "female"),
        ("Eddy (de-de)", "de-de", "male"),
        ("Nameless", "", ""),
    ]


@pytest.mark.parametrize(
    ("voice", "lang", "identity"),
    [
        ("", "en", "com.apple.voice.compact.en-US.Samantha"),
        ("", "en_GB", "com.apple.voice.enhanced.en-GB.Kate"),
        ("", "en-AU", "com.apple.voice.compact.en-US.Samantha"),
        ("", "de", "com.apple.voice.compact.de-DE.Anna"),
        ("eddy (DE-DE)", "en", "com.apple.eloquence.de-DE.Eddy"),
        ("com.apple.eloquence.en-US.Eddy", "de", "com.apple.eloquence.en-US.Eddy"),
    ],
)
def test_a_voice_is_found_by_name_identity_or_language(
    voice: str, lang: str, identity: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On macOS, a voice is found by its name or identifier. If none is named, the language chooses it."""
    machine = mac()
    seconds(speaking(monkeypatch, tmp_path, mac_engine(monkeypatch, machine), NsssBackend), voice=voice, lang=lang)
    assert machine.voice == identity


def test_windows_lists_its_voices_whatever_one_of_them_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On Windows, every voice is listed, even one with two languages, on which pyttsx3 fails, and one with an unknown
    language.
    """
    plain = speaking(monkeypatch, tmp_path, windows_engine(monkeypatch, windows()), SapiBackend).voices()
    assert [(voice.name.split()[0:2], voice.language, voice.gender) for voice in plain] == [
        (["Microsoft", "David"], "en-us", "male"),
        (["Microsoft", "Zira"], "en-us", "female"),
        (["Microsoft", "Hedda"], "de-de", "female"),
        (["Odd"], "", ""),
    ]
    machine = windows()
    machine.tokens.append(Token("HKEY\\ANNA", "Microsoft Anna", "409;9", "Female"))
    engine = speaking(monkeypatch, tmp_path, windows_engine(monkeypatch, machine), SapiBackend)
    assert len(engine.voices()) == 5
    assert ("Microsoft Anna", "en-us") in [(voice.name, voice.language) for voice in engine.voices()]
    assert seconds(engine, voice="microsoft anna") > 1.0
    assert machine.Voice.Id == "HKEY\\ANNA"


def test_a_voice_that_windows_will_not_take_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If Windows does not accept the voice of a line, that is an error. Windows itself would speak the line with the
    previous voice.
    """
    machine = windows()
    engine = speaking(monkeypatch, tmp_path, windows_engine(monkeypatch, machine), SapiBackend)
    machine.tokens[:] = machine.tokens[:2]
    with pytest.raises(SpeechError):
        seconds(engine, voice="Microsoft Hedda Desktop - German")
    assert seconds(engine) > 1.0


def test_a_mac_that_keeps_its_voice_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If macOS does not change to the voice of a line, that is an error, although macOS itself reports none."""
    machine = mac()
    engine = speaking(monkeypatch, tmp_path, mac_engine(monkeypatch, machine), NsssBackend)
    machine.voices[:] = machine.voices[:4]
    with pytest.raises(SpeechError):
        seconds(engine, voice="Anna")
    assert seconds(engine) > 1.0


def cut_short(machine: Mac | SpVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the system write only the beginning of each text that it speaks from now on."""
    from tests.speech import system_drivers

    whole = system_drivers.hum
    monkeypatch.setattr(system_drivers, "hum", lambda text, words: whole(text, words)[:3000])


@pytest.mark.parametrize("system", ["macOS", "Windows"])
def test_what_is_cut_short_is_an_error(system: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If the system writes only the beginning of a passage, an error is raised: the recording is too short."""
    machine: Any = mac() if system == "macOS" else windows()
    made = mac_engine(monkeypatch, machine) if system == "macOS" else windows_engine(monkeypatch, machine)
    engine = speaking(monkeypatch, tmp_path, made, NsssBackend if system == "macOS" else SapiBackend)
    cut_short(machine, monkeypatch)
    with pytest.raises(SpeechError):
        seconds(engine, TEXT * 3)
