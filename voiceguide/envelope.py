"""A level over time, as corners with straight lines between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

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


SILENT_DB: Final = -96.0
"""The level at which a fade has reached nothing."""


@dataclass(frozen=True)
class Envelope:
    """A level over time. Before the first point and after the last it stays as it is there."""

    points: tuple[Point, ...]


UNCHANGED: Final = Envelope((Point(0, 0.0),))
"""0 dB all the time."""


def in_order(points: list[Point]) -> Envelope:
    """The points by frame, without those that lie before one already passed."""
    kept: list[Point] = []
    for point in points:
        if not kept or point.frame > kept[-1].frame:
            kept.append(point)
    return Envelope(tuple(kept))


def held(envelope: Envelope, frame: Frames) -> Envelope:
    """The envelope up to `frame`, and from there on as it is there; only for one that moves evenly in decibels."""
    before = tuple(point for point in envelope.points if point.frame <= frame)
    after = envelope.points[len(before) :]
    if not before or not after:
        return Envelope(before or after[:1])
    here, there = before[-1], after[0]
    share = (frame - here.frame) / (there.frame - here.frame)
    return in_order([*before, Point(frame, here.gain_db + (there.gain_db - here.gain_db) * share)])
