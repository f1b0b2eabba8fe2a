"""Rings of MP3 frames kept in a folder for other sessions, each under the hash of all that shaped it."""

import os
import secrets
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Final

import numpy as np

from voiceguide.output.mp3.frames import Mp3Frames, Shape, assemble, joined

MOST: Final = 60
"""Rings that are kept: about 150 MB. Those not used for longest go first."""

_DIGEST: Final = 16
_COUNTS: Final = Struct("<qq")  # place of the first MP3 frame, number of MP3 frames
_ENDING: Final = ".mp3frames"
_UNFINISHED: Final = ".mp3frames-part"
_FORGOTTEN: Final = 3_600.0
"""Seconds after which an unfinished file belongs to nobody any more."""


class Kept:
    """A folder of MP3 frames. Several threads and processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        """The folder may hold other things too, and is made when the first ring is kept."""
        self._folder = folder

    def find(self, name: str, shape: Shape) -> Mp3Frames | None:
        """The MP3 frames of that name; None where there are none, or only damaged ones."""
        path = self._path(name)
        try:
            data = path.read_bytes()
            digest, body = data[:_DIGEST], data[_DIGEST:]
            if blake2b(body, digest_size=_DIGEST).digest() != digest:
                return None
            first, count = _COUNTS.unpack_from(body)
            main = _COUNTS.size + count * shape.head
            heads = np.frombuffer(body[_COUNTS.size : main], np.uint8).reshape(count, shape.head)
            found = assemble(first, heads, body[main:], shape)
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(path)
        return found

    def keep(self, name: str, frames: Mp3Frames) -> None:
        """Keep them for next time. Where that cannot be done, next time only takes longer: nothing is raised."""
        whole = joined([frames])
        body = _COUNTS.pack(whole.first, len(whole)) + whole.heads.tobytes() + whole.main
        part = self._folder / f".{name}.{secrets.token_hex(4)}{_UNFINISHED}"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                part.write_bytes(blake2b(body, digest_size=_DIGEST).digest() + body)
                part.replace(self._path(name))
            finally:
                part.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what was not used for longest, and what killed processes left unfinished."""
        with suppress(OSError):
            for part in self._folder.glob(f".*{_UNFINISHED}"):
                if time.time() - part.stat().st_mtime > _FORGOTTEN:
                    part.unlink(missing_ok=True)
            runs = [(path.stat().st_mtime, path) for path in self._folder.glob(f"*{_ENDING}")]
            for _, path in sorted(runs, reverse=True)[MOST:]:
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_ENDING}"
