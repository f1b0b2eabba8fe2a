"""A request to play a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceguide.player.memory import Memory, ResumePoint
    from voiceguide.script.model import Script
    from voiceguide.session.request import Request, SessionChoices
    from voiceguide.units import Seconds


@dataclass(frozen=True, eq=False)
class PlayRequest:
    """A session to play: its script and request, where it starts, and how it may end."""

    practice: str
    """The practice as the user named it, to be remembered."""
    script: Script
    session_request: Request
    choices: SessionChoices
    """The options that were chosen, to be remembered."""
    before: Memory
    """What is remembered of the last session; this session begins at the same volume."""
    delay: Seconds
    """How long the background plays alone first."""
    resume_point: ResumePoint | None = None
    """The place to resume, unless `start_at` or `section` is given; None: there is none."""
    start_at: Seconds | None = None
    """Start at this time of the session; None: no time was given."""
    section: str | None = None
    """Start with this section, given by its title or part of it; None: no section was given."""
    stop_after: Seconds | None = None
    """After how many seconds of sound the sleep timer stops the session; None: no timer."""
    ends_with_device: bool = False
    """Whether to end silently if the sound device disappears: the listener may be asleep."""
    asked_at: Seconds | None = None
    """When the session was asked for, on the monotonic clock, if its length is counted from that moment; otherwise
    None.
    """
    word: str = ""
    """The listener's word before the session, for the log."""
