"""The swells of a soundscape, as periodic curves between 0 and 1: the end of the loop joins its beginning."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound._random import seeded_rng
from voiceguide.sound._recipe import Bounds, Drift, Recipe, Rolls, Swell, Waves
from voiceguide.units import FRAME_RATE, Frames

CONTROL: Final[Frames] = 256
"""Frames between two points of a curve, 5.8 ms; between points the gain is interpolated linearly."""

_AT_ONCE: Final = 512
"""Points processed at a time: work that fits into the processor's cache is faster and needs little memory."""

Curves: TypeAlias = NDArray[np.float64]
"""Shape (2, points): left and right, 0 at the trough and 1 at the crest."""


def swell_curves(recipe: Recipe, frames: Frames) -> dict[str, Curves]:
    """The curve of each swell, by its name. `frames` is the length of the loop, a multiple of `CONTROL`."""
    curves: dict[str, Curves] = {}
    for swell in recipe.swells:
        rng = seeded_rng(recipe.name, str(recipe.seed), "swell", swell.name)
        curves[swell.name] = _curve(swell, curves, frames // CONTROL, rng)
    return curves


def gain_curve(depths: tuple[tuple[str, float], ...], curves: dict[str, Curves]) -> Curves | None:
    """The gain that several swells give together, as factors, shape (2, points); None without swells. `depths` has the
    name of each swell and its depth in dB.
    """
    if not depths:
        return None
    decibels = sum(depth * (curves[name] - 1.0) for name, depth in depths)
    gain: Curves = np.power(10.0, np.asarray(decibels) / 20.0)
    return gain


def apply_gain(samples: NDArray[np.float32], gain: NDArray[np.float64]) -> None:
    """Multiply one channel of a loop, in place, by a curve with one point every `CONTROL` frames."""
    here = gain.astype(np.float32)[:, np.newaxis]
    step = (np.roll(gain, -1) - gain).astype(np.float32)[:, np.newaxis] / np.float32(CONTROL)
    blocks, place = samples.reshape(-1, CONTROL), np.arange(CONTROL, dtype=np.float32)
    for first in range(0, len(blocks), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        blocks[part] *= here[part] + step[part] * place


def _curve(swell: Swell, known: dict[str, Curves], points: int, rng: np.random.Generator) -> Curves:
    if isinstance(swell, Drift):
        return _drift(swell, points, rng)
    if isinstance(swell, Waves):
        return _waves(swell, points, rng)
    if isinstance(swell, Rolls):
        return _rolls(swell, points, rng)
    return np.roll(known[swell.follows], round(swell.delay * FRAME_RATE / CONTROL), axis=1)


def _drift(swell: Drift, points: int, rng: np.random.Generator) -> Curves:
    """Noise in a bell-shaped band around the frequency 1/period, mapped to 0–1 so that all heights are equally
    probable. The spread of the swell makes left and right differ.
    """
    hertz = np.fft.rfftfreq(points, CONTROL / FRAME_RATE)
    octaves = np.log2(np.maximum(hertz, hertz[1]) * swell.period)
    bump = np.exp(-(octaves**2) / (2 * 0.45**2))
    bump[0] = 0.0
    common, left, right = (np.fft.irfft(bump * np.exp(2j * np.pi * rng.random(len(hertz))), points) for _ in range(3))
    together, apart = np.sqrt(1 - swell.spread), np.sqrt(swell.spread)
    curves = np.stack([together * common + apart * left, together * common + apart * right])
    curves /= curves.std(axis=1, keepdims=True)
    # With this slope the logistic curve is close to the normal distribution's cumulative curve.
    pressed: Curves = 1.0 / (1.0 + np.exp(-1.702 * curves))
    return pressed


def _intervals(every: Bounds, points: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Random lengths of the waves or rolls, in points. They are near the middle of `every`, and together as long as the
    loop.
    """
    total = points * CONTROL / FRAME_RATE
    middle = (every[0] + every[1]) / 2
    count = max(1, round(total / middle))
    # The mean of two draws is mostly near the middle. The ends are avoided, because fitting scales the lengths.
    drawn = every[0] + (every[1] - every[0]) * (0.08 + 0.84 * rng.random((2, count)).mean(axis=0))
    fitted: NDArray[np.float64] = drawn * (points / drawn.sum())
    return fitted


def _waves(swell: Waves, points: int, rng: np.random.Generator) -> Curves:
    lengths = _intervals(swell.every, points, rng)
    heights = _heights(swell.height, len(lengths), rng)
    # A wave does not begin from nothing: between two waves the sound hardly ever falls to 0.
    troughs = 0.12 * rng.random(len(lengths)) * heights
    starts = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    corners = np.stack([starts, starts + swell.rise * lengths], axis=1).ravel()
    levels = np.stack([troughs, heights], axis=1).ravel()
    sides = rng.choice([-1.0, 1.0], len(lengths))
    lean = np.repeat(sides * swell.across / 2 * FRAME_RATE / CONTROL, 2)
    lean = np.minimum(np.abs(lean), 0.2 * np.repeat(lengths, 2)) * np.sign(lean)
    return np.stack([_through(corners + lean, levels, points), _through(corners - lean, levels, points)])


def _rolls(swell: Rolls, points: int, rng: np.random.Generator) -> Curves:
    lengths = _intervals(swell.every, points, rng)
    rate = FRAME_RATE / CONTROL
    heights = _heights(swell.height, len(lengths), rng)
    rises = (swell.rise[0] + (swell.rise[1] - swell.rise[0]) * rng.random(len(lengths))) * rate
    falls = (swell.fall[0] + (swell.fall[1] - swell.fall[0]) * rng.random(len(lengths))) * rate
    # The loop begins midway between two rolls, so that no session opens with one.
    starts = np.cumsum(lengths) - (lengths[-1] + rises[-1] + falls[-1]) / 2
    nothing = np.zeros(len(lengths))
    corners = np.stack([starts, starts + rises, starts + rises + falls], axis=1).ravel()
    curve = _through(corners, np.stack([nothing, heights, nothing], axis=1).ravel(), points)
    return np.stack([curve, curve])


def _heights(span: Bounds, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    heights: NDArray[np.float64] = span[0] + (span[1] - span[0]) * rng.random(count)
    return heights


def _through(corners: NDArray[np.float64], levels: NDArray[np.float64], points: int) -> NDArray[np.float64]:
    """A smooth periodic curve through the corners, flat at each of them."""
    order = np.argsort(corners % points)
    places, heights = (corners % points)[order], levels[order]
    places = np.concatenate([[places[-1] - points], places, [places[0] + points]])
    heights = np.concatenate([[heights[-1]], heights, [heights[0]]])
    at = np.arange(points, dtype=np.float64)
    after = np.searchsorted(places, at, side="right")
    before = after - 1
    part = (at - places[before]) / np.maximum(places[after] - places[before], 1e-9)
    smooth = 0.5 - 0.5 * np.cos(np.pi * part)
    curve: NDArray[np.float64] = heights[before] + (heights[after] - heights[before]) * smooth
    return curve
