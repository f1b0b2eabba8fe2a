"""Small TOML files that people write by hand: read, written whole, and one value changed with all comments kept."""

import json
import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from voiceguide.errors import ConfigError

Value: TypeAlias = str | float | bool | list[str]
"""What a small file holds for a key."""

_STRING: Final = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*')"""
_VALUE: Final = rf"""(?:{_STRING}|\[(?:{_STRING}|[ \t,])*\]|[^\s"'#\[{{][^#\n]*?)"""
_TABLE: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


def read_toml(file: Path) -> dict[str, Any]:
    """The values in a file; none, if there is no file. Raises `ConfigError`."""
    return _parsed(file, _text_of(file))


def read_value(text: str) -> Any:
    """A value as TOML writes it. Raises ValueError."""
    return _loaded(f"value = {text}")["value"]


def change_value(file: Path, key: str, value: Value | None) -> None:
    """Give `key`, outside of tables, this value; None takes it out. Everything else stays as it was written.

    The key may be spelt with ``-`` or ``_`` in the file. Raises `ConfigError`, also where the file's way of writing
    the value is too artful to be changed by a program.
    """
    text = _text_of(file)
    before = _parsed(file, text)
    spelt = next((known for known in before if known.replace("_", "-") == key), key)
    wanted = {known: held for known, held in before.items() if known != spelt}
    if value is not None:
        wanted[spelt] = value
    if wanted == before:
        return
    changed = _with_value(text, spelt, None if value is None else literal(value))
    if not _means(file, changed, wanted):
        raise ConfigError(str(file), key, "the way it is written there can only be changed by hand")
    write_whole(file, changed)


def literal(value: Value) -> str:
    """A value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_whole(file: Path, text: str) -> None:
    """Write a small file, at once and whole, making its folder. Only its owner can read a new one.

    Raises `ConfigError`.
    """
    target = Path(os.path.realpath(file))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=f".{target.name}-part", dir=target.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text)
            with suppress(OSError):
                shutil.copymode(target, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, UnicodeEncodeError) as error:
        raise cannot_write(file, error) from error


def cannot_write(file: Path, error: OSError | UnicodeEncodeError) -> ConfigError:
    """Our error for one that writing or deleting `file` ended with."""
    reason = error.reason if isinstance(error, UnicodeEncodeError) else error.strerror or str(error)
    return ConfigError(str(file), "file", f"it cannot be written: {reason}")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(file), "file", f"it cannot be read: {error}") from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return _loaded(text)
    except ValueError as error:
        raise ConfigError(str(file), "file", f"it cannot be read: {error}") from error


def _loaded(text: str) -> dict[str, Any]:
    """Raises ValueError."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)  # its own error is a ValueError
    except RecursionError as error:
        raise ValueError(str(error)) from error


def _means(file: Path, text: str, wanted: dict[str, Any]) -> bool:
    try:
        return _parsed(file, text) == wanted
    except ConfigError:
        return False


def _with_value(text: str, key: str, value: str | None) -> str:
    """The text with another value for a key; whether it then means what it should is for the caller to see."""
    line = re.compile(rf"^([ \t]*\"?{re.escape(key)}\"?[ \t]*=[ \t]*){_VALUE}([ \t]*(?:#[^\n]*)?)$\n?", re.MULTILINE)
    table = _TABLE.search(text)
    at = table.start() if table else len(text)
    found = line.search(text, 0, at)
    if found is None:
        gap = "" if not text[:at] or text[:at].endswith("\n") else "\n"
        return text if value is None else f"{text[:at]}{gap}{key} = {value}\n{text[at:]}"
    new = "" if value is None else f"{found[1]}{value}{found[2]}\n"
    return text[: found.start()] + new + text[found.end() :]
