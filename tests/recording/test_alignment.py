"""Matching pieces of a take to lines by their lengths alone."""

import numpy as np
import pytest

from voiceguide.recording._alignment import align
from voiceguide.recording._grid import Alignment
from voiceguide.recording._pieces import TakePiece
from voiceguide.speech.engine import estimated_seconds

LINES = (
    "Welcome.",
    "Find a position that is kind to your body, and let your shoulders soften.",
    "There is nowhere you have to be, and nothing to get right.",
    "Breathe in.",
    "Notice where your feet meet the ground, the chair, and the hands that rest in your lap.",
    "Rest there.",
    "If the mind has wandered, that is what minds do.",
    "Begin again, gently, with the next breath, as often as you like, for there is no hurry here at all.",
)


class Speaker:
    """A speaker with their own pace, who speaks each line a little quicker or slower."""

    def __init__(self, pace: float = 1.0, rest: float = 1.5, seed: int = 1) -> None:
        self.pace, self.rest = pace, rest
        self.chance = np.random.default_rng(seed)
        self.pieces: list[TakePiece] = []
        self.at = 1.0

    def say(self, text: str, *, parts: tuple[float, ...] = (1.0,), rest: float | None = None) -> None:
        """Say a line in several pieces with rests of 0.35 s between them. `parts` are the pieces' shares of the line's
        duration.
        """
        seconds = estimated_seconds(text, 140) * self.pace * self.chance.uniform(0.93, 1.07)
        for share in parts:
            self.pieces.append(TakePiece(self.at, self.at + seconds * share))
            self.at += seconds * share + 0.35
        self.at += (self.rest if rest is None else rest) * self.chance.uniform(0.7, 1.4) - 0.35

    def noise(self, seconds: float) -> None:
        self.pieces.append(TakePiece(self.at, self.at + seconds))
        self.at += seconds + 1.0


def places(found: Alignment) -> list[tuple[int, int] | None]:
    return [(one.first, one.last) if one else None for one in found.lines]


def straight(count: int) -> list[tuple[int, int] | None]:
    return [(index, index + 1) for index in range(count)]


@pytest.mark.parametrize("line", LINES[1:3])
@pytest.mark.parametrize("share", [0.4, 0.5, 0.6, 0.7])
def test_a_line_alone_after_a_false_start(line: str, share: float) -> None:
    """A single line after a false start is not taken for one slow reading of both."""
    speaker = Speaker()
    speaker.say(line, parts=(share,), rest=1.2)
    speaker.say(line)
    assert places(align([line], speaker.pieces)) == [(1, 2)]


@pytest.mark.parametrize("pace", [0.7, 1.0, 1.5])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_lines_of_a_quick_or_a_slow_person(pace: float, count: int) -> None:
    """Even if there are too few lines to find the speaker's pace, they are matched."""
    speaker = Speaker(pace)
    for line in LINES[1 : 1 + count]:
        speaker.say(line)
    assert places(align(LINES[1 : 1 + count], speaker.pieces)) == straight(count)


@pytest.mark.parametrize("pace", [0.7, 1.0, 1.5])
@pytest.mark.parametrize("rest", [0.7, 1.5, 4.0])
def test_line_by_line(pace: float, rest: float) -> None:
    """For quick and slow speakers, with short and long pauses, each piece is matched to its line, and the match is
    sure.
    """
    speaker = Speaker(pace, rest)
    for line in LINES:
        speaker.say(line)
    found = align(LINES, speaker.pieces)
    assert places(found) == straight(len(LINES))
    assert found.others == ()
    assert [one.sureness for one in found.lines if one] == ["sure"] * len(LINES)


def test_pauses_inside_a_line() -> None:
    """A line with pauses at its commas, or anywhere else, is matched as one line."""
    speaker = Speaker()
    for line in LINES:
        parts = {1: (0.6, 0.4), 4: (0.4, 0.15, 0.45), 6: (0.3, 0.7), 7: (0.13, 0.1, 0.2, 0.57)}
        speaker.say(line, parts=parts.get(LINES.index(line), (1.0,)))
    assert places(align(LINES, speaker.pieces)) == [
        (0, 1), (1, 3), (3, 4), (4, 5), (5, 8), (8, 9), (9, 11), (11, 15),
    ]  # fmt: skip


def test_a_cough_is_noise() -> None:
    """A cough between lines, before the first or after the last one is matched to no line."""
    speaker = Speaker()
    speaker.noise(0.4)
    for index, line in enumerate(LINES):
        speaker.say(line)
        if index == 3:
            speaker.noise(0.3)
    speaker.noise(0.5)
    found = align(LINES, speaker.pieces)
    assert places(found) == [(index + 1 + (index > 3), index + 2 + (index > 3)) for index in range(len(LINES))]
    assert found.others == ((0, "noise"), (5, "noise"), (10, "noise"))


