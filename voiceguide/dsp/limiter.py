"""A limiter that knows the future: it turns the level down smoothly before a peak, and up again after it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.decibels import factor
from voiceguide.dsp.loudness import local_peaks
from voiceguide.dsp.samples import Samples
from voiceguide.units import to_frames

_REACH: Final = to_frames(0.012)
"""How far ahead and back a peak turns the level down: more than a period of a low voice, so that the gain does not
follow single swings, which would be heard as roughness."""

_MARGIN_DB: Final = 0.1
"""What the gain's own movement may add between the samples."""


def limit(samples: Samples, ceiling_db: float) -> Samples:
    """The samples with every true peak at or under `ceiling_db` (dBTP), same shape: (n,) or (n, channels).

    All channels move together. What has no peak above the ceiling passes unchanged.
    """
    gain = limiting_gain(local_peaks(samples), ceiling_db)
    return np.asarray(samples * (gain if samples.ndim == 1 else gain[:, np.newaxis]), dtype=np.float32)


def limiting_gain(peaks: NDArray[np.float32], ceiling_db: float) -> NDArray[np.float32]:
    """The factor for each sample that holds `peaks` (as `local_peaks` finds them) under the ceiling; at most 1."""
    most = factor(ceiling_db)
    if not len(peaks) or peaks.max() <= most:
        return np.ones(len(peaks), dtype=np.float32)
    most = factor(ceiling_db - _MARGIN_DB)
    needed = np.minimum(1.0, most / np.maximum(peaks, most))
    return _smoothed(_least_within(needed, _REACH), _REACH)


def _least_within(values: NDArray[np.floating], reach: int) -> NDArray[np.floating]:
    """For each place the least value from `reach` before to `reach` after."""
    width = 2 * reach + 1
    least, covered = np.pad(values, reach, constant_values=1.0), 1
    while covered < width:
        step = min(covered, width - covered)
        least = np.minimum(least[:-step], least[step:])
        covered += step
    return least


def _smoothed(values: NDArray[np.floating], reach: int) -> NDArray[np.float32]:
    """A weighted mean over at most `reach` to both sides: three running means, a bell in all."""
    width = 2 * (reach // 3) + 1
    smooth = np.pad(values.astype(np.float64), 3 * (width // 2), mode="edge")
    for _ in range(3):
        total = np.concatenate(([0.0], np.cumsum(smooth)))
        smooth = (total[width:] - total[:-width]) / width
    return smooth.astype(np.float32)
