"""A plan laid out as sound: which clip starts at which frame, how loud, over which background."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING, Final

from voiceguide.dsp.envelope import SILENT_DB, UNCHANGED, Envelope, Point, in_order
from voiceguide.dsp.samples import Clip, CutClip
from voiceguide.lengths import LONGEST
from voiceguide.plan.figures import BELL, DAY_LEAD, SLEEP_LEAD, UNDER_VOICE_LU
from voiceguide.sound.bed import Bed, is_floor
from voiceguide.sound.pieces import PieceClip
from voiceguide.units import MP3_FRAME, Frames, to_frames

if TYPE_CHECKING:
    from voiceguide.plan.model import Event, Plan
    from voiceguide.script.model import SessionKind
    from voiceguide.script.outline import Utterance


@dataclass(frozen=True, eq=False)
class ClipAt:
    """A clip and where it sounds."""

    start: Frames
    clip: Clip
    gain_db: float
    words: bool = True
    """Whether it is spoken. If not, it is a bell, or room tone."""
    room: bool = False
    """Whether it is the room tone before, between or after the pieces of a recording."""

    @property
    def end(self) -> Frames:
        """The frame after the last one of the clip."""
        return self.start + self.clip.frames


@dataclass(frozen=True)
class Turn:
    """A jump of a bed to another place in its own loop."""

    frame: Frames
    """The frame of the session at which the turn begins. For `TURN_FRAMES` frames from there, the bed cross-fades from
    its old place to the new one.
    """
    ahead: Frames
    """From the turn on, the bed is read this many frames ahead of the session: frame n of the session is frame n +
    `ahead` of the bed.
    """


TURN_FRAMES: Final[Frames] = 9 * MP3_FRAME
"""How long a turn takes (0.24 s): an equal-power cross-fade."""


@dataclass(frozen=True, eq=False)
class BedAt:
    """A background and where it sounds."""

    start: Frames
    end: Frames
    bed: Bed
    level: Envelope
    """The level of the bed over the frames of the session. At 0 dB, the bed sounds at `BED_LUFS`."""
    highs: Envelope = UNCHANGED
    """The level of its high frequencies, which get softer towards the end of a sleep session."""
    turns: tuple[Turn, ...] = ()
    """The bed's turns, in order, at least `TURN_FRAMES` apart. Before the first turn, frame n of the session is frame n
    of the bed.
    """


@dataclass(frozen=True)
class Chapter:
    """A section of the session, for the chapter list of a player."""

    title: str
    start: Frames
    end: Frames


@dataclass(frozen=True)
class CaptionLine:
    """Some words of the session with the time they are spoken, for captions and lyrics."""

    text: str
    start: Frames
    end: Frames


@dataclass(frozen=True, eq=False)
class Timeline:
    """A session as sound, of exactly `length` frames."""

    length: Frames
    clips: tuple[ClipAt, ...]
    """The clips, sorted by their starts. Words do not overlap each other, but a bell may keep ringing under the words
    after it, and room tone may sound under the words of another voice.
    """
    beds: tuple[BedAt, ...]
    chapters: tuple[Chapter, ...]
    lines: tuple[CaptionLine, ...]


@dataclass(frozen=True)
class Levels:
    """How loud the parts of a session are relative to each other."""

    background: float = UNDER_VOICE_LU
    """How many LU the bed is below the voice, 12 to 26."""
    duck: float = 0.0
    """How many dB the bed is lowered while the voice speaks, 0 to 3; only useful for a loud bed."""
    floor: bool = True
    """Whether the noise floor sounds if there is no background. False for a recording, which has its own room tone."""


@dataclass(frozen=True, eq=False)
class AfterVoice:
    """The background after the voice has ended."""

    length: Frames = 0
    """How long the bed continues after the end of the plan."""
    bed: Bed | None = None
    """The background that replaces the current one after the last word. None: the current one stays."""
    fade: Frames | None = None
    """How long the fade at the end takes, if there is room for it. None: `_LONG_FADE` if the bed continues after the
    plan, and otherwise as long as there is room after the voice.
    """


SLEEP_DB: Final = -5.0
"""The average gain of the voice in a sleep session. Clips are made at −16 LUFS, the loudness of a day session, and a
sleep session is at −21 LUFS.
"""

SINKING_DB: Final = 5.0
"""How much softer the voice gets over a sleep session, steadily from the first utterance to the last."""

_ENTRY_DB: Final = -40.0
"""The level at which a bed begins its first fade-in, compared with its steady level: about −76 dBFS. So a bed begins as
soft as the noise floor, and no frame is digital silence.
"""

_END_DB: Final = -60.0
"""The level at which the last fade ends, compared with the steady level: about −96 dBFS, below the last bit of 16-bit
sound.
"""

_LAST_STRETCH: Final = to_frames(120.0)
_EARLIER_DB: Final = -20.0 / to_frames(180.0)
"""How fast a long fade falls at first, in dB per frame: 20 dB in three minutes. A fade is long if it takes more than
`_LAST_STRETCH` (two minutes). Most of its fall is in its last two minutes.
"""

_SOFTER_DB: Final = -12.0
"""The level in dB, compared with their full level, that a bed's high frequencies have when the voice ends in a sleep
session. They fall to it during the last third of the voice, like rain moving away. The figure is our own judgement.
"""

_SOFTEST_DB: Final = -24.0
"""The level in dB of a bed's high frequencies at the end of the last fade."""

