"""The Info frame: an MP3 frame without sound that tells a player how long the file is, and how to seek in it.

It is Xing's header (number of MP3 frames, bytes, 100 seek points) followed by LAME's tag (exact delay and padding,
CRC-16 checksums), as in the "Mp3 Info Tag rev 1 specifications". If the bitrate varies, the header
begins with "Xing" instead of "Info".
"""

from struct import pack
from typing import Final

import numpy as np
from fastcrc import crc16

from voiceguide.output.mp3._frames import Counts, Shape
from voiceguide.output.mp3._layout import ENCODER_DELAY, mp3_frames
from voiceguide.units import MP3_FRAME, Frames

_POINTS: Final = 100
_FIELDS: Final = 0x0F  # number of MP3 frames, bytes, seek points and quality are there
_ENCODER: Final = b"LAME3.100"
_CONSTANT, _AVERAGE = 1, 2  # bitrate methods
_ENCODING: Final = 0x14  # psychoacoustics by nspsytune, curve 4 of the threshold of hearing: what LAME uses here
_JOINT, _MONO = 3, 0
_NOISE_SHAPING: Final = 1
_RATE_44_100: Final = 1


class Info:
    """Collects the data for the Info frame of a file of `length` frames while the MP3 frames are written."""

    def __init__(self, shape: Shape, length: Frames) -> None:
        self._shape, self._length = shape, length
        self._total = mp3_frames(length)
        self._wanted = np.arange(_POINTS) * self._total // _POINTS
        self._points: list[int] = []  # byte offset of each wanted MP3 frame from the end of the Info frame
        self._music = 0
        self._count = self._bytes = 0
        self._alike = True

    @property
    def size(self) -> int:
        """The size of the Info frame in bytes."""
        return self._shape.head + self._shape.slot(self._shape.bitrate_index)

    def add(self, data: bytes, sizes: Counts) -> None:
        """Add the next MP3 frames: their bytes, and the size of each."""
        offsets = self._bytes + np.cumsum(sizes) - sizes
        wanted = self._wanted[len(self._points) :]
        here = wanted[wanted < self._count + len(sizes)] - self._count
        self._points += offsets[here].tolist()
        self._alike = self._alike and bool((sizes == self.size).all())
        self._music = crc16.arc(data, self._music)
        self._count += len(sizes)
        self._bytes += len(data)

    def expect(self, sizes: Counts) -> None:
        """Add the sizes of all MP3 frames before they are made; the checksum of their bytes stays 0.

        The bitrate counts as constant: sizes differ only by padding.
        """
        offsets = np.cumsum(sizes) - sizes
        self._points = offsets[self._wanted].tolist()
        self._count, self._bytes = len(sizes), int(sizes.sum())

    def frame(self) -> bytes:
        """The Info frame. Raises ValueError unless all MP3 frames of the session have been added."""
        if self._count != self._total:
            raise ValueError(f"{self._count} MP3 frames where {self._total} belong")
        total_bytes = self.size + self._bytes
        body = self._head() + (b"Info" if self._alike else b"Xing")
        body += pack(">III", _FIELDS, self._total, min(total_bytes, 0xFFFFFFFF))
        body += bytes(min(255, (self.size + point) * 256 // total_bytes) for point in self._points)
        body += pack(">I", 50) + self._lame_tag(total_bytes)
        body += pack(">H", crc16.arc(body))
        return body.ljust(self.size, b"\0")

    def _head(self) -> bytes:
        """The header and side information of a silent MP3 frame."""
        mode = 0x44 if self._shape.channels == 2 else 0xC4  # joint stereo or one channel; an original
        return bytes((0xFF, 0xFB, self._shape.bitrate_index << 4 | 0x02, mode)).ljust(self._shape.head, b"\0")

    def _lame_tag(self, total_bytes: int) -> bytes:
        """LAME's tag up to its own checksum."""
        padding = self._total * MP3_FRAME - ENCODER_DELAY - self._length
        stereo_mode = _JOINT if self._shape.channels == 2 else _MONO
        return b"".join(
            (
                _ENCODER,
                pack(">BB", _CONSTANT if self._alike else _AVERAGE, self._shape.lowpass // 100),
                bytes(8),  # peak and replay gain: not measured
                pack(">BB", _ENCODING, self._shape.kbps),
                (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
                pack(">BB", _RATE_44_100 << 6 | stereo_mode << 2 | _NOISE_SHAPING, 0),
                pack(">H", self._shape.kbps),  # surround: none; preset: an average bitrate
                pack(">I", min(total_bytes, 0xFFFFFFFF)),
                pack(">H", self._music),
            )
        )
