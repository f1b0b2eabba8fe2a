"""Small TOML files that people edit by hand: reads them, writes them atomically, or changes one value and keeps all
comments.
"""

import json
import sys
from pathlib import Path
from typing import Any, TypeAlias

from voiceguide.errors import ConfigError, system_reason
from voiceguide.system.files import new_file

Value: TypeAlias = str | float | bool | list[str]
"""The types of value that can be written into such a file."""


def read_toml(file: Path) -> dict[str, Any]:
    """The values in a file; empty if there is no file. Raises `ConfigError`."""
    return _parsed(file, _text_of(file))


def read_value(text: str) -> Any:
    """Parse one value in TOML's notation. Raises ValueError."""
    return parse_toml(f"value = {text}")["value"]


def change_value(file: Path, key: str, value: Value | None) -> None:
    """Set the top-level `key` to `value`, or remove the key if `value` is None. All else stays as it was written.

    Where `key` has ``-``, the file may have ``_`` instead. Raises `ConfigError`.
    """
    text = _text_of(file)
    before = _parsed(file, text)
    spelt = next((known for known in before if known.replace("_", "-") == key), key)
    wanted = {known: held for known, held in before.items() if known != spelt}
    if value is not None:
        wanted[spelt] = value
    if wanted == before:
        return
    write_whole(file, _with_value(text, spelt, value))


def literal(value: Value) -> str:
    """A value in TOML's notation."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_whole(file: Path, text: str) -> None:
    """Write a small file atomically, making its folder if needed. Only its owner can read a new file.

    Raises `ConfigError`.
    """
    try:
        with new_file(file, private=True) as part:
            part.write_text(text, encoding="utf-8")
    except (OSError, UnicodeEncodeError) as error:
        raise cannot_write(file, error) from error


def cannot_write(file: Path, error: OSError | UnicodeEncodeError) -> ConfigError:
    """Turns an error that was raised while `file` was written or deleted into a `ConfigError`."""
    reason = error.reason if isinstance(error, UnicodeEncodeError) else system_reason(error)
    return ConfigError(str(file), "", f"cannot be written: {reason}")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(file), "", f"cannot be read: {error}") from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return parse_toml(text)
    except ValueError as error:
        raise ConfigError(str(file), "", f"cannot be read: {error}") from error


def parse_toml(text: str) -> dict[str, Any]:
    """The contents of a TOML file. Raises `ValueError`, which says what is wrong, and where."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)  # its own error is a ValueError
    except RecursionError as error:
        raise ValueError("its brackets are nested too deep") from error


def _with_value(text: str, key: str, value: Value | None) -> str:
    import tomlkit  # only when a setting is changed: loading it takes longer than printing `list`

    document = tomlkit.parse(text)
    if value is None:
        del document[key]
    else:
        document[key] = value
    return tomlkit.dumps(document)
