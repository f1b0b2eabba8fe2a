"""The place where one run of MP3 frames is followed by another."""

from dataclasses import replace

import numpy as np

from tests.output.mp3.sounds import made_up
from voiceguide.output.mp3._frames import Mp3Frames
from voiceguide.output.mp3._sources import seam


def run(first: int, last: int, opening: dict[int, int], closing: dict[int, int]) -> Mp3Frames:
    """MP3 frames `first` up to `last` with long windows. In their second channel, `opening` and `closing` give other
    windows for single MP3 frames: 1 is short, 2 is mixed.
    """
    frames = made_up([10] * (last - first)).moved(first)
    shapes = np.zeros((2, last - first, 2), np.int8)
    for place, shape in opening.items():
        shapes[0, place - first, 1] = shape
    for place, shape in closing.items():
        shapes[1, place - first, 1] = shape
    return replace(frames, opening=shapes[0], closing=shapes[1])


def test_the_usual_place_is_the_last() -> None:
    """If the windows of two overlapping runs fit everywhere, the second run is used only after the last MP3 frame of
    the first.
    """
    assert seam(run(0, 20, {}, {}), run(17, 40, {}, {}), 0) == 20


def test_it_moves_to_where_the_windows_agree() -> None:
    """If the windows of two runs do not fit at the end of the first run, the seam moves back to the last place where
    they do.
    """
    before = run(0, 20, {}, {18: 1})
    after = run(17, 40, {20: 1, 19: 0}, {})
    assert seam(before, after, 0) == 18


def test_agreeing_short_windows_are_as_good() -> None:
    """A seam may be between two short windows. Between a short and a mixed window, it may not, so it moves one MP3
    frame back.
    """
    assert seam(run(0, 20, {}, {19: 1}), run(17, 40, {20: 1}, {}), 0) == 20
    assert seam(run(0, 20, {}, {19: 1}), run(17, 40, {20: 2}, {}), 0) == 19


def test_where_none_agree_the_least_bad_is_taken() -> None:
    """If the windows fit nowhere, the seam is at the place where the fewest channels disagree."""
    before = run(0, 20, {}, dict.fromkeys(range(16, 20), 1))
    assert seam(before, run(17, 40, {}, {}), 0) == 20


def test_some_of_the_run_before_is_used() -> None:
    """A seam always comes after the seam before it, even if the run between them is so short that another place would
    fit better.
    """
    assert seam(run(9, 11, {}, {10: 1}), run(8, 40, {}, {}), 10) == 11
    assert seam(run(6, 10, {}, {}), run(7, 40, {10: 1, 9: 1, 8: 1}, {}), 8) == 10
