"""What the player is asked for. It is light, for it is there before anything is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from voiceguide.units import Seconds

CHOICES: Final = ("length", "nearest", "background", "background_level", "duck", "voice", "fill", "voice_tone", "rate",
                  "path", "session", "words", "delay", "then", "fade", "seed", "visit")  # fmt: skip
"""How a session is to be, as the options of the command line are called: what is remembered for the next time."""


@dataclass(frozen=True)
class PlayRequest:
    """What is to be played, from where, and in what manner."""

    practice: str | None
    """By name or path; None: what was played last."""
    choices: Mapping[str, Any]
    """Those of `CHOICES` that were made."""
    again: bool = False
    """What was played last, once more."""
    resume: bool = False
    """Go on where the last session broke off."""
    start_at: Seconds | None = None
    section: str | None = None
    stop_after: Seconds | None = None
    """When the sleep timer has faded it out."""
    device: str | None = None
    dark: bool = False
    """Almost nothing on the screen."""
    note: bool = False
    """Ask for a word before and after."""
    ends_with_device: bool = False
    """Stay silent and end when the sound device goes: somebody may be asleep."""
    asked_at: Seconds | None = None
    """When it was asked for, on the monotonic clock, where its length counts from then."""
    made: Callable[[], None] | None = None
    """Called once what was asked for can be played."""

    @classmethod
    def of(cls, options: Mapping[str, Any], **more: Any) -> PlayRequest:
        """The request that the options of a command make, with `more` fields beside them or instead of them."""
        given = {name: options[name] for name in CHOICES if options.get(name) not in (None, False, ())}
        rest = {name: value for name, value in options.items() if name not in CHOICES}
        return cls(**{"practice": None, **rest, **more, "choices": given})
