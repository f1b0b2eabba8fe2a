"""Spoken clips kept as files, so that a line is spoken once.

A clip appears under its name whole (atomic rename) and carries a checksum; one that is cut short, empty or damaged
counts as not there. Several processes may use one folder.
"""

import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, BinaryIO, Final

from voiceguide.errors import ClipsError
from voiceguide.system.files import PartFile, sweep
from voiceguide.units import Frames, Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples

_HEAD: Final = struct.Struct("<8sIIII")
"""What it is, channels, frames, checksum of the samples, checksum of the head before it; samples follow."""

_MAGIC: Final = b"VGCLIP\x01\n"
_ENDING: Final = ".clip"
_BYTES: Final = 2
"""Per sample."""

_CHUNK: Final = 1 << 20

MOST: Final = 2_000_000_000
"""Bytes of all clips together: six hours of speech. Those not used for longest go first."""

_IN_USE: Final[Seconds] = 86_400.0
"""A clip that was asked for within this time may be sounding in a session, and stays in any case."""


@dataclass(frozen=True, eq=False)
class CachedClip:
    """A clip that lies in a file and is read from it piece by piece; it holds nothing open."""

    path: Path
    channels: int
    frames: Frames
    checksum: int
    """Of its samples: a line spoken anew sounds a little different, under the same name."""

    @property
    def key(self) -> str:
        """Tells this sound from any other."""
        return f"{self.path.stem}-{self.checksum:08x}"

    def read(self, first: Frames, last: Frames) -> "Samples":
        """Frames `first` up to `last`, shape (last - first, 2). Raises `ClipsError` if the file has gone."""
        from voiceguide.dsp.samples import unpacked

        size = self.channels * _BYTES
        try:
            with self.path.open("rb", buffering=0) as file:
                file.seek(_HEAD.size + first * size)
                data = file.read((last - first) * size)
        except OSError as error:
            raise ClipsError(self.path.parent, f"a clip has disappeared ({error.strerror})") from error
        if len(data) < (last - first) * size:
            raise ClipsError(self.path.parent, "a clip was cut short while it was in use")
        return unpacked(data, self.channels)


class ClipCache:
    """A folder of clips by their keys. The folder is made when the first clip is kept."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds nothing else."""
        self._folder = folder

    def find(self, key: str) -> CachedClip | None:
        """The clip, if it is there and whole to the last bit."""
        path = self._path(key)
        with suppress(OSError), path.open("rb") as file:
            if (head := _read_head(file)) is None:
                return None
            channels, frames, checksum = head
            if _checksum(file) == checksum:
                with suppress(OSError):
                    os.utime(path)
                return CachedClip(path, channels, frames, checksum)
        return None

    def frames(self, key: str) -> Frames | None:
        """How long the clip is, if it is there; only its head and its size are looked at."""
        with suppress(OSError), self._path(key).open("rb") as file:
            head = _read_head(file)
            return head[1] if head else None
        return None

    def keep(self, key: str, data: bytes, channels: int) -> CachedClip:
        """Keep 16-bit samples, interleaved, unless another process has kept this line first: then its clip is it.

        So a whole clip never changes, and whoever uses it may go on. Raises `ClipsError` if the disk is full or the
        folder closed to us.
        """
        path = self._path(key)
        frames = len(data) // (_BYTES * channels)
        checksum = zlib.crc32(data)
        head = _HEAD.pack(_MAGIC, channels, frames, checksum, 0)
        head = _HEAD.pack(_MAGIC, channels, frames, checksum, zlib.crc32(head))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with PartFile(path) as part:
                part.path.write_bytes(head + data)
                if not _placed(part.path, path) and (first := self.find(key)) is not None:
                    return first
                part.take_name(path)  # does nothing where both are already one file
        except OSError as error:
            raise ClipsError(self._folder, error.strerror or str(error)) from error
        return CachedClip(path, channels, frames, checksum)

    def sweep(self, most: int = MOST) -> None:
        """Remove what killed processes left unfinished; and where clips take more than `most` bytes, those of them
        that nobody asked for in the last day, the oldest first.
        """
        sweep(self._folder)
        self._keep_within(most)

    def _keep_within(self, most: int) -> None:
        with suppress(OSError):
            known = [(path.stat(), path) for path in self._folder.glob(f"*{_ENDING}")]
            total = sum(state.st_size for state, _ in known)
            for state, path in sorted(known, key=lambda one: one[0].st_mtime):
                if total <= most or time() - state.st_mtime < _IN_USE:
                    return
                path.unlink(missing_ok=True)
                total -= state.st_size

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_ENDING}"


def _read_head(file: BinaryIO) -> tuple[int, Frames, int] | None:
    """Channels, frames and checksum, if the head is right and the file as long as it says."""
    raw = file.read(_HEAD.size)
    if len(raw) < _HEAD.size:
        return None
    magic, channels, frames, checksum, head_checksum = _HEAD.unpack(raw)
    if magic != _MAGIC or head_checksum != zlib.crc32(_HEAD.pack(magic, channels, frames, checksum, 0)):
        return None
    whole = _HEAD.size + frames * channels * _BYTES
    return (channels, frames, checksum) if os.fstat(file.fileno()).st_size == whole else None


def _checksum(file: BinaryIO) -> int:
    checksum = 0
    while chunk := file.read(_CHUNK):
        checksum = zlib.crc32(chunk, checksum)
    return checksum


def _placed(part: Path, path: Path) -> bool:
    """Have `part` appear as `path` too, if there is nothing yet. False if there was.

    Where a file cannot have two names, whoever comes last is taken to be first.
    """
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:
        return True
    return True
