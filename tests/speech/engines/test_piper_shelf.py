import json
import os
from pathlib import Path

import pytest

from tests.cli.running import refused, run
from tests.needs import package
from tests.speech.small_voice import NAME, small_voice
from voiceguide.errors import LanguageNotSpokenError, VoiceNotFoundError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.engine import SpeechLine, VoiceChoice
from voiceguide.speech.engines.piper_shelf import (
    RECOMMENDED,
    find_voice,
    fingerprints,
    is_voice_name,
    listed_voices,
    published,
    shelf,
)
from voiceguide.speech.stage import cached_durations, speak


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the folder of voices in a new home folder. The folder of voices does not exist yet."""
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "voices"


def laid(voices: Path, *names: str) -> None:
    """Install voices that have only the right file names. That is enough for finding them, which opens no model."""
    voices.mkdir(parents=True, exist_ok=True)
    for name in names:
        (voices / f"{name}.onnx").write_bytes(b"model")
        (voices / f"{name}.onnx.json").write_text('{"espeak": {"voice": "fr"}}')


def mark(voice: str = "", lang: str = "en") -> str:
    return fingerprints([SpeechLine("Rest.", voice, lang, 1.0, 1.0, "plain")])[0]


def test_only_both_files_together_are_a_voice(voices: Path) -> None:
    """A voice is found only if both its model and the JSON file beside it are there. Hidden files, folders and
    unfinished downloads do not count.
    """
    laid(voices, "en_US-whole-medium", ".en_US-hidden-medium")
    (voices / "en_US-alone-medium.onnx").write_bytes(b"model")
    (voices / "en_US-beside-medium.onnx.json").write_text("{}")
    (voices / ".en_US-coming-medium.onnx.part").write_bytes(b"mod")
    (voices / "en_US-folder-medium.onnx").mkdir()
    (voices / "en_US-folder-medium.onnx.json").write_text("{}")
    assert [voice.name for voice in shelf(voices)] == ["en_US-whole-medium"]
    assert shelf(voices / "nowhere") == ()


def test_the_best_voice_comes_first(voices: Path) -> None:
    """The recommended voice comes first, then English voices before others, better quality before
    worse, then by name.
    """
    names = ["de_DE-a-high", "en_GB-b-low", "en_US-c-high", "en_US-a-high", RECOMMENDED.name, "mine"]
    laid(voices, *names)
    assert [voice.name for voice in shelf(voices)] == [names[4], names[3], names[2], names[1], names[0], "mine"]


def test_the_language_is_in_the_name_or_beside_the_model(voices: Path) -> None:
    """The language of a voice is read from its name or from the file beside its model, as a tag in lower case. If
    neither gives a language, the tag is empty.
    """
    laid(voices, "pt_BR-faber-medium", "mine", "coded", "broken")
    (voices / "coded.onnx.json").write_text('{"language": {"code": "es_MX"}}')
    (voices / "broken.onnx.json").write_text("{")
    assert {voice.name: voice.language for voice in shelf(voices)} == {
        "pt_BR-faber-medium": "pt-br",
        "mine": "fr",
        "coded": "es-mx",
        "broken": "",
    }


def test_without_a_name_the_language_chooses(voices: Path) -> None:
    """Without a name, a voice for the exact language tag is chosen, else one for the language. If there is none, the
    error says how to install one.
    """
    laid(voices, "en_US-a-high", "en_GB-b-low", "de_DE-a-high")
    for lang, name in (
        ("en-gb", "en_GB-b-low"),
        ("en-au", "en_US-a-high"),
        ("", "en_US-a-high"),
        ("DE", "de_DE-a-high"),
    ):
        assert find_voice("", lang, voices).name == name
    with pytest.raises(VoiceNotFoundError) as missing:
        find_voice("", "fr", voices)
    assert (missing.value.voice, "voices install fr_FR-" in missing.value.remedy) == ("fr", True)
    with pytest.raises(LanguageNotSpokenError) as unpublished:
        find_voice("", "tlh", voices)
    assert unpublished.value.remedy == ""
    laid(voices, "no_NO-a-medium")
    assert find_voice("", "nb", voices).name == "no_NO-a-medium"


def test_a_published_voice_is_named_for_each_language() -> None:
    """For each common language, published voices are known, under names that piper's own downloader accepts. If one
    speaks the variety of the country, such as `pt-pt`, it comes first.
    """
    pattern = package("piper.download_voices").VOICE_PATTERN
    first = {lang: published(lang)[0].name for lang in ("de-at", "pt-pt", "pt", "en", "nb", "zh")}
    assert first["en"] == RECOMMENDED.name
    assert [first[lang][:5] for lang in ("de-at", "pt-pt", "nb", "zh")] == ["de_DE", "pt_PT", "no_NO", "zh_CN"]
    assert published("tlh") == ()
    for lang in ("cs", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "zh"):
        for voice in published(lang):
            assert is_voice_name(voice.name)
            assert pattern.match(voice.name)
            assert not voice.installed


def test_a_voice_that_could_be_fetched_says_how(voices: Path) -> None:
    """If a name has the form of a published voice, the error gives the command that installs it. For other names, it
    suggests the nearest installed voice.
    """
    laid(voices, "en_US-kathleen-low")
    with pytest.raises(VoiceNotFoundError) as missing:
        find_voice("en_US-lessac-medium", "", voices)
    assert "voiceguide voices install en_US-lessac-medium" in str(missing.value)
    with pytest.raises(VoiceNotFoundError) as listed:
        find_voice("de_de-thorsten-medium", "", voices)
    assert (listed.value.known, missing.value.known) == (True, False)
    assert "voiceguide voices install piper:de_DE-thorsten-medium" in listed.value.remedy
    with pytest.raises(VoiceNotFoundError) as nearly:
        find_voice("en_US-kathlene-low", "", voices)
    assert "did you mean en_US-kathleen-low?" in str(nearly.value)
    assert "voices install en_US-kathlene-low" in str(nearly.value)
    with pytest.raises(VoiceNotFoundError) as misspelt:
        find_voice("en_US-kathlen", "", voices)
    assert (misspelt.value.near, misspelt.value.remedy) == (["en_US-kathleen-low"], "")
    assert find_voice("EN_us-kathleen-LOW", "", voices).name == "en_US-kathleen-low"
    assert [is_voice_name(name) for name in ("zh_CN-xiao_ya-medium", "en_US-..-x", "en_US-a/b-low", "a")] == [True] + [
        False
    ] * 3


def test_a_path_names_what_is_missing(voices: Path) -> None:
    """If a voice is named by a path, the error says which file is missing: the model or the JSON file beside it."""
    laid(voices, "mine")
    (voices / "mine.onnx.json").unlink()
    for name, remedy in (
        (voices / "no.onnx", "no.onnx"),
        (voices / "mine.onnx", "mine.onnx.json"),
        (voices, str(voices)),
    ):
        with pytest.raises(VoiceNotFoundError) as missing:
            find_voice(str(name), "", voices)
        assert missing.value.voice == str(name)
        assert remedy in missing.value.remedy


def test_everything_that_shapes_the_sound_is_in_the_fingerprint(voices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fingerprint of a line changes with piper's version, the model, the file beside it and, if no voice is named,
    with the voice that is chosen.
    """
    model = small_voice(voices)
    before = mark()
    assert mark() == mark(NAME) == before
    changed = model.read_bytes()
    model.write_bytes(changed + b" ")
    assert (other := mark()) != before
    os.utime(model, ns=(1, 1))
    assert mark() not in (before, other)
    before = mark()
    beside = model.with_name(f"{model.name}.json")
    beside.write_text(beside.read_text().replace("0.667", "0.5"))
    assert mark() != before
    before = mark()
    laid(voices, RECOMMENDED.name)
    assert (mark() != before, mark(NAME)) == (True, before)
    monkeypatch.setattr("voiceguide.speech.engines._shelves.version", lambda name: "0.0")
    assert mark(NAME) != before


