"""What the listener asks for now, filled in with what their settings say."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from voiceguide.config import Settings
from voiceguide.session.request import Request


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
        background_level=chosen("background_level", 20.0),
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


def tonight() -> int:
    """A seed for the images of this day and the following night."""
    return (datetime.now() - timedelta(hours=12)).toordinal()
