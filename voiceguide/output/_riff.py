"""Writes and finds the chunks of a WAV file.

Sources: Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, LIST/INFO), and
EBU Tech 3306 (RF64: sizes that need more than 32 bits are in a `ds64` chunk).
"""

import struct
from pathlib import Path
from typing import Final

LARGEST_RIFF: Final = 0xFFFF_FFFF
"""The largest size of a RIFF chunk, in bytes. A larger file is written as RF64."""

_LARGEST_READ: Final = 1 << 28
"""The most bytes that are read of a chunk: an ID3 tag has 28 bits for its size."""

_MOST_CHUNKS: Final = 1000
"""The most chunks that are searched. A file with more is not one of ours, and could take very long."""


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk with its header, padded to an even number of bytes."""
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def find_chunk(path: Path, name: bytes) -> bytes:
    """The contents of the first chunk with this name; empty if there is none. Raises OSError and struct.error."""
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
