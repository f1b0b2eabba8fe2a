"""One layer of a recipe as a loop of both channels, before its level is set."""

from voiceguide.sound.chance import dice
from voiceguide.sound.grains import render_grains
from voiceguide.sound.levels import Pair
from voiceguide.sound.noise import loops_of, noise_spectra, tone_spectra
from voiceguide.sound.recipe import Grains, Layer, Noise, Recipe, Tones
from voiceguide.sound.strikes import render_strikes
from voiceguide.sound.swells import Curves, apply_gain, gain_curve
from voiceguide.units import Frames


def render_layer(recipe: Recipe, layer: Layer, curves: dict[str, Curves], frames: Frames) -> Pair:
    """The layer with its swells, shape (2, frames)."""
    seed = (recipe.name, str(recipe.seed), "layer", layer.name)
    if isinstance(layer, Noise):
        pair = loops_of(noise_spectra(layer, frames, seed), frames)
    elif isinstance(layer, Tones):
        pair = loops_of(tone_spectra(layer, frames, dice(*seed)), frames)
    elif isinstance(layer, Grains):
        pair = render_grains(layer, frames, dice(*seed))
    else:
        pair = render_strikes(layer, frames, dice(*seed))
    gain = gain_curve(layer.swells, curves)
    if gain is not None:
        for side in (0, 1):
            apply_gain(pair[side], gain[side])
    return pair
