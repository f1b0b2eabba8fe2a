"""What a listener asks for. It is needed before anything is made, so it brings nothing with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide.plan.figures import UNDER_VOICE_LU
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.script.model import PathName, SessionKind, Visit
    from voiceguide.speech.engine import Tone


@dataclass(frozen=True)
class Afterwards:
    """The background that outlives the voice."""

    sound: str | None
    """Another background; None: the one that sounds already."""
    length: Seconds
    """Beyond the session's own length."""


@dataclass(frozen=True)
class Request:
    """What the listener asks for. None leaves it to the script, and then to us."""

    length: Seconds | None = None
    nearest: bool = False
    """Take the nearest length that fits, if this one does not."""
    background: str | None = None
    """Replaces what the script and its `[sound]` lines ask for."""
    background_level: float = UNDER_VOICE_LU
    """LU from the voice down to the background."""
    duck: float = 0.0
    """dB by which the background sinks under the voice."""
    voice: str | None = None
    """``ENGINE:NAME``, asked for this session."""
    usual_voices: tuple[str, ...] = ()
    """The listener's standing choices that are installed, the most wanted first."""
    fill: str | None = None
    """``ENGINE:NAME``: speaks the lines that a voice of recordings does not have."""
    voice_tone: Tone | None = None
    rate: float = 1.0
    """A factor on the script's own rate."""
    path: PathName = "gentle"
    session: SessionKind | None = None
    words: tuple[tuple[str, str], ...] = ()
    """The listener's own words: (key, words)."""
    visit: Visit = "first"
    """Whether the practice is heard for the first time, or is known."""
    seed: int | None = None
    """Draws the images of a night; the same seed draws the same ones."""
    then: Afterwards | None = None
    fade: Seconds | None = None
    """How long the last fade takes."""
