"""Sources of MP3 frames for parts of a session, and the seams between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from voiceguide.output.mp3._frames import Counts, Mp3Frames, Windows


class FrameSource(Protocol):
    """MP3 frames for a part of the session."""

    @property
    def first(self) -> int:
        """The first place for which the source has an MP3 frame."""

    @property
    def last(self) -> int:
        """The place just after the last MP3 frame of the source."""

    def opening_at(self, place: int) -> Windows:
        """For the MP3 frame at a place, the shape of the rising half of its first window, by channel: see
        `window_shapes` in `_frames`.
        """

    def closing_at(self, place: int) -> Windows:
        """For the MP3 frame at a place, the shape of the falling half of its last window, by channel."""

    def sizes(self, first: int, last: int) -> Counts:
        """Bytes of main data of each MP3 frame from `first` up to `last`."""

    def parts(self, first: int, last: int) -> Iterator[Mp3Frames]:
        """The MP3 frames from `first` up to `last`, in parts of limited size."""


def seam(before: FrameSource, after: FrameSource, begin: int) -> int:
    """The place of the first MP3 frame that is taken from `after`: the last place where the windows of both agree.

    `before` is used from the place `begin` on, for at least one MP3 frame.

    If neighbouring windows have different shapes, their aliasing does not cancel, which may be heard as a crackle. If
    they agree nowhere, the seam is at the place where they disagree in the fewest channels.
    """
    lowest, highest = max(begin + 1, after.first), min(before.last, after.last - 1)
    return min(range(highest, lowest - 1, -1), key=lambda place: _disagreeing(before, after, place))


def _disagreeing(before: FrameSource, after: FrameSource, place: int) -> int:
    return int(np.count_nonzero(before.closing_at(place - 1) != after.opening_at(place)))


@dataclass(frozen=True, eq=False)
class LaidLoop:
    """A loop repeated from the place `first` up to `last` of the session: a source of MP3 frames."""

    loop: Mp3Frames
    first: int
    last: int
    ahead: int = 0
    """MP3 frame i of the session is MP3 frame i + `ahead` of the endlessly repeated loop."""
    head: Mp3Frames | None = None
    """MP3 frames that are used instead of those of the loop at some places. Their windows have the same shapes."""

    def opening_at(self, place: int) -> Windows:
        """The opening shape at a place, by channel."""
        return self.loop.opening_at(self.loop.first + self._index(place))

    def closing_at(self, place: int) -> Windows:
        """The closing shape at a place, by channel."""
        return self.loop.closing_at(self.loop.first + self._index(place))

    def sizes(self, first: int, last: int) -> Counts:
        """Bytes of main data of each MP3 frame from `first` up to `last`."""
        once = np.diff(self.loop.ends)
        sizes = once[(np.arange(first, last) + self.ahead - self.loop.first) % len(once)]
        if self.head:
            a, b = max(first, self.head.first), min(last, self.head.last)
            sizes[a - first : max(a, b) - first] = self.head.sizes(a, max(a, b))
        return sizes

    def parts(self, first: int, last: int) -> Iterator[Mp3Frames]:
        """The MP3 frames from `first` up to `last`, in parts of at most one round of the loop."""
        if self.head and self.head.first <= first < self.head.last:
            end = min(last, self.head.last)
            yield self.head.part(first, end)
            first = end
        while first < last:
            at = self.loop.first + self._index(first)
            count = min(last - first, self.loop.last - at)
            yield self.loop.part(at, at + count).moved(first)
            first += count

    def of(self, loop: Mp3Frames) -> LaidLoop:
        """The same, with another loop of the same signal, and without a `head`."""
        return LaidLoop(loop, self.first, self.last, self.ahead)

    def _index(self, place: int) -> int:
        return (place + self.ahead - self.loop.first) % len(self.loop)
