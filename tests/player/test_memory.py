"""What is remembered from one session to the next, even if the program was killed."""

import json
from dataclasses import replace
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

from tests.player.live_sessions import Listening, a_live_session
from voiceguide.player._live_session import at_resume_point
from voiceguide.player._player import Outcome
from voiceguide.player._records import ResumeWriter
from voiceguide.player.memory import Memory, ResumePoint, recall, remember
from voiceguide.session.request import SessionChoices
from voiceguide.units import to_frames

LIVE = a_live_session(120)
WHOLE = Memory(
    "calm", SessionChoices(length=600.0, words=(("name", "Robin"),)), ResumePoint(600.0, 12.5, (1, 2), 0.5), -8.0
)


def a_resume_writer(file: Path, practice: str = "calm", before: Memory | None = None) -> ResumeWriter:
    return ResumeWriter(file, before or Memory(), practice, SessionChoices(length=120.0))


def test_what_is_remembered_is_recalled(tmp_path: Path) -> None:
    """The practice, the options, the place and the level are read back as they were stored, and no
    other file is left.
    """
    file = tmp_path / "data" / "last.json"
    assert remember(file, WHOLE)
    assert recall(file) == WHOLE
    assert list(file.parent.iterdir()) == [file]


def test_what_bedtime_chose_is_recalled(tmp_path: Path) -> None:
    """The sound device and the sleep timer of `bedtime` are remembered. A timer of zero is ignored."""
    file = tmp_path / "bedtime.json"
    night = Memory("calm", device="the lamp", stop_after=900.0)
    assert remember(file, night)
    assert recall(file) == night
    file.write_text('{"practice": "calm", "options": {"stop_after": 0}}')
    assert recall(file) == Memory("calm")


def test_zero_is_a_choice(tmp_path: Path) -> None:
    """The values 0 for ducking and for the seed of images are remembered as choices."""
    file = tmp_path / "last.json"
    none_of_it = Memory("calm", SessionChoices(duck=0.0, seed=0))
    assert remember(file, none_of_it)
    assert recall(file) == none_of_it
    assert SessionChoices(duck=0.0).with_defaults(SessionChoices(duck=2.0, path="gentle")) == SessionChoices(
        duck=0.0, path="gentle"
    )


PLACE = {"length_s": 600.0, "at_s": 12.5, "address": [1, 2], "into_s": 0.5}
NO_TIMES = [(name, held) for name in ("length_s", "at_s", "into_s", "unseen_s") for held in (nan, inf, -1.0, "x", None)]
DAMAGED = [
    "",
    "[]",
    "{",
    '{"broken_off": {}}',
    '{"volume_db": "loud"}',
    '{"options": 3}',
    '{"broken_off": 7}',
    '{"practice": 5}',
    '{"practice": ["calm"]}',
    *(json.dumps({"broken_off": {**PLACE, name: held}}) for name, held in NO_TIMES),
]


@pytest.mark.parametrize("content", DAMAGED)
def test_what_is_damaged_is_forgotten(tmp_path: Path, content: str) -> None:
    """If the file is damaged or missing, nothing is remembered, and there is no error."""
    file = tmp_path / "last.json"
    assert recall(file) == Memory()
    file.write_text(content)
    assert recall(file) == Memory()


@pytest.mark.parametrize(("kept", "recalled"), [(6.0, 0.0), (-300.0, -80.0), (-12.0, -12.0)])
def test_no_level_above_full_is_recalled(tmp_path: Path, kept: float, recalled: float) -> None:
    """A stored level above full volume is read as full volume, and one below −80 dB as −80 dB."""
    file = tmp_path / "last.json"
    file.write_text(json.dumps({"volume_db": kept}))
    assert recall(file).volume_db == recalled


def test_what_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """If the folder for the file cannot be made, `remember` raises no error and returns False."""
    (tmp_path / "a file").touch()
    assert not remember(tmp_path / "a file" / "last.json", WHOLE)


def test_a_level_is_kept_as_soon_as_it_is_chosen(tmp_path: Path) -> None:
    """A level is stored as soon as it is chosen. So even after kill -9, the next session is no louder."""
    file, played = tmp_path / "last.json", Listening()
    resume_writer = a_resume_writer(file)
    played.controls.louder(-4)
    resume_writer.save_progress(played.controls.view(), played.controls)
    assert recall(file).volume_db == -8.0
    played.controls.change_to(LIVE, 0)
    played.listen(1.0)
    resume_writer.save_progress(played.controls.view(), played.controls)
    played.controls.louder(-1)
    resume_writer.save_progress(played.controls.view(), played.controls)
    assert recall(file).volume_db == -10.0


def test_each_session_leaves_its_own_volume_when_it_ends(tmp_path: Path) -> None:
    """If two sessions play at once, and one stores its place, the volume that the other has stored is kept. A session
    that ends stores its own volume.
    """
    file, played = tmp_path / "last.json", Listening(LIVE)
    one, other = a_resume_writer(file), a_resume_writer(file)
    played.listen(5.0)
    other.end(Outcome("stopped", 5.0, to_frames(5.0), LIVE), -20.0)
    one.save_progress(played.controls.view(), played.controls)
    assert recall(file).volume_db == -20.0
    one.end(Outcome("stopped", 5.0, to_frames(5.0), LIVE), -6.0)
    assert recall(file).volume_db == -6.0


