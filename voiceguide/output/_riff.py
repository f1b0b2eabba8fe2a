"""The chunks of a WAV file: how they are laid out, and how one is found again.

Sources: Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, LIST/INFO), and
EBU Tech 3306 (RF64: the true sizes stand in a `ds64` chunk where 32 bits do not hold them).
"""

import struct
from pathlib import Path
from typing import Final

LARGEST_RIFF: Final = 0xFFFF_FFFF
"""The most bytes that a RIFF chunk can tell of. Above it a file is written as RF64."""

_LARGEST_READ: Final = 1 << 28
"""No tag is longer: an ID3 tag tells its size in 28 bits."""

_MOST_CHUNKS: Final = 1000
"""A file with more is none of ours; looking on could take very long."""


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk with its head, filled up to an even number of bytes."""
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def find_chunk(path: Path, name: bytes) -> bytes:
    """What the first chunk of that name holds; empty when there is none. Raises OSError and struct.error."""
    with path.open("rb") as file:
        rf64 = file.read(12)[:4] == b"RF64"
        data_size = 0
        for _ in range(_MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                break
            found, size = struct.unpack("<4sI", head)
            if found == name:
                return file.read(min(size, _LARGEST_READ))
            if found == b"ds64" and rf64:
                sizes = file.read(size)
                data_size = struct.unpack_from("<Q", sizes, 8)[0]
                continue
            if found == b"data" and size == LARGEST_RIFF:
                size = data_size
            file.seek(size + size % 2, 1)
    return b""
