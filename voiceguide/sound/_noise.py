"""Noise and held notes, made from their spectrum.

The inverse Fourier transform of a spectrum is periodic, so the loop has no seam.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound._levels import Pair
from voiceguide.sound._random import seeded_rng
from voiceguide.sound._recipe import HIGHEST, Noise, Tones
from voiceguide.units import FRAME_RATE, Frames

_EXACT: Final = 8_192
_STEP: Final = 32
"""Each of the first `_EXACT` bins of a spectrum is computed. Beyond them, neighbouring bins hardly differ. So only one
bin in every `_STEP` is computed, and those in between are interpolated linearly.
"""

_AT_ONCE: Final = 1 << 16
"""Bins processed at a time: work that fits into the processor's cache is faster and needs little memory."""

Channel: TypeAlias = NDArray[np.float32]
"""One channel of a loop, shape (frames,)."""

Spectra: TypeAlias = NDArray[np.complex64]
"""The spectra of the left and of the right channel, shape (2, frames // 2 + 1). They are in one array, so that their
memory is freed together.
"""

_WRITES_IN_PLACE: Final = np.lib.NumpyVersion(np.__version__) >= "2.0.0"
"""Whether numpy can write a transform into an existing array. Older versions cannot."""


def noise_amplitudes(layer: Noise, frames: Frames) -> Channel:
    """The amplitude of each bin of a loop of `frames` frames, shape (frames // 2 + 1,).

    The edges of the band are like those of a Butterworth filter: the noise is 3 dB down at an edge, and beyond it falls
    with the layer's steepness.
    """
    bins = frames // 2 + 1
    exact = min(_EXACT, bins)
    grid = np.concatenate([np.arange(exact), np.arange(exact, bins + _STEP, _STEP)])
    coarse = _amplitude_at(layer, np.maximum(grid, 1) * (FRAME_RATE / frames))
    amplitudes = np.empty(exact + (len(grid) - exact) * _STEP, dtype=np.float32)
    amplitudes[:exact] = coarse[:exact]
    here, step = coarse[exact:, np.newaxis], np.diff(coarse[exact:], append=0.0)[:, np.newaxis] / _STEP
    amplitudes[exact:] = (here + step * np.arange(_STEP, dtype=np.float32)).ravel()
    amplitudes[0] = amplitudes[bins - 1] = 0.0
    return amplitudes[:bins]


def _amplitude_at(layer: Noise, hertz: NDArray[np.float64]) -> Channel:
    octaves = np.log2(hertz / 1_000)
    decibels = layer.slope * octaves
    if layer.points:
        corners = np.log2(np.array([point[0] for point in layer.points]) / 1_000)
        decibels = decibels + np.interp(octaves, corners, [point[1] for point in layer.points])
    for edge, sign in ((layer.band[0], -1.0), (layer.band[1], 1.0)):
        falloff_db = sign * (octaves - np.log2(edge / 1_000)) * layer.steepness
        decibels = decibels - 10 * np.log10(1 + 10 ** (np.minimum(falloff_db, 1_000) / 10))
    amplitudes: Channel = (10 ** (decibels / 20)).astype(np.float32)
    return amplitudes


def noise_spectra(layer: Noise, frames: Frames, seed: tuple[str, ...]) -> Spectra:
    """The spectra of noise, left and right: the layer's amplitudes with random phases. If the layer's width is below 1,
    left and right are partly the same.
    """
    amplitudes = noise_amplitudes(layer, frames)
    spectra = np.empty((2, len(amplitudes)), dtype=np.complex64)
    for spectrum, side in zip(spectra, ("left", "right"), strict=True):
        _fill_with_phases(spectrum, amplitudes, seeded_rng(*seed, side))
    if layer.width < 1:
        for first in range(0, len(amplitudes), _AT_ONCE):
            part = spectra[:, first : first + _AT_ONCE]
            part[...] = widened(part, layer.width)
    return spectra


def tone_spectra(layer: Tones, frames: Frames, rng: np.random.Generator) -> Spectra:
    """The spectra of held notes, left and right, shape (2, frames // 2 + 1).

    Each harmonic consists of one steady bin, which is the same on both sides, and a narrow bump of bins with random
    phases around it. The greater the layer's width is, the more the two sides of the bump differ.
    """
    spectra = np.zeros((2, frames // 2 + 1), dtype=np.complex64)
    per_hertz = frames / FRAME_RATE
    for hertz, gain in layer.notes:
        for harmonic in range(1, layer.harmonics + 1):
            if hertz * harmonic > HIGHEST:
                break
            amplitude = 10 ** ((gain + layer.tilt * np.log2(harmonic)) / 20)
            centre = round(hertz * harmonic * per_hertz)
            spectra[:, centre] += (1 - layer.shimmer) * amplitude * np.exp(2j * np.pi * rng.random())
            wide = max(1.0, hertz * harmonic * (2 ** (layer.blur / 1_200) - 1) * per_hertz)
            reach = min(int(3 * wide) + 1, centre - 1, frames // 2 - centre - 1)
            bump = np.exp(-0.5 * (np.arange(-reach, reach + 1) / wide) ** 2)
            smeared = bump * widened(np.exp(2j * np.pi * rng.random((2, len(bump)))), layer.width)
            # With so few bins, the power would vary by chance, so it is set to 1.
            smeared /= np.sqrt(np.sum(np.abs(smeared) ** 2, axis=1, keepdims=True))
            spectra[:, centre - reach : centre + reach + 1] += layer.shimmer * amplitude * smeared
    return spectra


def loops_of(spectra: Spectra, frames: Frames) -> Pair:
    """Both channels of a loop from their spectra, computed in parallel: the transforms release the interpreter lock."""
    pair = np.empty((2, frames), dtype=np.float32)

    def transform(side: int) -> None:
        if _WRITES_IN_PLACE:
            np.fft.irfft(spectra[side], frames, out=pair[side])
        else:
            pair[side] = np.fft.irfft(spectra[side], frames)

    with ThreadPoolExecutor(1) as pool:
        right = pool.submit(transform, 1)
        transform(0)
        right.result()
    return pair


def widened(pair: NDArray[Any], width: float) -> NDArray[Any]:
    """Left and right, mixed from two independent signals of equal power. The correlation of left and right is
    1 − width, and each has the power of one signal.
    """
    middle, side = pair[0] * np.float32(np.sqrt(1 - width / 2)), pair[1] * np.float32(np.sqrt(width / 2))
    return np.stack([middle + side, middle - side])


def _fill_with_phases(spectrum: NDArray[np.complex64], amplitudes: Channel, rng: np.random.Generator) -> None:
    for first in range(0, len(amplitudes), _AT_ONCE):
        part = spectrum[first : first + _AT_ONCE]
        phases = rng.random(len(part), dtype=np.float32)
        phases *= np.float32(2 * np.pi)
        np.cos(phases, out=part.real)
        np.sin(phases, out=part.imag)
        part *= amplitudes[first : first + _AT_ONCE]
