"""From a recipe to sound: the loop of a background, or one bell."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from voiceguide.dsp.loudness import integrated_loudness
from voiceguide.dsp.samples import Samples
from voiceguide.sound.bed import BED_LUFS
from voiceguide.sound.layers import render_layer
from voiceguide.sound.levels import held_under_ceiling, weighted_power
from voiceguide.sound.recipe import LOOP_FRAMES, Recipe
from voiceguide.sound.swells import swell_curves
from voiceguide.units import Frames

RENDERER_VERSION: Final = 1
"""Goes up by one whenever the same recipe would give other samples, so that no old loop is taken for a new one."""

Progress: TypeAlias = Callable[[float], None]
"""Told how much of the work is done, 0–1."""


def render_loop(recipe: Recipe, frames: Frames = LOOP_FRAMES, progress: Progress | None = None) -> Samples:
    """The recipe as a seamless loop, shape (frames, 2), at `BED_LUFS`. `frames` is a multiple of 1 152."""
    curves = swell_curves(recipe, frames)
    mixed = np.zeros((2, frames), dtype=np.float32)
    for count, layer in enumerate(recipe.layers, start=1):
        pair = render_layer(recipe, layer, curves, frames)
        power = weighted_power(pair)
        if power > 0:
            pair *= np.float32(10 ** (layer.level_db / 20) / np.sqrt(power))
            mixed += pair
        if progress is not None:
            progress(count / (len(recipe.layers) + 1))
    loop = np.ascontiguousarray(mixed.T)
    loop *= np.float32(10 ** ((BED_LUFS - integrated_loudness(loop)) / 20))
    if progress is not None:
        progress(1.0)
    return held_under_ceiling(loop)
