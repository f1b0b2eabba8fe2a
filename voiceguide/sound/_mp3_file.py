"""Reads any stretch of an MP3 file, to the sample and without delay, however long the file is.

libsndfile decodes well. But it guesses the length of a file without a Xing tag from its first MP3 frame, stops where
that guess ends, and takes a second to seek deep into a long file. So this module finds the MP3 frames, and gives
libsndfile a few at a time, as a small file of their own. No decoder is kept open, so threads need not wait for each
other.
"""

import io
from array import array
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import AudioFileError
from voiceguide.sound._truncation import promised_mp3_frames
from voiceguide.system.stderr import silenced_stderr
from voiceguide.units import MP3_FRAME, Frames

WARM_UP: Final = 32
"""How many MP3 frames are decoded before the wanted ones. The decoder needs them, because neighbouring MP3 frames
overlap.
"""

MUTED: Final = 24
"""How many of the `WARM_UP` MP3 frames only fill the bit reservoir; their own sound is removed. It could begin in MP3
frames that the decoder is not given, which the decoder would report as an error. The reservoir reaches 511 bytes back,
or 255 in MPEG 2; at 8 kb/s, 255 bytes are about 20 MP3 frames.
"""

_DECODER_DELAY: Final = 529
"""How many samples the decoder drops at the start of a file."""

LEAST_IN_A_ROW: Final = 8
"""A file counts as sound if at least this many MP3 frames follow each other in it. Fewer prove nothing, because bytes
in any file may look like the header of an MP3 frame.
"""

_BYTES_AT_ONCE: Final = 1 << 20
"""How many bytes are searched at a time."""

# ISO 11172-3 and 13818-3, layer III: kb/s by the header's index, for MPEG 1 and for MPEG 2 and 2.5.
_BITRATES: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


class Mp3File:
    """The sound of an MP3 file. Raises `AudioFileError` if it contains fewer than `LEAST_IN_A_ROW` MP3 frames."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._places, self._sizes, self._header = _frames_of(path)
        if len(self._places) < LEAST_IN_A_ROW:
            raise AudioFileError(path, "it contains no sound that can be read")
        version = self._header[1] >> 3 & 3
        self.rate = _RATES[version][self._header[2] >> 2 & 3]
        self.is_truncated = self._ends_early()
        self._in_frame = MP3_FRAME if version == 3 else MP3_FRAME // 2
        self.frames: Frames = len(self._places) * self._in_frame - _DECODER_DELAY

    def read(self, first: Frames, last: Frames) -> NDArray[np.float32]:
        """Samples `first` up to `last` at the file's own rate, shape (last - first, channels). Samples that are missing
        at the end are 0. Raises `AudioFileError`.
        """
        import soundfile

        begin = max(0, first // self._in_frame - WARM_UP)
        end = min(len(self._places), -(-last // self._in_frame) + 1)
        try:
            with silenced_stderr(), soundfile.SoundFile(io.BytesIO(self._bytes_between(begin, end))) as file:
                samples = file.read(dtype="float32", always_2d=True)
        except (RuntimeError, OSError) as error:
            raise AudioFileError(self.path, f"it is damaged {first // self.rate} s from its start") from error
        wanted: NDArray[np.float32] = samples[first - begin * self._in_frame :][: last - first]
        if len(wanted) < last - first:
            wanted = np.pad(wanted, ((0, last - first - len(wanted)), (0, 0)))
        return wanted

    def _ends_early(self) -> bool:
        """Whether at least two of the MP3 frames that a tag announces are missing, or the last one is incomplete."""
        with self.path.open("rb") as file:
            file.seek(self._places[-1] + self._sizes[-1])
            if file.read(3) in _known_headers(self._header):
                return True
            file.seek(0)
            first, _, _ = _first_frame(file)
        return len(self._places) < promised_mp3_frames(self.path, first, _tag_place(self._header)) - 1

    def _bytes_between(self, begin: int, end: int) -> bytes:
        """A small MP3 file with the MP3 frames from `begin` up to `end`."""
        start = self._places[begin]
        with self.path.open("rb") as file:
            file.seek(start)
            data = file.read(self._places[end - 1] + self._sizes[end - 1] - start)
        places = enumerate(self._places[begin:end])
        parts = [data[place - start : place - start + self._sizes[begin + count]] for count, place in places]
        if begin > 0:
            kept = 0
            for one in range(min(MUTED, len(parts))):
                parts[one], kept = self._muted(parts[one], kept)
        return _count_frame(self._header, end - begin) + b"".join(parts)

    def _muted(self, frame: bytes, kept: int) -> tuple[bytes, int]:
        """The MP3 frame without its sound, and how many bytes are in the bit reservoir after it. Before it, there are
        `kept` bytes.

        Its side information is zero except for `main_data_begin`, so that the decoder keeps filling the reservoir.
        """
        most, shift = (511, 7) if self._in_frame == MP3_FRAME else (255, 8)
        begin = (kept << shift).to_bytes(2, "big")
        start = bytes((frame[0], frame[1] | 1)) + frame[2:4] + begin
        body = _tag_place(self._header)
        return start.ljust(body, b"\0") + frame[body:], min(most, kept + len(frame) - body)


def _frames_of(path: Path) -> tuple["array[int]", "array[int]", bytes]:
    """The byte at which each MP3 frame with sound starts, its size in bytes, and the header of the first MP3 frame."""
    places, sizes = array("Q"), array("H")
    with path.open("rb") as file:
        place, header, known = _first_frame(file)
        tag = _tag_place(header)
        base, data = place, b""
        file.seek(place)
        while more := file.read(_BYTES_AT_ONCE):
            data = data[place - base :] + more
            base = place
            at, end = 0, len(data) - 4
            while at <= end:
                size = known.get(data[at : at + 3], 0)
                if not size:
                    at = data.find(b"\xff", at + 1)
                    if at < 0:
                        at = len(data)
                elif at + size > len(data):
                    break
                else:
                    if data[at + tag : at + tag + 4] not in (b"Xing", b"Info"):
                        places.append(base + at)
                        sizes.append(size)
                    at += size
            place = base + at
    return places, sizes, header


def _first_frame(file: BinaryIO) -> tuple[int, bytes, dict[bytes, int]]:
    """The place of the first of `LEAST_IN_A_ROW` MP3 frames in a row, its header, and the `_known_headers` for that
    header. If there is no such row in the first megabyte after an ID3 tag, the header is four zeros, and no headers are
    known.
    """
    start = _after_id3(file.read(10))
    file.seek(start)
    data = file.read(_BYTES_AT_ONCE)
    place = data.find(b"\xff")
    while place >= 0:
        header = data[place : place + 4]
        known = _known_headers(header)
        at, count = place, 0
        while count < LEAST_IN_A_ROW and (size := known.get(data[at : at + 3], 0)):
            at, count = at + size, count + 1
        if count == LEAST_IN_A_ROW:
            return start + place, header, known
        place = data.find(b"\xff", place + 1)
    return start + len(data), bytes(4), {}


def _after_id3(data: bytes) -> int:
    """Where the sound may begin: after an ID3v2 tag, whose size is written as four bytes of seven bits."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    return 10 + (data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9])