_LONG_FADE: Final = to_frames(180.0)
"""How long the last fade takes by default if the bed continues after the plan."""

CROSS_FADE: Final = to_frames(10.0)
_STEADY_AFTER_VOICE: Final = to_frames(2.0)
_BELL_FADE: Final = to_frames(1.5)


def lay_out(
    plan: Plan,
    clips: Mapping[Utterance, Clip],
    *,
    background: Bed,
    changes: Mapping[str, Bed],
    bell: Clip | None,
    levels: Levels,
    after: AfterVoice | None = None,
) -> Timeline:
    """The timeline of `plan` over `background`. It is longer than the plan by `after.length`.

    `changes` has the beds for the plan's `sound` events, by name. An event whose name is not in `changes` changes
    nothing. Without a `bell`, no bell sounds.
    """
    own = _levels_beside_recording(levels, clips)
    placed = [*_voice(plan, clips), *(_bells(plan, bell) if bell else ()), *_room(plan, clips)]
    return Timeline(
        length=plan.length + (after.length if after else 0),
        clips=tuple(sorted(placed, key=lambda one: one.start)),
        beds=_beds(plan, background, changes, own, after or AfterVoice()),
        chapters=_chapters(plan, plan.length + (after.length if after else 0)),
        lines=tuple(
            CaptionLine(event.utterance.plain, event.start, event.start + clips[event.utterance].frames)
            for event in plan.events
            if event.utterance is not None
        ),
    )


def _chapters(plan: Plan, length: Frames) -> tuple[Chapter, ...]:
    """One chapter per section. As players expect, the first starts at frame 0 and the last ends with the session."""
    last = len(plan.sections) - 1
    return tuple(
        Chapter(part.title or plan.title, part.start if index else 0, length if index == last else part.end)
        for index, part in enumerate(plan.sections)
    )


def lay_out_bed(bed: Bed, session: SessionKind, levels: Levels) -> Timeline:
    """The timeline of a bed alone. It fades in as at the start of a session, and then stays at its level for a day."""
    lead = to_frames((SLEEP_LEAD if session == "sleep" else DAY_LEAD)[1])
    points = _opening(bed, lead, _steady_db(bed, session, levels))
    placed = BedAt(0, to_frames(LONGEST), bed, Envelope(tuple(points)))
    return Timeline(placed.end, (), (placed,), (), ())


