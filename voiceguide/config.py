"""The user's settings, from ``config.toml`` and the ``VOICEGUIDE_*`` environment variables; and this user's folders."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from voiceguide.errors import ConfigError, LengthError, nearest, or_list
from voiceguide.lengths import parse_length
from voiceguide.script.model import PathName, SessionKind
from voiceguide.system.toml import Value, change_value, read_toml, read_value
from voiceguide.units import Seconds

Tone: TypeAlias = Literal["plain", "warm", "room"]
"""How the sound of a voice is filtered. `plain`: not at all. `warm`: more bass, less treble. `room`: like `warm`, with
the echoes of a small room.
"""

_COMMAND: Final = re.compile(r"command\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Folders:
    """Where the files of this user are kept. The files and folders need not exist yet."""

    config: Path
    """The file ``config.toml``."""
    scripts: Path
    """The folder of the user's own practices."""
    sounds: Path
    """The folder of the user's own sounds: recordings and recipes."""
    cache: Path
    """The folder of spoken clips, rendered loops and finished sessions of the page. Everything in it can be made again.
    """

    @property
    def own_words(self) -> Path:
        """The file with the listener's own words, beside ``config.toml``."""
        return self.config.with_name("me.toml")

    @property
    def checkin(self) -> Path:
        """The file with the answers to the check-in. It also says whether the check-in has been offered."""
        return self.scripts.parent / "checkin.json"

    @property
    def voices(self) -> Path:
        """The folder of installed voices, for the engines that use voice files."""
        return self.scripts.parent / "voices"

    @property
    def clips(self) -> Path:
        """The folder of spoken clips."""
        return self.cache / "clips"

    @property
    def loops(self) -> Path:
        """The folder of rendered loops, and of other sound that can be made again: encoded MP3 frames and converted
        files.
        """
        return self.cache / "loops"

    @property
    def log(self) -> Path:
        """The log of sessions that were played, an SQLite file."""
        return self.scripts.parent / "log.sqlite3"

    @property
    def progress(self) -> Path:
        """The file with the user's progress in courses."""
        return self.scripts.parent / "course.json"

    @property
    def last_session(self) -> Path:
        """The file that remembers the session played last: its choices, where it was left, and the volume."""
        return self.scripts.parent / "last.json"


def folders(environment: Mapping[str, str] = os.environ) -> Folders:
    """The folders for this user: those named by ``VOICEGUIDE_CONFIG``, ``VOICEGUIDE_DATA`` and ``VOICEGUIDE_CACHE`` in
    the `environment`; for a variable that is not set, the platform's usual folder.

    ``VOICEGUIDE_CONFIG`` may name the file or its folder.
    """
    from platformdirs import PlatformDirs

    places = PlatformDirs("voiceguide", appauthor=False)
    data = Path(environment.get("VOICEGUIDE_DATA") or places.user_data_dir)
    config = Path(environment.get("VOICEGUIDE_CONFIG") or Path(places.user_config_dir) / "config.toml")
    return Folders(
        config=config / "config.toml" if config.is_dir() else config,
        scripts=data / "scripts",
        sounds=data / "sounds",
        cache=Path(environment.get("VOICEGUIDE_CACHE") or places.user_cache_dir),
    )


@dataclass(frozen=True)
class Settings:
    """The settings. None means that a setting is not set: then the script's value counts, or voiceguide's own if the
    script has none.
    """

    length: Seconds | None = None
    background: str | None = None
    voice: tuple[str, ...] | None = None
    """One voice or several, the preferred one first."""
    fill: str | None = None
    """The voice for lines without a recording."""
    rate: float | None = None
    path: PathName | None = None
    session: SessionKind | None = None
    """The kind of session. In the file, this setting is called ``for``."""
    background_level: float | None = None
    """How many LU the background is below the voice, 12 to 26."""
    voice_tone: Tone | None = None
    output_dir: str | None = None
    plain: bool | None = None


