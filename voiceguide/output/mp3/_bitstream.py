"""Makes one stream of MP3 frames that come from several encoders, in the order in which they arrive.

An MP3 frame consists of a head and a slot, the space for main data. Its main data is placed as early as the bit
reservoir allows: right after the data before it, but at most 511 bytes before its own slot (ISO/IEC 11172-3, 2.4.2.7,
main_data_begin). An MP3 frame whose data still does not fit gets a higher bitrate.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.output.mp3._frames import BITRATES, RESERVOIR, Bytes2D, Counts, Mp3Frames, Shape

_AT_ONCE: Final = 4096
"""How many MP3 frames are laid in one step."""

_TRIED: Final = 128
"""How many MP3 frames are placed at once. If one of them needs a higher bitrate, those after it are placed again."""


@dataclass(frozen=True, eq=False)
class _PendingFrames:
    """The MP3 frames that a stream holds back."""

    heads: Bytes2D
    slots: Counts
    main: bytes
    """The main data that has been placed so far, from the start of the first slot that is held back."""

    def same_as(self, other: "_PendingFrames") -> bool:
        """Whether both hold back the same data, so that the same MP3 frames would give the same stream after either."""
        equal = self.main == other.main and np.array_equal(self.slots, other.slots)
        return equal and np.array_equal(self.heads, other.heads)


@dataclass(frozen=True, eq=False)
class _LaidRun:
    """The run that was laid last, the state before and after it, and the part of the stream that it finished."""

    frames: Mp3Frames
    before: _PendingFrames
    after: _PendingFrames
    finished: tuple[bytes, Counts]

    def repeats(self, frames: Mp3Frames, before: _PendingFrames) -> bool:
        """Whether `frames` are the same as this run, and `before` the same as the state before it, as in a loop that
        repeats. Then the result is the same too.
        """
        same = frames.main is self.frames.main and np.array_equal(frames.ends, self.frames.ends)
        return same and np.array_equal(frames.heads, self.frames.heads) and before.same_as(self.before)


class Bitstream:
    """A growing stream of MP3 frames. It holds back the last few, whose slots may still receive data of later ones."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._heads: Bytes2D = np.empty((0, shape.head), np.uint8)
        self._slots: Counts = np.empty(0, np.int64)
        self._main = bytearray()  # from the start of the first slot held back
        self._last: _LaidRun | None = None

    def add(self, frames: Mp3Frames) -> tuple[bytes, Counts]:
        """Lay `frames` after the MP3 frames that were added before. Returns the bytes that are now finished, and the
        size of each MP3 frame in them.

        Raises ValueError for main data that does not fit at any bitrate.
        """
        before = self._pending()
        if self._last and self._last.repeats(frames, before):
            after = self._last.after
            self._heads, self._slots, self._main = after.heads, after.slots, bytearray(after.main)
            return self._last.finished
        for first in range(frames.first, frames.last, _AT_ONCE):
            self._lay(frames.part(first, min(first + _AT_ONCE, frames.last)))
        space = int(self._slots.sum())
        settled = max(len(self._main), space - RESERVOIR)
        finished = self._release(int(np.searchsorted(np.cumsum(self._slots), settled, "right")))
        self._last = _LaidRun(frames, before, self._pending(), finished)
        return finished

    def _pending(self) -> _PendingFrames:
        return _PendingFrames(self._heads, self._slots, bytes(self._main))

    def finish(self) -> tuple[bytes, Counts]:
        """The bytes that were held back, and the size of each MP3 frame in them."""
        return self._release(len(self._slots))

    def _lay(self, frames: Mp3Frames) -> None:
        sizes = np.diff(frames.ends)
        starts, slots, indices = self._place(sizes)
        slot_starts = int(self._slots.sum()) + np.cumsum(slots) - slots
        self._heads = np.concatenate((self._heads, _rewritten(frames.heads, slot_starts - starts, indices)))
        self._slots = np.concatenate((self._slots, slots))
        self._fill(frames, starts)

    def _place(self, sizes: Counts) -> tuple[Counts, Counts, Counts]:
        """For MP3 frames with main data of these sizes: where the main data of each begins, the size of its slot, and
        the index of its bitrate.
        """
        usual = self._shape.slot(self._shape.bitrate_index)
        starts, count, steps = np.empty_like(sizes), len(sizes), usual * np.arange(len(sizes))
        slots, indices = np.full(count, usual), np.full(count, self._shape.bitrate_index)
        slot_start, end, done = int(self._slots.sum()), len(self._main), 0
        while done < count:
            left = sizes[done : done + _TRIED]
            slot_starts = slot_start + steps[: len(left)]
            ends = _ends(left, slot_starts - RESERVOIR, end)
            too_long = np.flatnonzero(ends > slot_starts + usual)
            fit = int(too_long[0]) if len(too_long) else len(left)
            starts[done : done + fit] = (ends - left)[:fit]
            if fit < len(left):
                at = done + fit
                starts[at] = int(ends[fit] - left[fit])
                slot_start, end = int(slot_starts[fit]), int(ends[fit])
                indices[at] = self._large_enough(end - slot_start)
                slots[at] = self._shape.slot(int(indices[at]))
                slot_start += int(slots[at])
                fit += 1
            else:
                slot_start, end = slot_start + usual * fit, int(ends[-1])
            done += fit
        return starts, slots, indices

    def _large_enough(self, size: int) -> int:
        for index in range(self._shape.bitrate_index, len(BITRATES)):
            if self._shape.slot(index) >= size:
                return index
        raise ValueError(f"{size} bytes of main data fit into no MP3 frame")

    def _fill(self, frames: Mp3Frames, starts: Counts) -> None:
        """Copy the main data to its places. Data that stays together is copied in one step."""
        sources = frames.ends
        breaks = np.flatnonzero(np.diff(starts - sources[:-1])) + 1
        for a, b in zip([0, *breaks.tolist()], [*breaks.tolist(), len(frames)], strict=True):
            self._main += bytes(int(starts[a]) - len(self._main))
            self._main += frames.main[int(sources[a]) : int(sources[b])]

    def _release(self, count: int) -> tuple[bytes, Counts]:
        heads, slots = self._heads[:count], self._slots[:count]
        size = int(slots.sum())
        main = bytes(self._main[:size]).ljust(size, b"\0")
        del self._main[:size]
        self._heads, self._slots = self._heads[count:], self._slots[count:]
        return _interleaved(heads, slots, main), slots + self._shape.head


