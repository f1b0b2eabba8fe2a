"""One layer of a recipe as a loop of both channels, before its level is set."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound.chance import dice
from voiceguide.sound.grains import render_grains
from voiceguide.sound.levels import Pair
from voiceguide.sound.noise import noise_amplitudes, noise_channel, tone_channel, tone_spectra
from voiceguide.sound.recipe import Grains, Layer, Noise, Recipe, Tones
from voiceguide.sound.strikes import render_strikes
from voiceguide.sound.swells import Curves, apply_gain, gain_curve
from voiceguide.units import Frames


def render_layer(recipe: Recipe, layer: Layer, curves: dict[str, Curves], frames: Frames) -> Pair:
    """The layer with its swells, shape (2, frames)."""
    seed = (recipe.name, str(recipe.seed), "layer", layer.name)
    if isinstance(layer, Noise):
        pair = _noise(layer, frames, seed)
    elif isinstance(layer, Tones):
        spectra = tone_spectra(layer, frames, dice(*seed))
        pair = _both(lambda side: tone_channel(spectra[side], frames))
    elif isinstance(layer, Grains):
        pair = render_grains(layer, frames, dice(*seed))
    else:
        pair = render_strikes(layer, frames, dice(*seed))
    gain = gain_curve(layer.swells, curves)
    if gain is not None:
        for side in (0, 1):
            apply_gain(pair[side], gain[side])
    return pair


def _noise(layer: Noise, frames: Frames, seed: tuple[str, ...]) -> Pair:
    amplitudes = noise_amplitudes(layer, frames)
    if layer.width == 0:
        return np.tile(noise_channel(amplitudes, frames, dice(*seed)), (2, 1))
    pair = _both(lambda side: noise_channel(amplitudes, frames, dice(*seed, str(side))))
    if layer.width < 1:
        middle, side = np.float32(np.sqrt(1 - layer.width / 2)), np.float32(np.sqrt(layer.width / 2))
        pair[0], pair[1] = middle * pair[0] + side * pair[1], middle * pair[0] - side * pair[1]
    return pair


def _both(make: Callable[[int], NDArray[np.float32]]) -> Pair:
    """Left and right, made at the same time: the transforms free the interpreter lock."""
    with ThreadPoolExecutor(2) as pool:
        return np.stack(list(pool.map(make, (0, 1))))
