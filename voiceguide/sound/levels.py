"""How loud a piece of a soundscape is, and how it is kept from peaking."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import K_WEIGHTING, hop_powers, weighted_power
from voiceguide.dsp.samples import Samples
from voiceguide.units import FRAME_RATE

PEAK_CEILING: Final = 0.15
"""No sample of any bed lies beyond this (−16.5 dBFS), whatever file it comes from."""

_KNEE: Final = 0.1
"""Below this (−20 dBFS) samples stay as they are."""

_WINDOW: Final = 16_384
_EVERY: Final = 4

Pair: TypeAlias = NDArray[np.float32]
"""Left and right, shape (2, frames)."""


def mean_power(pair: Pair) -> float:
    """The mean K-weighted power of a loop over both channels, from a quarter of its blocks, evenly spread."""
    blocks = max(1, pair.shape[1] // _WINDOW)
    window = np.hanning(_WINDOW).astype(np.float32)
    weight = np.abs(K_WEIGHTING(np.asarray(np.fft.rfftfreq(_WINDOW, 1 / FRAME_RATE), dtype=np.float64))) ** 2
    total, count = 0.0, 0
    for block in range(0, blocks, _EVERY if blocks > 8 * _EVERY else 1):
        part = pair[:, block * _WINDOW : (block + 1) * _WINDOW]
        if part.shape[1] < _WINDOW:
            part = np.pad(part, ((0, 0), (0, _WINDOW - part.shape[1])))
        spectrum = np.abs(np.fft.rfft(part * window, axis=1)) ** 2
        total += float((spectrum.sum(axis=0) * weight).sum())
        count += 1
    return total / count / _WINDOW**2 * 2 / 0.375


def tenths(samples: Samples) -> NDArray[np.float64]:
    """The K-weighted power of each tenth of a second of sound of shape (frames, 2): what loudness is counted from."""
    return hop_powers(weighted_power(samples))


def held_under_ceiling(samples: Samples) -> Samples:
    """The same samples; what lies beyond −20 dBFS is bent softly (tanh) so that nothing passes `PEAK_CEILING`.

    Each sample for itself, so that the result does not depend on what is read together.
    """
    if not samples.size or max(samples.max(), -samples.min()) <= _KNEE:
        return samples
    room = np.float32(PEAK_CEILING - _KNEE)
    over = np.maximum(np.abs(samples) - np.float32(_KNEE), 0)
    bent = np.copysign(np.float32(_KNEE) + room * np.tanh(over / room), samples)
    return np.where(over > 0, bent, samples).astype(np.float32)
