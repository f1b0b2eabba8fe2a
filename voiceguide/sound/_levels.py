"""The loudness of loops and of recorded sound, and the highest amplitudes of backgrounds."""

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import K_WEIGHTING, gated_loudness, hop_powers, weighted_power
from voiceguide.dsp.samples import Samples
from voiceguide.units import FRAME_RATE

LOOP_CEILING: Final = 0.1
"""The highest amplitude in a rendered loop, −20 dBFS. Recipes are written so that only the peaks of drops or crackles
come near it.
"""

FILE_CEILING: Final = 0.15
"""The highest amplitude in a user's file, a mix, or a bed in mono, −16.5 dBFS: music at `BED_LUFS` rarely peaks higher.
The noise floor is added to a user's file afterwards.
"""

_SILENT: Final = -90.0
_GATED_AT: Final = -20.0
"""`_SILENT`: a recording whose loudest tenth of a second is softer than this, in LUFS, counts as silent. `_GATED_AT`:
to measure a recording, its loudest tenth is first brought to this level, in LUFS.
"""

_WINDOW: Final = 16_384
_EVERY: Final = 4
_STRETCH: Final = 10 * FRAME_RATE

Pair: TypeAlias = NDArray[np.float32]
"""Left and right, shape (2, frames)."""


def mean_power(pair: Pair) -> float:
    """The mean K-weighted power of a loop over both channels. In a long loop, only every fourth block is measured."""
    blocks = max(1, pair.shape[1] // _WINDOW)
    window = np.hanning(_WINDOW).astype(np.float32)
    weight = np.abs(K_WEIGHTING(np.fft.rfftfreq(_WINDOW, 1 / FRAME_RATE).astype(np.float64), FRAME_RATE)) ** 2
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
    """The K-weighted power of each tenth of a second, from which loudness is computed.

    `samples` have the shape (frames, 2), or (frames,) if both channels are the same.
    """
    return hop_powers(weighted_power(samples))


def loudness(pair: Pair) -> float:
    """Integrated loudness of a stereo loop in LUFS, computed on two cores; −inf for silence."""
    firsts = range(0, pair.shape[1], _STRETCH)
    stretches = [channel[first : first + _STRETCH] for channel in pair for first in firsts]
    with ThreadPoolExecutor(2) as pool:
        # A single channel is measured as if it were in both, so its power is halved.
        powers = np.concatenate(list(pool.map(tenths, stretches))) / 2
    return gated_loudness(powers.reshape(2, -1).sum(axis=0))


def relative_loudness(powers: NDArray[np.float64]) -> float:
    """Integrated loudness in LUFS, however soft, from the powers of tenths of a second; −inf for silence.

    The absolute gate of BS.1770 is at −70 LUFS, and every moment of a soft recording may be below it. So the powers are
    gated as if the loudest tenth were at `_GATED_AT`. If even the loudest tenth is below `_SILENT`, there is only noise
    of the converter, which counts as silence.
    """
    loudest = float(powers.max()) if len(powers) else 0.0
    if loudest < 10 ** (_SILENT / 10):
        return -math.inf
    lift = _GATED_AT - 10 * math.log10(loudest)
    return gated_loudness(powers * 10 ** (lift / 10)) - lift
