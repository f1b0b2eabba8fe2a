"""Reads the files that people give to `publish`, and says exactly why a file cannot be used."""

import re
from pathlib import Path
from typing import Any, Final

from voiceguide.errors import CatalogueError, system_reason
from voiceguide.system.plain_text import collapsed
from voiceguide.system.toml import parse_toml

_MOST: Final = 8_000_000
"""The most bytes that a file may have. A table of a hundred thousand people has about as many. A larger file must be
the wrong one, and would take minutes to read.
"""


def text_of(file: Path, remedy: str, missing: str = "there is no such file") -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises `CatalogueError`. If the file is not UTF-8,
    its message ends with `remedy`, which says how to save it as UTF-8. If there is no file, `missing` is the message.
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
        raise CatalogueError(file, [_in_plain_words(collapsed(str(error)), text)]) from None


_OF_A_CATALOGUE: Final = re.compile(r"^\s*(\[+\s*(feed|sessions)\b|[\w-]+\s*=)", re.MULTILINE)
"""Matches the beginning of a line with a table or a key. Even a catalogue with many mistakes has such a line; a file
without one is something else.
"""


def _in_plain_words(reason: str, text: str) -> str:
    """Why a text is not TOML, for people who have never heard of TOML. `reason` is what the parser says."""
    if not _OF_A_CATALOGUE.search(text):
        return "it is not a catalogue; 'voiceguide publish --new my-class.toml' writes one to start from"
    place = re.search(r"\(at line (\d+)", reason)
    if "at end of document" in reason:
        return "it ends too soon; is a bracket or a quotation mark missing?"
    if place is None:
        return f"it cannot be read: {reason}"
    line = text.split("\n")[int(place[1]) - 1]
    what = reason[: place.start()].strip()
    if "overwrite" in what or "twice" in what:
        hint = "; the same key is already further up"
    elif "“" in line or "”" in line:
        hint = '; write quotation marks like this: "…"'
    elif line.count('"') % 2 or line.count("'") % 2:
        hint = "; is a quotation mark missing?"
    elif "']'" in what:
        hint = "; is a ] missing?"
    elif "'='" in what:
        hint = '; write it like title = "…"'
    elif what == "Invalid value":
        hint = '; write a text in quotation marks: "…"'
    else:
        hint = f": {what[:1].lower()}{what[1:]}"
    return f"line {place[1]} cannot be read{hint}"