def test_a_session_that_is_killed_can_be_resumed(tmp_path: Path) -> None:
    """While a session plays, its options and its place are stored, so that it can be resumed after a kill."""
    file, played = tmp_path / "last.json", Listening(LIVE)
    played.listen(20.0)
    a_resume_writer(file).save_progress(played.controls.view(), played.controls)
    memory = recall(file)
    assert (memory.practice, memory.choices.length) == ("calm", 120.0)
    assert memory.resume_point is not None
    assert memory.resume_point.at_s == pytest.approx(20.0, abs=0.2)


@pytest.mark.parametrize(("asked", "length"), [(0.0, 126.0), (2.0, 124.0), (6.0, 120.0)])
def test_the_wait_for_the_voice_is_part_of_the_length(tmp_path: Path, asked: float, length: float) -> None:
    """If a session began 6 s late because of its voice, it is resumed at the length that was requested, not 6 s
    shorter. A delay that the listener requested is not part of that length.
    """
    file, late = tmp_path / "last.json", replace(LIVE, delay=to_frames(6.0))
    resume_writer = ResumeWriter(file, Memory(), "calm", SessionChoices(length=length, delay=asked))
    for live in (late, late.ending(to_frames(30.0))):
        resume_writer.end(Outcome("stopped", 40.0, to_frames(40.0), live), 0.0)
        left = recall(file).resume_point
        assert left is not None
        assert left.length_s == pytest.approx(length)


@pytest.mark.parametrize("seconds", range(5, 41))
def test_a_session_that_is_killed_goes_on_at_most_five_seconds_back(tmp_path: Path, seconds: int) -> None:
    """A session that was killed resumes at most 5 s before the place that it had reached."""
    file, played = tmp_path / "last.json", Listening(LIVE)
    played.listen(seconds)
    a_resume_writer(file).save_progress(played.controls.view(), played.controls)
    left = recall(file).resume_point
    assert left is not None
    assert left.unseen_s > 0
    start = at_resume_point(left)(LIVE)
    assert to_frames(seconds + left.unseen_s - 5.0) <= start < to_frames(seconds)


@pytest.mark.parametrize(("how", "left"), [("whole", False), ("closed", False), ("faded", True), ("stopped", True)])
def test_what_was_heard_to_its_end_is_not_resumed(tmp_path: Path, how: str, left: bool) -> None:
    """A session that reached its closing cannot be resumed. One that was stopped or faded out can."""
    file = tmp_path / "last.json"
    a_resume_writer(file).end(Outcome(how, 20.0, to_frames(20.0), LIVE), -4.0)
    memory = recall(file)
    assert (memory.resume_point is not None) is left
    assert memory.volume_db == -4.0


def test_a_place_to_go_on_from_is_not_lost_by_stopping_before_it(tmp_path: Path) -> None:
    """If a resumed session is stopped before it begins, it can still be resumed from the same place."""
    file = tmp_path / "last.json"
    resume_writer = ResumeWriter(file, WHOLE, WHOLE.practice, WHOLE.choices, WHOLE.resume_point)
    resume_writer.end(Outcome("stopped", 3.0, 0, None), WHOLE.volume_db)
    assert recall(file) == WHOLE


def test_of_a_session_from_stdin_only_the_level_is_kept(tmp_path: Path) -> None:
    """Of a session from standard input only the level is stored, because the script cannot be read again. The session
    before it stays the last.
    """
    file = tmp_path / "last.json"
    a_resume_writer(file, "-", WHOLE).end(Outcome("stopped", 20.0, to_frames(20.0), LIVE), -4.0)
    memory = recall(file)
    assert (memory.practice, memory.resume_point, memory.volume_db) == (WHOLE.practice, WHOLE.resume_point, -4.0)


def test_a_script_of_ones_own_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the practice is a file, its absolute path is stored, so that it is found from any folder. The name of a
    practice is stored as it is.
    """
    monkeypatch.chdir(tmp_path)
    heard: Any = Outcome("stopped", 20.0, 0, LIVE)
    for practice, kept in (("./calm.md", str(tmp_path / "calm.md")), ("calm", "calm")):
        a_resume_writer(tmp_path / "last.json", practice).end(heard, 0.0)
        assert recall(tmp_path / "last.json").practice == kept


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("length", "banana"),
        ("length", -1),
        ("length", True),
        ("rate", [1]),
        ("words", 7),
        ("words", [["a"]]),
        ("nearest", "yes"),
        ("seed", "x"),
        ("background", 3),
        ("then", {}),
        ("session", "afternoon"),
        ("visit", 2),
        ("dark", True),
        ("cheese", "brie"),
    ],
)
def test_nonsense_among_the_options_is_left_out(tmp_path: Path, name: str, held: object) -> None:
    """Invalid options in a damaged file are ignored by `--again`, and the valid ones are used."""
    file = tmp_path / "last.json"
    file.write_text(json.dumps({"practice": "tea", "options": {name: held, "path": "gentle"}}))
    assert recall(file) == Memory("tea", SessionChoices(path="gentle"))
