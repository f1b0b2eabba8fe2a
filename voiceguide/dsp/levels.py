"""How strong sound is from hop to hop, and a ceiling that it does not pass."""

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples


def powers(samples: Samples, hop: int) -> NDArray[np.float64]:
    """The mean square of every full `hop` mono samples."""
    whole = samples[: len(samples) // hop * hop]
    return np.asarray(np.square(whole, dtype=np.float64).reshape(-1, hop).mean(axis=1))


def levels_db(samples: Samples, hop: int) -> NDArray[np.float64]:
    """The level of every full `hop` mono samples with the hops beside it, in dB of full scale; −120 at least."""
    each = powers(samples, hop)
    smooth = np.convolve(each, np.full(3, 1 / 3), mode="same") if len(each) >= 3 else each
    return np.asarray(10 * np.log10(np.maximum(smooth, 1e-12)))


def hold_under_ceiling(samples: Samples, ceiling: float, *, knee: float = 0.75) -> None:
    """Bend, in place, what lies above `knee` of the ceiling softly (tanh), so that nothing passes it.

    Each sample for itself, so that the result does not depend on what is read together. `samples` lie in one piece.
    """
    bend = knee * ceiling
    low, room = np.float32(bend), np.float32(ceiling - bend)
    flat = samples.reshape(-1)
    places = np.flatnonzero((flat > low) | (flat < -low))
    if len(places):
        loud = flat[places]
        flat[places] = np.copysign(low + room * np.tanh((np.abs(loud) - low) / room), loud)
