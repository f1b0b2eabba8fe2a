"""Checksums of files."""

import hashlib
import time
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from voiceguide.units import Seconds

_SETTLED: Final[Seconds] = 2.0
"""A file that was changed in the last 2 s is always read again. A second change might have the same time, because the
file system's clock is coarse, and then the file would look unchanged.
"""

_CHUNK: Final = 1 << 20
_REMEMBERED: Final = 10_000


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's contents, in hexadecimal. Raises OSError."""
    return _hex_digest(path, hashlib.sha256())


def md5_of(path: Path) -> str:
    """The MD5 of a file's contents, in hexadecimal: only to find damage, not to prove who wrote it. Raises OSError."""
    return _hex_digest(path, hashlib.md5(usedforsecurity=False))


def _hex_digest(path: Path, digest: "hashlib._Hash") -> str:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def crc32_of(path: Path, start: int) -> int:
    """The CRC-32 of a file's bytes from `start` to its end. It is remembered: an unchanged file is not read again,
    unless it was changed within the last two seconds. Raises OSError.
    """
    state = path.stat()
    seen = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    if time.time() - max(state.st_mtime, state.st_ctime) < _SETTLED:
        return _read(path, start)
    return _remembered(path, start, seen)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(path: Path, start: int, seen: tuple[int, ...]) -> int:
    return _read(path, start)


def _read(path: Path, start: int) -> int:
    found = 0
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found
