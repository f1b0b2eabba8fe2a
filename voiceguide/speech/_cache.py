"""The cache of spoken clips, so that each line is spoken only once.

Clips are written atomically and have a checksum. A clip that is truncated, empty or damaged counts as missing. Several
processes may use one folder.
"""

import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from voiceguide.errors import ClipsError, system_reason
from voiceguide.system.checksum import crc32_of
from voiceguide.system.files import PartFile, keep_within, mark_used
from voiceguide.units import Frames, Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples

_HEAD: Final = struct.Struct("<8sIIII")
"""The header of a clip's file. Its fields are a magic number, the channels, the frames, a checksum of the samples, and
a checksum of the header. (The last one is computed while its own field is 0.) The samples follow the header.
"""

_MAGIC: Final = b"VGCLIP\x01\n"
_ENDING: Final = ".clip"
_BYTES: Final = 2
"""Bytes of one sample."""

MOST_BYTES: Final = 2_000_000_000
"""How many bytes all clips together may take: enough for six hours of mono speech. If they take more, `sweep` removes
clips, the least recently used first.
"""

_IN_USE: Final[Seconds] = 86_400.0
"""In seconds: one day. A clip that was used more recently than this may be playing in a session, so `sweep` does not
remove it.
"""


@dataclass(frozen=True, eq=False)
class CachedClip:
    """A clip in a file, read on demand. The file is not kept open."""

    path: Path
    channels: int
    frames: Frames
    checksum: int
    """The checksum of its samples. A line that is spoken again gets a file of the same name, but may sound slightly
    different, so the name alone does not identify the sound.
    """

    @property
    def key(self) -> str:
        """Identifies this sound: equal keys mean equal samples."""
        return f"{self.path.stem}-{self.checksum:08x}"

    def read(self, first: Frames, last: Frames) -> "Samples":
        """Frames `first` up to `last`, shape (last - first, 2). Raises `ClipsError` if the file has gone or is too
        short.
        """
        from voiceguide.dsp.samples import unpacked

        size = self.channels * _BYTES
        try:
            with self.path.open("rb", buffering=0) as file:
                file.seek(_HEAD.size + first * size)
                data = file.read((last - first) * size)
        except OSError as error:
            raise ClipsError(
                self.path.parent, f"the sound of a spoken line is gone ({system_reason(error)})"
            ) from error
        if len(data) < (last - first) * size:
            raise ClipsError(self.path.parent, "part of the sound of a spoken line is gone")
        return unpacked(data, self.channels)


class ClipCache:
    """A folder of clips, each of which is found by its key. The folder is made when the first clip is stored."""

    def __init__(self, folder: Path) -> None:
        """`folder` must be used for nothing else."""
        self._folder = folder

    @property
    def empty(self) -> bool:
        """Whether the folder is empty or missing, so that no clip can be found."""
        with suppress(OSError):
            return next(self._folder.iterdir(), None) is None
        return True

    def find(self, key: str) -> CachedClip | None:
        """The clip with this key; None if it is missing or damaged."""
        path = self._path(key)
        with suppress(OSError), path.open("rb") as file:
            if (head := _read_head(file)) is None:
                return None
            channels, frames, written = head
            if crc32_of(path, _HEAD.size) == written:
                mark_used(path)
                return CachedClip(path, channels, frames, written)
        return None

    def frames(self, key: str) -> Frames | None:
        """The duration of the clip, in frames; None if the clip is missing, or if its header or the size of its file is
        wrong. The samples are not checked.
        """
        with suppress(OSError), self._path(key).open("rb") as file:
            head = _read_head(file)
            return head[1] if head else None
        return None

    def keep(self, key: str, data: bytes, channels: int) -> CachedClip:
        """Store a clip, given as interleaved 16-bit samples. If an undamaged clip with this key is stored already, for
        example by another process, that clip stays and is returned, so that no clip changes while somebody uses it.

        Raises `ClipsError` if the disk is full or the folder cannot be written.
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
                if not part.rename_if_free(path):
                    if (first := self.find(key)) is not None:
                        return first
                    part.rename_to(path)  # the file that was there is damaged
        except OSError as error:
            raise ClipsError(self._folder, system_reason(error)) from error
        return CachedClip(path, channels, frames, checksum)

    def sweep(self, most: int = MOST_BYTES) -> None:
        """Remove unfinished files that killed processes left behind. If the clips take more than `most` bytes, also
        remove the least recently used clips until the rest fits; clips that were used in the last day stay.
        """
        keep_within(self._folder, _ENDING, most=most, spared=_IN_USE)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_ENDING}"


def _read_head(file: BinaryIO) -> tuple[int, Frames, int] | None:
    """Channels, frames and checksum; None if the header is damaged, or does not match the file's length."""
    raw = file.read(_HEAD.size)
    if len(raw) < _HEAD.size:
        return None
    magic, channels, frames, checksum, head_checksum = _HEAD.unpack(raw)
    if magic != _MAGIC or head_checksum != zlib.crc32(_HEAD.pack(magic, channels, frames, checksum, 0)):
        return None
    whole = _HEAD.size + frames * channels * _BYTES
    return (channels, frames, checksum) if os.fstat(file.fileno()).st_size == whole else None
