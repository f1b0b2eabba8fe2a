"""The choices for one session, made on the command line or on the page. `play` remembers them for the next session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from voiceguide.config import Tone
    from voiceguide.script.model import PathName, SessionKind, Visit
    from voiceguide.units import Seconds


@dataclass(frozen=True)
class SessionChoices:
    """The choices for one session. Each field has the name of its command line option. None, an empty tuple and False
    mean that nothing is chosen: then the settings decide; if they say nothing, the script; and last our default.
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
    """How long the background plays alone before the session begins. Only `play` uses it."""
    then: str | None = None
    """The background after the session: ``[SOUND:]LENGTH``, as it was typed."""
    fade: Seconds | None = None
    seed: int | None = None
    visit: Visit | None = None

    def given(self) -> dict[str, Any]:
        """The choices that were made, by field name."""
        return {name: value for name, value in vars(self).items() if value != getattr(SessionChoices, name)}

    def over(self, before: SessionChoices) -> SessionChoices:
        """These choices, with those of `before` in the fields where nothing is chosen."""
        return replace(before, **self.given())


NOTHING_CHOSEN: Final = SessionChoices()
