"""The contract of an output: what it gets, and what it must do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from voiceguide.dsp.samples import Samples
from voiceguide.timeline import CaptionLine, Chapter
from voiceguide.units import Frames, FrameSpan

Quality: TypeAlias = Literal["standard", "small"]
"""`standard`: stereo, as MP3 in joint stereo at 128 kb/s. `small`: mono, as MP3 at 64 kb/s, for mail and phones."""

Render: TypeAlias = Callable[[Frames, Frames], Samples]
"""Renders any stretch of the session: from (first, last) it makes samples of shape (last - first, 2). It is pure, and
may be called from several threads. (A `SoundStream` calls it in order and in one thread, so for that it need not be
pure.)
"""

KeyOf: TypeAlias = Callable[[Frames, Frames], str]
"""Gives the key of any stretch of the session, from frame `first` up to `last`: equal keys mean equal samples. The key
is empty if the stretch has none.
"""

FrameProgress: TypeAlias = Callable[[Frames], None]
"""Called now and then, from one thread at a time, with the number of frames finished since the last call."""


@dataclass(frozen=True)
class Tags:
    """The tags of a file: its title and so on."""

    title: str
    artist: str = "voiceguide"
    album: str = "voiceguide"
    comment: str = ""
    track: tuple[int, int] | None = None
    """The number of the session in its album, counted from 1, and how many tracks the album has."""
    lang: str = "en"
    fingerprint: str = ""
    """A hash of everything that shaped the session, to recognise it by."""
    cover: bytes = field(default=b"", repr=False)
    """A JPEG or PNG picture; empty if there is none."""
    chapters: tuple[Chapter, ...] = ()
    lines: tuple[CaptionLine, ...] = ()


@dataclass(frozen=True, eq=False)
class SteadySpans:
    """Stretches of a session that consist of one repeating signal, so that its encoded form can be reused.

    An output may use this or not. The decoded sound has the same quality either way.
    """

    period: Frames
    """The number of frames after which the signal repeats exactly."""
    read: Render
    """Renders any stretch of the endless signal."""
    spans: tuple[FrameSpan, ...]
    """The stretches in which the signal sounds alone, in order, without overlap."""
    ahead: tuple[Frames, ...] = ()
    """For each span, the number that is added to a frame of the session to get the frame of the signal that is heard
    there. If empty, it is 0 for all spans.
    """
    key: str = ""
    """Identifies the signal: equal keys mean equal samples. Empty: there is no key, so the samples must be compared."""


@dataclass(frozen=True, eq=False)
class SharedBeginning:
    """Another session that begins in the same way, and that may have been heard already."""

    job: "Job"
    """The other session."""
    until: Frames
    """The frame up to which both have the same samples."""


@dataclass(frozen=True, eq=False)
class Job:
    """A session ready to be written."""

    render: Render
    length: Frames
    tags: Tags
    quality: Quality = "standard"
    repeats: tuple[SteadySpans, ...] = ()
    """The repeating signals of the session, and where they sound alone. Spans of different signals do not overlap."""
    cache: Path | None = None
    """A folder where an output may keep encoded sound for reuse; None: nothing is kept."""
    key_of: KeyOf | None = None
    """Gives keys to stretches of this session. Another session that has a stretch with the same key can reuse its
    encoded form. None: nothing is kept for other sessions.
    """
    shared_beginning: SharedBeginning | None = None
    """For a session that was changed while it was heard: the session before the change. The MP3 output encodes both in
    the same way up to 0.2 s before `until`, so that up to there both decode to the same samples.
    """


class Output(Protocol):
    """Writes one kind of file. The memory it needs must not grow with the length of the session."""

    def write(self, job: Job, path: Path, progress: FrameProgress) -> None:
        """Write the whole session, tags included, to `path`, which is a new temporary file.

        Decoded, it has exactly `job.length` frames (Opus: the same duration at 48 kHz). OSErrors, and whatever `render`
        raises, are not caught; the caller removes the file.
        """

    def fingerprint(self, path: Path) -> str:
        """The fingerprint in the tags of an existing file; empty if it has none, or cannot be read."""


class SoundStream(Protocol):
    """A file that can be sent while it is being made: its size is known, and bytes once written never change."""

    head: bytes
    """The tags and the header, with which the file begins."""

    @property
    def size(self) -> int:
        """The size of the whole file in bytes."""

    def blocks(self) -> Iterator[bytes]:
        """The file from its first byte to its last. Raises whatever `render` raises."""
