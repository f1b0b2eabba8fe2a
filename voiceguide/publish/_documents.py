"""Reads the files that people give to `publish`, and says exactly why a file cannot be used."""

from pathlib import Path
from typing import Any, Final

from voiceguide.errors import CatalogueError, system_reason
from voiceguide.system.plain_text import collapsed
from voiceguide.system.toml import parse_toml

_MOST: Final = 8_000_000
"""The most bytes of a file. A table of a hundred thousand people has about as many. A larger file must be the wrong
one, and would take minutes to read.
"""


def text_of(file: Path, remedy: str, missing: str = "there is no such file") -> str:
    """The text of a UTF-8 file, with or without a byte order mark. `remedy` and `missing` are texts for errors: how to
    save the file as UTF-8, and that there is no file.

    Raises `CatalogueError`.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST + 1)
    except FileNotFoundError:
        raise CatalogueError(file, [missing]) from None
    except OSError as error:
        raise CatalogueError(file, [f"it cannot be read: {system_reason(error)}"]) from None
    if len(data) > _MOST:
        raise CatalogueError(file, [f"it is larger than {_MOST // 1_000_000} MB; check that it is the right file"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError(file, [f"it is not UTF-8; {remedy}"]) from None


def toml_of(file: Path) -> dict[str, Any]:
    """The contents of a TOML file. Raises `CatalogueError`."""
    missing = "there is no such file; 'voiceguide publish --new' writes one to start from"
    text = text_of(file, "save it as UTF-8", missing)
    try:
        return parse_toml(text)
    except ValueError as error:
        raise CatalogueError(file, [f"it is not TOML: {collapsed(str(error))}"]) from None
