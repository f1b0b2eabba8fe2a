"""Small JSON files for notes whose loss does no harm."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from voiceguide.system.files import new_file


def read_json(file: Path) -> Any:
    """The contents of a JSON file. Raises `OSError`, and `ValueError` if it is not JSON, or is nested too deep to be
    read.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def read_notes(file: Path) -> dict[str, Any]:
    """The notes in a file; empty if the file cannot be read, or contains anything but a JSON object."""
    with suppress(OSError, ValueError):
        found = read_json(file)
        if isinstance(found, dict):
            return found
    return {}


def write_notes(file: Path, notes: Mapping[str, Any]) -> bool:
    """Write the notes atomically; a new file is readable only by its owner. False if that fails."""
    try:
        with new_file(file, private=True) as part:
            part.write_text(json.dumps(notes, ensure_ascii=False), encoding="utf-8")
    except OSError:
        return False
    return True
