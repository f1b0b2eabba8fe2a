"""A background for listening with one speaker."""

import math
from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.sound.bed import Bed
from voiceguide.sound.levels import FILE_CEILING, hold_under_ceiling, relative_loudness, tenths
from voiceguide.sound.recipe import LOOP_FRAMES
from voiceguide.units import FRAME_RATE, Frames

_MEASURED: Final[Frames] = 10 * FRAME_RATE

_MOST_LIFT_DB: Final = 6.0
"""What cancels more than that between left and right is left as it is."""


class MonoBed:
    """The same in both channels, and as loud as it was in two.

    Where left and right go their own ways, as in rain, their middle is 3 dB softer than the two together, while a voice
    that is in both keeps its level: a background would lie deeper under the voice than was asked for.
    """

    def __init__(self, bed: Bed) -> None:
        self.name = bed.name
        self.key = f"mono:{bed.key}"
        self._bed = bed
        self._gain = np.float32(1.0)
        self._gain = np.float32(10 ** (self._lift_db() / 20))

    @property
    def loop_frames(self) -> Frames | None:
        """As before."""
        return self._bed.loop_frames

    @property
    def even(self) -> bool:
        """As before."""
        return self._bed.even

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        middle = self._bed.read(first, last).mean(axis=1) * self._gain
        hold_under_ceiling(middle, FILE_CEILING)
        return np.column_stack((middle, middle))

    def _lift_db(self) -> float:
        """Measured over the length of a loop."""
        length = min(self.loop_frames or LOOP_FRAMES, LOOP_FRAMES)
        stretches = [(first, min(first + _MEASURED, length)) for first in range(0, length, _MEASURED)]
        two, one = (
            relative_loudness(np.concatenate([tenths(read(*stretch)) for stretch in stretches]))
            for read in (self._bed.read, self.read)
        )
        return min(max(two - one, 0.0), _MOST_LIFT_DB) if math.isfinite(two) and math.isfinite(one) else 0.0
