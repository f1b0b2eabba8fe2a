"""Where a session is nothing but its bed at a steady level: there it repeats itself, and need not be made twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from voiceguide.mix.mixer import Mixer
from voiceguide.timeline import TURN, BedAt, Envelope, Point, Timeline
from voiceguide.units import Frames

Span: TypeAlias = tuple[Frames, Frames]

_ENDLESS: Final[Frames] = 1 << 62


@dataclass(frozen=True, eq=False)
class Steady:
    """Stretches of a session in which one looped bed sounds alone, at one level."""

    period: Frames
    """After how many frames it repeats exactly."""
    read: Mixer
    """The bed at this level without end."""
    spans: tuple[Span, ...]
    """In order, without overlap."""
    ahead: tuple[Frames, ...]
    """For each span, how far in front of the session's own frames it is read there."""
    key: str
    """Tells the bed at this level from any other sound."""


def steady_stretches(timeline: Timeline) -> tuple[Steady, ...]:
    """The stretches in which a bed with a loop sounds alone, by bed, level and highs."""
    clips = [(placed.start, placed.start + placed.clip.frames) for placed in timeline.clips]
    found: list[Steady] = []
    for placed in timeline.beds:
        if placed.bed.loop_frames is None:
            continue
        others = [(other.start, other.end) for other in timeline.beds if other is not placed]
        turns = [(turn.frame, turn.frame + TURN) for turn in placed.turns]
        sounds: dict[tuple[float, float], list[Span]] = {}
        for sound, span in _steady_spans(placed):
            sounds.setdefault(sound, []).extend(_without(span, [*clips, *others, *turns]))
        for sound, spans in sounds.items():
            if spans:
                ahead = tuple(_ahead(placed, first) for first, _ in spans)
                found.append(
                    Steady(
                        placed.bed.loop_frames, _alone(placed, *sound), tuple(spans), ahead, f"{placed.bed.key} {sound}"
                    )
                )
    return tuple(found)


def _ahead(placed: BedAt, frame: Frames) -> Frames:
    """How far ahead a bed is read at a frame at which it is not turning."""
    return next((turn.ahead for turn in reversed(placed.turns) if turn.frame <= frame), 0)


def _steady_spans(placed: BedAt) -> Iterator[tuple[tuple[float, float], Span]]:
    """Each stretch on which both the level and that of the highs stay as they are."""
    for highs, (first, last) in _level_spans(placed.highs, (placed.start, placed.end)):
        for level, span in _level_spans(placed.level, (first, last)):
            yield (level, highs), span


def _level_spans(envelope: Envelope, within: Span) -> Iterator[tuple[float, Span]]:
    """Each stretch between corners of an envelope on which it stays as it is."""
    points = envelope.points
    held = [(points[0].gain_db, (within[0], points[0].frame))]
    held += [(here.gain_db, (here.frame, there.frame)) for here, there in pairwise(points)
             if here.gain_db == there.gain_db]  # fmt: skip
    held.append((points[-1].gain_db, (points[-1].frame, within[1])))
    for level, (first, last) in held:
        span = (max(first, within[0]), min(last, within[1]))
        if span[0] < span[1]:
            yield level, span


def _without(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    at, last = span
    for start, end in sorted(taken):
        if end <= at or start >= last:
            continue
        if start > at:
            yield at, start
        at = max(at, end)
    if at < last:
        yield at, last


def _alone(placed: BedAt, level: float, highs: float) -> Mixer:
    held = [Envelope((Point(0, one),)) for one in (level, highs)]
    bed = BedAt(0, _ENDLESS, placed.bed, held[0], held[1])
    return Mixer(Timeline(_ENDLESS, (), (bed,), (), ()))
