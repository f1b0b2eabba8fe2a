"""FLAC, Ogg Vorbis and Opus files, encoded by libsndfile block by block.

Its own quality settings are the ones wanted: about 123 kb/s for stereo Vorbis and 122 for Opus, 75 and 61 for mono.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Final

from voiceguide.dsp.samples import Samples
from voiceguide.output.blocks import BLOCK_FRAMES, channels, pcm16, rendered, resampled, told, write_behind
from voiceguide.output.contract import Job, Progress
from voiceguide.output.tags import read_fingerprint
from voiceguide.output.vorbis_comments import Kind, write_comments
from voiceguide.units import FRAME_RATE, Frames

OPUS_RATE: Final = 48_000
"""Samples per second of every Opus file; libsndfile takes no 44 100."""

_FORMATS: Final = {"flac": ("FLAC", "PCM_16"), "vorbis": ("OGG", "VORBIS"), "opus": ("OGG", "OPUS")}


@dataclass(frozen=True)
class SoundFileOutput:
    """Writes one of the formats that libsndfile encodes."""

    kind: Kind

    def write(self, job: Job, path: Path, progress: Progress) -> None:
        """Write the whole session; see `contract.Output`."""
        blocks, width = told(rendered(job), progress), channels(job)
        if self.kind == "opus":
            count = opus_samples(job.length)
            blocks = resampled(blocks, from_rate=FRAME_RATE, to_rate=OPUS_RATE, count=count, width=width)
        with FileIO(path, "w") as file:  # Without a buffer, a write that fails is known at once.
            write_behind(blocks, partial(_Encoder, self.kind, width, file))
        write_comments(path, self.kind, job.tags)

    def fingerprint(self, path: Path) -> str:
        """The fingerprint in the tags of an existing file."""
        return read_fingerprint(path)


def opus_samples(length: Frames) -> int:
    """How many samples at `OPUS_RATE` last as long as `length` frames, to the nearest."""
    return (2 * length * OPUS_RATE + FRAME_RATE) // (2 * FRAME_RATE)


class _Encoder:
    """libsndfile writing into an open file."""

    def __init__(self, kind: Kind, width: int, file: FileIO) -> None:
        import soundfile

        form, subtype = _FORMATS[kind]
        rate = OPUS_RATE if kind == "opus" else FRAME_RATE
        self._kind, self._sink = kind, _Sink(file)
        with self._true_errors():
            self._file = soundfile.SoundFile(self._sink, "w", rate, width, subtype, format=form)

    def write(self, block: Samples) -> None:
        data = pcm16(block) if self._kind == "flac" else block
        with self._true_errors():
            for first in range(0, len(data), BLOCK_FRAMES):
                self._file.write(data[first : first + BLOCK_FRAMES])

    def close(self) -> None:
        with self._true_errors():
            self._file.close()

    @contextmanager
    def _true_errors(self) -> Iterator[None]:
        """Raise the sink's OSError: libsndfile gives a failed write no name, and at closing says nothing of it."""
        import soundfile

        try:
            yield
        except (soundfile.LibsndfileError, AssertionError) as error:
            raise self._sink.error or OSError(errno.EIO, f"the {self._kind} encoder failed: {error}") from error
        if self._sink.error is not None:
            raise self._sink.error


class _Sink:
    """A file as libsndfile's callbacks use it. They would lose an exception, so the first one is kept."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.error: OSError | None = None
        self.seek, self.tell = file.seek, file.tell

    def write(self, data: bytes) -> int:
        """Write all of it and return its length; after an error nothing, and 0."""
        left = memoryview(data)
        try:
            while left and self.error is None:
                left = left[self._file.write(left) :]
        except OSError as error:
            self.error = error
        return len(data) if self.error is None else 0