def _known_headers(header: bytes) -> dict[bytes, int]:
    """All headers that can occur in the same stream as `header`: the first three bytes of each, and the size in bytes
    of an MP3 frame with that header. Empty if `header` is not the header of an MP3 frame.
    """
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2 or header[1] >> 3 & 3 == 1:
        return {}
    version, rate_index = header[1] >> 3 & 3, header[2] >> 2 & 3
    if rate_index == 3:
        return {}
    rate = _RATES[version][rate_index]
    known = {}
    for index, bitrate in enumerate(_BITRATES[3 if version == 3 else 2]):
        for low in range(4 if bitrate else 0):  # padding, and a private bit
            third = index << 4 | rate_index << 2 | low
            size = (144 if version == 3 else 72) * bitrate * 1_000 // rate + (low >> 1)
            for unprotected in (0, 1):
                known[bytes((0xFF, header[1] & 0xFE | unprotected, third))] = size
    return known


def _tag_place(header: bytes) -> int:
    """Where in an MP3 frame a Xing or Info tag begins, in bytes: after the header and the side information."""
    mono = header[3] >> 6 == 3
    if header[1] >> 3 & 3 == 3:
        return 4 + (17 if mono else 32)
    return 4 + (9 if mono else 17)


def _count_frame(header: bytes, count: int) -> bytes:
    """An MP3 frame with a Xing tag that says how many MP3 frames follow. Without it, libsndfile would
    guess the length.
    """
    known = _known_headers(header)
    start, size = next((start, size) for start, size in known.items() if size >= 120 and start[1] & 1)
    tag = b"Xing" + (1).to_bytes(4, "big") + count.to_bytes(4, "big")
    return (start + header[3:4]).ljust(_tag_place(header), b"\0") + tag.ljust(size - _tag_place(header), b"\0")
