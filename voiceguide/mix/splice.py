"""Joins two timelines of a session that changes while it is heard: the old one up to some frame, and a new one from
there on. Up to the join, everything stays the same, to the sample. Whatever would jump at the join changes smoothly
instead: the level of a background, its highs, and the loudness of a voice that gets softer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from voiceguide.dsp.envelope import SILENT_DB, Curve, Envelope, Point, gains
from voiceguide.dsp.samples import PartClip
from voiceguide.timeline import CROSS_FADE, BedAt, ClipAt, Timeline
from voiceguide.units import Frames, to_frames


@dataclass(frozen=True, eq=False)
class HeardPart:
    """The part of a session that has been heard."""

    timeline: Timeline
    until: Frames
    """The frame from which the session may continue differently, because no word is being spoken there."""


_FREE: Final[Frames] = to_frames(0.3)
"""A place is quiet only if no word begins within this many frames (0.3 s) after it."""

_LEVEL_RAMP: Final[Frames] = to_frames(3.0)
_HIGHS_RAMP: Final[Frames] = to_frames(10.0)
"""How many frames a background's level (`_LEVEL_RAMP`, 3 s) and the level of its highs (`_HIGHS_RAMP`, 10 s) take to
move to another value.
"""

_STEEPEST: Final = -5.0 / to_frames(180.0)
"""The fastest that the voice may get softer, in dB per frame."""


def quiet_place(timeline: Timeline, at: Frames) -> Frames:
    """The first frame from `at` on at which no word is being spoken or about to begin. At the latest, it is the end of
    the session.
    """
    place = at
    for one in timeline.clips:
        if one.words and one.start < place + _FREE and one.end > place:
            place = one.end
    return min(place, timeline.length)


def spliced(heard: HeardPart, new: Timeline) -> Timeline:
    """The old timeline as far as it was heard, and the new one from there on. The result is as long as `new`."""
    old, join = heard.timeline, heard.until
    clips = [one for one in old.clips if one.start < join and not _is_room_tone_across(one, join)]
    clips += [one for one in _with_falling_voice(old, new, join) if one.start >= join]
    clips = sorted([*clips, *_joined_room_tone(old, new, join)], key=lambda one: one.start)
    lines = [one for one in old.lines if one.start < join] + [one for one in new.lines if one.start >= join]
    return replace(new, clips=tuple(clips), lines=tuple(lines), beds=tuple(_beds(old, new, join)))


_ROOM_TONE_FADE: Final[Frames] = to_frames(0.1)
"""How many frames the cross-fade takes from the room tone of the old timeline to that of the new one."""


def _is_room_tone_across(one: ClipAt, join: Frames) -> bool:
    """Whether a clip is room tone that sounds on both sides of the join."""
    return one.room and one.start < join < one.end


def _joined_room_tone(old: Timeline, new: Timeline, join: Frames) -> Iterator[ClipAt]:
    """The room tone across the join: the old one up to it, and the new one from there on."""
    for one in old.clips:
        if _is_room_tone_across(one, join):
            frames = min(one.clip.frames, join - one.start + _ROOM_TONE_FADE)
            yield replace(one, clip=PartClip(one.clip, 0, frames, ends=_ROOM_TONE_FADE))
    for one in new.clips:
        if _is_room_tone_across(one, join):
            skipped = join - one.start
            part = PartClip(one.clip, skipped, one.clip.frames - skipped, begins=_ROOM_TONE_FADE)
            yield replace(one, start=join, clip=part)


def _with_falling_voice(old: Timeline, new: Timeline, join: Frames) -> Iterator[ClipAt]:
    """The clips of the new timeline, with other levels for its voice. At the join, the voice is as loud as in the old
    timeline. From there it gets softer, until it is as soft as at the end of the old timeline. If `_STEEPEST` does not
    let it get that soft, it stays a little louder.

    The levels stay as they are if no word begins before the join in the old timeline, or after the join in the new one.
    """
    spoken = [one for one in old.clips if one.words]
    last = max((one.start for one in new.clips if one.words), default=0)
    if not spoken or spoken[0].start >= join or last <= join:
        yield from new.clips
        return
    starts, loudness = [one.start for one in spoken], [one.gain_db for one in spoken]
    here, least = float(np.interp(join, starts, loudness)), loudness[-1]
    end = max(least, here + _STEEPEST * (last - join))
    for one in new.clips:
        share = (one.start - join) / (last - join)
        yield replace(one, gain_db=here + (end - here) * share) if one.words and end != one.gain_db else one


def _beds(old: Timeline, new: Timeline, join: Frames) -> Iterator[BedAt]:
    going = [placed for placed in old.beds if placed.start < join < placed.end]
    highs = going[-1].highs if going else None
    yield from (placed for placed in old.beds if placed.end <= join)
    for placed in new.beds:
        if placed.end <= join:
            continue
        before = next((one for one in going if one.bed is placed.bed and placed.start < join), None)
        if before is not None:
            going.remove(before)
            yield from _continued(before, placed, join)
            continue
        start, level = placed.start, placed.level
        if start < join:
            start, level = join, _moved(level, join, SILENT_DB, CROSS_FADE)
        settled = placed.highs if highs is None else _moved(placed.highs, join, _level(highs, join), _HIGHS_RAMP)
        yield replace(placed, start=start, level=level, highs=settled)
    for over in going:
        points = (Point(join, _level(over.level, join), "power"), Point(join + CROSS_FADE, SILENT_DB))
        yield replace(over, end=join)
        yield replace(over, start=join, end=min(join + CROSS_FADE, new.length), level=Envelope(points))


def _continued(before: BedAt, after: BedAt, join: Frames) -> Iterator[BedAt]:
    """A bed that sounds before and after the join. It is yielded as one `BedAt` if its level and its highs are the same
    in both timelines up to the join, and neither is changing there; otherwise as two, one before the join and one after
    it.
    """
    turns = tuple(turn for turn in before.turns if turn.frame < join)
    if _same_until(before.level, after.level, join) and _same_until(before.highs, after.highs, join):
        yield replace(after, start=before.start, turns=turns)
        return
    yield replace(before, end=join, turns=turns)
    level = _moved(after.level, join, _level(before.level, join), _LEVEL_RAMP)
    highs = _moved(after.highs, join, _level(before.highs, join), _HIGHS_RAMP)
    yield replace(after, start=join, level=level, highs=highs, turns=turns)


def _same_until(one: Envelope, other: Envelope, join: Frames) -> bool:
    """Whether two envelopes are bit for bit the same before the frame `join`, and neither is changing at that frame."""
    sides = []
    for envelope in (one, other):
        passed = [point for point in envelope.points if point.frame < join]
        coming = [point for point in envelope.points if point.frame >= join]
        level = (passed or coming)[-1 if passed else 0].gain_db
        if coming and coming[0].gain_db != level:
            return False
        sides.append(([(point.frame, point.gain_db, point.curve) for point in passed[:-1]], level))
    passed_frames = [[point.frame for point in envelope.points if point.frame < join] for envelope in (one, other)]
    return sides[0] == sides[1] and passed_frames[0] == passed_frames[1]


def _moved(envelope: Envelope, join: Frames, level: float, ramp: Frames) -> Envelope:
    """The envelope from `join` on, with a new beginning. It starts at `level`, and within `ramp` frames it moves to the
    level that `envelope` has then. From there on it is the same as `envelope`.
    """
    here = _level(envelope, join)
    if abs(here - level) < 1e-9:
        begin = Point(join, here, _curve(envelope, join))
        return Envelope((begin, *(point for point in envelope.points if point.frame > join)))
    end = join + ramp
    corner = Point(end, _level(envelope, end), _curve(envelope, end))
    return Envelope((Point(join, level), corner, *(point for point in envelope.points if point.frame > end)))


def _level(envelope: Envelope, frame: Frames) -> float:
    """The envelope's level at a frame, in dB."""
    steady = {point.gain_db for point in envelope.points}
    if len(steady) == 1:
        return steady.pop()
    before = [point for point in envelope.points if point.frame <= frame]
    after = [point for point in envelope.points if point.frame > frame]
    if not before or not after:
        return (before or after)[-1 if before else 0].gain_db
    if before[-1].gain_db == after[0].gain_db:
        return before[-1].gain_db
    gain = float(gains(envelope, frame, frame + 1)[0])
    return 20 * float(np.log10(gain)) if gain > 0 else SILENT_DB


def _curve(envelope: Envelope, frame: Frames) -> Curve:
    before = [point for point in envelope.points if point.frame <= frame]
    return before[-1].curve if before else "decibels"
