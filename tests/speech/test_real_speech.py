"""Known faults of pyttsx3 with espeak-ng do not reach a session: its clips are compared with the speech of the program
`espeak-ng`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.needs import needs
from tests.speech.engines.test_contract import PASSAGE
from tests.speech.libraries import has_library
from voiceguide.dsp.edges import sounding
from voiceguide.dsp.samples import Clip
from voiceguide.errors import SpeechError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech._worker import Worker, as_request
from voiceguide.speech.engine import NOMINAL_PACE, SpeechLine, VoiceChoice
from voiceguide.speech.engines._espeak_library import SWITCH
from voiceguide.speech.normaliser import speakable
from voiceguide.speech.stage import speak
from voiceguide.units import FRAME_RATE, to_frames, to_seconds

USUAL = VoiceChoice("pyttsx3", "en-us")
RATES = (100, 180, 120, 160, 140)
PHRASES = ("Begin again", "Notice your feet, and rest there", "Let it be", "Breathe out, slowly", "In")
REST = as_request(SpeechLine("Rest.", "", "en", 1.0, 1.0, "plain"))

pytestmark = [pytest.mark.real, has_library("system")]


@pytest.fixture(autouse=True)
def same_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the system's espeak-ng library, because the program `espeak-ng` uses it too."""
    monkeypatch.setenv(SWITCH, "system")


def program_seconds(text: str, rate: int, voice: str, file: Path) -> float:
    """How many seconds the program `espeak-ng` speaks a text, without the silence at both ends."""
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(rate), "-w", str(file), speakable(text)], check=True)
    samples, sample_rate = soundfile.read(file, dtype="float32")
    first, last = sounding(samples, sample_rate)
    return (last - first) / float(sample_rate)


def lines(count: int) -> list[Utterance]:
    """`count` different lines whose rate changes often."""
    return [
        Utterance(
            Place("many.md", number + 1), f"{PHRASES[number % 5]} {number}.", rate=RATES[number // 2 % 5] / NOMINAL_PACE
        )
        for number in range(count)
    ]


def fundamental(clip: Clip) -> float:
    """The median fundamental frequency of speech, in Hz, found by autocorrelation in windows of 40 ms."""
    samples = clip.read(0, clip.frames)[:, 0]
    size, shortest, longest = to_frames(0.04), FRAME_RATE // 400, FRAME_RATE // 60
    found = []
    for start in range(0, len(samples) - 2 * size, size // 2):
        window = samples[start : start + size] - samples[start : start + size].mean()
        alike = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * size)) ** 2)[:longest]
        alike /= np.linspace(1, 1 - longest / size, longest)
        lag = shortest + int(alike[shortest:].argmax())
        if alike[0] and alike[lag] > 0.6 * alike[0]:
            found.append(FRAME_RATE / lag)
    return float(np.median(found))


