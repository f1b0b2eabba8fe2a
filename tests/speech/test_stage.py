import errno
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from voiceguide.config import Tone
from voiceguide.errors import ClipsError, EngineMissingError, SpeechFailedError, VoiceNotFoundError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech import stage
from voiceguide.speech.engine import SpeechLine, VoiceChoice
from voiceguide.speech.engines.table import engine_entry
from voiceguide.speech.stage import cached_durations, estimate, speak, voices

CALM = VoiceChoice("fake", "calm")


def said(text: str, line: int = 1, rate: float = 1.0, pitch: float = 1.0) -> Utterance:
    return Utterance(Place("calm.md", line), text, rate=rate, pitch=pitch)


WORDS = (said("Breathe in.", 1), said("And breathe out, slowly.", 2), said("Breathe in.", 3), said("🙂 …", 4))


def test_every_utterance_has_its_clip(tmp_path: Path) -> None:
    """Each utterance gets a clip. The same words on two lines are spoken once, and an utterance without words gets an
    empty clip.
    """
    clips = speak(WORDS, CALM, cache_folder=tmp_path)
    assert set(clips) == set(WORDS)
    assert clips.made == 2
    assert clips[WORDS[0]].key == clips[WORDS[2]].key
    assert clips.durations == {utterance: clips[utterance].frames for utterance in WORDS}
    assert clips.duration(WORDS[1]) > clips.duration(WORDS[0]) > 0
    assert clips.duration(WORDS[3]) == 0
    assert clips[WORDS[3]].read(0, 0).shape == (0, 2)
    assert clips[WORDS[1]].read(100, 4_000).any()


def test_what_is_there_is_not_spoken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that are in the cache are not spoken again: no process is started, and the clips are the same."""
    first = speak(WORDS, CALM, cache_folder=tmp_path)
    monkeypatch.setattr("subprocess.Popen", None)
    second = speak(WORDS, CALM, cache_folder=tmp_path)
    assert second.made == 0
    assert [clip.key for clip in second.values()] == [clip.key for clip in first.values()]


def test_everything_that_shapes_a_clip_makes_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of the words, voice, rate, pitch, tone or engine version makes a new clip. Rate and pitch may be those
    of the session or of the line.
    """
    one = said("Rest here.")
    speak([one], CALM, cache_folder=tmp_path)
    others = [
        (said("Rest now."), CALM),
        (one, replace(CALM, rate=0.9)),
        (one, replace(CALM, pitch=0.9)),
        (one, replace(CALM, name="")),
        (said("Rest here.", rate=0.8), CALM),
        (said("Rest here.", pitch=0.8), CALM),
    ]
    assert cached_durations([one], CALM, cache_folder=tmp_path) is not None
    assert [cached_durations([words], voice, cache_folder=tmp_path) for words, voice in others] == [None] * len(others)
    assert cached_durations([one], CALM, cache_folder=tmp_path, tone="room") is None
    newer = replace(engine_entry("fake"), fingerprints=lambda lines: ["2"] * len(lines))
    monkeypatch.setattr("voiceguide.speech.stage.engine_entry", lambda name: newer)
    assert cached_durations([one], CALM, cache_folder=tmp_path) is None


