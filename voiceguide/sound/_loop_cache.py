"""A folder of rendered loops. Each loop is rendered once; after that, its file is only mapped into memory."""

import logging
import mmap
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.system.checksum import crc32_of
from voiceguide.system.files import mark_used, new_file, tidy
from voiceguide.units import Frames

MOST_LOOPS: Final = 24
"""How many loops are kept, about 1 GB; the least recently used are removed first."""

_HEADER: Final = struct.Struct("<8sQII")
_MAGIC: Final = b"VGLOOP1\n"
_OFFSET: Final = 64

_log = logging.getLogger(__name__)


def has_loop(folder: Path, key: str) -> bool:
    """Whether a loop is stored under this key. Its contents are not checked."""
    return _place(folder, key).is_file()


def _place(folder: Path, key: str) -> Path:
    return folder / f"{key}.loop"


def cached_loop(folder: Path, key: str, frames: Frames, make: Callable[[], Samples]) -> Samples:
    """The loop stored under this key, shape (frames, 2), mapped read-only. A missing or damaged one is made first.

    Safe with several processes: a loop appears under its name only when it is complete. If the folder cannot be
    written, the loop stays in memory and a warning is logged.
    """
    path = _place(folder, key)
    if not _is_whole(path, frames):
        samples = np.ascontiguousarray(make(), dtype="<f4")
        try:
            _store(path, samples)
        except OSError as error:
            _log.warning("the background could not be saved in %s (%s); it will be made again next time", folder, error)
            return samples
        tidy(folder, ".loop", most=MOST_LOOPS, spared=path)
    mark_used(path)
    return np.asarray(np.memmap(path, dtype="<f4", mode="r", offset=_OFFSET, shape=(frames, 2)))


def release_pages(samples: Samples) -> None:
    """Free the memory of a mapped loop, if the system supports that. The loop is read from its file again when it is
    needed.

    Without this, all pages that were read would count as memory of the process as long as the loop is mapped: 255 MB in
    a session with six layers.
    """
    base: object = samples
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)


def _is_whole(path: Path, frames: Frames) -> bool:
    """Whether the file exists and has the right length and checksum."""
    try:
        with path.open("rb") as file:
            head = file.read(_OFFSET)
            if len(head) < _OFFSET or os.fstat(file.fileno()).st_size != _OFFSET + frames * 8:
                return False
        magic, written, known, _ = _HEADER.unpack_from(head)
        return bool(magic == _MAGIC and written == frames and known == crc32_of(path, _OFFSET))
    except OSError:
        return False


def _store(path: Path, samples: Samples) -> None:
    data = samples.reshape(-1).view(np.uint8).data
    try:
        with new_file(path) as part, part.open("wb") as file:
            file.write(_HEADER.pack(_MAGIC, len(samples), crc32(data), 0).ljust(_OFFSET, b"\0"))
            file.write(data)
    except PermissionError:
        # Windows refuses to replace a file that another process has mapped. That process has made the same loop.
        if not _is_whole(path, len(samples)):
            raise
