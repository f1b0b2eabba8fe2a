"""Rings kept in a folder, each under the hash of all that shaped it."""

import secrets
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Final

import numpy as np

from voiceguide.output.mp3.frames import Mp3Frames, Shape, assemble

_DIGEST: Final = 16
_COUNTS: Final = Struct("<qq")  # place of the first MP3 frame, number of MP3 frames


def load_ring(folder: Path, name: str, shape: Shape) -> Mp3Frames | None:
    """The ring of that name; None where there is none, or only a damaged one."""
    try:
        data = _path(folder, name).read_bytes()
        digest, body = data[:_DIGEST], data[_DIGEST:]
        if blake2b(body, digest_size=_DIGEST).digest() != digest:
            return None
        first, count = _COUNTS.unpack_from(body)
        main = _COUNTS.size + count * shape.head
        heads = np.frombuffer(body[_COUNTS.size : main], np.uint8).reshape(count, shape.head)
        return assemble(first, heads, body[main:], shape)
    except (OSError, ValueError):
        return None


def keep_ring(folder: Path, name: str, ring: Mp3Frames) -> None:
    """Keep a ring for next time. Where that cannot be done, the next time will only take longer: nothing is raised."""
    body = _COUNTS.pack(ring.first, len(ring)) + ring.heads.tobytes() + ring.main
    part = folder / f".{name}.{secrets.token_hex(4)}.part"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(blake2b(body, digest_size=_DIGEST).digest() + body)
            part.replace(_path(folder, name))
        finally:
            part.unlink(missing_ok=True)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.mp3ring"
