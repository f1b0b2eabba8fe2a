"""Filters that are applied through their frequency response. They are exact at any sample rate, fast with numpy alone,
and need little memory besides the result.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples

Response: TypeAlias = Callable[[NDArray[np.float64], float], NDArray[np.complex128]]
"""A function of frequencies and a sample rate, all in Hz. It returns the filter's complex gain at each frequency."""

_SIZE: Final = 16_384
_RINGING: Final = 0.06
"""How long a filter may ring, in seconds. After this time, the 38 Hz high-pass of the K-weighting has died away to
below −120 dB.
"""


def filtered(samples: Samples, response: Response, sample_rate: int) -> Samples:
    """The samples after a causal filter, in the same shape, (n,) or (n, channels). They do not get longer: the filter's
    ringing after the last sample is cut off. The filter must not ring for more than 60 ms.
    """
    return filtered_each(samples, (response,), sample_rate)[0]


def filtered_each(samples: Samples, responses: Sequence[Response], sample_rate: int) -> list[Samples]:
    """The samples after each of several filters: the same as calling `filtered` for each, but faster."""
    step = _SIZE - (1 << math.ceil(math.log2(_RINGING * sample_rate)))
    every = [_factors(response, sample_rate) for response in responses]
    every = every if samples.ndim == 1 else [factors[:, np.newaxis] for factors in every]
    outs = [np.zeros_like(samples, dtype=np.float32) for _ in responses]
    for first in range(0, len(samples), step):
        spectrum = np.fft.rfft(samples[first : first + step].astype(np.float32, copy=False), _SIZE, axis=0)
        for out, factors in zip(outs, every, strict=True):
            place = out[first : first + _SIZE]
            sounded = np.fft.irfft(spectrum * factors, _SIZE, axis=0)
            place += sounded[: len(place)].astype(np.float32, copy=False)
    return outs


@lru_cache(maxsize=16)
def _factors(response: Response, sample_rate: int) -> NDArray[np.complex64]:
    """The response at the frequencies of one block. It is cached, because computing it takes longer than applying it,
    and all clips use the same few filters.
    """
    frequencies = np.fft.rfftfreq(_SIZE, 1 / sample_rate).astype(np.float64)
    return response(frequencies, sample_rate).astype(np.complex64)


def biquad(b: tuple[float, float, float], a: tuple[float, float, float], designed_at: float) -> Response:
    """The response of a second-order section. `b` and `a` are the coefficients of its numerator and its denominator,
    for the sample rate `designed_at` (Hz).

    At any other sample rate, the gain at each frequency is the same. Above half of `designed_at`, the gain is constant.
    """

    def response(frequencies: NDArray[np.float64], sample_rate: float) -> NDArray[np.complex128]:
        angle = 2 * np.pi * np.minimum(frequencies, designed_at / 2) / designed_at
        z1, z2 = np.exp(-1j * angle), np.exp(-2j * angle)
        return np.asarray((b[0] + b[1] * z1 + b[2] * z2) / (a[0] + a[1] * z1 + a[2] * z2))

    return response


def _s(frequencies: NDArray[np.float64], corner: float, sample_rate: float) -> NDArray[np.complex128]:
    """Laplace's variable s at each frequency, divided by the corner frequency. It is warped as the bilinear transform
    does, so that the sampled filter is causal.
    """
    below_half = np.minimum(frequencies / sample_rate, 0.499_999)
    return np.asarray(1j * np.tan(np.pi * below_half) / np.tan(np.pi * corner / sample_rate))


def low_cut(corner: float) -> Response:
    """A second-order Butterworth high-pass: −3 dB at `corner` Hz, 12 dB per octave below."""

    def response(frequencies: NDArray[np.float64], sample_rate: float) -> NDArray[np.complex128]:
        s = _s(frequencies, corner, sample_rate)
        return np.asarray(s**2 / (s**2 + np.sqrt(2) * s + 1))

    return response


def low_shelf(corner: float, gain_db: float) -> Response:
    """A low shelf: a gain of `gain_db` far below `corner` Hz, half of it (in dB) at the corner, and 0 dB far above. It
    is a first-order filter, so it does not ring.
    """
    root = 10 ** (gain_db / 40)

    def response(frequencies: NDArray[np.float64], sample_rate: float) -> NDArray[np.complex128]:
        s = _s(frequencies, corner, sample_rate)
        return np.asarray((s + root) / (s + 1 / root))

    return response


def high_shelf(corner: float, gain_db: float) -> Response:
    """A high shelf: a gain of `gain_db` far above `corner` Hz, half of it (in dB) at the corner, and 0 dB far below. It
    is a first-order filter.
    """
    root = 10 ** (gain_db / 40)

    def response(frequencies: NDArray[np.float64], sample_rate: float) -> NDArray[np.complex128]:
        s = _s(frequencies, corner, sample_rate)
        return np.asarray((s * root + 1) / (s / root + 1))

    return response


def chained(*responses: Response) -> Response:
    """The response of several filters that are applied one after the other."""

    def response(frequencies: NDArray[np.float64], sample_rate: float) -> NDArray[np.complex128]:
        return np.asarray(np.prod([one(frequencies, sample_rate) for one in responses], axis=0))

    return response
