"""Room in the bit reservoir, so that all MP3 frames of a file have one bitrate.

An encoder fits its MP3 frames into slots of equal size by saving bytes in easy passages and spending them in difficult
ones; at most `RESERVOIR` bytes can be saved. At a seam between runs from two encoders, the second run may expect more
saved bytes than the first has left. Therefore:

- *Room is made* before a run that needs more than has been saved: the last MP3 frames before it, mostly of the bed
  alone, are taken from an encoding at a lower bitrate. As few as possible are taken from it.
- *Room is used* after a run, where a bed begins: the bed's first MP3 frames are taken from an encoding at the next
  higher bitrate, for as long as the saved bytes last. LAME by itself does the same, because its threshold of hearing
  falls only slowly after speech (up to 1.4 dB).
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from voiceguide.output.mp3._frames import RESERVOIR, Counts, Mp3Frames, Shape, concatenated
from voiceguide.output.mp3._sources import FrameSource, LaidLoop

RICH: Final = 12
"""How many MP3 frames at the beginning of a bed may be taken from the encoding at the higher bitrate."""

_MORE: Final = 6
"""From the difference between the two bitrates, an estimate is made of how many MP3 frames at the lower one make enough
room. Up to this many more than the estimate are tried.
"""

_LEANEST_KBPS: Final = 32
"""The lowest bitrate that is used to make room."""

_LOOKED_AT: Final = 1 << 14
"""How many MP3 frames are considered at once: 7 minutes, more than three rounds of a recipe's loop."""


def needed(sizes: Counts, slot: int) -> Counts:
    """For each MP3 frame, how many bytes must have been saved before it, so that it and all those after it fit. A 0
    follows at the end, so the shape is (n + 1,) for n sizes.

    need[k] = max(0, need[k + 1] + sizes[k] - slot), computed as a running maximum from the end.
    """
    spent = np.concatenate(([0], np.cumsum(sizes - slot)))
    return np.asarray(np.maximum.accumulate(spent[::-1])[::-1] - spent, np.int64)


def saved(sizes: Counts, slot: int, before: int) -> int:
    """The bytes saved after MP3 frames of these sizes, if `before` bytes were saved before them."""
    gained = np.concatenate(([min(before, RESERVOIR)], slot - sizes)).cumsum()
    overflow = np.maximum.accumulate(np.maximum(gained - RESERVOIR, 0))
    return int(gained[-1] - overflow[-1])


def saved_by(source: FrameSource, first: int, last: int, slot: int, before: int) -> int:
    """The bytes saved after the MP3 frames of a source from `first` up to `last`, if `before` bytes were saved before
    them. The source is read in parts.
    """
    for at in range(first, last, _LOOKED_AT):
        before = saved(source.sizes(at, min(at + _LOOKED_AT, last)), slot, before)
    return before


def rich_head(bed: LaidLoop, rich: LaidLoop, at: int, slot: int, before: int) -> Mp3Frames:
    """The first MP3 frames of a bed that begins at the place `at`: `RICH` of them, or all if there are fewer. `before`
    bytes have been saved before them.

    They are taken from `rich`, the same bed at a higher bitrate, where they fit, and otherwise from `bed`.
    """
    last = min(at + RICH, bed.last)
    left = needed(bed.sizes(at, min(bed.last, last + len(bed.loop))), slot)
    chosen: list[Mp3Frames] = []
    for place in range(at, last):
        plain, better = int(bed.sizes(place, place + 1)[0]), int(rich.sizes(place, place + 1)[0])
        fits = before + slot - better >= left[place + 1 - at]
        source = rich if fits and _same_windows(bed, rich, place) else bed
        chosen += source.parts(place, place + 1)
        before = min(RESERVOIR, before + slot - (better if source is rich else plain))
    return concatenated(chosen)


def _same_windows(one: FrameSource, other: FrameSource, place: int) -> bool:
    same = np.array_equal(one.opening_at(place), other.opening_at(place))
    return same and np.array_equal(one.closing_at(place), other.closing_at(place))


def lean_tail(
    run: FrameSource,
    begin: int,
    following: FrameSource,
    at: int,
    shape: Shape,
    before: int,
    lean: Callable[[Shape, int], FrameSource],
) -> Mp3Frames | None:
    """A new end for `run`, in which some MP3 frames have a lower bitrate. They make room for the run `following`, which
    begins at the place `at`. None if `following` fits anyway, or if not enough room can be made; then it needs a higher
    bitrate.

    The run is used from the place `begin` on, and `before` bytes have been saved before that place. `lean` returns the
    sound of the run in another shape, from a given place on. If there are enough MP3 frames, only every second one has
    the lower bitrate, so that the quality drops as little as possible at any moment.
    """
    slot = shape.slot(shape.bitrate_index)
    wanted = int(needed(following.sizes(at, min(following.last, at + _LOOKED_AT)), slot)[0])
    near = max(begin, at - _LOOKED_AT)
    before, begin = saved_by(run, begin, near, slot, before), near
    sizes = run.sizes(begin, at)
    missing = wanted - saved(sizes, slot, before)
    leaner = shape
    while missing > 0 and leaner.kbps > _LEANEST_KBPS:
        leaner = leaner.leaner
        count = -(-missing // (slot - leaner.slot(leaner.bitrate_index))) + _MORE
        for step in (2, 1):
            most = min(at - begin, step * count)
            there = saved(sizes[: len(sizes) - most], slot, before)
            found = _mixed(run, lean(leaner, at - most), at - most, at, step)
            if tail := _shortest(run, found, at - most, at, slot, there, wanted):
                return tail
    return None


def _mixed(run: FrameSource, lean: FrameSource, first: int, last: int, step: int) -> list[Mp3Frames | None]:
    """For each place from `first` up to `last`, the MP3 frame of `lean` that may be used there, or None. Only one place
    in every `step` can have one, and only where its windows are the same as those of `run`.
    """
    places = range(first, last)
    return [
        next(iter(lean.parts(place, place + 1)))
        if (last - 1 - place) % step == 0 and _same_windows(run, lean, place)
        else None
        for place in places
    ]


def _shortest(
    run: FrameSource, lean: list[Mp3Frames | None], first: int, last: int, slot: int, before: int, wanted: int
) -> Mp3Frames | None:
    """The shortest end of the run that leaves at least `wanted` bytes saved if the MP3 frames of `lean` in it are used
    instead of the run's own. None if there is no such end.
    """
    own = [part for place in range(first, last) for part in run.parts(place, place + 1)]
    for begin in range(len(own) - 1, -1, -1):
        if lean[begin] is None:
            continue
        mixed = [one if one is not None else plain for one, plain in zip(lean[begin:], own[begin:], strict=True)]
        sizes = np.concatenate([part.sizes(part.first, part.last) for part in mixed])
        spare = saved(run.sizes(first, first + begin), slot, before)
        if needed(sizes, slot)[0] <= spare and saved(sizes, slot, spare) >= wanted:
            return concatenated(mixed)
    return None
