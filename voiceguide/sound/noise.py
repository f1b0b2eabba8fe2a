"""Noise and held notes, drawn as a spectrum.

What one inverse Fourier transform makes is periodic: the loop has no seam anywhere.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound.recipe import Noise, Tones
from voiceguide.units import FRAME_RATE, Frames

_EXACT: Final = 8_192
_STEP: Final = 32
"""Beyond the first bins a spectrum hardly bends within 32 of them, so that straight lines between will do."""

Channel: TypeAlias = NDArray[np.float32]
"""One channel of a loop, shape (frames,)."""


def noise_amplitudes(layer: Noise, frames: Frames) -> Channel:
    """The amplitude of each bin of a loop of `frames` frames, shape (frames // 2 + 1,).

    The band's edges are those of a Butterworth filter, 3 dB down, and fall with the layer's steepness beyond.
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
        beyond = sign * (octaves - np.log2(edge / 1_000)) * layer.steepness
        decibels = decibels - 10 * np.log10(1 + 10 ** (np.minimum(beyond, 1_000) / 10))
    amplitudes: Channel = (10 ** (decibels / 20)).astype(np.float32)
    return amplitudes


def noise_channel(amplitudes: Channel, frames: Frames, rng: np.random.Generator) -> Channel:
    """Noise with exactly these amplitudes and random phases: one channel of a loop."""
    return _loop(_random_phases(amplitudes, rng), frames)


def tone_spectra(layer: Tones, frames: Frames, rng: np.random.Generator) -> NDArray[np.complex64]:
    """The spectra of held notes, left and right, shape (2, frames // 2 + 1).

    Each harmonic is one still bin, alike on both sides, and beside it a narrow bump of bins with random phases,
    different on the two sides as far as the layer's width says.
    """
    spectra = np.zeros((2, frames // 2 + 1), dtype=np.complex64)
    per_hertz = frames / FRAME_RATE
    for hertz, gain in layer.notes:
        for harmonic in range(1, layer.harmonics + 1):
            if hertz * harmonic > 0.45 * FRAME_RATE:
                break
            amplitude = 10 ** ((gain + layer.tilt * np.log2(harmonic)) / 20)
            centre = round(hertz * harmonic * per_hertz)
            spectra[:, centre] += (1 - layer.shimmer) * amplitude * np.exp(2j * np.pi * rng.random())
            wide = max(1.0, hertz * harmonic * (2 ** (layer.blur / 1_200) - 1) * per_hertz)
            reach = min(int(3 * wide) + 1, centre - 1, frames // 2 - centre - 1)
            bump = np.exp(-0.5 * (np.arange(-reach, reach + 1) / wide) ** 2)
            smeared = bump * widened(np.exp(2j * np.pi * rng.random((2, len(bump)))), layer.width)
            # So few bins are not alike in power by themselves.
            smeared /= np.sqrt(np.sum(np.abs(smeared) ** 2, axis=1, keepdims=True))
            spectra[:, centre - reach : centre + reach + 1] += layer.shimmer * amplitude * smeared
    return spectra


def tone_channel(spectrum: NDArray[np.complex64], frames: Frames) -> Channel:
    """One channel of a loop from its spectrum."""
    return _loop(spectrum, frames)


def widened(pair: NDArray[np.complex128], width: float) -> NDArray[np.complex128]:
    """Two independent signals as left and right whose correlation is 1 − width; their power is kept."""
    middle, side = np.sqrt(1 - width / 2), np.sqrt(width / 2)
    return np.stack([middle * pair[0] + side * pair[1], middle * pair[0] - side * pair[1]])


def _random_phases(amplitudes: Channel, rng: np.random.Generator) -> NDArray[np.complex64]:
    phases = rng.random(len(amplitudes), dtype=np.float32)
    phases *= np.float32(2 * np.pi)
    spectrum = np.empty(len(amplitudes), dtype=np.complex64)
    np.cos(phases, out=spectrum.real)
    np.sin(phases, out=spectrum.imag)
    spectrum *= amplitudes
    return spectrum


def _loop(spectrum: NDArray[np.complex64], frames: Frames) -> Channel:
    return np.fft.irfft(spectrum, frames).astype(np.float32, copy=False)
