"""What a listener asks for. This is needed before anything is made, so it imports almost nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from voiceguide.plan.figures import UNDER_VOICE_LU
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.config import Settings
    from voiceguide.script.model import PathName, SessionKind, Visit
    from voiceguide.session.choices import SessionChoices
    from voiceguide.speech.engine import Tone

_T = TypeVar("_T")


@dataclass(frozen=True)
class BedAfter:
    """The background that goes on after the session."""

    sound: str | None
    """Another background; None: the current one."""
    length: Seconds
    """How long it lasts after the session."""


@dataclass(frozen=True)
class Request:
    """What the listener asks for. None leaves it to the script, and then to us."""

    length: Seconds | None = None
    nearest: bool = False
    """Take the nearest length that fits, if this one does not."""
    background: str | None = None
    """Replaces what the script and its `[sound]` lines ask for."""
    background_level: float = UNDER_VOICE_LU
    """How many LU the background is below the voice."""
    duck: float = 0.0
    """How many dB the background is lowered while the voice speaks."""
    voice: str | None = None
    """``ENGINE:NAME``, for this session."""
    usual_voices: tuple[str, ...] = ()
    """The installed voices among those in the settings, the preferred one first."""
    fill: str | None = None
    """``ENGINE:NAME``: the voice for lines without a recording."""
    voice_tone: Tone | None = None
    rate: float = 1.0
    """A factor for the script's own rate."""
    path: PathName = "gentle"
    session: SessionKind | None = None
    words: tuple[tuple[str, str], ...] = ()
    """The listener's own words: (key, words)."""
    visit: Visit = "first"
    """Whether the practice is heard for the first time, or again."""
    seed: int | None = None
    """Chooses the images; the same seed chooses the same ones."""
    then: BedAfter | None = None
    fade: Seconds | None = None
    """How long the last fade takes."""


def requested(
    settings: Settings, choices: SessionChoices, *, then: BedAfter | None, usual_voices: tuple[str, ...]
) -> Request:
    """The request from what is chosen for a session; the settings fill in what is not. `then` is what `choices.then`
    says. `usual_voices` are the installed voices of the settings; a chosen voice overrides them.
    """
    return Request(
        length=_chosen(choices.length, settings.length),
        nearest=choices.nearest,
        background=_chosen(choices.background, settings.background),
        background_level=_chosen(choices.background_level, _chosen(settings.background_level, UNDER_VOICE_LU)),
        duck=_chosen(choices.duck, 0.0),
        voice=choices.voice,
        usual_voices=() if choices.voice else usual_voices,
        fill=_chosen(choices.fill, settings.fill),
        voice_tone=_chosen(choices.voice_tone, settings.voice_tone),
        rate=_chosen(choices.rate, _chosen(settings.rate, 1.0)),
        path=_chosen(choices.path, _chosen(settings.path, "gentle")),
        session=_chosen(choices.session, settings.session),
        words=choices.words,
        visit=choices.visit or "first",
        seed=choices.seed,
        then=then,
        fade=choices.fade,
    )


def _chosen(choice: _T | None, otherwise: _T) -> _T:
    return otherwise if choice is None else choice


def grounding_request(usual: Request) -> Request:
    """The request for the practice of "Ground me": at its own length, by day and without anybody's words; with the
    voice, the background and the levels of `usual`.
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


def tonight() -> int:
    """A seed for the images of this day and the following night."""
    from datetime import datetime, timedelta

    return (datetime.now() - timedelta(hours=12)).toordinal()
