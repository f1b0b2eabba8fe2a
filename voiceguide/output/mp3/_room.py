"""Room in the bit reservoir, so that all MP3 frames of a file have one bitrate.

An encoder fits its MP3 frames into slots of one size by saving bytes in easy moments and spending them in hard ones;
at most `RESERVOIR` bytes can be saved. Where runs of MP3 frames from several encoders follow each other, what one
expects to find saved is not always what the one before has left. Two things are done at a seam:

- *Room is made* before a run that needs more than is there: the last MP3 frames before it, mostly of the bed alone, are
  taken from an encoding at the next lower bitrate, as few of them as will do.
- *Room is used* behind it where a bed begins: its first MP3 frames are taken from an encoding at the next higher
  bitrate, as long as what is saved lasts. LAME does likewise, because its threshold of hearing comes down slowly after
  speech (up to 1.4 dB).
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from voiceguide.output.mp3._frames import RESERVOIR, Counts, Mp3Frames, Shape, joined
from voiceguide.output.mp3._sources import FrameSource, Laying

RICH: Final = 12
"""MP3 frames at the beginning of a bed that may be of the higher bitrate."""

_MORE: Final = 6
"""MP3 frames looked at beyond those that would make room by the difference of the bitrates alone."""

_LEANEST_KBPS: Final = 32


def needed(sizes: Counts, slot: int) -> Counts:
    """Bytes that must be saved before each of the MP3 frames, so that it and all behind it fit. One more than sizes: 0.

    need[k] = max(0, need[k + 1] + sizes[k] - slot), which as a running maximum from behind needs no loop.
    """
    spent = np.concatenate(([0], np.cumsum(sizes - slot)))
    return np.asarray(np.maximum.accumulate(spent[::-1])[::-1] - spent, np.int64)


def saved(sizes: Counts, slot: int, before: int) -> int:
    """Bytes that are saved behind MP3 frames of these sizes, with `before` saved in front of them."""
    gained = np.concatenate(([min(before, RESERVOIR)], slot - sizes)).cumsum()
    over = np.maximum.accumulate(np.maximum(gained - RESERVOIR, 0))
    return int(gained[-1] - over[-1])


def rich_head(bed: Laying, rich: Laying, at: int, slot: int, before: int) -> Mp3Frames:
    """The first `RICH` MP3 frames of a bed that begins `at` a place, with `before` bytes saved: rich where it fits."""
    last = min(at + RICH, bed.last)
    left = needed(bed.sizes(at, min(bed.last, last + len(bed.ring))), slot)
    chosen: list[Mp3Frames] = []
    for place in range(at, last):
        plain, better = int(bed.sizes(place, place + 1)[0]), int(rich.sizes(place, place + 1)[0])
        fits = before + slot - better >= left[place + 1 - at]
        take = rich if fits and _same_windows(bed, rich, place) else bed
        chosen += take.parts(place, place + 1)
        before = min(RESERVOIR, before + slot - (better if take is rich else plain))
    return joined(chosen)


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
    """The end of a run with leaner MP3 frames in it, so that what follows `at` a place fits; None where it fits anyway.

    The run is used from `begin`, with `before` bytes saved there. `lean` gives the same sound encoded in another shape,
    from a place on. Every second MP3 frame is a lean one where there are enough, so that the sound becomes coarser by
    as little as possible at any time. None too where nothing makes room enough: then MP3 frames need a higher bitrate.
    """
    slot = shape.slot(shape.bitrate_index)
    wanted = int(needed(following.sizes(at, min(following.last, at + _LOOKED_AT)), slot)[0])
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


_LOOKED_AT: Final = 1 << 14
"""MP3 frames of what follows whose need is looked at (7 minutes): as much as two turns of a loop."""


def _mixed(run: FrameSource, lean: FrameSource, first: int, last: int, step: int) -> list[Mp3Frames | None]:
    """For each place the lean MP3 frame that may stand there, counted from behind: every one, or every second one."""
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
    """The shortest tail, with the lean ones from some place on, behind which `wanted` bytes are saved."""
    own = [part for place in range(first, last) for part in run.parts(place, place + 1)]
    for begin in range(len(own) - 1, -1, -1):
        if lean[begin] is None:
            continue
        mixed = [one if one is not None else plain for one, plain in zip(lean[begin:], own[begin:], strict=True)]
        sizes = np.concatenate([part.sizes(part.first, part.last) for part in mixed])
        room = saved(run.sizes(first, first + begin), slot, before)
        if needed(sizes, slot)[0] <= room and saved(sizes, slot, room) >= wanted:
            return joined(mixed)
    return None
