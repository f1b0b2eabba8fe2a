import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voiceguide.cli._take import corrected
from voiceguide.errors import MatchingError, RecordingError
from voiceguide.recording.matching import (
    Match,
    Matching,
    OtherSound,
    Stretch,
    as_table,
    cut,
    parse_clock,
    read_matching,
    write_matching,
)
from voiceguide.recording.sheet import SheetLine
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.sound.audio_file import PlainFile

LINES = tuple(
    SheetLine(number, Utterance(Place("calm.md", number), text))
    for number, text in enumerate(("Welcome.", "Breathe in.", "Breathe out, slowly.", "Rest."), 1)
)
TAKE = Path("take.m4a")
HELD = Matching(
    TAKE,
    75.0,
    (
        Match(LINES[0], Stretch(1.0, 2.0), "sure"),
        Match(LINES[1], Stretch(3.25, 4.5), "unsure"),
        Match(LINES[2], None, "missing"),
        Match(LINES[3], Stretch(61.5, 63.0), "likely"),
    ),
    (OtherSound(Stretch(5.0, 5.5), "noise"),),
)


def stretches(matching: Matching) -> list[tuple[float, float] | None]:
    return [(one.stretch.start, one.stretch.end) if one.stretch else None for one in matching.matches]


def test_the_table_shows_what_is_where() -> None:
    """The table shows each line's number, id, beginning, length, certainty and words. A missing line is marked."""
    rows = as_table(HELD)
    assert re.split(r"\s{2,}", rows[3]) == ["4", LINES[3].id, "1:01.50", "1.5 s", "likely", "Rest."]
    assert re.split(r"\s{2,}", rows[2]) == ["3", LINES[2].id, "-", "-", "missing", "Breathe out, slowly."]


@pytest.mark.parametrize(
    ("index", "typed", "wanted"),
    [
        (1, "start -0.5", [(1, 2), (2.75, 4.5), None, (61.5, 63)]),
        (1, "end +0.25", [(1, 2), (3.25, 4.75), None, (61.5, 63)]),
        (1, "3.0 1:02.5", [(1, 2), (3, 62.5), None, (61.5, 63)]),
        (2, "0:10 0:12", [(1, 2), (3.25, 4.5), (10, 12), (61.5, 63)]),
        (3, "end +99", [(1, 2), (3.25, 4.5), None, (61.5, 75)]),
        (1, "drop", [(1, 2), None, None, (61.5, 63)]),
        (0, "join", [(1, 4.5), None, None, (61.5, 63)]),
        (1, "join", [(1, 2), (3.25, 5.5), None, (61.5, 63)]),
        (1, "split 4", [(1, 2), (3.25, 4), (4, 4.5), (61.5, 63)]),
        (0, "split 1.5", [(1, 1.5), (3.25, 4.5), None, (61.5, 63)]),
    ],
)
def test_a_matching_can_be_mended(index: int, typed: str, wanted: list[tuple[float, float] | None]) -> None:
    """A person can correct a matching: move the beginning or end of a line, type both times, drop a line, join it with
    the next stretch, or split it.
    """
    found = corrected(HELD, index, typed.split())
    assert stretches(found) == wanted
    changed = [new.state for old, new in zip(HELD.matches, found.matches, strict=True) if old != new]
    assert set(changed) <= {"by hand", "missing"}


def test_what_was_left_out_can_be_taken_in_again() -> None:
    """A stretch that was left out can be joined to the line before it: the rest of a line that was split, or the
    stretch of a line that was dropped.
    """
    divided = corrected(HELD, 0, ["split", "1.5"])
    assert OtherSound(Stretch(1.5, 2.0), "left out") in divided.others
    assert stretches(corrected(divided, 0, ["join"])) == stretches(HELD)
    assert stretches(corrected(corrected(HELD, 1, ["drop"]), 0, ["join"]))[0] == (1.0, 4.5)


@pytest.mark.parametrize(
    ("index", "typed"),
    [(0, ""), (0, "fly"), (0, "start"), (0, "start x"), (0, "start 0.5"), (0, "2.0 1.0"), (0, "end -5"), (2, "drop"),
     (2, "join"), (2, "split 4"), (0, "split 9"), (0, "split x"), (3, "join"), (2, "start -1"), (0, "1:2:3:4 5")],
)  # fmt: skip
def test_what_cannot_be_meant_changes_nothing(index: int, typed: str) -> None:
    """Invalid corrections change nothing: unknown commands, impossible times, or a change of a missing line."""
    assert corrected(HELD, index, typed.split()) == HELD


