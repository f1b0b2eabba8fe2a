"""One suite for every engine, through the worker and the treatment as in a session. A new engine joins by one line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from tests.speech.libraries import has_library
from tests.speech.recording import hummed
from tests.speech.small_voice import small_voice
from voiceguide.dsp.loudness import integrated_loudness, true_peak_db
from voiceguide.dsp.samples import Samples
from voiceguide.errors import VoiceNotFoundError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.engine import Line, Voice, VoiceChoice
from voiceguide.speech.engines import EngineEntry, engine_entry
from voiceguide.speech.espeak_library import SWITCH
from voiceguide.speech.samples16 import unpacked
from voiceguide.speech.studio import speak
from voiceguide.speech.text import as_written, speakable
from voiceguide.speech.treatment import CEILING_DB
from voiceguide.speech.wire import as_request
from voiceguide.speech.worker import Worker
from voiceguide.units import FRAME_RATE

PASSAGE = (
    "Find a position that is kind to your body, and let your shoulders soften. There is nowhere you have to be, and "
    "nothing to get right. You may keep your eyes open or let them close. Notice where your feet meet the ground. "
    "If the mind has wandered, that is what minds do. Begin again, gently, with the next breath."
)


@dataclass(frozen=True)
class Speaking:
    """An engine at work."""

    worker: Worker
    entry: EngineEntry
    recordings: Path | None = None
    """The voice of an engine that says only what is recorded: whatever it is to say is recorded first."""

    def can(self, capability: str) -> bool:
        """Whether the table says so."""
        return capability in self.entry.capabilities

    def say(self, text: str, voice: str = "", lang: str = "en", rate: float = 1.0, pitch: float = 1.0) -> Samples:
        """The clip, shape (frames, 2)."""
        words = as_written(text) if self.entry.as_written else speakable(text, lang=lang)
        if self.recordings and not voice:
            hummed(self.recordings, words)
            voice = str(self.recordings)
        line = Line(words, voice, lang, rate, pitch, "plain")
        answer, data = self.worker.ask(as_request(line))
        return unpacked(data, answer["channels"])

    def seconds(self, text: str, voice: str = "", lang: str = "en", rate: float = 1.0, pitch: float = 1.0) -> float:
        """How long the clip is."""
        return len(self.say(text, voice, lang, rate, pitch)) / FRAME_RATE

    def voices(self) -> list[Voice]:
        """The engine's list."""
        return [Voice(*fields) for fields in self.worker.ask({"do": "voices"})[0]["voices"]]


