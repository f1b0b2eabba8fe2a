"""The first sound: the bed of a session that is still being made. The bed fades in as it does in the session. If its
loop has not been made yet, a short loop of the same recipe is played until then. This module imports little, because
listeners wait in silence for every import.
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
class FirstSound:
    """The bed that is playing before the session."""

    backgrounds: Backgrounds
    previewed: bool
    """Whether this bed is only a short one that sounds similar, played until the session's own bed is ready."""


def start_first_sound(output: SoundOutput, script: Script, request: Request, folders: Folders) -> FirstSound:
    """Start the bed. Raises `SoundError`."""
    backgrounds = backgrounds_for(script, request, folders=folders, progress=lambda what, done, total: None)
    early = preview(backgrounds.background, sounds=folders.sounds, cache_folder=folders.loops)
    bed = backgrounds.bed(backgrounds.background) if early is None else early
    timeline = backgrounds.bed_timeline(bed, request.session or script.session or "day")
    output.sound(Track(Mixer(timeline), timeline.length, "entrance"))
    return FirstSound(backgrounds, previewed=early is not None)