def _voice(plan: Plan, clips: Mapping[Utterance, Clip]) -> Iterator[ClipAt]:
    spoken = [(event.start, event.utterance) for event in plan.events if event.utterance is not None]
    if not spoken:
        return
    first, last = spoken[0][0], spoken[-1][0]
    sunk = [-SINKING_DB * (start - first) / max(1, last - first) for start, _ in spoken]
    # On average, the voice must be as loud as a steady one. So the more is said early, the softer the voice begins.
    frames = [clips[utterance].frames for _, utterance in spoken]
    power = sum(part * 10 ** (gain_db / 10) for part, gain_db in zip(frames, sunk, strict=True))
    level = SLEEP_DB - 10 * log10(power / sum(frames)) if power else SLEEP_DB
    for (start, utterance), gain_db in zip(spoken, sunk, strict=True):
        own = isinstance(clips[utterance], PieceClip)  # recordings keep their own loudness
        yield ClipAt(start, clips[utterance], level + gain_db if plan.session == "sleep" and not own else 0.0)


def _room(plan: Plan, clips: Mapping[Utterance, Clip]) -> Iterator[ClipAt]:
    """The room tone before, between and after the pieces of a recording. It also sounds under other voices' words."""
    spoken = [(event.start, clips[event.utterance]) for event in plan.events if event.utterance is not None]
    found = [(start, clip) for start, clip in spoken if isinstance(clip, PieceClip)]
    at, before = 0, None
    for start, clip in found:
        if start > at:
            yield ClipAt(at, clip.pieces.gap_clip(before, clip.number, start - at), 0.0, words=False, room=True)
        at, before = start + clip.frames, clip.number
    if found and at < plan.length:
        yield ClipAt(at, found[-1][1].pieces.gap_clip(before, None, plan.length - at), 0.0, words=False, room=True)


def _bells(plan: Plan, bell: Clip) -> Iterator[ClipAt]:
    for event in plan.events:
        for strike in range(event.strikes):
            start = event.start + strike * BELL
            frames = min(bell.frames, plan.length - start)
            if frames > 0:
                yield ClipAt(start, CutClip(bell, frames, min(frames, _BELL_FADE)), 0.0, words=False)


def _beds(
    plan: Plan, background: Bed, changes: Mapping[str, Bed], levels: Levels, after: AfterVoice
) -> tuple[BedAt, ...]:
    whole = plan.length + after.length
    switches = [(event.start, changes[event.text]) for event in _sounds(plan) if event.text in changes]
    if after.bed and after.length:
        switches.append((_after_voice(plan), after.bed))
    starts = [(0, background), *switches]
    ends = [min(start + CROSS_FADE, whole) for start, _ in switches] + [whole]
    highs = _softening(plan, after) if plan.session == "sleep" else UNCHANGED
    placed = []
    for (start, bed), end in zip(starts, ends, strict=True):
        steady = _steady_db(bed, plan.session, levels)
        points = _opening(bed, plan.lead, steady) if start == 0 else _entrance(start, steady, whole)
        points += [] if is_floor(bed) else _ducking(plan, start, end, steady, levels.duck)
        points += _exit(end, steady) if end < whole else _last_fade(plan, steady, after)
        placed.append(BedAt(start, end, bed, in_order(points), highs))
    return tuple(placed)


_LOUDNESS: Final = -16.0
"""The loudness of clips, in LUFS; pieces of a recording keep their own."""


def _levels_beside_recording(levels: Levels, clips: Mapping[Utterance, Clip]) -> Levels:
    """The levels to use beside these clips. If the clips are pieces of a recording, the background is adjusted to the
    recording's loudness, and there is no noise floor.
    """
    own = next((clip.pieces.loudness for clip in clips.values() if isinstance(clip, PieceClip)), None)
    if own is None:
        return levels
    return replace(levels, background=levels.background + _LOUDNESS - own, floor=False)


def _sounds(plan: Plan) -> Iterator[Event]:
    return (event for event in plan.events if event.kind == "sound")


def _steady_db(bed: Bed, session: SessionKind, levels: Levels) -> float:
    if is_floor(bed):
        return 0.0 if levels.floor else SILENT_DB
    return UNDER_VOICE_LU - levels.background + (SLEEP_DB if session == "sleep" else 0.0)


def _opening(bed: Bed, lead: Frames, steady: float) -> list[Point]:
    if is_floor(bed):
        return [Point(0, steady)]
    return [Point(0, steady + _ENTRY_DB), Point(max(1, lead - to_frames(0.3)), steady)]


