"""What makes encoded work serve again: steady stretches, names for sound, and runs of words alike in every session.

Where a session is nothing but its bed at a steady level it repeats itself, and need not be made twice
(`steady_stretches`). `Naming` names a stretch by all that the mixer makes samples of, so that what was encoded of it is
found without mixing.

The same words are spoken at another frame in a session of another length, over another part of the bed. Where the bed
is even, nobody hears which part that is. So before each run of words the bed turns to a place that depends on the words
alone, and the run begins with an MP3 frame (`alike`). From the turn on, it is then the same in all sessions, to the
last sample: an encoder's work for it can be kept.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise
from typing import Final, TypeAlias

from voiceguide.mix.mixer import Mixer, steady_gain_db
from voiceguide.timeline import TURN, BedAt, ClipAt, Envelope, Point, Timeline, Turn
from voiceguide.units import MP3_FRAME, Frames

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
    held += [
        (here.gain_db, (here.frame, there.frame)) for here, there in pairwise(points) if here.gain_db == there.gain_db
    ]
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


class Naming:
    """Names stretches of a session, for other sessions that sound the same there.

    A name tells the clips and beds that sound there, how loud, and from which places of their own: all that the mixer
    makes samples of. Frames are counted from the start of the stretch, so its place in the session does not matter.
    """

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer

    def __call__(self, first: Frames, last: Frames) -> str:
        """The name of frames `first` up to `last`: equal names, equal samples.

        Empty where a bed begins, ends, has softer highs or no loop: there is nothing to tell its sound by.
        """
        sounding = (placed for placed in self._mixer.timeline.beds if placed.start < last and placed.end > first)
        beds = [_bed(placed, first, last) for placed in sounding]
        if "" in beds:
            return ""
        clips = [(one.clip.key, one.gain_db, one.start - first) for one in self._mixer.sounding(first, last)]
        return f"{last - first} {beds} {clips}"


def _bed(placed: BedAt, first: Frames, last: Frames) -> str:
    """A looped bed with all its highs that sounds from one frame to the other; else nothing."""
    loop = placed.bed.loop_frames
    if loop is None or steady_gain_db(placed.highs, first, last) != 0.0 or placed.start > first or placed.end < last:
        return ""
    over = [turn for turn in placed.turns if turn.frame + TURN <= first]
    to_come = [turn for turn in placed.turns if turn.frame < last and turn not in over]
    place = (first + (over[-1].ahead if over else 0)) % loop
    turns = [(turn.frame - first, (first + turn.ahead) % loop) for turn in to_come]
    return f"{placed.bed.key} {_level(placed.level, first, last)} {place} {turns}"


def _level(level: Envelope, first: Frames, last: Frames) -> str:
    """One level, or the corners between which it moves."""
    steady = steady_gain_db(level, first, last)
    if steady is not None:
        return f"{steady}"
    begin = max(0, bisect_right(level.points, first, key=lambda point: point.frame) - 1)
    end = bisect_left(level.points, last - 1, key=lambda point: point.frame) + 1
    return f"{[(point.frame - first, point.gain_db, point.curve) for point in level.points[begin:end]]}"


GRID: Final[Frames] = MP3_FRAME
"""Runs begin on a whole number of these, an MP3 frame: at most 13 ms from where the plan has them."""

LEAD: Final[Frames] = 34 * GRID
"""How long before the words a turn is over (0.9 s): an encoder has settled by then, and what it made of the bed alone
can be laid in between."""

_APART: Final[Frames] = 138 * GRID
"""Words closer than this (3.6 s) are one run: such gaps hardly change with a session's length."""

_AFTER: Final[Frames] = 8 * GRID
"""How long the bed must stay as it is behind a run."""

_FOR_EVER: Final[Frames] = 1 << 62


def runs_alike(timeline: Timeline, since: Frames = 0) -> Timeline:
    """The same session, its runs of words from `since` on alike wherever an even bed lies steadily under them.

    Chapters and captions stay at the plan's times: a clip begins with 15 ms of near silence, so no word is cut by them.
    """
    moves: dict[Frames, Frames] = {}
    turns: dict[BedAt, list[Turn]] = {}
    for run in _runs(tuple(one for one in timeline.clips if one.start >= since)):
        start = round(run[0].start / GRID) * GRID
        bed = _even_bed(timeline.beds, start - LEAD - TURN, max(_end(one) for one in run) + _AFTER)
        if bed is None or start - LEAD - TURN < max([since, *(turn.frame + TURN for turn in bed.turns)]):
            continue
        moves.update((one.start, start - run[0].start) for one in run)
        loop = bed.bed.loop_frames or GRID
        ahead = (_number(run) * GRID - start) % loop
        turns.setdefault(bed, []).append(Turn(start - LEAD - TURN, ahead))
    return replace(
        timeline,
        clips=tuple(
            replace(one, start=one.start + moves.get(one.start, 0)) if one.start >= since else one
            for one in timeline.clips
        ),
        beds=tuple(replace(bed, turns=(*bed.turns, *turns.get(bed, ()))) for bed in timeline.beds),
    )


def has_runs_alike(timeline: Timeline) -> bool:
    """Whether some of it may be the same in other sessions with these words."""
    return any(bed.turns for bed in timeline.beds)


def _runs(clips: tuple[ClipAt, ...]) -> Iterator[list[ClipAt]]:
    run: list[ClipAt] = []
    reach = 0
    for one in clips:
        if run and one.start - reach >= _APART:
            yield run
            run = []
        run.append(one)
        reach = max(reach, _end(one))
    if run:
        yield run


def _end(placed: ClipAt) -> Frames:
    return placed.start + placed.clip.frames


def _even_bed(beds: tuple[BedAt, ...], first: Frames, last: Frames) -> BedAt | None:
    """The even bed that sounds alone and at one level from `first` up to `last`, if there is one."""
    sounding = [bed for bed in beds if bed.start < last and bed.end > first]
    if len(sounding) != 1 or not _turnable(sounding[0]):
        return None
    bed = sounding[0]
    until = min(bed.end, _steady_until(bed.level, first), _steady_until(bed.highs, first))
    return bed if bed.start <= first and last <= until else None


def _turnable(placed: BedAt) -> bool:
    return placed.bed.even and placed.bed.loop_frames is not None and placed.bed.loop_frames % GRID == 0


def _steady_until(level: Envelope, frame: Frames) -> Frames:
    """Until which frame the level stays what it is at `frame`; that frame itself where it is moving."""
    begun = max(0, bisect_right([point.frame for point in level.points], frame) - 1)
    here = level.points[begun]
    until = max(frame, here.frame)
    for point in level.points[begun + 1 :]:
        if point.gain_db != here.gain_db:
            return until
        until = point.frame
    return _FOR_EVER


def _number(run: list[ClipAt]) -> int:
    """A number that depends on what the run sounds like and on nothing else."""
    said = [(one.clip.key, one.start - run[0].start, one.gain_db) for one in run]
    return int.from_bytes(blake2b(repr(said).encode(), digest_size=8).digest(), "big")
