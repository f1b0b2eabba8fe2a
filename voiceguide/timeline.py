"""A plan laid out as sound: which clip starts at which frame, how loud, over which background."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from voiceguide.dsp.samples import Clip
from voiceguide.sound.bed import Bed
from voiceguide.units import Frames

Curve: TypeAlias = Literal["decibels", "power"]


@dataclass(frozen=True)
class Point:
    """A corner of an envelope."""

    frame: Frames
    gain_db: float
    """`SILENT_DB` or less is exactly nothing."""
    curve: Curve = "decibels"
    """How the level moves to the next point: evenly in decibels, or evenly in power (equal-power cross-fades)."""


SILENT_DB = -96.0
"""The level at which a fade has reached nothing."""


@dataclass(frozen=True)
class Envelope:
    """A level over time. Before the first point and after the last it stays as it is there."""

    points: tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class ClipAt:
    """A clip with its place."""

    start: Frames
    clip: Clip
    gain_db: float


@dataclass(frozen=True, eq=False)
class BedAt:
    """A background and where it sounds."""

    start: Frames
    end: Frames
    bed: Bed
    level: Envelope
    """Over frames of the session. At 0 dB the bed sounds at `BED_LUFS`."""


@dataclass(frozen=True)
class Chapter:
    """A section of the session, for players."""

    title: str
    start: Frames
    end: Frames


@dataclass(frozen=True)
class Line:
    """Words of the session and when they are spoken, for captions and lyrics."""

    text: str
    start: Frames
    end: Frames


@dataclass(frozen=True, eq=False)
class Timeline:
    """A session as sound, of exactly `length` frames."""

    length: Frames
    clips: tuple[ClipAt, ...]
    """By start. Clips do not overlap, except that a bell may ring on under what follows."""
    beds: tuple[BedAt, ...]
    chapters: tuple[Chapter, ...]
    lines: tuple[Line, ...]
