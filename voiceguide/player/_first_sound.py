"""The first sound: the session's bed, entering as it will in the session, which is still being made. This module
imports little, because listeners wait in silence for every import. If the loop has not been made yet, a short loop of
the same recipe is used until it has.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.config import Folders
from voiceguide.mix.mixer import Mixer
from voiceguide.player._feeder import Track
from voiceguide.player._output import SoundOutput
from voiceguide.script.model import Script
from voiceguide.session.backgrounds import Backgrounds, backgrounds_for
from voiceguide.session.request import Request
from voiceguide.sound.backgrounds import preview


@dataclass(frozen=True)
class Entrance:
    """A bed that is playing."""

    backgrounds: Backgrounds
    previewed: bool
    """Whether it is not the session's own bed yet, only a similar one."""


def enter(output: SoundOutput, script: Script, request: Request, folders: Folders) -> Entrance:
    """Start the bed. Raises `SoundError`."""
    over = backgrounds_for(script, request, folders=folders, progress=lambda what, done, total: None)
    early = preview(over.background, sounds=folders.sounds, cache_folder=folders.loops)
    bed = over.bed(over.background) if early is None else early
    timeline = over.entrance(bed, request.session or script.session or "day")
    output.sound(Track(Mixer(timeline), timeline.length, "entrance"))
    return Entrance(over, previewed=early is not None)
