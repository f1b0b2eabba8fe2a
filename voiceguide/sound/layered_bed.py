"""Several backgrounds at once."""

import numpy as np

from voiceguide.dsp.loudness import gated_loudness
from voiceguide.dsp.samples import Samples
from voiceguide.sound.bed import BED_LUFS, Bed
from voiceguide.sound.levels import FILE_CEILING, hold_under_ceiling, tenths
from voiceguide.sound.recipe import LOOP_FRAMES
from voiceguide.units import FRAME_RATE, Frames

_STRETCH: Frames = 10 * FRAME_RATE


class LayeredBed:
    """A mix that as a whole lies at `BED_LUFS`; the levels of its parts only count against each other."""

    def __init__(self, parts: tuple[tuple[Bed, float], ...]) -> None:
        """`parts`: beds with their gains in dB."""
        self.name = ",".join(f"{bed.name}:{gain:g}" if gain else bed.name for bed, gain in parts)
        self.key = "+".join(f"{bed.key}:{gain:g}" for bed, gain in parts)
        self._parts = tuple((bed, np.float32(10 ** (gain / 20))) for bed, gain in parts)
        self._gain = np.float32(1.0)
        self._gain = np.float32(10 ** ((BED_LUFS - self._loudness()) / 20))

    @property
    def loop_frames(self) -> Frames | None:
        """The length of its parts' loops where they share one; else None."""
        lengths = {bed.loop_frames for bed, _ in self._parts}
        return lengths.pop() if len(lengths) == 1 else None

    @property
    def even(self) -> bool:
        """Whether all its parts are."""
        return all(bed.even for bed, _ in self._parts)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        mixed = self._sum(first, last)
        mixed *= self._gain
        hold_under_ceiling(mixed, FILE_CEILING)
        return mixed

    def _sum(self, first: Frames, last: Frames) -> Samples:
        total = np.zeros((last - first, 2), dtype=np.float32)
        for bed, gain in self._parts:
            total += bed.read(first, last) * gain
        return total

    def _loudness(self) -> float:
        """Measured over the length of a loop: exact for loops, and near enough for a part that is a long file."""
        length = min(self.loop_frames or LOOP_FRAMES, LOOP_FRAMES)
        stretches = range(0, length, _STRETCH)
        powers = [tenths(self._sum(first, min(first + _STRETCH, length))) for first in stretches]
        return gated_loudness(np.concatenate(powers))
