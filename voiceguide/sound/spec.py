"""What a person writes to ask for a background: a name, a file, or several with levels."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.errors import BackgroundSpecError
from voiceguide.sound.shelf import AUDIO_ENDINGS, NONE

QUIETEST_DB: Final = -40.0
LOUDEST_DB: Final = 20.0
MOST: Final = 6
"""Layers in a mix."""

_PART: Final = re.compile(r"(?P<name>.+?)(?:\s*:\s*(?P<gain>[+−-]?\d+(?:\.\d+)?)(?:\s*dB)?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One layer of a mix."""

    name: str
    """A name, or a path as it was written."""
    gain_db: float


def split_spec(spec: str) -> tuple[Part, ...]:
    """``rain``, ``rain:-3,bowls:-9``: the layers with their levels in dB. Raises `BackgroundSpecError`."""
    parts = tuple(_part(spec, text.strip()) for text in spec.split(","))
    if len(parts) > MOST:
        raise BackgroundSpecError(spec, f"{MOST} layers are the most")
    if len(parts) > 1 and any(part.name == NONE for part in parts):
        raise BackgroundSpecError(spec, f"{NONE!r} stands alone")
    return parts


def looks_like_a_path(name: str) -> bool:
    """Whether a name means a file: it has a slash, begins with ~, or ends like a recording."""
    return "/" in name or "\\" in name or name.startswith("~") or Path(name).suffix.lower() in AUDIO_ENDINGS


def _part(spec: str, text: str) -> Part:
    match = _PART.fullmatch(text)
    if match is None:
        raise BackgroundSpecError(spec, "write a name, or names with levels in dB, like rain:-3,bowls:-9")
    gain = float((match["gain"] or "0").replace("−", "-"))
    if not QUIETEST_DB <= gain <= LOUDEST_DB:
        raise BackgroundSpecError(spec, f"a level lies between {QUIETEST_DB:g} and {LOUDEST_DB:g} dB, not {gain:g}")
    return Part(match["name"].strip(), gain)
