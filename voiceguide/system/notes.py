"""Small JSON files in which something is remembered that can be found out again, or missed without harm."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from voiceguide.system.files import new_file


def read_notes(file: Path) -> dict[str, Any]:
    """The notes in a file; none where there is no file, or one that holds something else."""
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def write_notes(file: Path, notes: Mapping[str, Any]) -> bool:
    """Write the notes, as a whole or not at all, readable for their owner alone. False where that cannot be done."""
    try:
        with new_file(file, private=True) as part:
            part.write_text(json.dumps(notes, ensure_ascii=False), encoding="utf-8")
    except OSError:
        return False
    return True