def test_lengths_are_known_only_where_all_is_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the clip of one line is missing, the result is None in place of the durations. The lines after it are not
    looked up.
    """
    speak(WORDS[:1], CALM, cache_folder=tmp_path)
    assert cached_durations([], CALM, cache_folder=tmp_path) == {}
    assert cached_durations(WORDS, CALM, cache_folder=tmp_path) is None
    looked: list[Utterance] = []
    line_of = stage.line_to_speak

    def look(one: Utterance, voice: VoiceChoice, tone: Tone) -> SpeechLine | None:
        looked.append(one)
        return line_of(one, voice, tone)

    monkeypatch.setattr(stage, "line_to_speak", look)
    assert cached_durations(WORDS[1:], CALM, cache_folder=tmp_path) is None
    assert looked == [WORDS[1]]
    assert cached_durations((WORDS[0], WORDS[2], WORDS[3]), CALM, cache_folder=tmp_path) == {
        one: speak([one], CALM, cache_folder=tmp_path)[one].frames for one in (WORDS[0], WORDS[2], WORDS[3])
    }


def test_the_same_product_of_rates_is_the_same_clip(tmp_path: Path) -> None:
    """A line's rate and the session's rate are multiplied. If the product is the same, the clip is the same."""
    speak([said("Rest.")], CALM, cache_folder=tmp_path)
    assert cached_durations([said("Rest.", rate=0.5)], replace(CALM, rate=2.0), cache_folder=tmp_path) is not None


def test_a_named_voice_speaks_the_same_in_any_language(tmp_path: Path) -> None:
    """A change of the language makes a new clip only if no voice is named, because the language then
    chooses the voice.
    """
    english, german = Utterance(Place("a.md", 1), "Hand"), Utterance(Place("b.md", 1), "Hand", lang="de")
    speak([english], CALM, cache_folder=tmp_path)
    speak([english], replace(CALM, name=""), cache_folder=tmp_path)
    assert cached_durations([german], CALM, cache_folder=tmp_path) is not None
    assert cached_durations([german], replace(CALM, name=""), cache_folder=tmp_path) is None


def test_damaged_clips_are_made_again(tmp_path: Path) -> None:
    """Clips in the cache that are empty or have a changed bit are made again."""
    clips = speak(WORDS, CALM, cache_folder=tmp_path)
    files = sorted(tmp_path.glob("*.clip"))
    files[0].write_bytes(b"")
    data = bytearray(files[1].read_bytes())
    data[-1] ^= 1
    files[1].write_bytes(data)
    again = speak(WORDS, CALM, cache_folder=tmp_path)
    assert again.made == 2
    assert [clip.key for clip in again.values()] == [clip.key for clip in clips.values()]


def test_progress_is_reported_line_by_line(tmp_path: Path) -> None:
    """The progress counts the lines that have to be spoken, from 0 to all of them. Cached lines do not count."""
    steps: list[tuple[int, int]] = []
    words = [said(f"word {'la ' * number}") for number in range(6)]
    speak(words[:1], CALM, cache_folder=tmp_path)
    speak(words, CALM, cache_folder=tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(done, 5) for done in range(6)]


def test_a_line_that_fails_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    """If a line cannot be spoken, the error has its file, its number, its words without emphasis and the reason."""
    with pytest.raises(SpeechFailedError) as failed:
        speak([said("*Rest* here.", 14)], VoiceChoice("fake", "fails"), cache_folder=tmp_path)
    error = failed.value
    assert (error.file, error.line, error.text) == ("calm.md", 14, "Rest here.")
    assert "always fails" in error.reason
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_voice_or_engine_is_no_line_s_fault(tmp_path: Path) -> None:
    """An unknown voice or engine is not reported as a failed line but as an error of its own. For a voice, the error
    suggests the nearest.
    """
    with pytest.raises(VoiceNotFoundError) as unknown:
        speak(WORDS, VoiceChoice("fake", "clam"), cache_folder=tmp_path)
    assert unknown.value.near[0] == "calm"
    with pytest.raises(EngineMissingError):
        speak(WORDS, VoiceChoice("pytsx3", ""), cache_folder=tmp_path)


def test_a_full_disk_ends_with_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk becomes full, the error names the folder. The clips stored so far stay, and a later run makes only
    the others.
    """
    real, room = Path.write_bytes, [2]

    def full(self: Path, data: bytes) -> int:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, data)

    words = [said(f"word {'la ' * number}") for number in range(5)]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(ClipsError) as caught:
            speak(words, CALM, cache_folder=tmp_path)
    assert caught.value.folder == tmp_path
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".clip", ".clip"]
    assert speak(words, CALM, cache_folder=tmp_path).made == 3


def test_durations_without_speaking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If all clips are cached, their durations are known without starting a process; otherwise the result is None."""
    clips = speak(WORDS, CALM, cache_folder=tmp_path)
    monkeypatch.setattr("subprocess.Popen", None)
    assert cached_durations(WORDS, CALM, cache_folder=tmp_path) == clips.durations
    assert cached_durations([*WORDS, said("new")], CALM, cache_folder=tmp_path) is None


def test_an_estimate_is_near_and_follows_the_rate(tmp_path: Path) -> None:
    """The estimated duration of a line is within a third of the real one and follows the rate. Without
    words it is 0.
    """
    sentence = said("Find a position that is kind to your body, and let your shoulders soften.")
    clip = speak([sentence], CALM, cache_folder=tmp_path)[sentence]
    assert estimate(sentence, CALM) == pytest.approx(clip.frames, rel=0.33)
    assert estimate(sentence, replace(CALM, rate=2.0)) == pytest.approx(estimate(sentence, CALM) / 2, abs=2)
    assert estimate(said("…"), CALM) == 0


def test_voices_of_an_engine() -> None:
    """The voices of an engine can be listed. An unknown engine is an error."""
    assert voices("fake")[0].engine == "fake"
    with pytest.raises(EngineMissingError):
        voices("nothing")


def test_looking_up_durations_loads_nothing_heavy(tmp_path: Path) -> None:
    """Looking up cached durations imports neither numpy, scipy, soxr nor an engine, because `list` does it for every
    practice.
    """
    import subprocess

    speak(WORDS, CALM, cache_folder=tmp_path)
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.speech.test_stage import CALM, WORDS\n"
        "heavy = {'numpy', 'scipy', 'soxr', 'pyttsx3', 'soundfile'}\n"
        "from voiceguide.speech.stage import cached_durations, estimate\n"
        "assert cached_durations(WORDS, CALM, cache_folder=Path(sys.argv[1])) and estimate(WORDS[0], CALM)\n"
        "loaded = heavy & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=Path(__file__).parents[2])
