"""Makes encoded sound reusable, within one session and in others. There are three ways:

- Where only a looped bed sounds, at a constant level, the sound repeats and is encoded once (`steady_stretches`).
- A stretch gets a key made from everything that the mixer uses, so its encoded form is found without mixing
  (`StretchKeys`).
- In a session of another length the same words come at another frame, over another part of the bed. If the bed is even,
  nobody can hear which part. So before each run of words the bed turns to a place that depends only on the words, and
  the run is moved to the start of an MP3 frame (`align_runs`). From the turn on, the run is the same in all sessions,
  to the last sample.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise
from typing import Final

from voiceguide.dsp.envelope import Envelope, Point, steady_gain_db
from voiceguide.mix.mixer import Mixer
from voiceguide.timeline import TURN_FRAMES, BedAt, ClipAt, Timeline, Turn
from voiceguide.units import MP3_FRAME, Frames, FrameSpan

_ENDLESS: Final[Frames] = 1 << 62


@dataclass(frozen=True, eq=False)
class SteadySound:
    """Stretches of a session in which a looped bed sounds alone, at one constant level."""

    period: Frames
    """The number of frames after which the bed repeats exactly."""
    read: Mixer
    """Renders the bed at this level, for any number of frames."""
    spans: tuple[FrameSpan, ...]
    """The stretches, in order; they do not overlap."""
    ahead: tuple[Frames, ...]
    """For each span, the number that is added to a frame of the session to get the frame of the bed that is heard
    there.
    """
    key: str
    """Identifies the bed at this level."""


def steady_stretches(timeline: Timeline) -> tuple[SteadySound, ...]:
    """The stretches in which a looped bed sounds alone, grouped by bed, level and highs."""
    clips = [(placed.start, placed.end) for placed in timeline.clips]
    found: list[SteadySound] = []
    for placed in timeline.beds:
        if placed.bed.loop_frames is None:
            continue
        others = [(other.start, other.end) for other in timeline.beds if other is not placed]
        turns = [(turn.frame, turn.frame + TURN_FRAMES) for turn in placed.turns]
        sounds: dict[tuple[float, float], list[FrameSpan]] = {}
        for sound, span in _steady_spans(placed):
            sounds.setdefault(sound, []).extend(_without(span, [*clips, *others, *turns]))
        for sound, spans in sounds.items():
            if spans:
                ahead = tuple(_ahead(placed, first) for first, _ in spans)
                found.append(
                    SteadySound(
                        placed.bed.loop_frames,
                        _bed_alone(placed, *sound),
                        tuple(spans),
                        ahead,
                        f"{placed.bed.key} {sound}",
                    )
                )
    return tuple(found)


def _ahead(placed: BedAt, frame: Frames) -> Frames:
    """The number that is added to `frame`, a frame of the session, to get the frame of the bed that is heard there. No
    turn of the bed may be under way at `frame`.
    """
    return next((turn.ahead for turn in reversed(placed.turns) if turn.frame <= frame), 0)


def _steady_spans(placed: BedAt) -> Iterator[tuple[tuple[float, float], FrameSpan]]:
    """((level, highs), stretch) for each stretch in which a bed's level and the level of its highs are constant, both
    in dB.
    """
    for highs, (first, last) in _level_spans(placed.highs, (placed.start, placed.end)):
        for level, span in _level_spans(placed.level, (first, last)):
            yield (level, highs), span


def _level_spans(envelope: Envelope, within: FrameSpan) -> Iterator[tuple[float, FrameSpan]]:
    """(level, stretch) for each stretch in which an envelope is constant; the level is in dB."""
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


def _without(span: FrameSpan, others: Iterable[FrameSpan]) -> Iterator[FrameSpan]:
    at, last = span
    for start, end in sorted(others):
        if end <= at or start >= last:
            continue
        if start > at:
            yield at, start
        at = max(at, end)
    if at < last:
        yield at, last


def _bed_alone(placed: BedAt, level: float, highs: float) -> Mixer:
    held = [Envelope((Point(0, one),)) for one in (level, highs)]
    bed = BedAt(0, _ENDLESS, placed.bed, held[0], held[1])
    return Mixer(Timeline(_ENDLESS, (), (bed,), (), ()))


class StretchKeys:
    """The keys of a session's stretches, by which the same sound is found in other sessions. A key contains everything
    that the mixer uses for a stretch: its clips and beds, their levels, and their places. Places are counted from the
    start of the stretch, so it does not matter where in the session the stretch is.
    """

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer

    def __call__(self, first: Frames, last: Frames) -> str:
        """The key of frames `first` up to `last`: equal keys mean equal samples.

        The key is empty if nothing identifies the sound: a clip has no key; or a bed begins or ends in the stretch, has
        no loop, or has both turns and softened highs.
        """
        sounding = (placed for placed in self._mixer.timeline.beds if placed.start < last and placed.end > first)
        beds = [_bed(placed, first, last) for placed in sounding]
        if "" in beds:
            return ""
        clips = [(one.clip.key, one.gain_db, one.start - first) for one in self._mixer.sounding(first, last)]
        if not all(key for key, _, _ in clips):
            return ""
        return f"{last - first} {beds} {clips}"


def _bed(placed: BedAt, first: Frames, last: Frames) -> str:
    """The key of a looped bed that sounds all the way from `first` to `last`; empty for any other bed. Also empty if
    the bed has both turns and softened highs, because softening also uses a few frames outside the stretch.
    """
    loop, full = placed.bed.loop_frames, steady_gain_db(placed.highs, first, last) == 0.0
    if loop is None or placed.start > first or placed.end < last or (placed.turns and not full):
        return ""
    over = bisect_right(placed.turns, first - TURN_FRAMES, key=lambda turn: turn.frame)
    to_come = bisect_left(placed.turns, last, key=lambda turn: turn.frame)
    place = (first + (placed.turns[over - 1].ahead if over else 0)) % loop
    turns = [(turn.frame - first, (first + turn.ahead) % loop) for turn in placed.turns[over:to_come]]
    highs = "" if full else _level(placed.highs, first, last)
    return f"{placed.bed.key} {_level(placed.level, first, last)} {place} {turns} {highs}"


def _level(level: Envelope, first: Frames, last: Frames) -> str:
    """The key of a level: its value if it is constant, otherwise the points that shape it."""
    steady = steady_gain_db(level, first, last)
    if steady is not None:
        return f"{steady}"
    begin = max(0, bisect_right(level.points, first, key=lambda point: point.frame) - 1)
    end = bisect_left(level.points, last - 1, key=lambda point: point.frame) + 1
    return f"{[(point.frame - first, point.gain_db, point.curve) for point in level.points[begin:end]]}"


GRID: Final[Frames] = MP3_FRAME
"""Reusable runs of words begin at a multiple of this, the length of an MP3 frame. So they begin at most 13 ms earlier
or later than planned.
"""

LEAD: Final[Frames] = 34 * GRID
"""The number of frames (0.9 s) from the end of a turn to the words. It is long enough for an encoder to settle, so that
the encoded bed can be copied in between.
"""

_APART: Final[Frames] = 138 * GRID
"""Clips closer together than this (3.6 s) are one run: such gaps hardly change with a session's length."""