def _entrance(start: Frames, steady: float, whole: Frames) -> list[Point]:
    return [Point(start, SILENT_DB, "power"), Point(min(start + CROSS_FADE, whole), steady)]


def _exit(end: Frames, steady: float) -> list[Point]:
    return [Point(max(0, end - CROSS_FADE), steady, "power"), Point(end, SILENT_DB)]


def _after_voice(plan: Plan) -> Frames:
    """The frame at which the voice counts as ended: 2 s after the plan's tail begins, or at the end of the tail if that
    is shorter.
    """
    return plan.length - plan.tail + min(_STEADY_AFTER_VOICE, plan.tail)


def last_fade_frames(plan: Plan, after: AfterVoice) -> Frames:
    """How long the last fade takes: as long as `after` asks for, or less if there is no room for it after the voice."""
    room = max(plan.tail - _STEADY_AFTER_VOICE, plan.tail // 2) + after.length
    return min(after.fade or (_LONG_FADE if after.length else room), room)


def _last_fade(plan: Plan, steady: float, after: AfterVoice) -> list[Point]:
    """The points of the fade at the end. In decibels, it falls along a straight line; a fade that is longer than
    `_LAST_STRETCH` falls slowly before that stretch, and faster in it.
    """
    end, fade = plan.length + after.length, last_fade_frames(plan, after)
    if fade <= _LAST_STRETCH:
        return [Point(end - fade, steady), Point(end, steady + _END_DB)]
    earlier = _EARLIER_DB * (fade - _LAST_STRETCH)
    knee = Point(end - _LAST_STRETCH, steady + earlier)
    return [Point(end - fade, steady), knee, Point(end, min(knee.gain_db - 45.0, steady + _END_DB))]


def _softening(plan: Plan, after: AfterVoice) -> Envelope:
    """The level of the high frequencies of all beds: full for the first two thirds of the voice, then falling until the
    voice ends, and falling further during the last fade. Between the voice and the last fade it is constant, so that a
    bed that continues for hours repeats exactly.
    """
    end, voice = plan.length + after.length, _after_voice(plan)
    fading = max(voice, end - last_fade_frames(plan, after))
    return in_order(
        [
            Point(voice * 2 // 3, 0.0),
            Point(voice, _SOFTER_DB),
            Point(fading, _SOFTER_DB),
            Point(end, _SOFTEST_DB),
        ]
    )


_DUCK_AHEAD: Final = to_frames(0.4)
_DUCK_RELEASE: Final = to_frames(2.0)
_DUCK_BRIDGE: Final = to_frames(5.0)
"""A ducked bed stays down in gaps between words that are shorter than this, because a level that keeps moving is heard
as pumping. (Usual figures for ducking: ramp 0.3–0.5 s, hold 1.5 s or more, release 1.5–3 s.)
"""


def _ducking(plan: Plan, start: Frames, end: Frames, steady: float, duck: float) -> list[Point]:
    """The points that lower a bed's envelope by `duck` dB under the runs of words between `start` and `end`. Runs of
    words that overlap a fade-in or fade-out of the bed are left out.
    """
    if duck <= 0:
        return []
    points: list[Point] = []
    for begin, finish in _spoken_runs(plan):
        down, up = begin - _DUCK_AHEAD, finish + to_frames(1.5)
        entered = start + CROSS_FADE <= down or (start == 0 and down > 0)
        if entered and up + _DUCK_RELEASE < min(end, plan.length - plan.tail):
            points += [Point(down, steady), Point(begin, steady - duck)]
            points += [Point(up, steady - duck), Point(up + _DUCK_RELEASE, steady)]
    return points


def _spoken_runs(plan: Plan) -> list[tuple[Frames, Frames]]:
    runs: list[tuple[Frames, Frames]] = []
    for event in plan.events:
        if event.utterance is None:
            continue
        if runs and event.start - runs[-1][1] < _DUCK_BRIDGE:
            runs[-1] = (runs[-1][0], max(runs[-1][1], event.end))
        else:
            runs.append((event.start, event.end))
    return runs
