"""16-bit WAV files. A file of more than 4 GB is written as RF64.

The length is known before the first sample, so the header has every size from the start, and the file is written from
front to back. The tags come after the sound. If they came before it, a player that expects a plain header of 44 bytes
would play the cover picture as noise.
"""

import struct
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from voiceguide.dsp.samples import Samples
from voiceguide.output._id3 import id3_bytes
from voiceguide.output._riff import LARGEST_RIFF, chunk
from voiceguide.output.blocks import channels, pcm16, rendered, with_progress, write_behind
from voiceguide.output.contract import FrameProgress, Job, Tags
from voiceguide.output.tag_text import GENRE, one_line
from voiceguide.output.tags import read_fingerprint
from voiceguide.units import FRAME_RATE, Frames

_PCM: Final = 1
_SAMPLE_BYTES: Final = 2
_DS64_BYTES: Final = 28


class WavOutput:
    """Writes WAV files. Their tags are LIST/INFO for Windows, and ID3 with chapters, cover and lyrics."""

    def write(self, job: Job, path: Path, progress: FrameProgress) -> None:
        """Write the whole session; see `contract.Output`."""
        tail = info_chunk(job.tags) + chunk(b"id3 ", id3_bytes(job.tags, job.length))
        head = wav_head(job.length, channels(job), len(tail))
        with path.open("wb") as file:
            write_behind(with_progress(rendered(job), progress), partial(_WavWriter, file, head, tail))

    def fingerprint(self, path: Path) -> str:
        """The fingerprint in the tags of an existing file."""
        return read_fingerprint(path)


class _WavWriter:
    def __init__(self, file: BinaryIO, head: bytes, tail: bytes) -> None:
        self._file, self._tail = file, tail
        file.write(head)

    def write(self, block: Samples) -> None:
        self._file.write(pcm16(block).tobytes())

    def close(self) -> None:
        self._file.write(self._tail)


def wav_head(length: Frames, width: int, tail_bytes: int) -> bytes:
    """Everything that comes before the samples in a file of `length` frames and `width` channels.

    `tail_bytes` is the size of the chunks after the samples. If the file is too large for RIFF, the header is RF64.
    """
    frame_bytes = _SAMPLE_BYTES * width
    data_bytes = length * frame_bytes
    rate = (FRAME_RATE, FRAME_RATE * frame_bytes, frame_bytes, 8 * _SAMPLE_BYTES)
    shape = chunk(b"fmt ", struct.pack("<HHIIHH", _PCM, width, *rate))
    riff_bytes = 4 + len(shape) + 8 + data_bytes + tail_bytes
    if riff_bytes <= LARGEST_RIFF:
        return b"RIFF" + struct.pack("<I", riff_bytes) + b"WAVE" + shape + b"data" + struct.pack("<I", data_bytes)
    riff_bytes += 8 + _DS64_BYTES
    sizes = chunk(b"ds64", struct.pack("<QQQI", riff_bytes, data_bytes, length, 0))
    unknown = struct.pack("<I", 0xFFFF_FFFF)
    return b"RF64" + unknown + b"WAVE" + sizes + shape + b"data" + unknown


def info_chunk(tags: Tags) -> bytes:
    """Title, artist, album, track number, comment and genre as LIST/INFO, in UTF-8."""
    track = str(tags.track[0]) if tags.track else ""
    fields = {
        b"INAM": tags.title,
        b"IART": tags.artist,
        b"IPRD": tags.album,
        b"ITRK": track,
        b"ICMT": tags.comment,
        b"IGNR": GENRE,
    }
    shown = {name: one_line(text) for name, text in fields.items()}
    body = b"".join(chunk(name, text.encode("utf-8") + b"\x00") for name, text in shown.items() if text)
    return chunk(b"LIST", b"INFO" + body)