VOICES: Mapping[str, Callable[[Path], object]] = {"piper": lambda folder: small_voice(folder, static=0.005)}
"""What lays voices of the tests' own into the voices folder, for engines that speak with files."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("fake", ""), id="fake"),
        pytest.param(("recorded", ""), id="recorded"),
        pytest.param(("pyttsx3", "system"), id="pyttsx3-system", marks=[pytest.mark.real, has_library("system")]),
        pytest.param(("pyttsx3", "wheel"), id="pyttsx3-wheel", marks=[pytest.mark.real, has_library("wheel")]),
        pytest.param(("piper", ""), id="piper"),
    ],
)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Speaking]:
    """Each engine, with each library that can serve it."""
    name, library = request.param
    worker = Worker(name, tmp_path_factory.mktemp(name))
    data = tmp_path_factory.mktemp("data")
    if lay := VOICES.get(name):
        lay(data / "voices")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, library)
        patch.setenv("VOICEGUIDE_DATA", str(data))
        entry = engine_entry(name)
        yield Speaking(worker, entry, tmp_path_factory.mktemp("recordings") if entry.in_folders else None)
    worker.stop()


def test_a_voice_is_heard_at_the_level_of_all_clips(engine: Speaking) -> None:
    """Sound from the first to the last tenth of a sentence, at −16 LUFS and under the ceiling."""
    clip = engine.say("Let your shoulders soften, and breathe.")
    tenths = [float(np.abs(part).max()) for part in np.array_split(clip, 10)]
    assert min(tenths) > 0.02
    assert integrated_loudness(clip) == pytest.approx(-16.0, abs=0.5)
    assert true_peak_db(clip) <= CEILING_DB + 0.05


def test_each_line_has_its_own_rate(engine: Speaking) -> None:
    """The rate changing from line to line: the same line at the same rate lasts the same, and faster is shorter.

    Where an engine has only one rate, all last the same.
    """
    text = "Notice where your feet meet the ground, and rest there."
    lengths: dict[float, list[float]] = {0.8: [], 1.0: [], 1.3: []}
    for rate in (0.8, 1.3, 1.0, 1.3, 0.8, 1.0, 0.8, 1.3, 1.0, 1.0, 1.3, 0.8):
        lengths[rate].append(engine.seconds(text, rate=rate))
    for same in lengths.values():
        assert max(same) < 1.03 * min(same)
    if "rate" not in engine.entry.capabilities:
        assert max(map(max, lengths.values())) < 1.03 * min(map(min, lengths.values()))
        return
    assert min(lengths[0.8]) > 1.15 * max(lengths[1.0])
    assert min(lengths[1.0]) > 1.15 * max(lengths[1.3])


def test_a_higher_pitch_is_higher(engine: Speaking) -> None:
    """Half an octave up moves the voice's ground tone about that much, and back again; or not at all."""

    def ground_tone(pitch: float) -> float:
        clip = engine.say("Aah, now all are warm and well.", pitch=pitch)[:, 0]
        size = 4096
        pieces = clip[: len(clip) // size * size].reshape(-1, size) * np.hanning(size)
        echo = np.fft.irfft(np.sum(np.abs(np.fft.rfft(pieces, 2 * size)) ** 2, axis=0))
        least, most = FRAME_RATE // 400, FRAME_RATE // 60
        return FRAME_RATE / (least + int(np.argmax(echo[least:most])))

    usual, high, again = ground_tone(1.0), ground_tone(1.41), ground_tone(1.0)
    wanted = 1.41 if "pitch" in engine.entry.capabilities else 1.0
    assert high / usual == pytest.approx(wanted, rel=0.1)
    assert again / usual == pytest.approx(1.0, rel=0.03)


def test_what_an_engine_cannot_honour_is_silently_plain(engine: Speaking, tmp_path: Path) -> None:
    """A line that asks for a rate or a pitch which its engine cannot change gets the very clip of the plain line."""
    voice = VoiceChoice(engine.entry.name, str(engine.recordings or ""))
    plain = Utterance(Place("a.md", 1), "Rest now.")
    if engine.recordings:
        hummed(engine.recordings, as_written(plain.text))
    other = replace(plain, rate=0.8, pitch=1.2)
    clips = speak([plain, other], voice, cache_folder=tmp_path, workers=1)
    able = {capability for capability in ("rate", "pitch") if engine.can(capability)}
    assert (clips[plain].key != clips[other].key) is bool(able)
    in_vain = replace(plain, rate=1.0 if "rate" in able else 0.8, pitch=1.0 if "pitch" in able else 1.2)
    assert speak([in_vain], voice, cache_folder=tmp_path).made == 0


@pytest.mark.parametrize("voice", ["no-such-voice", "+f3", "en-us+nobody", "../../etc/passwd", "🙂", "a" * 500])
def test_an_unknown_voice_is_an_error_and_the_next_line_is_spoken(engine: Speaking, voice: str) -> None:
    """It carries its data; no other voice speaks in its place."""
    with pytest.raises(VoiceNotFoundError) as unknown:
        engine.say("Rest.", voice=voice)
    assert unknown.value.voice == voice
    assert engine.seconds("Rest.") > 0.1


def test_a_misspelt_voice_has_a_nearest(engine: Speaking) -> None:
    """The names offered are names the engine has."""
    if engine.recordings:
        with pytest.raises(VoiceNotFoundError) as unknown:
            engine.say("Rest.", voice=f"{engine.recordings}x")
        assert str(engine.recordings) in unknown.value.near
        return
    known = [voice.name for voice in engine.voices()]
    with pytest.raises(VoiceNotFoundError) as unknown:
        engine.say("Rest.", voice=known[0] + "x")
    assert known[0] in unknown.value.near


def test_the_first_voices_of_the_list_can_speak(engine: Speaking) -> None:
    """What is listed serves, under its own name, and the names are told once each; folders are not listed."""
    listed = engine.voices()
    if engine.recordings:
        assert not listed
        return
    assert len({voice.name for voice in listed}) == len(listed)
    assert listed[0].language.startswith("en")
    assert engine.seconds("Rest now.", voice=listed[0].name) > 0.3


@pytest.mark.parametrize(
    "text",
    [
        "In.",
        "“Let it be,” she said — ‘all of it’… then (slowly) rested.",
        "4-7-8, 7:30, 50 %, 1,000 and ½; e.g. 3–5 times.",
        "Breathe 🙂 & smile ❤️ <b>now</b> [[x]] {y}",
        "Wait! What?! Really… yes.",
        "don't, can’t, it's, I’ve",
        "A",
        "Ommmmmmmmmmm",
        "naïve café, Zürich, señor, 你好",
        "supercalifragilisticexpialidocious-and-other-very-long-hyphenated-words",
        "la " * 60,
    ],
)  # fmt: skip
def test_whatever_is_written_is_spoken(engine: Speaking, text: str) -> None:
    """Quotes, dashes, digits, emoji, mark-up, one letter, one long word, no stops: sound, of a sensible length."""
    assert 0.1 < engine.seconds(text) < 40.0


def test_a_passage_is_spoken_whole(engine: Speaking) -> None:
    """A paragraph lasts as long as its sentences one by one, with a pause of at most a second between them."""
    sentences = [f"{sentence}." for sentence in PASSAGE.rstrip(".").split(". ")]
    alone = sum(engine.seconds(sentence) for sentence in sentences)
    together = engine.seconds(PASSAGE)
    assert 0.97 * alone < together < alone + len(sentences)


def test_a_short_line_after_a_long_one_is_its_own(engine: Speaking) -> None:
    """No line gets the sound of the one before it."""
    before = engine.seconds("Begin again.")
    engine.say(PASSAGE)
    assert engine.seconds("Begin again.") == pytest.approx(before, rel=0.05)
