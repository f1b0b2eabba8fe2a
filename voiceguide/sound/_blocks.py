"""A sound file at our sample rate, decoded in fixed blocks, so that a sample is always the same, whichever stretch of
the file is read.
"""

from collections import OrderedDict
from math import ceil, gcd
from threading import Lock
from typing import Final

import numpy as np

from voiceguide.dsp.edges import to_frame_rate
from voiceguide.dsp.samples import Samples
from voiceguide.sound.audio_file import SoundSource, stereo
from voiceguide.units import FRAME_RATE, Frames

BLOCK_SECONDS: Final = 5
BLOCK: Final[Frames] = BLOCK_SECONDS * FRAME_RATE
MOST_BLOCKS: Final = 8
"""How many blocks are kept in memory. Each takes 1.8 MB. This many are enough even if several threads read near each
other.
"""

_MARGIN: Final = 0.1
"""How much more is decoded before and after a block, in seconds, so that the resampler's filter can settle."""


class DecodedFile:
    """Stereo sound at 44 100 Hz, decoded on demand. Threads may share it."""

    def __init__(self, source: SoundSource) -> None:
        self._source = source
        self.frames: Frames = source.frames * FRAME_RATE // source.rate
        self._held: OrderedDict[int, Samples] = OrderedDict()
        self._lock = Lock()

    @property
    def count(self) -> int:
        """How many blocks there are; the last may be short."""
        return -(-self.frames // BLOCK)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last` (within the file), shape (last - first, 2)."""
        out = np.empty((last - first, 2), dtype=np.float32)
        for number in range(first // BLOCK, -(-last // BLOCK)):
            begin = number * BLOCK
            start, end = max(first, begin), min(last, begin + BLOCK)
            out[start - first : end - first] = self.block(number)[start - begin : end - begin]
        return out

    def block(self, number: int) -> Samples:
        """One block, shape (up to `BLOCK`, 2). Two threads may decode it at once: the result is the same."""
        with self._lock:
            if number in self._held:
                self._held.move_to_end(number)
                return self._held[number]
        samples = self._decoded(number)
        with self._lock:
            self._held[number] = samples
            while len(self._held) > MOST_BLOCKS:
                self._held.popitem(last=False)
        return samples

    def _decoded(self, number: int) -> Samples:
        rate = self._source.rate
        wanted = min(BLOCK, self.frames - number * BLOCK)
        # Samples of both rates coincide only once in 1/gcd seconds, so resampling must start at such a place.
        meet = gcd(rate, FRAME_RATE)
        margin = ceil(_MARGIN * meet) * (rate // meet) if rate != FRAME_RATE else 0
        begin = number * BLOCK_SECONDS * rate
        first, last = max(0, begin - margin), min(self._source.frames, begin + BLOCK_SECONDS * rate + margin)
        samples = to_frame_rate(stereo(self._source.read(first, last)), rate)
        samples = samples[(begin - first) * FRAME_RATE // rate :][:wanted]
        if len(samples) < wanted:  # rounding in the resampler may lose the last sample
            samples = np.pad(samples, ((0, wanted - len(samples)), (0, 0)))
        return np.ascontiguousarray(samples)
