"""Measures loudness and true peak by ITU-R BS.1770-4, of anything from a single word to a whole file. Only numpy is
needed. The usual library, pyloudnorm, refuses clips under 0.4 s; and it needs scipy.signal, which takes longer to
import than a sentence takes to speak. The tests compare our results with pyloudnorm's.
"""

import math
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from voiceguide.dsp.filters import biquad, chained, filtered
from voiceguide.dsp.samples import Samples, decibels, hop_means
from voiceguide.units import FRAME_RATE

K_WEIGHTING: Final = chained(
    biquad((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585), 48_000),
    biquad((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621), 48_000),
)
"""The filter that is applied before power is measured: a high shelf for the effect of the listener's head, and a low
cut (BS.1770-4, tables 1 and 2).
"""

_OFFSET: Final = -0.691
"""A mean K-weighted power in dB, plus this, is the loudness in LUFS (BS.1770-4)."""

ABSOLUTE_GATE: Final = -70.0
"""A loudness in LUFS. Windows at or below it count as silence and are left out of the mean."""

_RELATIVE_GATE: Final = -10.0

HOP: Final = 0.1
"""The length of a hop in seconds. Loudness is measured in windows of four hops."""


def weighted_power(samples: Samples, sample_rate: int = FRAME_RATE) -> NDArray[np.float32]:
    """The K-weighted power of each sample, both channels added, shape (n,). `samples` have shape (n, 2), or (n,) for
    the same sound in both channels, which is 3 LU louder than in one channel alone.
    """
    return both_channels(filtered(samples, K_WEIGHTING, sample_rate))


def both_channels(weighted: Samples) -> NDArray[np.float32]:
    """The power of each sample, both channels added, shape (n,). `weighted` are samples that are K-weighted already;
    they have shape (n, 2), or (n,) for the same sound in both channels.
    """
    power = np.square(weighted, dtype=np.float32)
    return np.asarray(2 * power if power.ndim == 1 else power.sum(axis=1))


def hop_powers(power: NDArray[np.floating], sample_rate: float = FRAME_RATE) -> NDArray[np.float64]:
    """The mean power of each full hop (0.1 s). If the sound is shorter than 0.4 s, there is only one value, the mean of
    everything.
    """
    hop = round(HOP * sample_rate)
    if len(power) < 4 * hop:
        return np.array([power.mean(dtype=np.float64) if len(power) else 0.0])
    return hop_means(power, hop)


def gated_loudness(powers: NDArray[np.float64]) -> float:
    """Gated loudness in LUFS from the powers of consecutive hops; −inf for silence."""
    windows = sliding_window_view(powers, 4).mean(axis=1) if len(powers) >= 4 else powers[:1]
    loud = windows[windows > power_at(ABSOLUTE_GATE)]
    if not len(loud):
        return -math.inf
    loud = loud[loud > loud.mean() * 10 ** (_RELATIVE_GATE / 10)]
    return lufs(float(loud.mean()))


def lufs(power: float) -> float:
    """The loudness in LUFS of a mean K-weighted power, without gates; −inf for silence."""
    return _OFFSET + 10 * math.log10(power) if power > 0 else -math.inf


def lufs_each(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The loudness in LUFS of each mean K-weighted power, without gates."""
    return np.asarray(_OFFSET + 10 * np.log10(powers))


def power_at(loudness: float) -> float:
    """The mean K-weighted power that has this loudness (in LUFS): the inverse of `lufs`."""
    return float(10 ** ((loudness - _OFFSET) / 10))


def true_peak_db(samples: Samples) -> float:
    """The true peak in dBTP: the highest level of the wave, between the samples too, found by fourfold oversampling;
    −inf for silence.
    """
    peak = 0.0
    for first in range(0, len(samples), _BLOCK):
        reach = samples[max(0, first - _TAPS) : first + _BLOCK + _TAPS]
        peak = max(peak, float(local_peaks(reach).max()))
    return decibels(peak)


_TAPS: Final = 24
_BLOCK: Final = 1 << 18
_STRIP: Final = 3072
"""How many samples are processed at once. Because they are so few, they fit into the processor's cache, which makes the
work ten times as fast. Also, their matrix is so small that numpy starts no threads to multiply it.
"""


def local_peaks(samples: Samples) -> NDArray[np.float32]:
    """For each sample, the highest amplitude of the wave between its two neighbours, over all channels.

    From shape (n,) or (n, channels) to (n,). Between two samples, the wave is computed at three places.
    """
    if samples.ndim == 2:
        return np.asarray(np.max([local_peaks(channel) for channel in samples.T], axis=0))
    taps = _between_samples()
    padded = np.pad(samples.astype(np.float32, copy=False), (_TAPS // 2 - 1, _TAPS // 2))
    between = np.empty(len(samples), dtype=np.float32)
    shifted = sliding_window_view(padded, len(samples)) if len(samples) else padded[np.newaxis]
    for first in range(0, len(samples), _STRIP):
        strip = between[first : first + _STRIP]
        wave = taps @ np.ascontiguousarray(shifted[:, first : first + len(strip)])
        np.abs(wave, out=wave).max(axis=0, out=strip)
    peaks = np.maximum(np.abs(samples), between)
    np.maximum(peaks[1:], between[:-1], out=peaks[1:])
    return peaks


def _between_samples() -> NDArray[np.float32]:
    """Interpolation filters for 1/4, 1/2 and 3/4 of the way to the next sample, shape (3, taps)."""
    place = np.arange(_TAPS) - (_TAPS // 2 - 1) - np.array([[0.25], [0.5], [0.75]])
    window = np.i0(8.0 * np.sqrt(np.maximum(0.0, 1 - (place / (_TAPS / 2)) ** 2)))
    taps = np.sinc(place) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), dtype=np.float32)
