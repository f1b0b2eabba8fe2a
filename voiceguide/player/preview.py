"""A background at once: when its loop has not been made yet, a short loop of the same recipe serves until it has."""

from typing import Final

from voiceguide.session.backgrounds import Backdrop
from voiceguide.sound.backgrounds import loop_key
from voiceguide.sound.bed import Bed
from voiceguide.sound.catalogue import find_sound
from voiceguide.sound.loops import LoopBed, noise_floor
from voiceguide.sound.recipe import Recipe
from voiceguide.units import Frames

_SHORT: Final[Frames] = 1_152 * 230
"""6 s: made in a moment, and long enough until the whole loop is there."""


def first_bed(backdrop: Backdrop) -> tuple[Bed, bool]:
    """The session's own bed (True) where opening it is quick, else something to begin with. Raises `SoundError`."""
    spec = backdrop.background
    if spec.casefold() == "none":
        return backdrop.bed(spec), True
    sound = find_sound(spec, backdrop.folders.sounds)
    if isinstance(sound, Recipe):
        if (backdrop.folders.loops / f"{loop_key(sound)}.loop").exists():
            return backdrop.bed(spec), True

        from voiceguide.sound.render import render_loop

        return LoopBed(sound.name, f"preview-{sound.name}", render_loop(sound, _SHORT)), False
    # A file must be decoded and a mix measured before they can sound.
    return LoopBed("none", "preview", noise_floor()), False