def test_a_file_holds_a_matching(tmp_path: Path) -> None:
    """A matching that is written to a file and read again is the same to a hundredth of a second. Its noises are
    written for people to see and are not read back.
    """
    file = tmp_path / "matching.txt"
    write_matching(file, HELD, force=False)
    assert read_matching(file, TAKE, 75.0, LINES) == replace(HELD, others=())
    assert "0:05.00    0:05.50  noise" in file.read_text()


def changed(tmp_path: Path, old: str, new: str) -> Path:
    file = tmp_path / "matching.txt"
    write_matching(file, HELD, force=True)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return file


def test_a_take_whose_name_is_not_utf_8_has_a_file_too(tmp_path: Path) -> None:
    """A matching for a take whose file name is not UTF-8 can be written to a file and read again."""
    file = tmp_path / "matching.txt"
    write_matching(file, replace(HELD, take=Path(os.fsdecode(b"caf\xe9.wav"))), force=False)
    assert "caf\ufffd.wav" in file.read_text(encoding="utf-8")
    assert stretches(read_matching(file, TAKE, 75.0, LINES)) == stretches(HELD)


def test_a_take_never_replaces_itself(tmp_path: Path) -> None:
    """If the take lies in the folder of recordings and its name is that of a line's recording, cutting stops with an
    error. The take is not overwritten, even with --force.
    """
    take = tmp_path / LINES[1].file_name
    soundfile.write(take, np.zeros(75 * 8_000), 8_000)
    before = take.read_bytes()
    for force in (False, True):
        with pytest.raises(RecordingError) as caught:
            list(cut(replace(HELD, take=take), PlainFile(take), tmp_path, force=force))
        assert caught.value.path == take
    assert take.read_bytes() == before
    assert list(tmp_path.iterdir()) == [take]


@pytest.mark.parametrize("time", ["9" * 5000, f"{'9' * 5000}:00", f"1:{'9' * 5000}:00", f"0.{'9' * 5000}"])
def test_a_time_of_thousands_of_digits_is_none(tmp_path: Path, time: str) -> None:
    """A time of thousands of digits is an error like any other invalid time, both in a line of the file and in its
    header.
    """
    assert parse_clock(time) is None
    for old in ("0:03.25", "1:15.00"):
        with pytest.raises(MatchingError):
            read_matching(changed(tmp_path, old, time), TAKE, 75.0, LINES)


def test_a_file_can_be_changed_by_hand(tmp_path: Path) -> None:
    """A person may edit the file of a matching by hand: change times, delete a line's words and state, delete lines,
    and add comments.
    """
    file = changed(tmp_path, "0:03.25    0:04.50  unsure    Breathe in.", "3.5 0:04.75")
    file.write_text(re.sub(rf"{LINES[3].id} .*\n", "# gone\n", file.read_text()))
    found = read_matching(file, TAKE, 75.0, LINES)
    assert stretches(found) == [(1.0, 2.0), (3.5, 4.75), None, None]
    assert found.matches[1].state == "by hand"
    assert found.missing == (LINES[2], LINES[3])


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("take  1:15.00", "take  3:00", 5),
        ("take  1:15.00", "take", 5),
        (LINES[1].id, "zzzzzz", 9),
        (LINES[1].id, LINES[0].id, 9),
        ("0:03.25", "three", 9),
        ("0:03.25", "0:05.25", 9),
        ("1:03.00", "2:03.00", 12),
        ("0:04.50  unsure    Breathe in.", "", 9),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    """A mistake in the file of a matching, such as an unknown id or a time outside the take, is an error with the
    number of its line.
    """
    file = changed(tmp_path, old, new)
    with pytest.raises(MatchingError) as caught:
        read_matching(file, TAKE, 75.0, LINES)
    assert (caught.value.file, caught.value.line) == (file, line)


@pytest.mark.parametrize("data", [None, b"\xff\xfe\xff"])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, data: bytes | None) -> None:
    """A missing file, or one that is no text, is an error."""
    file = tmp_path / "matching.txt"
    if data:
        file.write_bytes(data)
    with pytest.raises(MatchingError) as caught:
        read_matching(file, TAKE, 75.0, LINES)
    assert caught.value.line == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("63.25", 63.25), ("1:03.25", 63.25), ("1:02:03", 3723.0), ("0:00", 0.0), ("-", None), ("1:", None), ("x", None),
     ("-1", None), ("1.5.5", None), ("", None), ("nan", None)],
)  # fmt: skip
def test_times_are_read(text: str, seconds: float | None) -> None:
    """Times such as 63.25, 1:03.25 and 1:02:03 are read as seconds. For any other text, `parse_clock` returns None."""
    assert parse_clock(text) == seconds
