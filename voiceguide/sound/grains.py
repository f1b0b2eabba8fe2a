"""Many short sounds on a loop: drops, crackles, bubbles, chirps. What passes its end goes on at its beginning."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound.recipe import Grains, Span
from voiceguide.units import FRAME_RATE, Frames

BANK: Final = 96
"""Different grains a layer is made of; each comes again at other places, levels and sides."""


def render_grains(layer: Grains, frames: Frames, rng: np.random.Generator) -> NDArray[np.float32]:
    """The layer over a loop, shape (2, frames)."""
    bank = [_grain(layer, pitch, length, rng) for pitch, length in _kinds(layer, rng)]
    starts, chosen, levels, angles = _events(layer, frames, rng)
    longest = max(map(len, bank))
    canvas = np.zeros((2, frames + longest), dtype=np.float32)
    left, right = canvas
    # Same lengths as Python numbers: indexing numpy arrays one by one costs more than the adding.
    lefts, rights = (levels * np.cos(angles)).tolist(), (levels * np.sin(angles)).tolist()
    for start, kind, on_left, on_right in zip(starts.tolist(), chosen.tolist(), lefts, rights, strict=True):
        grain = bank[kind]
        end = start + len(grain)
        left[start:end] += grain * np.float32(on_left)
        right[start:end] += grain * np.float32(on_right)
    return around(canvas, frames)


def around(canvas: NDArray[np.float32], frames: Frames) -> NDArray[np.float32]:
    """Fold what lies beyond `frames` back to the beginning, as often as it takes; shape (2, frames)."""
    loop = canvas[:, :frames]
    for first in range(frames, canvas.shape[1], frames):
        rest = canvas[:, first : first + frames]
        loop[:, : rest.shape[1]] += rest
    return loop


def _events(
    layer: Grains, frames: Frames, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """For each grain its first frame, its kind, its factor and the angle of its side (0 left, π/2 right)."""
    bunches = max(1, round(layer.rate * frames / FRAME_RATE))
    # Given how many there are, the arrivals of a Poisson process are evenly spread draws.
    by_chance = np.sort(rng.random(bunches))
    by_clock = (np.arange(bunches) + rng.random()) / bunches
    begins = (layer.regular * by_clock + (1 - layer.regular) * by_chance) * frames
    counts = rng.integers(layer.bunch[0], layer.bunch[1] + 1, bunches)
    of_bunch = np.repeat(np.arange(bunches), counts)
    gaps = _between(layer.gap, rng.random(len(of_bunch))) * FRAME_RATE
    nth = np.arange(len(of_bunch)) - np.repeat(np.cumsum(counts) - counts, counts)
    gaps[nth == 0] = 0.0
    walked = np.cumsum(gaps)
    late = walked - np.repeat(walked[nth == 0], counts)
    starts = (begins[of_bunch] + late).astype(np.int64) % frames
    # The grains of a bunch are near relatives and come from one place.
    kinds = (rng.integers(0, BANK, bunches)[of_bunch] + rng.integers(-2, 3, len(of_bunch))) % BANK
    loudness = rng.random(bunches)[of_bunch] * 0.7 + rng.random(len(of_bunch)) * 0.3
    levels = 10 ** (-layer.spread * (1 - loudness**2) / 20)
    sides = np.pi / 4 * (1 + layer.width * (2 * rng.random(bunches)[of_bunch] - 1))
    return starts, kinds, levels, sides


def _kinds(layer: Grains, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Pitch and length of each grain in the bank; pitches rise evenly on a logarithmic scale."""
    low, high = np.log2(layer.pitch)
    pitches = 2 ** (low + (high - low) * (np.arange(BANK) + rng.random(BANK)) / BANK)
    short, long = np.log2(layer.length)
    lengths = 2 ** (short + (long - short) * rng.random(BANK))
    return list(zip(pitches.tolist(), lengths.tolist(), strict=True))


def _grain(layer: Grains, pitch: float, length: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """One grain: a smooth attack, then it dies away by 60 dB over its length; its power is about 1 at the start."""
    count = max(8, round(length * FRAME_RATE))
    part = (np.arange(count) + 0.5) / count
    turns = pitch * length * (part if layer.glide == 0 else (2 ** (layer.glide * part) - 1) / (layer.glide * np.log(2)))
    carrier = layer.tone * np.sqrt(2) * np.sin(2 * np.pi * (turns + rng.random()))
    if layer.tone < 1:
        carrier = carrier + (1 - layer.tone) * _band_noise(pitch, layer.blur, count, rng)
    attack = np.clip(part * length / layer.attack, 0, 1)
    rise = np.sin(np.pi / 2 * attack) ** 2
    fall = 10 ** (-3 * np.maximum(0, part - min(0.9, layer.attack / length)))
    close = np.sin(np.pi / 2 * np.clip((1 - part) * 8, 0, 1)) ** 2
    return np.asarray(carrier * rise * fall * close, dtype=np.float32)


def _band_noise(pitch: float, octaves: float, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise in a bump of this many octaves around a pitch, mean square 1."""
    padded = 2 * count
    hertz = np.maximum(np.fft.rfftfreq(padded, 1 / FRAME_RATE), 1.0)
    bump = np.exp(-0.5 * (np.log2(hertz / pitch) / (octaves / 2)) ** 2)
    noise = np.fft.irfft(bump * np.exp(2j * np.pi * rng.random(len(hertz))), padded)[:count]
    strength = float(np.sqrt(np.mean(noise**2)))
    return noise / strength if strength > 0 else noise


def _between(span: Span, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    return span[0] + (span[1] - span[0]) * chance
