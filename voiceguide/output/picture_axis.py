"""Where things lie along the time of a picture: moments, round times, and the names of sections above them."""

from collections.abc import Iterator, Sequence
from typing import Final

from voiceguide.plan.model import Plan
from voiceguide.units import Frames, to_frames

LEFT: Final = 112.0
"""Where time begins. Left of it stand the names of the rows."""
RIGHT: Final = 1100.0
"""Where time ends. Right of it is room for the names of the last sections."""
MOST_NAMES: Final = 24
"""Names above each other. Of sections that would need more the name is shown to those who point at them only."""
_STAIRS: Final = 18
"""Names in one flight of stairs. More make a picture that is mostly stairs."""
_BREAK: Final = 110.0
"""The width in which a long stretch of background alone is drawn."""
_TICKS: Final = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800)


class Axis:
    """Where in the picture a moment lies. A long stretch of background alone is drawn short."""

    def __init__(self, plan: Plan, length: Frames) -> None:
        self._length = max(1, length)
        last = max((event.end for event in plan.events), default=0)
        begin, end = last + to_frames(120), length - to_frames(360)
        self.cut = (begin, end) if end - begin > max(to_frames(480), length // 3) else (length, length)
        broken = _BREAK if self.cut[0] < self.cut[1] else 0.0
        self._scale = (RIGHT - LEFT - broken) / (self._length - (self.cut[1] - self.cut[0]))

    def at(self, frame: Frames) -> float:
        """The place of a frame, between `LEFT` and `RIGHT`."""
        begin, end = self.cut
        hidden = min(max(frame - begin, 0), end - begin)
        return LEFT + (frame - hidden) * self._scale + (_BREAK * hidden / (end - begin) if hidden else 0.0)

    def ticks(self) -> Iterator[Frames]:
        """Round times, wide enough apart for their labels, and the end."""
        step = next((to_frames(tick) for tick in _TICKS if to_frames(tick) * self._scale >= 62), to_frames(_TICKS[-1]))
        for tick in range(0, self._length, step):
            beside_the_end = self.at(self._length) - self.at(tick) < 50
            if not beside_the_end and not self.cut[0] - step // 4 < tick < self.cut[1] + step // 4:
                yield tick
        yield self._length


def name_levels(starts: Sequence[float], widths: Sequence[float]) -> list[int]:
    """How high to set the name of each section, counted from the rows up, so that names do not meet.

    A name reaches to the right of its section's line, so it stands above all names whose lines it would cross.
    Only where sections are so many that this would climb without end, names cross lines.
    """
    levels = [0] * len(starts)
    for index in range(len(starts) - 1, -1, -1):
        later = range(index + 1, len(starts))
        crossed = [levels[other] for other in later if starts[other] < starts[index] + widths[index]]
        levels[index] = max(crossed, default=-1) + 1
    return levels if max(levels, default=0) < _STAIRS else _packed(starts, widths)


def _packed(starts: Sequence[float], widths: Sequence[float]) -> list[int]:
    """The lowest level with room for each name; names only keep clear of names."""
    ends: list[float] = []
    levels = []
    for start, width in zip(starts, widths, strict=True):
        level = next((index for index, end in enumerate(ends) if end <= start), len(ends))
        ends[level : level + 1] = [start + width]
        levels.append(level)
    return levels
