"""Beds that repeat: a rendered loop, and the quiet noise that stands for no background at all."""

from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.sound.noise import loops_of, noise_spectra
from voiceguide.sound.recipe import Noise
from voiceguide.units import Frames

FLOOR_DB: Final = -75.0
"""The level (RMS, dBFS) of the noise under everything: digital silence makes Bluetooth headphones sleep."""

FLOOR_FRAMES: Final[Frames] = 576 * 1_152
"""The length of its loop, 15 s: at this level nobody hears it come again. It divides `LOOP_FRAMES`."""


class LoopBed:
    """A background that is a loop in memory, or mapped into it."""

    def __init__(self, name: str, key: str, samples: Samples, *, even: bool = False) -> None:
        self.name = name
        self.key = key
        self.even = even
        self._samples = samples

    @property
    def loop_frames(self) -> Frames:
        """Its length."""
        return len(self._samples)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2). It may be a view of the loop: do not write to it."""
        return around_loop(self._samples, first, last)


def around_loop(samples: Samples, first: Frames, last: Frames) -> Samples:
    """Frames `first` up to `last` of a loop that goes on for ever; a view where they lie in one piece."""
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
    """A loop of soft noise at `FLOOR_DB`, shape (`FLOOR_FRAMES`, 2)."""
    shape = Noise("floor", 0.0, 1.0, (), slope=-3.0, band=(60.0, 12_000.0), steepness=12.0, points=())
    floor = np.ascontiguousarray(loops_of(noise_spectra(shape, FLOOR_FRAMES, ("floor",)), FLOOR_FRAMES).T)
    floor *= np.float32(10 ** (FLOOR_DB / 20) / np.sqrt(np.mean(floor.astype(np.float64) ** 2)))
    return floor
