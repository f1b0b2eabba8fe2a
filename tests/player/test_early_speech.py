import tempfile
import time
from collections.abc import Sequence
from math import inf
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.player.live_sessions import a_live_session
from voiceguide.errors import SpeechFailedError
from voiceguide.player._early_speech import Speech
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech._workers import SpeakingPace
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import PlaceholderClip, speak

LINES = tuple(
    Utterance(Place("calm.md", line), text)
    for line, text in enumerate(("You can stop at any time.", "Feel the chair.", "Thank you."), 1)
)
CALM = VoiceChoice("fake", "calm")


def a_speech(folder: Path, lines: Sequence[Utterance] = LINES, voice: VoiceChoice = CALM) -> Speech:
    return Speech(lines, voice, "warm", folder, lambda done, total: None)


def test_what_has_been_spoken_is_there_and_the_rest_has_a_probable_length(tmp_path: Path) -> None:
    """`clips_so_far` has a clip for each line: the spoken one, or a placeholder with an estimated length."""
    made = speak(LINES[:2], CALM, cache_folder=tmp_path, tone="warm")
    speech = a_speech(tmp_path, LINES, CALM)
    assert all(isinstance(clip, PlaceholderClip) for clip in speech.clips_so_far().values())
    for line in LINES[:2]:
        speech.add_clip(line, made[line])
    clips = speech.clips_so_far()
    assert [isinstance(clips[line], PlaceholderClip) for line in LINES] == [False, False, True]
    assert speech.ready == 2
    assert clips[LINES[0]].frames == made[LINES[0]].frames
    assert clips[LINES[2]].frames > 0


def test_what_is_needed_first_is_spoken_first(tmp_path: Path) -> None:
    """The lines that `prioritise` names are spoken first, in that order, and the other lines after them."""
    speech = a_speech(tmp_path)
    speech.prioritise((LINES[2], LINES[0]))
    speech.start()
    clips = speech.wait(60)
    assert clips is not None
    assert tuple(clips) == (LINES[2], LINES[0], LINES[1])


def test_all_clips_come_when_they_are_made(tmp_path: Path) -> None:
    """`wait` returns the clips of all lines. After that, `clips_so_far` contains the same clips."""
    speech = a_speech(tmp_path)
    speech.start()
    clips = speech.wait(60)
    assert clips is not None
    assert set(clips) == set(LINES)
    assert {clip.key for clip in speech.clips_so_far().values()} == {clip.key for clip in clips.values()}


def test_a_worker_starts_at_once_only_where_there_is_something_to_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If lines must be spoken, a worker process starts before `start` is called. If all lines are in the cache, no
    worker starts.
    """
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    first = a_speech(tmp_path)
    assert first.begun
    assert len(list(folder.iterdir())) == 1
    first.start()
    assert first.wait(60) is not None
    assert list(folder.iterdir()) == []
    kept = a_speech(tmp_path)
    assert not kept.begun
    assert list(folder.iterdir()) == []
    kept.start()
    assert kept.wait(60) is not None


@pytest.mark.parametrize("cost", [0.1, 0.5, 3.0])
def test_how_late_the_next_lines_will_be_is_known_from_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cost: float
) -> None:
    """`late_by` says how late the second line would come if a session began after the first: not late for a quick
    voice, but late for a slow one. The estimate falls while the voice speaks.
    """
    workers = SimpleNamespace(pace=None, first_took=None)
    monkeypatch.setattr("voiceguide.player._early_speech.standby_workers", lambda *of, **more: workers)
    live = a_live_session(120)
    plan, lines = live.plan, tuple(live.planned.clips)
    speech = a_speech(tmp_path, lines)
    assert speech.late_by(plan) == inf
    speech.add_clip(lines[0], live.planned.clips[lines[0]])
    workers.pace = SpeakingPace(cost, time.monotonic())
    late = speech.late_by(plan)
    second = next(event for event in plan.events if event.utterance == lines[1])
    between = (second.start - min(event.start for event in plan.events)) / 44_100
    assert late >= cost * speech.clips_so_far()[lines[1]].frames / 44_100 - between
    assert (late > 0) == (cost > 2)
    workers.pace = SpeakingPace(cost, time.monotonic() - 1.0)
    assert speech.late_by(plan) < late
    for line in lines:
        speech.add_clip(line, live.planned.clips[line])
    assert speech.late_by(plan) == -inf


def test_what_fails_is_raised_where_it_is_waited_for(tmp_path: Path) -> None:
    """If a line cannot be spoken, `wait` raises the error, which names the file and the line of the script."""
    speech = a_speech(tmp_path, LINES[1:], VoiceChoice("fake", "fails"))
    speech.start()
    with pytest.raises(SpeechFailedError) as caught:
        speech.wait(60)
    assert (caught.value.file, caught.value.line) == ("calm.md", 2)


def test_a_line_that_is_not_spoken_is_never_heard_as_silence() -> None:
    """Reading the placeholder of a line that is not spoken raises an error, so it is never heard as silence."""
    with pytest.raises(RuntimeError):
        PlaceholderClip(100).read(0, 10)
