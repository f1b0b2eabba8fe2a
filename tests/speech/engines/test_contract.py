"""One suite for all engines. As in a session, each engine runs in a worker, and its clips are treated. A new engine
needs only one more line in `SUBJECTS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from tests.loudness import integrated_loudness
from tests.needs import needs
from tests.speech.kokoro_files import laid, needs_kokoro
from tests.speech.libraries import has_library
from tests.speech.programs import HISSING, PACED, STRANGE, STREAM, program
from tests.speech.recording import hummed
from tests.speech.small_voice import small_voice
from voiceguide.dsp.loudness import true_peak_db
from voiceguide.dsp.samples import Samples, unpacked
from voiceguide.errors import SpeechFailedError, VoiceNotFoundError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech import _workers as crews
from voiceguide.speech import stage as studio
from voiceguide.speech._worker import Worker, as_request
from voiceguide.speech.engine import Capability, SpeechLine, Voice, VoiceChoice
from voiceguide.speech.engines._espeak_library import SWITCH
from voiceguide.speech.engines.table import engine_entry
from voiceguide.speech.normaliser import as_written, with_emphasis
from voiceguide.speech.stage import Clips, speak
from voiceguide.speech.treatment import CEILING_DB
from voiceguide.units import FRAME_RATE

PASSAGE = (
    "Find a position that is kind to your body, and let your shoulders soften. There is nowhere you have to be, and "
    "nothing to get right. You may keep your eyes open or let them close. Notice where your feet meet the ground. "
    "If the mind has wandered, that is what minds do. Begin again, gently, with the next breath."
)


@dataclass(frozen=True)
class Subject:
    """An engine, with the library and the voice that the suite uses for it."""

    engine: str
    library: str = ""
    """The espeak-ng library to use, "system" or "wheel"; empty for engines that need none."""
    voice: Callable[[Path], str] = lambda folder: ""
    """Makes a voice in the folder, for tests that name no voice. Returns its name; an empty name means the engine's
    usual voice.
    """


def _program(kind: tuple[str, str]) -> Callable[[Path], str]:
    return lambda folder: program(folder, *kind)


def _espeak_program(folder: Path) -> str:
    return "espeak-ng -v en-us -s {wpm} --stdin --stdout"


def _small_voice(data: Path) -> str:
    small_voice(data / "voices", static=0.005)
    return ""


def _kokoro(data: Path) -> str:
    laid(data / "voices", "af_heart")
    return ""


def _recordings(data: Path) -> str:
    (data / "recordings").mkdir()
    return str(data / "recordings")


SUBJECTS = [
    pytest.param(Subject("fake"), id="fake"),
    pytest.param(Subject("recorded", voice=_recordings), id="recorded"),
    pytest.param(Subject("piper", voice=_small_voice), id="piper"),
    pytest.param(Subject("kokoro", voice=_kokoro), id="kokoro", marks=[pytest.mark.real, needs_kokoro()]),
    pytest.param(Subject("pyttsx3", "system"), id="pyttsx3-system", marks=[pytest.mark.real, has_library("system")]),
    pytest.param(Subject("pyttsx3", "wheel"), id="pyttsx3-wheel", marks=[pytest.mark.real, has_library("wheel")]),
    pytest.param(Subject("command", voice=_program(PACED)), id="command"),
    pytest.param(Subject("command", voice=_program(STREAM)), id="command-stream"),
    pytest.param(Subject("command", voice=_program(STRANGE)), id="command-strange"),
    pytest.param(Subject("command", voice=_program(HISSING)), id="command-hissing"),
    pytest.param(
        Subject("command", voice=_espeak_program), id="command-espeak", marks=[pytest.mark.real, needs("espeak-ng")]
    ),
]


@dataclass(frozen=True)
class Speaking:
    """An engine that runs in a worker and speaks for the tests."""

    worker: Worker
    engine: str
    usual: str
    """The voice that speaks if a test names none."""

    def able(self, capability: Capability) -> bool:
        """Whether the engine declares that it can follow this capability."""
        return capability in engine_entry(self.engine).capabilities(self.usual)

    @property
    def recorded(self) -> bool:
        """Whether the engine plays recordings. Each text is then recorded before a test has it spoken."""
        return engine_entry(self.engine).in_folders

    def say(self, text: str, voice: str = "", lang: str = "en", rate: float = 1.0, pitch: float = 1.0) -> Samples:
        """The clip of a text, shape (frames, 2). Asterisks in the text mark emphasis."""
        words, emphasis = (as_written(text), ()) if self.recorded else with_emphasis(text, lang=lang)
        if self.recorded and not voice:
            hummed(Path(self.usual), words)
        line = SpeechLine(words, voice or self.usual, lang, rate, pitch, "plain", emphasis)
        answer, data = self.worker.ask(as_request(line))
        return unpacked(data, answer["channels"])

    def seconds(self, text: str, voice: str = "", lang: str = "en", rate: float = 1.0, pitch: float = 1.0) -> float:
        """The length of the clip of a text, in seconds."""
        return len(self.say(text, voice, lang, rate, pitch)) / FRAME_RATE

    def voices(self) -> list[Voice]:
        """The voices that the engine lists."""
        return [Voice(*fields) for fields in self.worker.ask({"do": "voices"})[0]["voices"]]

    def clips(self, *texts: str, cache: Path, rate: float = 1.0, pitch: float = 1.0) -> Clips:
        """The clips of some texts, made as in a session."""
        choice = VoiceChoice(self.engine, self.usual, rate, pitch)
        for words in filter(None, map(as_written, texts)) if self.recorded else ():
            hummed(Path(self.usual), words)
        return speak([Utterance(Place("it.md", 1), text) for text in texts], choice, cache_folder=cache)


@pytest.fixture(scope="module", params=SUBJECTS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Speaking]:
    """Each engine in turn, with each espeak-ng library and each kind of program that it can use."""
    subject: Subject = request.param
    timeout = engine_entry(subject.engine).timeout
    worker = Worker(subject.engine, tmp_path_factory.mktemp(subject.engine), timeout)
    data = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, subject.library)
        patch.setenv("VOICEGUIDE_DATA", str(data))
        yield Speaking(worker, subject.engine, subject.voice(data))
    worker.stop()


def test_a_voice_is_heard_at_the_level_of_all_clips(engine: Speaking) -> None:
    """The clip of a sentence has sound in each tenth of its length, a loudness of −16 LUFS and a true peak under the
    ceiling.
    """
    clip = engine.say("Let your shoulders soften, and breathe.")
    tenths = [float(np.abs(part).max()) for part in np.array_split(clip, 10)]
    assert min(tenths) > 0.02
    assert integrated_loudness(clip) == pytest.approx(-16.0, abs=0.5)
    assert true_peak_db(clip) <= CEILING_DB + 0.05


def test_a_clip_is_trimmed(engine: Speaking) -> None:
    """A clip has less than 50 ms of quiet at its beginning and less than 100 ms at its end."""
    clip = np.abs(engine.say("Let your shoulders soften, and breathe.")).max(axis=1)
    heard = np.flatnonzero(clip > 0.004 * clip.max())
    assert heard[0] < 0.05 * FRAME_RATE
    assert len(clip) - heard[-1] < 0.1 * FRAME_RATE


def test_a_clip_is_samples_of_one_channel_at_our_rate(engine: Speaking) -> None:
    """A clip is at 44 100 Hz, with the same samples in both channels."""
    clip = engine.say("Find a position that is kind to your body, and let your shoulders soften.")
    assert clip.dtype == np.float32
    assert clip.shape[1] == 2
    assert np.array_equal(clip[:, 0], clip[:, 1])
    assert 2.0 < len(clip) / FRAME_RATE < 9.0


def test_each_line_has_its_own_rate(engine: Speaking) -> None:
    """If the rate changes from line to line, the same line at the same rate always takes the same time, and less time
    at a faster rate.

    If the engine cannot change its rate, the line takes the same time at all rates.
    """
    text = "Notice where your feet meet the ground, and rest there."
    lengths: dict[float, list[float]] = {0.8: [], 1.0: [], 1.3: []}
    for rate in (0.8, 1.3, 1.0, 1.3, 0.8, 1.0, 0.8, 1.3, 1.0, 1.0, 1.3, 0.8):
        lengths[rate].append(engine.seconds(text, rate=rate))
    for same in lengths.values():
        assert max(same) < 1.03 * min(same)
    if engine.able("rate"):
        assert min(lengths[0.8]) > 1.15 * max(lengths[1.0])
        assert min(lengths[1.0]) > 1.15 * max(lengths[1.3])
    else:
        assert max(map(max, lengths.values())) < 1.03 * min(map(min, lengths.values()))


def test_a_higher_pitch_is_higher(engine: Speaking) -> None:
    """A pitch of 1.41 raises the fundamental of the voice by about that factor, and the next line is as before. If the
    engine cannot change its pitch, the fundamental stays the same.
    """

    def ground_tone(pitch: float) -> float:
        clip = engine.say("Aah, now all are warm and well.", pitch=pitch)[:, 0]
        size = 4096
        pieces = clip[: len(clip) // size * size].reshape(-1, size) * np.hanning(size)
        echo = np.fft.irfft(np.sum(np.abs(np.fft.rfft(pieces, 2 * size)) ** 2, axis=0))
        least, most = FRAME_RATE // 400, FRAME_RATE // 60
        return FRAME_RATE / (least + int(np.argmax(echo[least:most])))

    usual, high, again = ground_tone(1.0), ground_tone(1.41), ground_tone(1.0)
    assert high / usual == pytest.approx(1.41 if engine.able("pitch") else 1.0, rel=0.1)
    assert again / usual == pytest.approx(1.0, rel=0.03)


def test_words_spelled_alike_are_spoken_with_all_the_others(engine: Speaking, tmp_path: Path) -> None:
    """In a line with words whose pronunciation depends on the sentence, such as "close" and "use", no word is lost,
    even beside emphasis or at the end of the line.
    """
    text = "Close your *eyes*, *use* your breath, and read."
    clips = engine.clips(text, "Loan your *ice*, *lose* your breath, and need.", cache=tmp_path)
    alike, unlike = clips.durations.values()
    assert alike == pytest.approx(unlike, rel=0.25)


def test_an_emphasised_word_stands_out_and_the_others_stay(engine: Speaking) -> None:
    """An emphasised word is louder than in the plain line, and the words around it are not. The next line is plain
    again.
    """
    before, word, after = "You may notice that it", "gently", "comes and goes by itself now."
    plain, marked, again = (engine.say(f"{before} {middle} {after}") for middle in (word, f"*{word}*", word))
    assert len(again) == pytest.approx(len(plain), rel=0.02)
    if not engine.able("emphasis"):
        assert len(marked) == pytest.approx(len(plain), rel=0.02)
        return
    assert len(marked) < 1.15 * len(plain)
    share = len(before) / len(f"{before} {word} {after}")
    third = int(len(plain) * share * 0.8)
    gains = [
        _level(marked[part]) - _level(plain[other])
        for part, other in (
            (slice(0, third), slice(0, third)),
            (slice(third, len(marked) - third), slice(third, len(plain) - third)),
            (slice(-third, None), slice(-third, None)),
        )
    ]
    assert gains[1] - gains[0] > 0.4
    assert gains[1] - gains[2] > 0.4
    assert abs(gains[0] - gains[2]) < 0.4


def _level(part: Samples) -> float:
    return 10 * float(np.log10(np.mean(np.square(part))))


@pytest.mark.parametrize("voice", ["no-such-voice", "+f3", "en-us+nobody", "../../etc/passwd", "🙂", "a" * 500])
def test_an_unknown_voice_is_an_error_and_the_next_line_is_spoken(engine: Speaking, voice: str) -> None:
    """An unknown voice is an error that names it, and no other voice speaks instead. The next line is spoken."""
    with pytest.raises(VoiceNotFoundError) as unknown:
        engine.say("Rest.", voice=voice)
    assert unknown.value.voice == voice
    assert engine.seconds("Rest.") > 0.1


def test_a_misspelt_voice_has_a_nearest(engine: Speaking) -> None:
    """The error about a misspelt voice suggests what exists under the nearest name: a voice, a folder of recordings, or
    a program.
    """
    if engine.recorded:
        with pytest.raises(VoiceNotFoundError) as unknown:
            engine.say("Rest.", voice=f"{engine.usual}x")
        assert engine.usual in unknown.value.near
        return
    known = [voice.name for voice in engine.voices()]
    misspelt = f"{known[0]}x" if known else "pythonn3 speak.py"
    with pytest.raises(VoiceNotFoundError) as unknown:
        engine.say("Rest.", voice=misspelt)
    assert (known[0] if known else "python3") in unknown.value.near


def test_the_first_voices_of_the_list_can_speak(engine: Speaking) -> None:
    """The engine lists no voice twice. The first voice in its list is English and can speak. For programs and
    recordings, the list is empty.
    """
    listed = engine.voices()
    assert bool(listed) is (engine.engine not in ("command", "recorded"))
    assert len({voice.name for voice in listed}) == len(listed)
    for voice in listed[:1]:
        assert voice.language.startswith("en")
        assert engine.seconds("Rest now.", voice=voice.name) > 0.3


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
        "-v --help; rm x",
    ],
)
def test_whatever_is_written_is_spoken(engine: Speaking, text: str) -> None:
    """A text with quotes, digits, emoji, mark-up or a very long word, or a text of one letter, becomes a clip of 0.1 to
    40 s.
    """
    assert 0.1 < engine.seconds(text) < 40.0


def test_a_passage_is_spoken_whole(engine: Speaking) -> None:
    """A paragraph takes as long as its sentences when they are spoken one by one, plus at most a second for each
    sentence.
    """
    sentences = [f"{sentence}." for sentence in PASSAGE.rstrip(".").split(". ")]
    alone = sum(engine.seconds(sentence) for sentence in sentences)
    together = engine.seconds(PASSAGE)
    assert 0.97 * alone < together < alone + len(sentences)


def test_a_short_line_after_a_long_one_is_its_own(engine: Speaking) -> None:
    """A short line sounds the same before and after a long one: no line gets the sound of another."""
    before = engine.seconds("Begin again.")
    engine.say(PASSAGE)
    assert engine.seconds("Begin again.") == pytest.approx(before, rel=0.05)


def test_a_thousand_words_are_spoken_whole(engine: Speaking) -> None:
    """A text of a thousand words takes as long as its parts, to within 15 %: nothing is cut off."""
    words = " ".join((PASSAGE * 20).split()[:1000])
    assert engine.seconds(words) == pytest.approx(1000 / len(PASSAGE.split()) * engine.seconds(PASSAGE), rel=0.15)


def test_what_is_kept_comes_back_unchanged(engine: Speaking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once lines are in the cache, they are not spoken again: no process is started, and the clips are the same, bit
    for bit.
    """
    texts = ("Rest here.", "And *gently* breathe out.", "In.")
    first = engine.clips(*texts, cache=tmp_path)
    heard = {one: clip.read(0, clip.frames) for one, clip in first.items()}
    assert first.made == 3
    with monkeypatch.context() as patch:
        patch.setattr("subprocess.Popen", None)
        again = engine.clips(*texts, cache=tmp_path)
    assert again.made == 0
    assert all(np.array_equal(again[one].read(0, again[one].frames), sound) for one, sound in heard.items())


