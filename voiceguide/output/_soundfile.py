"""FLAC, Ogg Vorbis and Opus files, encoded by libsndfile block by block, and their tags.

libsndfile's default quality is right for us. In stereo it is about 123 kb/s for Vorbis and 122 kb/s for Opus; in mono,
75 and 61 kb/s.

Sources of the tags: the Vorbis comment specification and field recommendations, the Xiph chapter extension
(CHAPTER000), and the FLAC picture block, which Ogg files carry as METADATA_BLOCK_PICTURE in base64.
"""

import errno
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO, FileIO
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from voiceguide.dsp.samples import Samples
from voiceguide.output.blocks import BLOCK_FRAMES, channels, pcm16, rendered, resampled, with_progress, write_behind
from voiceguide.output.contract import FrameProgress, Job, Tags
from voiceguide.output.tag_text import FINGERPRINT_KEY, FRONT_COVER, GENRE, clock, lyrics, one_line, picture_mime
from voiceguide.output.tags import read_fingerprint
from voiceguide.units import FRAME_RATE, Frames, to_milliseconds

Codec: TypeAlias = Literal["flac", "vorbis", "opus"]

_MOST_CHAPTERS: Final = 1000
"""The most chapters in a file: the chapter extension numbers them with three digits."""


def write_comments(path: Path, kind: Codec, tags: Tags) -> None:
    """Write the tags into a finished file. Raises OSError."""
    from mutagen import MutagenError

    try:
        file = _opened(path, kind)
        if file.tags is None:
            file.add_tags()
        for name, text in comment_fields(tags).items():
            file.tags[name] = text
        if tags.cover:
            _add_picture(file, kind, tags.cover)
        file.save()
    except MutagenError as error:
        cause = error.args[0] if error.args else None
        raise (
            cause if isinstance(cause, OSError) else OSError(errno.EIO, f"its tags could not be written: {error}")
        ) from error


def comment_fields(tags: Tags) -> dict[str, str]:
    """The Vorbis comment fields, each name with its value. Empty ones are left out."""
    fields = {
        "TITLE": one_line(tags.title),
        "ARTIST": one_line(tags.artist),
        "ALBUM": one_line(tags.album),
        "TRACKNUMBER": str(tags.track[0]) if tags.track else "",
        "TRACKTOTAL": str(tags.track[1]) if tags.track else "",
        "GENRE": GENRE,
        "LANGUAGE": one_line(tags.lang),
        "COMMENT": one_line(tags.comment),
        "LYRICS": lyrics(tags.lines),
        FINGERPRINT_KEY: one_line(tags.fingerprint),
    }
    for index, chapter in enumerate(tags.chapters[:_MOST_CHAPTERS]):
        fields[f"CHAPTER{index:03}"] = clock(to_milliseconds(chapter.start))
        fields[f"CHAPTER{index:03}NAME"] = one_line(chapter.title or tags.title)
    return {name: text for name, text in fields.items() if text}


def _opened(path: Path, kind: Codec) -> Any:
    """The file, opened by mutagen, which has no type hints."""
    if kind == "flac":
        from mutagen.flac import FLAC

        return FLAC(path)
    if kind == "opus":
        from mutagen.oggopus import OggOpus

        return OggOpus(path)
    from mutagen.oggvorbis import OggVorbis

    return OggVorbis(path)


def _add_picture(file: Any, kind: Codec, cover: bytes) -> None:
    from mutagen.flac import Picture
    from PIL import Image

    picture = Picture()
    picture.type, picture.mime, picture.data = FRONT_COVER, picture_mime(cover), cover
    with Image.open(BytesIO(cover)) as image:
        picture.width, picture.height = image.size
    picture.depth = 24
    if kind == "flac":
        file.add_picture(picture)
    else:
        file.tags["METADATA_BLOCK_PICTURE"] = b64encode(picture.write()).decode("ascii")


OPUS_RATE: Final = 48_000
"""Samples per second of every Opus file; libsndfile does not accept 44 100."""

_FORMATS: Final = {"flac": ("FLAC", "PCM_16"), "vorbis": ("OGG", "VORBIS"), "opus": ("OGG", "OPUS")}


@dataclass(frozen=True)
class SoundFileOutput:
    """Writes one of the formats that libsndfile encodes."""

    kind: Codec

    def write(self, job: Job, path: Path, progress: FrameProgress) -> None:
        """Write the whole session; see `contract.Output`."""
        blocks, width = with_progress(rendered(job), progress), channels(job)
        if self.kind == "opus":
            count = opus_samples(job.length)
            blocks = resampled(blocks, from_rate=FRAME_RATE, to_rate=OPUS_RATE, count=count, width=width)
        with FileIO(path, "w") as file:  # Unbuffered, so that a failed write is known at once.
            write_behind(blocks, partial(_Encoder, self.kind, width, file))
        write_comments(path, self.kind, job.tags)

    def fingerprint(self, path: Path) -> str:
        """The fingerprint in the tags of an existing file."""
        return read_fingerprint(path)


def opus_samples(length: Frames) -> int:
    """How many samples at `OPUS_RATE` last as long as `length` frames, rounded to the nearest whole number."""
    return (2 * length * OPUS_RATE + FRAME_RATE) // (2 * FRAME_RATE)


class _Encoder:
    """Writes into an open file with libsndfile."""

    def __init__(self, kind: Codec, width: int, file: FileIO) -> None:
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
        """Raise the sink's OSError in place of libsndfile's error, which does not say why a write failed. Also raise it
        if closing fails, which libsndfile does not report.
        """
        import soundfile

        try:
            yield
        except (soundfile.LibsndfileError, AssertionError) as error:
            raise self._sink.error or OSError(errno.EIO, f"the {self._kind} encoder failed: {error}") from error
        if self._sink.error is not None:
            raise self._sink.error


class _Sink:
    """The file that libsndfile writes to through callbacks. An exception would be lost in a callback, so the first one
    is kept in `error`.
    """

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.error: OSError | None = None
        self.seek, self.tell = file.seek, file.tell

    def write(self, data: bytes) -> int:
        """Write all of `data` and return its length; after an error write nothing and return 0."""
        left = memoryview(data)
        try:
            while left and self.error is None:
                left = left[self._file.write(left) :]
        except OSError as error:
            self.error = error
        return len(data) if self.error is None else 0
