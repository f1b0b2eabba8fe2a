"""Samples at another rate, or in one channel, for devices that take no 44 100 Hz stereo."""

from collections import deque
from threading import Event, Thread
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.output.speakers import Fill
from voiceguide.units import FRAME_RATE, Frames, Seconds, to_frames

_PIECE: Final[Frames] = 1_024
_AHEAD: Final[Seconds] = 0.15
"""How much is kept ready: the device's callback must not wait for the resampler."""


class Converter:
    """A thread that takes samples from `fill`, resamples them as one stream, and keeps a little ready."""

    def __init__(self, fill: Fill, sample_rate: int, channels: int) -> None:
        import soxr

        self._fill, self._channels = fill, channels
        self._stream = soxr.ResampleStream(FRAME_RATE, sample_rate, 2, dtype="float32", quality="HQ")
        self._ready: deque[NDArray[np.float32]] = deque()
        self._head = 0
        self._kept = 0
        self._taken = 0
        self._wanted = round(_AHEAD * sample_rate)
        self._wake = Event()
        self._closed = False
        self.missing = 0
        """How often too little was ready."""
        self._thread = Thread(target=self._run, name="converter", daemon=True)
        self._thread.start()

    @property
    def latency(self) -> Frames:
        """How long a frame waits in here, about."""
        return to_frames(_AHEAD)

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._wake.set()
        self._thread.join(2.0)

    def read_into(self, out: NDArray[np.float32]) -> None:
        """Fill `out` (n, channels) with what comes next, at the device's rate; for the device's thread."""
        done = 0
        while done < len(out):
            if not self._ready:
                out[done:] = 0.0
                self.missing += 1
                break
            block = self._ready[0]
            count = min(len(block) - self._head, len(out) - done)
            out[done : done + count] = block[self._head : self._head + count]
            done += count
            self._head += count
            if self._head == len(block):
                self._ready.popleft()
                self._head = 0
        self._taken += done
        self._wake.set()

    def _run(self) -> None:
        block = np.zeros((_PIECE, 2), dtype=np.float32)
        while not self._closed:
            while self._kept - self._taken < self._wanted and not self._closed:
                self._fill(block)
                self._keep(self._stream.resample_chunk(block))
            self._wake.wait(0.5)
            self._wake.clear()

    def _keep(self, converted: NDArray[np.float32]) -> None:
        if not len(converted):
            return
        if self._channels == 1:
            converted = converted.mean(axis=1, keepdims=True)
        self._ready.append(np.ascontiguousarray(converted, dtype=np.float32))
        self._kept += len(converted)
