"""Envelopes: levels over time, and the factors that samples are multiplied with."""

from dataclasses import dataclass
from itertools import pairwise
from math import log10
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.units import Frames

Curve: TypeAlias = Literal["decibels", "power"]


@dataclass(frozen=True)
class Point:
    """A corner of an envelope: its level at one frame."""

    frame: Frames
    gain_db: float
    """The level in dB. `SILENT_DB` or less means exact silence."""
    curve: Curve = "decibels"
    """How the level moves to the next point: linearly in decibels, or linearly in power (for equal-power cross-fades).
    """


SILENT_DB: Final = -96.0
"""The level in dB at which a fade has become silence."""


@dataclass(frozen=True)
class Envelope:
    """A level over time. It is constant before the first point and after the last."""

    points: tuple[Point, ...]


UNCHANGED: Final = Envelope((Point(0, 0.0),))
"""0 dB throughout."""


def in_order(points: list[Point]) -> Envelope:
    """An envelope of these points, in the order given. A point is left out if its frame does not come after that of the
    last point kept.
    """
    kept: list[Point] = []
    for point in points:
        if not kept or point.frame > kept[-1].frame:
            kept.append(point)
    return Envelope(tuple(kept))


def constant_after(envelope: Envelope, frame: Frames) -> Envelope:
    """The envelope unchanged up to `frame` and constant after it."""
    before = tuple(point for point in envelope.points if point.frame <= frame)
    after = envelope.points[len(before) :]
    if not before or not after:
        return Envelope(before or after[:1])
    here, there = before[-1], after[0]
    share = (frame - here.frame) / (there.frame - here.frame)
    if here.curve == "power":
        power = _power(here) + (_power(there) - _power(here)) * share
        level = max(SILENT_DB, 10 * log10(power)) if power else SILENT_DB
    else:
        begin, end = max(here.gain_db, SILENT_DB), max(there.gain_db, SILENT_DB)
        level = begin + (end - begin) * share
    return in_order([*before, Point(frame, level)])


def _power(point: Point) -> float:
    return 0.0 if point.gain_db <= SILENT_DB else float(10 ** (point.gain_db / 10))


def steady_gain_db(envelope: Envelope, first: Frames, last: Frames) -> float | None:
    """The envelope's level in dB if it is constant from `first` up to `last`; else None."""
    points = envelope.points
    frames = [point.frame for point in points]
    before = max(0, int(np.searchsorted(frames, first, side="right")) - 1)
    after = min(len(points) - 1, int(np.searchsorted(frames, last - 1, side="left")))
    levels = {point.gain_db for point in points[before : after + 1]}
    return levels.pop() if len(levels) == 1 else None


def gains(envelope: Envelope, first: Frames, last: Frames) -> NDArray[np.float32]:
    """The envelope as factors for the frames `first` up to `last`, shape (last - first,).

    Between two points the level moves linearly in decibels, or, with the curve "power", linearly in power. If one sound
    fades in while another fades out, both with the curve "power", their factors keep g1² + g2² = 1 (an equal-power
    cross-fade).
    """
    points = envelope.points
    place = np.arange(first, last, dtype=np.int64)
    corners = np.array([point.frame for point in points], dtype=np.int64)
    levels = np.array([max(point.gain_db, SILENT_DB) for point in points])
    decibels = _between(place, corners, levels)
    factors = np.where(decibels > SILENT_DB, 10 ** (decibels / 20), 0.0)
    for here, there in pairwise(points):
        if here.curve == "power" and here.frame < last and there.frame > first:
            inside = slice(max(0, here.frame - first), max(0, there.frame - first))
            ends = [_power(here), _power(there)]
            factors[inside] = np.sqrt(_between(place[inside], np.array([here.frame, there.frame]), np.array(ends)))
    return factors.astype(np.float32)


def _between(place: NDArray[np.int64], corners: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear interpolation between the corners, like `numpy.interp`. But each value is the same, bit for bit, however
    many values are computed in one call.
    """
    if len(corners) == 1:
        return np.full(len(place), values[0])
    before = np.clip(np.searchsorted(corners, place, side="right") - 1, 0, len(corners) - 2)
    share = np.clip((place - corners[before]) / (corners[before + 1] - corners[before]), 0.0, 1.0)
    return np.asarray(values[before] + share * (values[before + 1] - values[before]))