def test_what_cannot_be_honoured_shapes_no_clip(engine: Speaking, tmp_path: Path) -> None:
    """A change of rate, pitch or emphasis makes a new clip only if the engine can follow it."""
    engine.clips("Rest here.", cache=tmp_path)
    changes: list[tuple[Capability, Callable[[], Clips]]] = [
        ("rate", lambda: engine.clips("Rest here.", cache=tmp_path, rate=0.8)),
        ("pitch", lambda: engine.clips("Rest here.", cache=tmp_path, pitch=0.8)),
        ("emphasis", lambda: engine.clips("Rest *here*.", cache=tmp_path)),
    ]
    for capability, change in changes:
        assert change().made == int(engine.able(capability)), capability


def test_punctuation_alone_is_silence_that_nobody_is_asked_for(
    engine: Speaking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines of nothing but punctuation or emoji become empty clips, and no process is started for them."""
    monkeypatch.setattr("subprocess.Popen", None)
    clips = engine.clips("…", "?!", "— * —", "🙂", cache=tmp_path)
    assert set(clips.durations.values()) == {0}


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(Subject("fake", voice=lambda folder: "hangs"), id="fake-hangs"),
        pytest.param(Subject("fake", voice=lambda folder: "dies"), id="fake-dies"),
        pytest.param(Subject("command", voice=_program(("time.sleep(600)", "{wav}"))), id="command-hangs"),
        pytest.param(Subject("command", voice=_program(("os.abort()", "{wav}"))), id="command-dies"),
    ],
)
def test_an_engine_that_hangs_or_dies_is_an_error_that_names_the_line(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If an engine hangs or dies, the error comes within the time limit and names the line and the reason. No clip is
    stored.
    """
    monkeypatch.setattr(studio, "engine_entry", lambda name: replace(engine_entry(name), timeout=1.0))
    monkeypatch.setattr(crews, "engine_entry", lambda name: replace(engine_entry(name), timeout=1.0))
    voice = VoiceChoice(subject.engine, subject.voice(tmp_path))
    with pytest.raises(SpeechFailedError) as failed:
        speak([Utterance(Place("it.md", 7), "Rest.")], voice, cache_folder=tmp_path / "cache")
    assert (failed.value.file, failed.value.line, failed.value.text) == ("it.md", 7, "Rest.")
    assert failed.value.reason
    assert not list(tmp_path.glob("cache/*.clip"))
