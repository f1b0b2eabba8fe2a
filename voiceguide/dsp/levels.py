"""The power of sound, hop by hop, and a soft limit on its amplitude."""

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples


def powers(samples: Samples, hop: int) -> NDArray[np.float64]:
    """The mean square of every full `hop` mono samples."""
    whole = samples[: len(samples) // hop * hop]
    return np.asarray(np.square(whole, dtype=np.float64).reshape(-1, hop).mean(axis=1))


def levels_db(samples: Samples, hop: int) -> NDArray[np.float64]:
    """The level of every full `hop` mono samples, averaged with the neighbouring hops, in dBFS; at least −120."""
    each = powers(samples, hop)
    smooth = np.convolve(each, np.full(3, 1 / 3), mode="same") if len(each) >= 3 else each
    return np.asarray(10 * np.log10(np.maximum(smooth, 1e-12)))


def hold_under_ceiling(samples: Samples, ceiling: float, *, knee: float = 0.75) -> None:
    """Compress softly (tanh), in place, every amplitude above `knee` times `ceiling`, so that none exceeds the ceiling.
    Each sample is treated by itself, so the result does not depend on how the sound is divided into blocks. `samples`
    must be contiguous.
    """
    bend = knee * ceiling
    low, room = np.float32(bend), np.float32(ceiling - bend)
    flat = samples.reshape(-1)
    places = np.flatnonzero((flat > low) | (flat < -low))
    if len(places):
        loud = flat[places]
        flat[places] = np.copysign(low + room * np.tanh((np.abs(loud) - low) / room), loud)