def load(file: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `file`, if it exists, overridden by those in the environment. Raises `ConfigError`."""
    chosen = _check(str(file), read_toml(file))
    for name in _CHECKS:
        variable = f"VOICEGUIDE_{name.upper().replace('-', '_')}"
        if text := environment.get(variable):
            chosen = replace(chosen, **{_field(name): getattr(_check(variable, {name: text}), _field(name))})
    return chosen


def set_setting(file: Path, name: str, text: str | None) -> None:
    """Write one setting into the file. `text` is its value as a person would type it; None removes the setting.

    Comments and the other settings stay as they are. Raises `ConfigError`. If the given name or value is wrong, the
    error's `place` is empty, because the file is not to blame.
    """
    _known("", name)
    value: Value | None = None
    if text is not None:
        checked = getattr(_check("", {name: text}), _field(name))
        value = _as_shown(checked) if isinstance(checked, bool | float | tuple) and name != "length" else text
    change_value(file, name, value)


def setting(settings: Settings, name: str) -> Value | None:
    """The value of a setting, by its name in the file. Raises `ConfigError` for an unknown name."""
    _known("settings", name)
    value: Value | None = _as_shown(getattr(settings, _field(name)))
    return value


def _as_shown(value: Any) -> Any:
    """The value in the form that the file has: a tuple becomes a list, and a tuple of one item becomes that item."""
    if not isinstance(value, tuple):
        return value
    return list(value) if len(value) > 1 else value[0]


def _check(place: str, values: Mapping[str, Any]) -> Settings:
    kept: dict[str, Any] = {}
    for key, value in values.items():
        name = key.replace("_", "-")
        _known(place, name)
        try:
            kept[_field(name)] = _CHECKS[name](value)
        except (LengthError, ValueError, TypeError) as error:
            raise ConfigError(place, key, str(error)) from error
    return Settings(**kept)


def _known(place: str, name: str) -> None:
    if name not in _CHECKS:
        near = nearest(name, list(_CHECKS))
        hint = (
            f"did you mean {or_list([repr(one) for one in near])}?"
            if near
            else f"the settings are {', '.join(_CHECKS)}"
        )
        raise ConfigError(place, name, f"there is no such setting; {hint}")


def _field(name: str) -> str:
    """The name of the field in `Settings` for a setting of the file."""
    return "session" if name == "for" else name.replace("-", "_")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write some text in quotes")
    return value.strip()


def voices_in(value: object) -> tuple[str, ...]:
    """The voices in a list or in a text. A text that begins with ``[`` is a TOML list; any other text is voices
    separated by commas. But if it has a ``command:`` voice, it is one voice as a whole, because a command may contain
    commas.

    Raises `ValueError`.
    """
    if isinstance(value, str) and value.strip().startswith("["):
        value = read_value(value.strip())
    elif isinstance(value, str) and not _COMMAND.search(value):
        value = value.split(",")
    voices = tuple(_text(one) for one in (value if isinstance(value, list) else [value]))
    if not voices:
        raise ValueError("this list of voices is empty; for the usual voice, remove the setting")
    return voices


def _one_of(*choices: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in choices:
            raise ValueError(f"write {or_list([repr(choice) for choice in choices])}")
        return str(value)

    return check


def _between(least: float, greatest: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        try:
            number = float(str(value))
        except ValueError:
            number = float("nan")
        if isinstance(value, bool) or not least <= number <= greatest:
            raise ValueError(f"write a number from {least:g} to {greatest:g}")
        return number

    return check


def _yes_or_no(value: object) -> bool:
    known = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}
    if (text := str(value).strip().lower()) not in known:
        raise ValueError("write 'true' or 'false'")
    return known[text]


RATES = (0.5, 2.0)
"""The lowest and highest rate that can be set, as factors."""

LEVELS = (12.0, 26.0)
"""The least and the greatest number of LU that a background can be set below the voice."""

_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "length": lambda value: parse_length(str(value), bare=60.0),
    "background": _text,
    "voice": voices_in,
    "fill": _text,
    "rate": _between(*RATES),
    "path": _one_of(*get_args(PathName)),
    "for": _one_of(*get_args(SessionKind)),
    "background-level": _between(*LEVELS),
    "voice-tone": _one_of(*get_args(Tone)),
    "output-dir": _text,
    "plain": _yes_or_no,
}

SETTINGS: tuple[str, ...] = tuple(_CHECKS)
"""The names of all settings, as written in the file."""
