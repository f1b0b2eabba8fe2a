"""The ring buffer between the rendering thread and the sound device's callback, which only copies."""

from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.units import Frames, to_frames

CAPACITY: Final[Frames] = to_frames(3.0)
"""How much is rendered ahead: a busy machine may be late by that much."""

BLOCK: Final[Frames] = 1_024
"""The reader copies at most this much at a time. Samples that are further ahead of the reader may be taken back at any
moment.
"""


class Ring:
    """A ring buffer of samples, written by one thread and read by another without a lock. Places in it are counted in
    frames since the beginning and never wrap. Only the writer changes `written`, and only the reader changes `read`.
    Each change is a single assignment, so no other thread can see it half done.
    """

    def __init__(self, frames: Frames = CAPACITY) -> None:
        self._buffer = np.zeros((frames, 2), dtype=np.float32)
        self.capacity = frames
        self.read: Frames = 0
        """How many frames have been read so far."""
        self.written: Frames = 0
        """How many frames have been written so far, without those that were taken back."""
        self.missing: Frames = 0
        """How many frames the reader requested but did not get, from the first write until the ring was closed."""
        self.underruns = 0
        """How often the reader did not get all that it requested."""
        self.closed = False
        """Whether nothing more will come, so that missing samples are not an underrun."""

    @property
    def space(self) -> Frames:
        """How much can be written now."""
        return self.capacity - (self.written - self.read)

    @property
    def drained(self) -> bool:
        """Whether nothing more will come, and everything was read."""
        return self.closed and self.read >= self.written

    def write(self, samples: Samples) -> None:
        """Put samples in, shape (frames, 2); no more than there is `space` for."""
        start, count = self.written % self.capacity, len(samples)
        first = min(count, self.capacity - start)
        self._buffer[start : start + first] = samples[:first]
        self._buffer[: count - first] = samples[first:]
        self.written += count

    def read_into(self, out: Samples) -> None:
        """Fill `out` (frames, 2) with the next samples; silence if there are none."""
        done, wanted = 0, len(out)
        while done < wanted:
            here = self.read
            start = here % self.capacity
            count = min(wanted - done, BLOCK, self.written - here, self.capacity - start)
            if count <= 0:
                out[done:] = 0.0
                self._note_missing(wanted - done)
                return
            out[done : done + count] = self._buffer[start : start + count]
            self.read = here + count
            done += count

    def _note_missing(self, frames: Frames) -> None:
        if self.written and not self.closed:
            self.missing += frames
            self.underruns += 1

    def peek(self, first: Frames, last: Frames) -> Samples:
        """A copy of the samples from `first` up to `last`; silence where none are written yet. Only for the writer."""
        out = np.zeros((last - first, 2), dtype=np.float32)
        there = min(last, self.written) - first
        if there > 0:
            out[:there] = self._buffer[np.arange(first, first + there) % self.capacity]
        return out

    def discard_from(self, place: Frames) -> bool:
        """Take back the samples written from `place` on. Returns False, and takes nothing back, if the reader is
        already too near. For the writer only.
        """
        if place < self.read + BLOCK:
            return False
        self.written = min(self.written, place)
        return True
