"""A request to play something. This module imports little, because it is needed before anything else is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from voiceguide.system.words import words_of

if TYPE_CHECKING:
    from voiceguide.units import Seconds

CHOICES: Final = words_of(
    """
    length nearest background background_level duck voice fill voice_tone rate path session words delay then fade seed
    visit
    """
)
"""The choices that shape a session, by the names of the command line options; they are remembered for the next time."""


@dataclass(frozen=True)
class PlayRequest:
    """What to play, from where, and how."""

    practice: str | None
    """By name or path; None: the practice played last."""
    choices: Mapping[str, Any]
    """The choices that were made, by the names in `CHOICES`."""
    again: bool = False
    """Whether to play the last session once more."""
    resume: bool = False
    """Whether to go on where the last session stopped."""
    start_at: Seconds | None = None
    section: str | None = None
    stop_after: Seconds | None = None
    """When the sleep timer stops it."""
    device: str | None = None
    dark: bool = False
    """Whether to show almost nothing on the screen."""
    note: bool = False
    """Whether to ask for a word before and after the session."""
    ends_with_device: bool = False
    """Whether to end silently if the sound device disappears: the listener may be asleep."""
    asked_at: Seconds | None = None
    """When it was asked for, on the monotonic clock, if its length is counted from then."""
    made: Callable[[], None] | None = None
    """Called once the session can be played."""

    @classmethod
    def of(cls, options: Mapping[str, Any], **more: Any) -> PlayRequest:
        """The request from a command's options; the fields in `more` add to them or replace them."""
        given = {name: options[name] for name in CHOICES if options.get(name) not in (None, False, ())}
        rest = {name: value for name, value in options.items() if name not in CHOICES}
        return cls(**{"practice": None, **rest, **more, "choices": given})
