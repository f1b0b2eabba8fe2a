"""Runs of words made alike in every session, so that whatever is made of one serves all.

The same words are spoken at another frame in a session of another length, over another part of the bed. Where the bed
is even, nobody hears which part that is. So before each run of words the bed turns to a place that depends on the words
alone, and the run begins with an MP3 frame. From the turn on, it is then the same in all sessions, to the last sample:
an encoder's work for it can be kept.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from voiceguide.timeline import TURN, BedAt, ClipAt, Envelope, Timeline, Turn
from voiceguide.units import Frames

GRID: Final[Frames] = 1_152
"""Runs begin on a whole number of these, an MP3 frame: at most 13 ms from where the plan has them."""

LEAD: Final[Frames] = 34 * GRID
"""How long before the words a turn is over (0.9 s): an encoder has settled by then, and what it made of the bed alone
can be laid in between."""

_APART: Final[Frames] = 138 * GRID
"""Words closer than this (3.6 s) are one run: such gaps hardly change with a session's length."""

_AFTER: Final[Frames] = 8 * GRID
"""How long the bed must stay as it is behind a run."""

_FOR_EVER: Final[Frames] = 1 << 62


def runs_alike(timeline: Timeline) -> Timeline:
    """The same session, its runs of words alike wherever an even bed lies steadily under them.

    Chapters and captions stay at the plan's times: a clip begins with 15 ms of near silence, so no word is cut by them.
    """
    moves: dict[Frames, Frames] = {}
    turns: dict[BedAt, list[Turn]] = {}
    for run in _runs(timeline.clips):
        start = round(run[0].start / GRID) * GRID
        bed = _even_bed(timeline.beds, start - LEAD - TURN, max(_end(one) for one in run) + _AFTER)
        if bed is None:
            continue
        moves.update((one.start, start - run[0].start) for one in run)
        loop = bed.bed.loop_frames or GRID
        ahead = (_number(run) * GRID - start) % loop
        turns.setdefault(bed, []).append(Turn(start - LEAD - TURN, ahead))
    return replace(
        timeline,
        clips=tuple(replace(one, start=one.start + moves.get(one.start, 0)) for one in timeline.clips),
        beds=tuple(replace(bed, turns=tuple(turns.get(bed, ()))) for bed in timeline.beds),
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
