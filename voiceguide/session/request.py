"""What a listener asks for. This is needed before anything is made, so it imports almost nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from voiceguide.plan.figures import UNDER_VOICE_LU
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.config import Settings
    from voiceguide.script.model import PathName, SessionKind, Visit
    from voiceguide.speech.engine import Tone


@dataclass(frozen=True)
class Afterwards:
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
    then: Afterwards | None = None
    fade: Seconds | None = None
    """How long the last fade takes."""


def requested(settings: Settings, options: Mapping[str, Any], usual_voices: tuple[str, ...]) -> Request:
    """The request from a session's options, named as in `Request`; the settings fill in those that are None.
    `usual_voices` are the installed voices of the settings; a voice among the options overrides them.
    """

    def chosen(name: str, otherwise: Any = None) -> Any:
        if options.get(name) is not None:
            return options[name]
        setting = getattr(settings, name, None)
        return otherwise if setting is None else setting

    return Request(
        length=chosen("length"),
        nearest=bool(options.get("nearest")),
        background=chosen("background"),
        background_level=chosen("background_level", UNDER_VOICE_LU),
        duck=chosen("duck", 0.0),
        voice=options.get("voice"),
        usual_voices=() if options.get("voice") else usual_voices,
        fill=chosen("fill"),
        voice_tone=chosen("voice_tone"),
        rate=chosen("rate", 1.0),
        path=chosen("path", "gentle"),
        session=chosen("session"),
        words=tuple(options.get("words") or ()),
        visit=options.get("visit") or "first",
        seed=options.get("seed"),
        then=options.get("then"),
        fade=options.get("fade"),
    )


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
