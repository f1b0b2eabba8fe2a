"""Beds: a rendered loop, a mix of several beds, a bed mixed down to mono, and the noise floor that sounds if there is
no background.
"""

import math
from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples, factor, soft_limit
from voiceguide.sound._levels import FILE_CEILING, relative_loudness, tenths
from voiceguide.sound._loop_cache import release_pages
from voiceguide.sound._noise import loops_of, noise_spectra
from voiceguide.sound._recipe import LOOP_FRAMES, Noise
from voiceguide.sound.bed import BED_LUFS, Bed
from voiceguide.units import FRAME_RATE, MP3_FRAME, Frames

FLOOR_DB: Final = -75.0
"""The level (RMS, dBFS) of the noise floor. Without it, digital silence would make Bluetooth headphones switch off."""

FLOOR_FRAMES: Final[Frames] = 576 * MP3_FRAME
"""The length of the noise floor's loop, 15 s: at this level nobody hears it repeat. `LOOP_FRAMES` is a multiple of it.
"""


_AT_HAND: Final[Frames] = 1 << 20
"""How many frames of a mapped loop are read before its memory is freed; they take 8 MB."""


class LoopBed:
    """A background that is one loop. Its samples are in memory, or in a file that is mapped into memory."""

    def __init__(self, name: str, key: str, samples: Samples, *, even: bool = False) -> None:
        self.name = name
        self.key = key
        self.even = even
        self._samples = samples
        self._read = 0

    @property
    def loop_frames(self) -> Frames:
        """The length of the loop."""
        return len(self._samples)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2). May be a view of the loop, so do not write to it."""
        self._read += last - first
        if self._read > _AT_HAND:
            release_pages(self._samples)
            self._read = 0
        return around_loop(self._samples, first, last)


def around_loop(samples: Samples, first: Frames, last: Frames) -> Samples:
    """Frames `first` up to `last` of an endless loop; a view if they do not cross its end."""
    length = len(samples)
    start = first % length
    if start + last - first <= length:
        return samples[start : start + last - first]
    out = np.empty((last - first, 2), dtype=np.float32)
    done = 0
    while done < len(out):
        part = samples[start : start + len(out) - done]
        out[done : done + len(part)] = part
        done, start = done + len(part), 0
    return out


def noise_floor() -> Samples:
    """The noise floor: a loop of soft noise at `FLOOR_DB`, shape (`FLOOR_FRAMES`, 2)."""
    shape = Noise("floor", 0.0, 1.0, (), slope=-3.0, band=(60.0, 12_000.0), steepness=12.0, points=())
    floor = np.ascontiguousarray(loops_of(noise_spectra(shape, FLOOR_FRAMES, ("floor",)), FLOOR_FRAMES).T)
    floor *= np.float32(factor(FLOOR_DB) / np.sqrt(np.mean(floor.astype(np.float64) ** 2)))
    return floor


_STRETCH: Frames = 10 * FRAME_RATE


class LayeredBed:
    """A mix of beds. Its parts have levels relative to each other; as a whole it is at `BED_LUFS`."""

    def __init__(self, parts: tuple[tuple[Bed, float], ...]) -> None:
        """`parts` are the beds, each with its gain in dB."""
        self.name = ",".join(f"{bed.name}:{gain:g}" if gain else bed.name for bed, gain in parts)
        self.key = "+".join(f"{bed.key}:{gain:g}" for bed, gain in parts)
        self._parts = tuple((bed, np.float32(factor(gain))) for bed, gain in parts)
        self._gain = np.float32(1.0)
        self._gain = np.float32(factor(BED_LUFS - self._loudness()))

    @property
    def loop_frames(self) -> Frames | None:
        """The length of its parts' loops if it is the same for all; otherwise None."""
        lengths = {bed.loop_frames for bed, _ in self._parts}
        return lengths.pop() if len(lengths) == 1 else None

    @property
    def even(self) -> bool:
        """Whether all its parts are even."""
        return all(bed.even for bed, _ in self._parts)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        mixed = self._sum(first, last)
        mixed *= self._gain
        soft_limit(mixed, FILE_CEILING)
        return mixed

    def _sum(self, first: Frames, last: Frames) -> Samples:
        total = np.zeros((last - first, 2), dtype=np.float32)
        for bed, gain in self._parts:
            total += bed.read(first, last) * gain
        return total

    def _loudness(self) -> float:
        """The loudness of the mix, measured over the length of a loop. This is exact if all parts are loops, and near
        enough if one is a long file.
        """
        length = min(self.loop_frames or LOOP_FRAMES, LOOP_FRAMES)
        stretches = range(0, length, _STRETCH)
        powers = [tenths(self._sum(first, min(first + _STRETCH, length))) for first in stretches]
        return relative_loudness(np.concatenate(powers))


_MEASURED: Final[Frames] = 10 * FRAME_RATE

_MOST_LIFT_DB: Final = 6.0
"""The most by which a mono bed is raised, in dB. A sound can lose more than this if its left and right cancel each
other; then it stays softer than in stereo.
"""


class MonoBed:
    """A bed mixed down to the same sound in both channels, and raised to its loudness in stereo.

    If left and right are independent, as in rain, their mean is 3 dB softer than the two together. But a voice is the
    same in both channels, so it keeps its level. If the bed were not raised, it would be further below the voice than
    was asked for.
    """

    def __init__(self, bed: Bed) -> None:
        self.name = bed.name
        self.key = f"mono:{bed.key}"
        self._bed = bed
        self._gain = np.float32(1.0)
        self._gain = np.float32(factor(self._lift_db()))

    @property
    def loop_frames(self) -> Frames | None:
        """After how many frames the bed repeats exactly; None if it does not."""
        return self._bed.loop_frames

    @property
    def even(self) -> bool:
        """Whether the bed is even."""
        return self._bed.even

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        middle = self._bed.read(first, last).mean(axis=1) * self._gain
        soft_limit(middle, FILE_CEILING)
        return np.column_stack((middle, middle))

    def _lift_db(self) -> float:
        """How much the bed must be raised, in dB, measured over the length of a loop."""
        length = min(self.loop_frames or LOOP_FRAMES, LOOP_FRAMES)
        stretches = [(first, min(first + _MEASURED, length)) for first in range(0, length, _MEASURED)]
        two, one = (
            relative_loudness(np.concatenate([tenths(read(*stretch)) for stretch in stretches]))
            for read in (self._bed.read, self.read)
        )
        return min(max(two - one, 0.0), _MOST_LIFT_DB) if math.isfinite(two) and math.isfinite(one) else 0.0
