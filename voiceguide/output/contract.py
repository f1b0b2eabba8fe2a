"""What an output is given, and what it promises."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from voiceguide.dsp.samples import Samples
from voiceguide.timeline import CaptionLine, Chapter
from voiceguide.units import Frames

Quality: TypeAlias = Literal["standard", "small"]
"""`standard`: 128 kb/s joint stereo. `small`: 64 kb/s mono, for mail and phones."""

Render: TypeAlias = Callable[[Frames, Frames], Samples]
"""Any stretch of the session: (first, last) to shape (last - first, 2). Pure; may be called from several threads."""

Naming: TypeAlias = Callable[[Frames, Frames], str]
"""A name for any stretch of the session, by (first, last): equal names, equal samples. Empty where there is none."""

Stretch: TypeAlias = tuple[Frames, Frames]
"""From which frame of the session up to which."""

FrameProgress: TypeAlias = Callable[[Frames], None]
"""Told, now and then and from one thread at a time, how many more frames are finished."""


@dataclass(frozen=True)
class Tags:
    """What a file says about itself."""

    title: str
    artist: str = "voiceguide"
    album: str = "voiceguide"
    comment: str = ""
    track: tuple[int, int] | None = None
    """Its place in the album, counted from 1, and how many there are."""
    lang: str = "en"
    fingerprint: str = ""
    """A hash of everything that shaped the session, to know it again."""
    cover: bytes = field(default=b"", repr=False)
    """A JPEG or PNG picture; empty: none."""
    chapters: tuple[Chapter, ...] = ()
    lines: tuple[CaptionLine, ...] = ()


@dataclass(frozen=True, eq=False)
class SteadySpans:
    """Stretches of a session in which it is one signal that repeats: what is made of them once can serve again.

    An output may use this or not; the decoded sound is the session's either way.
    """

    period: Frames
    """After how many frames it repeats exactly."""
    read: Render
    """The endless signal, from 0 on."""
    spans: tuple[Stretch, ...]
    """In order, without overlap."""
    ahead: tuple[Frames, ...] = ()
    """For each span, how far in front of the session's own frames the signal is there; none: nowhere."""
    key: str = ""
    """Tells the signal from any other: equal keys, equal samples. Empty: only the samples tell."""


@dataclass(frozen=True, eq=False)
class SharedBeginning:
    """A session that begins like another one, which somebody may have heard already."""

    job: "Job"
    """The other one."""
    until: Frames
    """Up to here both have the same samples."""


@dataclass(frozen=True, eq=False)
class Job:
    """A session ready to be written."""

    render: Render
    length: Frames
    tags: Tags
    quality: Quality = "standard"
    repeats: tuple[SteadySpans, ...] = ()
    """Where the session repeats itself. Spans of different repeats do not overlap."""
    cache: Path | None = None
    """A folder in which an output may keep what can serve again; None: nothing is kept."""
    naming: Naming | None = None
    """Names stretches that may sound the same in the sessions that are written next: what is made of one alone can
    serve them. None: nothing is held for others."""
    past: SharedBeginning | None = None
    """Of a session that was changed while it was heard: what it was before. A lossy output writes the sound of up to
    0.2 s before `until` as it writes the other one's, so that both decode to the same samples there."""


class Output(Protocol):
    """Writes one kind of file. Memory does not grow with the session's length."""

    def write(self, job: Job, path: Path, progress: FrameProgress) -> None:
        """Write the whole session, tags included, to `path`, which is a new temporary file.

        Decoded, it has exactly `job.length` frames (Opus: the same time at 48 kHz). Raises OSError as it comes,
        and whatever `render` raised; the caller removes the file.
        """

    def fingerprint(self, path: Path) -> str:
        """The fingerprint in the tags of an existing file; empty when there is none or it is no such file."""