def test_another_model_under_the_same_name_is_spoken_anew(voices: Path, tmp_path: Path) -> None:
    """If the model of a voice is replaced under the same name, its lines are spoken again."""
    small_voice(voices)
    words = [Utterance(Place("a.md", 1), "Rest now.")]
    voice = VoiceChoice("piper", NAME)
    assert speak(words, voice, cache_folder=tmp_path / "clips").made == 1
    assert speak(words, voice, cache_folder=tmp_path / "clips").made == 0
    small_voice(voices, static=0.001)
    assert cached_durations(words, voice, cache_folder=tmp_path / "clips") is None
    assert speak(words, voice, cache_folder=tmp_path / "clips").made == 1


def test_the_list_shows_what_is_there_and_what_could_be(voices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list has all installed voices and the recommended one, and none of them twice. If the package piper is
    missing, no voice counts as installed.
    """
    from importlib.metadata import PackageNotFoundError

    assert listed_voices() == (RECOMMENDED,)
    laid(voices, "en_US-a-high")
    assert [(voice.name, voice.installed) for voice in listed_voices()] == [
        ("en_US-a-high", True),
        (RECOMMENDED.name, False),
    ]
    laid(voices, RECOMMENDED.name)
    assert [(voice.name, voice.installed, voice.gender) for voice in listed_voices()] == [
        (RECOMMENDED.name, True, "female"),
        ("en_US-a-high", True, ""),
    ]

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("voiceguide.speech.engines._shelves.version", missing)
    assert not any(voice.installed for voice in listed_voices())


def test_lists_estimate_where_the_voice_is_not_installed(voices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the voice in the settings is not installed, `list` still shows all practices, with estimated durations. `plan`
    fails with the command that installs the voice.
    """
    monkeypatch.setenv("VOICEGUIDE_VOICE", f"piper:{RECOMMENDED.name}")
    assert (
        cached_durations([Utterance(Place("a.md", 1), "Rest.")], VoiceChoice("piper", ""), cache_folder=voices) is None
    )
    shown = run("list", "--json")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert not any(practice["measured"] for practice in json.loads(shown.stdout))
    assert f"voices install piper:{RECOMMENDED.name}" in refused(run("plan", "three-minute-pause"))
