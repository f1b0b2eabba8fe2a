"""From a recipe to sound: the loop of a background, or one bell."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.sound.bed import BED_LUFS
from voiceguide.sound.layers import render_layer
from voiceguide.sound.levels import LOOP_CEILING, held_under_ceiling, loudness, mean_power
from voiceguide.sound.recipe import LOOP_FRAMES, Recipe
from voiceguide.sound.swells import swell_curves
from voiceguide.units import Frames

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many steps are done, and of how many."""


def render_loop(recipe: Recipe, frames: Frames = LOOP_FRAMES, progress: Progress | None = None) -> Samples:
    """The recipe as a seamless loop, shape (frames, 2), at `BED_LUFS`. `frames` is a multiple of 2 304."""
    curves = swell_curves(recipe, frames)
    mixed = np.zeros((2, frames), dtype=np.float32)
    for count, layer in enumerate(recipe.layers, start=1):
        pair = render_layer(recipe, layer, curves, frames)
        power = mean_power(pair)
        if power > 0:
            pair *= np.float32(10 ** (layer.level_db / 20) / np.sqrt(power))
            mixed += pair
        if progress is not None:
            progress(count, len(recipe.layers) + 1)
    mixed *= np.float32(10 ** ((BED_LUFS - loudness(mixed)) / 20))
    if progress is not None:
        progress(len(recipe.layers) + 1, len(recipe.layers) + 1)
    return np.ascontiguousarray(held_under_ceiling(mixed, LOOP_CEILING).T)
