"""The choices that a listener makes for a session, and the request that is made from them. Both are needed before
anything else is loaded, so this module imports almost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from voiceguide.plan.figures import UNDER_VOICE_LU
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.config import Settings, Tone
    from voiceguide.script.model import PathName, SessionKind, Visit


_T = TypeVar("_T")


@dataclass(frozen=True)
class BedAfter:
    """A background that plays on after the end of the session."""

    sound: str | None
    """The background to change to; None: the session's background continues."""
    length: Seconds
    """How long it plays after the end of the session."""


@dataclass(frozen=True)
class Request:
    """What the listener asks for in a session. For a field that is None, the script decides; if it says nothing, our
    default does.
    """

    length: Seconds | None = None
    nearest: bool = False
    """Whether to take the nearest possible length if `length` is not possible."""
    background: str | None = None
    """Replaces the script's background, and those of its `[sound]` lines."""
    background_level: float = UNDER_VOICE_LU
    """How many LU the background is below the voice."""
    duck: float = 0.0
    """How many dB the background is lowered while the voice speaks."""
    voice: str | None = None
    """``ENGINE:NAME``: the voice chosen for this session."""
    usual_voices: tuple[str, ...] = ()
    """The installed voices among those in the settings, the preferred one first."""
    fill: str | None = None
    """``ENGINE:NAME``: the voice for lines without a recording."""
    voice_tone: Tone | None = None
    rate: float = 1.0
    """The script's own rate is multiplied by this."""
    path: PathName = "gentle"
    session: SessionKind | None = None
    words: tuple[tuple[str, str], ...] = ()
    """(key, words) of each of the listener's own words."""
    visit: Visit = "first"
    """Whether the practice is heard for the first time, or again."""
    seed: int | None = None
    """The seed for choosing the images that a script names at random (`[images …]`). The same seed gives the same
    images.
    """
    then: BedAfter | None = None
    fade: Seconds | None = None
    """How long the fade at the end takes."""


@dataclass(frozen=True)
class SessionChoices:
    """The choices for one session. Each field has the name of its command line option. None, an empty tuple and False
    mean that nothing is chosen: then the settings decide; if they say nothing, the script; and last our default.
    """

    length: Seconds | None = None
    nearest: bool = False
    background: str | None = None
    background_level: float | None = None
    """How many LU the background is below the voice."""
    duck: float | None = None
    """How many dB the background is lowered while the voice speaks."""
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

    def with_defaults(self, before: SessionChoices) -> SessionChoices:
        """These choices, with those of `before` in the fields where nothing is chosen."""
        return replace(before, **self.given())


NOTHING_CHOSEN: Final = SessionChoices()


def requested(
    settings: Settings, choices: SessionChoices, *, then: BedAfter | None, usual_voices: tuple[str, ...]
) -> Request:
    """The request that follows from the choices for a session, or from the settings where nothing is chosen. `then` is
    `choices.then`, parsed. `usual_voices` are the voices of the settings that are installed; they are ignored if a
    voice is chosen.
    """
    return Request(
        length=_or_default(choices.length, settings.length),
        nearest=choices.nearest,
        background=_or_default(choices.background, settings.background),
        background_level=_or_default(choices.background_level, _or_default(settings.background_level, UNDER_VOICE_LU)),
        duck=_or_default(choices.duck, 0.0),
        voice=choices.voice,
        usual_voices=() if choices.voice else usual_voices,
        fill=_or_default(choices.fill, settings.fill),
        voice_tone=_or_default(choices.voice_tone, settings.voice_tone),
        rate=_or_default(choices.rate, _or_default(settings.rate, 1.0)),
        path=_or_default(choices.path, _or_default(settings.path, "gentle")),
        session=_or_default(choices.session, settings.session),
        words=choices.words,
        visit=choices.visit or "first",
        seed=choices.seed,
        then=then,
        fade=choices.fade,
    )


def _or_default(choice: _T | None, otherwise: _T) -> _T:
    return otherwise if choice is None else choice


def grounding_request(usual: Request) -> Request:
    """The request for the grounding practice ("Ground me"). It has the voice, the background and the levels of `usual`,
    but the practice's own length and kind of session, and none of the listener's own words.
    """
    return replace(
        usual,
        length=None,
        nearest=True,
        path="gentle",
        session=None,
        words=(),
        visit="first",
        seed=None,
        then=None,
        fade=None,
    )


def nightly_seed() -> int:
    """A seed for choosing a script's images. It changes at noon, so that it is the same for an evening and the night
    that follows.
    """
    from datetime import datetime, timedelta

    return (datetime.now() - timedelta(hours=12)).toordinal()