def _ends(sizes: Counts, floors: Counts, end: int) -> Counts:
    """Where the main data of each MP3 frame ends. It has `sizes[i]` bytes, and begins where the main data before it
    ends, but never before `floors[i]`, the earliest place allowed. For the first one, the data before it ends at `end`.

    ends[i] = max(ends[i - 1], floors[i]) + sizes[i], computed without a loop as a running maximum.
    """
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.maximum(np.maximum.accumulate(floors - before), end) + before + sizes, np.int64)


def _rewritten(heads: Bytes2D, begins: Counts, indices: Counts) -> Bytes2D:
    """The heads with a new main_data_begin (the first 9 bits of the side information) and a new index of the bitrate.
    The padding bit is set in all of them.
    """
    heads = heads.copy()
    heads[:, 2] = indices << 4 | heads[:, 2] & 0x0D | 0x02
    heads[:, 4] = begins >> 1
    heads[:, 5] = (begins & 1) << 7 | heads[:, 5] & 0x7F
    return heads


def _interleaved(heads: Bytes2D, slots: Counts, main: bytes) -> bytes:
    """The stream of alternating heads and slots. Slots of one size that follow each other are copied in one step."""
    if not len(heads):
        return b""
    data = np.frombuffer(main, np.uint8)
    breaks = np.flatnonzero(np.diff(slots)) + 1
    parts, at = [], 0
    for a, b in zip([0, *breaks.tolist()], [*breaks.tolist(), len(heads)], strict=True):
        size = (b - a) * int(slots[a])
        body: NDArray[np.uint8] = data[at : at + size].reshape(b - a, -1)
        parts.append(np.concatenate((heads[a:b], body), axis=1).tobytes())
        at += size
    return b"".join(parts)
