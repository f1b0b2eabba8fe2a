"""What is chosen for one session on the command line. It is remembered, so that the next session can go on from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from voiceguide.script.model import PathName, SessionKind, Visit
    from voiceguide.speech.engine import Tone
    from voiceguide.units import Seconds


@dataclass(frozen=True)
class SessionChoices:
    """What is chosen for one session, by the names of the command line options. None, an empty tuple and False choose
    nothing: that is left to the settings, then to the script, and then to us.
    """

    length: Seconds | None = None
    nearest: bool = False
    background: str | None = None
    background_level: float | None = None
    """In LU below the voice."""
    duck: float | None = None
    """In dB."""
    voice: str | None = None
    fill: str | None = None
    voice_tone: Tone | None = None
    rate: float | None = None
    path: PathName | None = None
    session: SessionKind | None = None
    words: tuple[tuple[str, str], ...] = ()
    delay: Seconds | None = None
    """How long the background plays alone first. Only a session that is played has it."""
    then: str | None = None
    """``[SOUND:]LENGTH``, as it was typed."""
    fade: Seconds | None = None
    seed: int | None = None
    visit: Visit | None = None

    def given(self) -> dict[str, Any]:
        """What was chosen, by name."""
        return {name: value for name, value in vars(self).items() if value != getattr(SessionChoices, name)}

    def over(self, before: SessionChoices) -> SessionChoices:
        """These choices, and those of `before` where nothing is chosen."""
        return replace(before, **self.given())


NOTHING_CHOSEN: Final = SessionChoices()