@contextmanager
def busy_cores() -> Iterator[None]:
    """Within this block, an endless loop runs for each core."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


@needs("espeak-ng")
def test_three_hundred_lines_at_changing_rates_on_a_busy_machine(tmp_path: Path) -> None:
    """While all cores are busy, 300 lines at changing rates are spoken whole. A sample of them lasts as long as the
    program espeak-ng takes, within 3 %.
    """
    words = lines(300)
    with busy_cores():
        clips = speak(words, USUAL, cache_folder=tmp_path, workers=2)
    assert clips.made == 300
    for one in words[::11]:
        wanted = program_seconds(one.text, round(NOMINAL_PACE * one.rate), "en-us", tmp_path / "program.wav")
        assert to_seconds(clips.duration(one)) == pytest.approx(wanted, rel=0.03, abs=0.03), one


@needs("espeak-ng")
def test_a_thousand_words_in_one_breath(tmp_path: Path) -> None:
    """A line of a thousand words is not cut off: it lasts as long as the program espeak-ng takes, within 2 %."""
    passage = Utterance(Place("long.md", 1), " ".join((PASSAGE * 18).split()[:1000]), rate=420 / NOMINAL_PACE)
    clips = speak([passage], USUAL, cache_folder=tmp_path)
    wanted = program_seconds(passage.text, 420, "en-us", tmp_path / "program.wav")
    assert to_seconds(clips.duration(passage)) == pytest.approx(wanted, rel=0.02)


@needs("espeak-ng")
@pytest.mark.parametrize("voice", ["en-us+f3", "en-gb", "en-gb+m3", "en-us+whisper", "de", "fr-fr"])
def test_each_voice_is_the_one_that_was_asked_for(tmp_path: Path, voice: str) -> None:
    """Each voice and variant takes as long for a line as in the program espeak-ng, within 3 %, which shows that no
    other voice speaks.
    """
    words = "Rest here, and let the breath come and go as it likes, for a while."
    text = Utterance(Place("voice.md", 1), words, rate=140 / NOMINAL_PACE)
    clips = speak([text], VoiceChoice("pyttsx3", voice), cache_folder=tmp_path)
    wanted = program_seconds(text.text, 140, voice, tmp_path / "program.wav")
    assert to_seconds(clips.duration(text)) == pytest.approx(wanted, rel=0.03)


@pytest.mark.parametrize("voice", ["", "en-us", "de"])
@pytest.mark.parametrize("pitch", [0.92, 1.1])
def test_pitch_is_what_was_asked_for(tmp_path: Path, voice: str, pitch: float) -> None:
    """If the pitch is multiplied by a factor, the fundamental frequency of the same words is multiplied by this factor,
    within 2 %.
    """
    text = "Let the bed carry the whole of your weight now, for as long as you like."
    usual, moved = Utterance(Place("a.md", 1), text), Utterance(Place("a.md", 2), text, pitch=pitch)
    clips = speak([usual, moved], VoiceChoice("pyttsx3", voice), cache_folder=tmp_path)
    assert fundamental(clips[moved]) / fundamental(clips[usual]) == pytest.approx(pitch, rel=0.02)


@pytest.mark.parametrize(
    ("lang", "voice"), [("de", "de"), ("fr", "fr-fr"), ("en-AU", "en-us+f5"), ("en-GB", "en-gb+f5")]
)
def test_a_script_s_language_chooses_the_voice(tmp_path: Path, lang: str, voice: str) -> None:
    """If no voice is named, the usual voice of the script's language speaks."""
    text = "Moment, in the garden, again and again."
    unnamed = Utterance(Place("a.md", 1), text, lang=lang)
    named = Utterance(Place("a.md", 2), text, lang=lang)
    seconds = speak([unnamed], VoiceChoice("pyttsx3", ""), cache_folder=tmp_path).duration(unnamed)
    assert seconds == pytest.approx(
        speak([named], VoiceChoice("pyttsx3", voice), cache_folder=tmp_path).duration(named), rel=0.02
    )


def test_a_recording_that_is_lost_is_reported_at_once_and_the_next_is_spoken(tmp_path: Path) -> None:
    """If a recording cannot be written, the error is reported at once and the next line is spoken. pyttsx3 itself loses
    the error in a callback and waits for ever.
    """
    worker = Worker("pyttsx3", tmp_path)
    try:
        spoken = worker.ask(REST)[1]
        (place,) = tmp_path.iterdir()
        place.rename(tmp_path / "away")
        with pytest.raises(SpeechError, match="No such file"):
            worker.ask(REST)
        (tmp_path / "away").rename(place)
        assert len(worker.ask(REST)[1]) == pytest.approx(len(spoken), rel=0.05)
    finally:
        worker.stop()


@has_library("wheel")
def test_the_wheel_serves_from_a_very_long_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The espeak-ng of the Python package speaks even if its path is longer than the 160 bytes that
    espeak-ng allows.
    """
    import espeakng_loader

    deep = tmp_path / ("d" * 90) / ("e" * 90)
    deep.mkdir(parents=True)
    (deep / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent, target_is_directory=True)
    monkeypatch.syspath_prepend(str(deep))
    monkeypatch.setenv(SWITCH, "wheel")
    folder = tmp_path / "w"
    folder.mkdir()
    worker = Worker("pyttsx3", folder)
    try:
        assert worker.ask(REST)[1]
        assert [path.name for place in folder.iterdir() for path in place.iterdir()] == ["espeak"]
    finally:
        worker.stop()
