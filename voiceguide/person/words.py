"""The listener's own words, kept in ``me.toml``: one line each, so that a person can read and change them.

They are in a file of their own beside ``config.toml``, because that one may be written by hand and passed on, and
because what is private is then in one place that can be deleted.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from voiceguide.config import Folders
from voiceguide.errors import ConfigError
from voiceguide.person.phrasing import cleaned
from voiceguide.tomlfile import cannot_write, literal, read_toml, write_whole

COMFORTS: Final = ("comfort.physical", "comfort.mental", "comfort.emotional")
KEYS: Final = ("name", *COMFORTS, "dear")
"""What `voiceguide me` asks for, in its order. A script of one's own may use other names too."""

_KEY: Final = re.compile(r"[^\W\d_][\w-]*(?:\.[\w-]+)*")
_HEAD: Final = """\
# Your own words, for the places that practices keep for them. They stay on this machine.
# 'voiceguide me' asks for them, 'voiceguide me --clear' deletes them.
"""


def own_words(folders: Folders) -> tuple[tuple[str, str], ...]:
    """(key, words) of everything stored, as a session needs them; ``comfort`` is the first comfort there is.

    Raises `ConfigError` for a file that cannot be read.
    """
    words = read_words(folders.me)
    first = next((words[key] for key in COMFORTS if key in words), None)
    if first and "comfort" not in words:
        words["comfort"] = first
    return tuple(words.items())


def merged(
    stored: tuple[tuple[str, str], ...], given: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """The stored words and over them those given for this session."""
    return tuple({**dict(stored), **{key.lower(): words for key, words in given}}.items())


def read_words(file: Path) -> dict[str, str]:
    """What is stored, by key, in the order of the file. Raises `ConfigError`."""
    words: dict[str, str] = {}
    for key, value in _flat(read_toml(file)):
        if not is_key(key):
            raise ConfigError(str(file), key, "a name is made of letters, as in name or comfort.physical")
        if not isinstance(value, str):
            raise ConfigError(str(file), key, 'write it as a text in quotes, such as "a warm bath"')
        if spoken := cleaned(value):
            words[key.lower()] = spoken
    return words


def write_words(file: Path, words: Mapping[str, str]) -> None:
    """Store these words in place of what is there; without any, the file is deleted. Raises `ConfigError`."""
    in_order = {key: words[key] for key in (*(key for key in KEYS if key in words), *words)}
    lines = [f"{literal(key)} = {literal(text)}\n" for key, text in in_order.items() if text]
    if lines:
        write_whole(file, _HEAD + "".join(lines))
    else:
        forget(file)


def forget(file: Path) -> None:
    """Delete a file, whatever is in it, if it is there. Raises `ConfigError`."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(file, error) from error


def is_key(key: str) -> bool:
    """Whether scripts can have a variable of that name."""
    return _KEY.fullmatch(key) is not None


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """The values of a table, those of the tables inside it under dotted keys."""
    flat: list[tuple[str, Any]] = []
    for key, value in table.items():
        flat += _flat(value, f"{before}{key}.") if isinstance(value, dict) else [(before + key, value)]
    return flat
