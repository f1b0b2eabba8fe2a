"""The first sound: the session's bed, entering as it will in the session itself, which is still to be made.

This module imports little, because everything it imports is waited for in silence.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.config import Folders
from voiceguide.mix.mixer import Mixer
from voiceguide.player.outlet import Outlet
from voiceguide.player.preview import first_bed
from voiceguide.player.track import Track
from voiceguide.script.model import Script
from voiceguide.session.backgrounds import Backdrop, backdrop
from voiceguide.session.request import Wishes


@dataclass(frozen=True)
class Entrance:
    """A bed that sounds."""

    backdrop: Backdrop
    previewed: bool
    """It is not the session's own bed yet, only one that is like it."""


def enter(outlet: Outlet, script: Script, wishes: Wishes, folders: Folders) -> Entrance:
    """Let the bed sound. Raises `SoundError`."""
    over = backdrop(script, wishes, folders=folders, tell=lambda what, done, total: None)
    bed, own = first_bed(over)
    timeline = over.entrance(bed, wishes.session or script.session or "day")
    outlet.sound(Track(Mixer(timeline), timeline.length, "entrance"))
    return Entrance(over, previewed=not own)
