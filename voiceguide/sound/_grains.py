"""Many short sounds on a loop: drops, crackles, bubbles, chirps. A sound that reaches past the end of the loop
continues at its beginning.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound._recipe import Bounds, Echo, Grains
from voiceguide.units import FRAME_RATE, Frames

BANK: Final = 64
"""How many different grains a layer has. Each is used many times, at different places, levels and sides."""

ECHO_OF: Final = 4
"""How many grains of neighbouring pitch share one echo: nobody could tell their echoes apart."""


def render_grains(layer: Grains, frames: Frames, rng: np.random.Generator) -> NDArray[np.float32]:
    """The layer as a loop, shape (2, frames)."""
    bank = [_grain(layer, pitch, length, rng) for pitch, length in _kinds(layer, rng)]
    starts, chosen, levels, angles = _events(layer, frames, rng)
    canvas = np.zeros((2, frames + max(map(len, bank))), dtype=np.float32)
    dry = np.sqrt(1 - layer.echo.mix) if layer.echo else 1.0
    _place(canvas[0], bank, starts, chosen, levels * np.cos(angles) * dry)
    _place(canvas[1], bank, starts, chosen, levels * np.sin(angles) * dry)
    loop = wrapped(canvas, frames)
    if layer.echo is not None:
        for side in (0, 1):
            echoes = _echoes(bank[::ECHO_OF], layer.echo, rng)
            canvas = np.zeros((1, frames + len(echoes[0])), dtype=np.float32)
            _place(canvas[0], echoes, starts, chosen // ECHO_OF, levels * np.sqrt(layer.echo.mix / 2))
            loop[side] += wrapped(canvas, frames)[0]
    return loop


def _place(
    canvas: NDArray[np.float32],
    bank: list[NDArray[np.float32]],
    starts: NDArray[np.int64],
    chosen: NDArray[np.int64],
    levels: NDArray[np.float64],
) -> None:
    """Add grains to the canvas. The one at `starts[i]` is number `chosen[i]` in the bank, multiplied by `levels[i]`."""
    for start, kind, level in zip(starts.tolist(), chosen.tolist(), levels.astype(np.float32), strict=True):
        grain = bank[kind]
        canvas[start : start + len(grain)] += grain * level


def _echoes(bank: list[NDArray[np.float32]], echo: Echo, rng: np.random.Generator) -> list[NDArray[np.float32]]:
    """The echo of each grain: the grain convolved with noise that dies away."""
    count = round(echo.seconds * FRAME_RATE)
    reply = (rng.random(count) - 0.5) * 10 ** (-3 * np.arange(count) / count)
    reply[: FRAME_RATE // 100] *= np.linspace(0, 1, FRAME_RATE // 100)  # the walls are some distance away
    reply /= np.sqrt(np.sum(reply**2))
    size = 1 << (count + max(map(len, bank)) - 1).bit_length()
    transfer = np.fft.rfft(reply, size)
    length = count + max(map(len, bank))
    return [np.fft.irfft(np.fft.rfft(grain, size) * transfer, size)[:length].astype(np.float32) for grain in bank]


def wrapped(canvas: NDArray[np.float32], frames: Frames) -> NDArray[np.float32]:
    """Fold the sound beyond `frames` back onto the beginning, as often as needed; shape (channels, frames)."""
    loop = canvas[:, :frames]
    for first in range(frames, canvas.shape[1], frames):
        rest = canvas[:, first : first + frames]
        loop[:, : rest.shape[1]] += rest
    return loop


def _events(
    layer: Grains, frames: Frames, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """For each grain: its first frame, its index in the bank, its level as a factor, and its panning angle (0 left, π/2
    right).
    """
    bunches = max(1, round(layer.rate * frames / FRAME_RATE))
    # Given their number, the arrivals of a Poisson process are uniformly distributed.
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
    # The grains of a bunch are similar and come from one place.
    kinds = (rng.integers(0, BANK, bunches)[of_bunch] + rng.integers(-2, 3, len(of_bunch))) % BANK
    loudness = rng.random(bunches)[of_bunch] * 0.7 + rng.random(len(of_bunch)) * 0.3
    levels = 10 ** (-layer.spread * (1 - loudness**2) / 20)
    sides = np.pi / 4 * (1 + layer.width * (2 * rng.random(bunches)[of_bunch] - 1))
    return starts, kinds, levels, sides


def _kinds(layer: Grains, rng: np.random.Generator) -> list[tuple[float, float]]:
    """The pitch (Hz) and the length (seconds) of each grain in the bank. The pitches rise evenly on a logarithmic
    scale.
    """
    low, high = np.log2(layer.pitch)
    pitches = 2 ** (low + (high - low) * (np.arange(BANK) + rng.random(BANK)) / BANK)
    short, long = np.log2(layer.length)
    lengths = 2 ** (short + (long - short) * rng.random(BANK))
    return list(zip(pitches.tolist(), lengths.tolist(), strict=True))


def _grain(layer: Grains, pitch: float, length: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """One grain: a smooth attack, a fall at the rate of 60 dB in `length` seconds, and a fade-out at its end. Its peak
    is 1, so that no grain sticks out.
    """
    count = max(8, round(length * FRAME_RATE))
    part = (np.arange(count) + 0.5) / count
    glided = part if layer.glide == 0 else (2 ** (layer.glide * part) - 1) / (layer.glide * np.log(2))
    angle = 2 * np.pi * (pitch * length * glided + rng.random())
    carrier = layer.tone * np.sqrt(2) * np.sin(angle)
    if layer.tone < 1:
        carrier = carrier + (1 - layer.tone) * _band_noise(pitch, layer.blur, count, rng)
    attack = np.clip(part * length / layer.attack, 0, 1)
    rise = np.sin(np.pi / 2 * attack) ** 2
    fall = 10 ** (-3 * np.maximum(0, part - min(0.9, layer.attack / length)))
    close = np.sin(np.pi / 2 * np.clip((1 - part) * 8, 0, 1)) ** 2
    grain = carrier * rise * fall * close
    return np.asarray(grain / np.abs(grain).max(), dtype=np.float32)


def _band_noise(pitch: float, octaves: float, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise in a bell-shaped band of this many octaves around a pitch, mean square 1."""
    padded = 2 * count
    hertz = np.maximum(np.fft.rfftfreq(padded, 1 / FRAME_RATE), 1.0)
    bump = np.exp(-0.5 * (np.log2(hertz / pitch) / (octaves / 2)) ** 2)
    noise = np.fft.irfft(bump * np.exp(2j * np.pi * rng.random(len(hertz))), padded)[:count]
    strength = float(np.sqrt(np.mean(noise**2)))
    return noise / strength if strength > 0 else noise


def _between(span: Bounds, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    return span[0] + (span[1] - span[0]) * chance
