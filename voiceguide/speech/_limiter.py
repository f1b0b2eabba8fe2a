"""A look-ahead limiter: it lowers the level smoothly before a peak and raises it again afterwards. One gain is computed
for each *step* of 32 samples, and interpolated linearly in between.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import local_peaks
from voiceguide.dsp.samples import Samples, factor
from voiceguide.units import FRAME_RATE

STEP: Final = 32
"""Samples in a step."""

_REACH: Final = 0.012
"""Half the time, in seconds, over which the gain falls: it begins to fall about 24 ms before a peak, and is back at 1
about 24 ms after it. The fall takes longer than one period of a low voice, because a gain that followed single
oscillations would sound rough.
"""

_MARGIN_DB: Final = 0.1
"""How many dB below the ceiling the gain keeps the peaks. A gain that changes can raise the wave between two samples by
up to this much.
"""


def limit(samples: Samples, ceiling_db: float, sample_rate: int = FRAME_RATE) -> Samples:
    """The samples with every true peak at or below `ceiling_db` (dBTP), in the same shape: (n,) or (n, channels). All
    channels get the same gain. Sound without a peak above the ceiling is unchanged.
    """
    return apply_gain(samples, limiting_gain(step_peaks(samples), ceiling_db, sample_rate))


def step_peaks(samples: Samples) -> NDArray[np.float32]:
    """The true peak of each step, as an amplitude; from shape (n,) or (n, channels) to (steps,). The last step is
    padded with silence.
    """
    peaks = local_peaks(samples)
    return np.asarray(np.pad(peaks, (0, -len(peaks) % STEP)).reshape(-1, STEP).max(axis=1))


def limiting_gain(peaks: NDArray[np.floating], ceiling_db: float, sample_rate: int = FRAME_RATE) -> NDArray[np.float64]:
    """For each step, the gain at its start, a factor of at most 1. These gains keep the `peaks` at or below the
    ceiling.
    """
    if not len(peaks) or peaks.max() <= factor(ceiling_db):
        return np.ones(len(peaks))
    most = factor(ceiling_db - _MARGIN_DB)
    needed = np.minimum(1.0, most / np.maximum(peaks, most))
    reach = max(3, round(_REACH * sample_rate / STEP))
    return _smoothed(_least_within(needed, reach + 1), reach)


def apply_gain(samples: Samples, gain: NDArray[np.floating]) -> Samples:
    """The samples multiplied by the gains of their steps, with the gain interpolated within each step. The shape is
    unchanged.
    """
    start = gain.astype(np.float32)[:, np.newaxis]
    onward = np.diff(gain, append=gain[-1:]).astype(np.float32)[:, np.newaxis]
    each = (start + onward * (np.arange(STEP, dtype=np.float32) / STEP)).ravel()[: len(samples)]
    return np.asarray(samples * (each if samples.ndim == 1 else each[:, np.newaxis]), dtype=np.float32)


def _least_within(values: NDArray[np.floating], reach: int) -> NDArray[np.floating]:
    """The running minimum: for each place, the smallest value at most `reach` places away."""
    width = 2 * reach + 1
    least, covered = np.pad(values, reach, constant_values=1.0), 1
    while covered < width:
        step = min(covered, width - covered)
        least = np.minimum(least[:-step], least[step:])
        covered += step
    return least


def _smoothed(values: NDArray[np.floating], reach: int) -> NDArray[np.float64]:
    """The values after three running means, one after another. Together they act like a bell-shaped window that reaches
    at most `reach` places to either side.
    """
    width = 2 * (reach // 3) + 1
    smooth = np.pad(values.astype(np.float64), 3 * (width // 2), mode="edge")
    for _ in range(3):
        total = np.concatenate(([0.0], np.cumsum(smooth)))
        smooth = (total[width:] - total[:-width]) / width
    return smooth