def test_of_a_line_said_twice_the_last_counts() -> None:
    """If a line was spoken twice, the second reading is used, even if the first was broken off."""
    speaker = Speaker()
    for index, line in enumerate(LINES):
        if index == 2:
            speaker.say(line)
        if index == 7:
            speaker.say(line[: len(line) // 2])
        speaker.say(line)
    alike = np.ones(len(speaker.pieces))
    alike[2] = alike[8] = 0.3
    found = align(LINES, speaker.pieces, {1: alike})
    assert places(found) == [(0, 1), (1, 2), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (9, 10)]
    assert found.others == ((2, "earlier try"), (8, "earlier try"))


@pytest.mark.parametrize("missing", [{1}, {4}, {0, 1}, {6, 7}, {2, 5}])
def test_lines_may_be_missing(missing: set[int]) -> None:
    """Lines may be missing: a single one, the first, the last, or two that are apart."""
    speaker = Speaker()
    for index, line in enumerate(LINES):
        if index not in missing:
            speaker.say(line)
    found = align(LINES, speaker.pieces)
    assert {index for index, one in enumerate(found.lines) if one is None} == missing


def test_what_could_be_otherwise_is_not_sure() -> None:
    """If only one of two equally long lines was read, the lengths cannot show which, so the match is not sure."""
    lines = (*LINES[:3], "Soften the jaw now.", "Soften the face now.", *LINES[4:])
    speaker = Speaker()
    for line in (*lines[:4], *lines[5:]):
        speaker.say(line)
    found = align(lines, speaker.pieces)
    doubtful = [one for one in found.lines[3:5] if one]
    assert len(doubtful) == 1
    assert doubtful[0].sureness == "unsure"
    assert found.lines[0] is not None
    assert (found.lines[0].first, found.lines[0].last, found.lines[0].sureness) == (0, 1, "sure")


def test_a_line_far_too_long_or_short_is_not_sure() -> None:
    """If a piece is far too long for its line, here because it holds several lines, the match is unsure."""
    speaker = Speaker()
    for index, line in enumerate(LINES):
        if index == 2:
            speaker.say(f"{line} {LINES[3]} {LINES[3]} {LINES[3]}")
        else:
            speaker.say(line)
    found = align(LINES, speaker.pieces)
    assert found.lines[2] is not None
    assert found.lines[2].sureness == "unsure"


def test_nothing_is_nothing() -> None:
    """If there are no lines or no pieces, no line gets a piece."""
    assert align((), ()) == Alignment((), ())
    assert align(LINES[:2], ()) == Alignment((None, None), ())
    assert align((), (TakePiece(1.0, 2.0),)) == Alignment((), ((0, "noise"),))


def test_a_long_practice() -> None:
    """A practice of five hundred lines is matched, even if twenty lines in a row are missing."""
    chance = np.random.default_rng(5)
    words = ["rest", "soften", "notice", "the", "breath", "and", "ground", "hands", "shoulders", "gently", "warm"]
    lines = [" ".join(chance.choice(words, chance.integers(2, 18))).capitalize() + "." for _ in range(500)]
    speaker = Speaker(1.2)
    for index, line in enumerate(lines):
        if not 200 <= index < 220:
            speaker.say(line)
    found = places(align(lines, speaker.pieces))
    right = sum(found[index] == (index - 20 * (index >= 220), index + 1 - 20 * (index >= 220)) for index in range(500))
    assert right >= 475


def test_what_lies_near_a_missing_line_or_a_strange_sound_is_unsure() -> None:
    """The lines just before and after a missing line are unsure, and so are those around a sound that
    matches no line.
    """
    speaker = Speaker()
    for index, line in enumerate(LINES):
        if index == 4:
            speaker.noise(0.35)
        speaker.say(line)
    cough = [one.sureness for one in align(LINES, speaker.pieces).lines if one]
    assert cough[3:5] == ["unsure", "unsure"]
    speaker = Speaker()
    for index, line in enumerate(LINES):
        if index != 4:
            speaker.say(line)
    left_out = align(LINES, speaker.pieces).lines
    assert left_out[4] is None
    assert [one.sureness for one in (left_out[3], left_out[5]) if one] == ["unsure", "unsure"]


def test_neighbours_of_one_length_are_never_sure() -> None:
    """Neighbouring lines of equal length are never sure, because they may have been read in the other order."""
    lines = (*LINES[:3], "Soften the jaw now.", "Soften the face now.", *LINES[4:])
    speaker = Speaker()
    for line in (*lines[:3], lines[4], lines[3], *lines[5:]):
        speaker.say(line)
    assert all(one and one.sureness != "sure" for one in align(lines, speaker.pieces).lines[3:5])


def test_two_lines_the_other_way_round_are_unsure_and_both_places_are_named() -> None:
    """If two neighbouring lines of different length were read in the wrong order, each is missing or unsure. An unsure
    one also gives the other place that it may have in the take.
    """
    speaker = Speaker()
    for line in (*LINES[:2], LINES[3], LINES[2], *LINES[4:]):
        speaker.say(line)
    found = align(LINES, speaker.pieces).lines[2:4]
    assert all(one is None or one.sureness == "unsure" for one in found)
    assert all(one is None or one.other is not None for one in found)
