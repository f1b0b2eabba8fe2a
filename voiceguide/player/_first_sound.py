"""The first sound: the session's bed, entering as it will in the session, which is still being made. This module
imports little, because listeners wait in silence for every import. If the loop has not been made yet, a short loop of
the same recipe is used until it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from voiceguide.config import Folders
from voiceguide.mix.mixer import Mixer
from voiceguide.player._feeder import Track
from voiceguide.player._output import SoundOutput
from voiceguide.script.model import Script
from voiceguide.session.backgrounds import Backgrounds, backgrounds_for
from voiceguide.session.request import Request
from voiceguide.sound.backgrounds import loop_key
from voiceguide.sound.bed import Bed
from voiceguide.sound.catalogue import find_sound
from voiceguide.sound.loops import LoopBed, noise_floor
from voiceguide.sound.recipe import Recipe
from voiceguide.units import MP3_FRAME, Frames

_SHORT: Final[Frames] = 230 * MP3_FRAME
"""6 s: quick to make, and long enough until the full loop is ready."""


def first_bed(backgrounds: Backgrounds) -> tuple[Bed, bool]:
    """The session's own bed (True) if it opens quickly, else another one to begin with. Raises `SoundError`."""
    spec = backgrounds.background
    if spec.casefold() == "none":
        return backgrounds.bed(spec), True
    sound = find_sound(spec, backgrounds.folders.sounds)
    if isinstance(sound, Recipe):
        if (backgrounds.folders.loops / f"{loop_key(sound)}.loop").exists():
            return backgrounds.bed(spec), True

        from voiceguide.sound.render import render_loop

        return LoopBed(sound.name, f"preview-{sound.name}", render_loop(sound, _SHORT)), False
    # A file must be decoded, and a mix measured, before it can be played.
    return LoopBed("none", "preview", noise_floor()), False


@dataclass(frozen=True)
class Entrance:
    """A bed that is playing."""

    backgrounds: Backgrounds
    previewed: bool
    """Whether it is not the session's own bed yet, only a similar one."""


def enter(outlet: SoundOutput, script: Script, wishes: Request, folders: Folders) -> Entrance:
    """Start the bed. Raises `SoundError`."""
    over = backgrounds_for(script, wishes, folders=folders, progress=lambda what, done, total: None)
    bed, own = first_bed(over)
    timeline = over.entrance(bed, wishes.session or script.session or "day")
    outlet.sound(Track(Mixer(timeline), timeline.length, "entrance"))
    return Entrance(over, previewed=not own)
