"""Where one run of MP3 frames gives over to the next that was encoded apart from it."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from voiceguide.output.mp3.frames import Mp3Frames, Windows


class Source(Protocol):
    """MP3 frames for a part of the session."""

    @property
    def first(self) -> int:
        """The first place it has an MP3 frame for."""

    @property
    def last(self) -> int:
        """The place just after the last."""

    def opening_at(self, place: int) -> Windows:
        """The shape of the rising half of the first window at a place, by channel: see `frames.window_shapes`."""

    def closing_at(self, place: int) -> Windows:
        """The shape of the falling half of the last window at a place, by channel."""

    def parts(self, first: int, last: int) -> Iterator[Mp3Frames]:
        """The MP3 frames from `first` up to `last`, in pieces of bounded size."""


def seam(before: Source, after: Source, begin: int) -> int:
    """The place of the first MP3 frame taken from `after`: the last at which the windows agree.

    `begin` is where `before` begins to be used; at least one of its MP3 frames is.

    Where two neighbouring windows have different shapes, their aliasing does not cancel, and a crackle may be heard.
    Where they agree nowhere, the place with the fewest channels that disagree is taken.
    """
    lowest, highest = max(begin + 1, after.first), min(before.last, after.last - 1)
    return min(range(highest, lowest - 1, -1), key=lambda place: _disagreeing(before, after, place))


def _disagreeing(before: Source, after: Source, place: int) -> int:
    return int(np.count_nonzero(before.closing_at(place - 1) != after.opening_at(place)))