_AFTER: Final[Frames] = 8 * GRID
"""For how many frames (0.2 s) the level of the bed must stay constant after a run."""


def align_runs(timeline: Timeline, since: Frames = 0) -> Timeline:
    """The same session, with its runs of words changed so that their encoded sound can be used again. Only runs from
    frame `since` on are changed, and only where the bed under them is even and at a constant level.

    The times of chapters and captions are not changed, so they are up to 13 ms off. A player that starts at such a time
    cuts no word, because a clip begins with 15 ms of near silence.
    """
    moves: dict[Frames, Frames] = {}
    turns: dict[BedAt, list[Turn]] = {}
    for run in _runs(tuple(one for one in timeline.clips if one.start >= since)):
        start = round(run[0].start / GRID) * GRID
        bed = _even_bed(timeline.beds, start - LEAD - TURN_FRAMES, max(one.end for one in run) + _AFTER)
        if bed is None or start - LEAD - TURN_FRAMES < max([since, *(turn.frame + TURN_FRAMES for turn in bed.turns)]):
            continue
        moves.update((one.start, start - run[0].start) for one in run)
        loop = bed.bed.loop_frames or GRID
        ahead = (_number(run) * GRID - start) % loop
        turns.setdefault(bed, []).append(Turn(start - LEAD - TURN_FRAMES, ahead))
    return replace(
        timeline,
        clips=tuple(
            replace(one, start=one.start + moves.get(one.start, 0)) if one.start >= since else one
            for one in timeline.clips
        ),
        beds=tuple(replace(bed, turns=(*bed.turns, *turns.get(bed, ()))) for bed in timeline.beds),
    )


def _runs(clips: tuple[ClipAt, ...]) -> Iterator[list[ClipAt]]:
    run: list[ClipAt] = []
    reach = 0
    for one in clips:
        if run and one.start - reach >= _APART:
            yield run
            run = []
        run.append(one)
        reach = max(reach, one.end)
    if run:
        yield run


def _even_bed(beds: tuple[BedAt, ...], first: Frames, last: Frames) -> BedAt | None:
    """The even bed that sounds at a constant level from `first` up to `last`. None if there is no such bed, or another
    bed sounds too.
    """
    sounding = [bed for bed in beds if bed.start < last and bed.end > first]
    if len(sounding) != 1 or not _turnable(sounding[0]):
        return None
    bed = sounding[0]
    until = min(bed.end, _steady_until(bed.level, first), _steady_until(bed.highs, first))
    return bed if bed.start <= first and last <= until else None


def _turnable(placed: BedAt) -> bool:
    return placed.bed.even and placed.bed.loop_frames is not None and placed.bed.loop_frames % GRID == 0


def _steady_until(level: Envelope, frame: Frames) -> Frames:
    """The frame up to which the level stays constant from `frame` on; `frame` itself if the level is changing there."""
    begun = max(0, bisect_right([point.frame for point in level.points], frame) - 1)
    here = level.points[begun]
    until = max(frame, here.frame)
    for point in level.points[begun + 1 :]:
        if point.gain_db != here.gain_db:
            return until
        until = point.frame
    return _ENDLESS


def _number(run: list[ClipAt]) -> int:
    """A number that depends only on how the run sounds."""
    said = [(one.clip.key, one.start - run[0].start, one.gain_db) for one in run]
    return int.from_bytes(blake2b(repr(said).encode(), digest_size=8).digest(), "big")
