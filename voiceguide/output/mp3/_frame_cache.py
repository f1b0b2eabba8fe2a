"""The cache of encoded sound for other sessions: loops, and stretches with words. Each is stored under a hash of
everything that shaped it.
"""

from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from struct import Struct
from typing import Final

import numpy as np

from voiceguide.output.mp3._frames import Mp3Frames, Shape, assemble, concatenated
from voiceguide.system.files import PartFile, free_space, keep_within, mark_used

QUALITY: Final = 5
"""LAME's algorithm quality: 2 is the slowest and best, 7 the fastest."""

MOST_BYTES: Final = 400_000_000
"""The most bytes of all files together: about 100 loops and the words of three hours. The least recently used are
removed first.
"""

_SPARED: Final = 500_000_000
"""Nothing is stored if fewer bytes than this are free on the disk."""

_DIGEST: Final = 16
_COUNTS: Final = Struct("<qq")  # place of the first MP3 frame, number of MP3 frames
_ENDING: Final = ".mp3frames"


def encoded_name(sound: str, shape: Shape) -> str:
    """A hash of `sound`, which names a sound, and of everything else that shapes its encoded form."""
    how = f"{sound} {shape.channels} {shape.kbps} {QUALITY} lameenc {_lameenc()}"
    return blake2b(how.encode(), digest_size=16).hexdigest()


@cache
def _lameenc() -> str:
    return version("lameenc")


class FrameCache:
    """A folder of MP3 frames. Several threads and processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        """The folder may contain other files too. It is made when something is stored."""
        self._folder = folder

    def find(self, name: str, shape: Shape) -> Mp3Frames | None:
        """The MP3 frames with this name; None if they are missing or damaged."""
        path = self._path(name)
        try:
            data = memoryview(path.read_bytes())
            digest, body = data[:_DIGEST], data[_DIGEST:]
            if blake2b(body, digest_size=_DIGEST).digest() != digest:
                return None
            first, count = _COUNTS.unpack_from(body)
            main = _COUNTS.size + count * shape.head
            heads = np.frombuffer(bytes(body[_COUNTS.size : main]), np.uint8).reshape(count, shape.head)
            found = assemble(first, heads, bytes(body[main:]), shape)
        except (OSError, ValueError):
            return None
        mark_used(path)
        return found

    def keep(self, name: str, frames: Mp3Frames) -> None:
        """Store MP3 frames for other sessions, unless the disk is nearly full. If that fails, nothing is raised:
        another session then only takes longer.
        """
        whole = concatenated([frames])
        body = _COUNTS.pack(whole.first, len(whole)) + whole.heads.tobytes() + whole.main
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if free_space(self._folder) < _SPARED:
                return
            with PartFile(self._path(name)) as part:
                part.path.write_bytes(blake2b(body, digest_size=_DIGEST).digest() + body)
                part.rename_to(self._path(name))

    def tidy(self) -> None:
        """Remove the least recently used files until at most `MOST_BYTES` remain. Unfinished files of processes that
        were killed are removed too.
        """
        keep_within(self._folder, _ENDING, most=MOST_BYTES)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_ENDING}"
