"""Detects truncated sound files, for example from a broken download or a full disk.

The size of the file is compared with what its header says. A file that says nothing about its length counts as whole.
"""

import os
from pathlib import Path
from typing import BinaryIO, Final

_UNKNOWN: Final = 0x7FFF_0000
"""If the size in a header is this or more, it is a placeholder: the program that wrote the file did not know the size
yet, for example because it wrote into a pipe.
"""

_OGG_PAGE: Final = 65_307
"""The size of the largest Ogg page, in bytes (RFC 3533)."""

_OGG_HEADER: Final = 27
_OGG_LAST: Final = 4
"""The flag that marks a stream's last page."""


def is_truncated(path: Path) -> bool:
    """Whether the end of a WAV, AIFF or Ogg file is missing. False for other formats. Raises OSError."""
    with path.open("rb") as file:
        head, size = file.read(8), os.fstat(file.fileno()).st_size
        if head[:4] in (b"RIFF", b"FORM"):
            stated = int.from_bytes(head[4:8], "little" if head[:4] == b"RIFF" else "big")
            return 0 < stated < _UNKNOWN and size < stated + 8
        return head[:4] == b"OggS" and not _ends_whole(file, size)


def _ends_whole(file: BinaryIO, size: int) -> bool:
    """Whether an Ogg file ends with the last page of its stream, and that page is complete."""
    file.seek(max(0, size - _OGG_PAGE))
    data = file.read()
    place = data.rfind(b"OggS")
    page = data[place:] if place >= 0 else b""
    if len(page) < _OGG_HEADER:
        return False
    lengths = page[_OGG_HEADER : _OGG_HEADER + page[26]]
    return bool(page[5] & _OGG_LAST) and len(page) >= _OGG_HEADER + len(lengths) + sum(lengths)


def promised_mp3_frames(path: Path, first: int, place: int) -> int:
    """How many MP3 frames the Xing or Info tag announces; 0 without a tag. The tag is `place` bytes into the MP3 frame
    at byte `first`.
    """
    with path.open("rb") as file:
        file.seek(first + place)
        tag = file.read(12)
    if tag[:4] not in (b"Xing", b"Info") or not tag[7:8] or not tag[7] & 1:
        return 0
    return int.from_bytes(tag[8:12], "big")
