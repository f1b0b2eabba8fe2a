"""Renders the loop of a background from its recipe, layer by layer."""

import numpy as np

from voiceguide.dsp.samples import Samples, factor, soft_limit
from voiceguide.sound._grains import render_grains
from voiceguide.sound._levels import LOOP_CEILING, Pair, loudness, mean_power
from voiceguide.sound._noise import loops_of, noise_spectra, tone_spectra
from voiceguide.sound._random import seeded_rng
from voiceguide.sound._recipe import LOOP_FRAMES, Grains, Layer, Noise, Recipe, Tones
from voiceguide.sound._strikes import render_strikes
from voiceguide.sound._swells import Curves, apply_gain, gain_curve, swell_curves
from voiceguide.sound.bed import BED_LUFS, CountProgress
from voiceguide.units import Frames


def render_layer(recipe: Recipe, layer: Layer, curves: dict[str, Curves], frames: Frames) -> Pair:
    """The layer with its swells, shape (2, frames)."""
    seed = (recipe.name, str(recipe.seed), "layer", layer.name)
    if isinstance(layer, Noise):
        pair = loops_of(noise_spectra(layer, frames, seed), frames)
    elif isinstance(layer, Tones):
        pair = loops_of(tone_spectra(layer, frames, seeded_rng(*seed)), frames)
    elif isinstance(layer, Grains):
        pair = render_grains(layer, frames, seeded_rng(*seed))
    else:
        pair = render_strikes(layer, frames, seeded_rng(*seed))
    gain = gain_curve(layer.swells, curves)
    if gain is not None:
        for side in (0, 1):
            apply_gain(pair[side], gain[side])
    return pair


def render_loop(recipe: Recipe, frames: Frames = LOOP_FRAMES, progress: CountProgress | None = None) -> Samples:
    """The recipe as a seamless loop, shape (frames, 2), at `BED_LUFS`. `frames` must be a multiple of 2 304, so that
    the loop consists of whole MP3 frames, and of whole steps of the swells' curves.
    """
    steps = len(recipe.layers) + 1
    curves = swell_curves(recipe, frames)
    mixed = np.zeros((2, frames), dtype=np.float32)
    for count, layer in enumerate(recipe.layers, start=1):
        _add(mixed, layer.level_db, render_layer(recipe, layer, curves, frames))
        if progress is not None:
            progress(count, steps)
    mixed *= np.float32(factor(BED_LUFS - loudness(mixed)))
    soft_limit(mixed, LOOP_CEILING)
    if progress is not None:
        progress(steps, steps)
    return np.ascontiguousarray(mixed.T)


def _add(mixed: Pair, level_db: float, pair: Pair) -> None:
    """Add a layer to the mix. First it gets the same mean power as every other layer, and then the gain `level_db`."""
    power = mean_power(pair)
    if power > 0:
        pair *= np.float32(factor(level_db) / np.sqrt(power))
        mixed += pair
