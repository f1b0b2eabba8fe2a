"""A session as it is being heard: its plan, what the listener changed about it, and where its parts lie.

Frames of a course are frames of the session plus the `delay`, in which the bed sounds alone. Where a session is begun,
when not at its beginning, and where it was left, is told here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

from voiceguide.errors import SectionNotFoundError, StartTooLateError, nearest
from voiceguide.lengths import LONGEST
from voiceguide.mix.mixer import Mixer
from voiceguide.mix.splice import Heard, quiet_place
from voiceguide.plan.model import Plan
from voiceguide.plan.refit import ending, refit
from voiceguide.player._feeder import Track
from voiceguide.player.memory import BrokenOff
from voiceguide.player.view import Breath
from voiceguide.session.backgrounds import Backdrop
from voiceguide.session.stages import Planned
from voiceguide.speech.stage import Clips
from voiceguide.speech.unspoken import Unspoken
from voiceguide.timeline import SILENT_DB, BedAt, CaptionLine, Chapter, Envelope, Point, Timeline, Turn, held
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

_FOR_EVER: Final[Frames] = to_frames(LONGEST)

_BACK: Final[Frames] = to_frames(1.5)
_LINE_BACK: Final[Frames] = to_frames(8.0)
"""A line that began no longer ago than this is said again from its beginning."""

RUN_UP: Final[Frames] = to_frames(0.45)
"""How long before its first word a place is entered: a cross-fade is over by then."""


@dataclass(frozen=True, eq=False)
class LiveSession:
    """What is played, and all that can be changed about it while it plays."""

    planned: Planned
    backdrop: Backdrop
    delay: Frames = 0
    """How long the bed sounds before the session's own first frame."""
    bed_db: float = 0.0
    """How much louder the listener made the background."""
    voice: bool = True
    """Whether the voice is heard."""
    heard: Heard | None = None
    """What had been heard when it was changed last, in frames of the session: it stays as it was, as sound."""
    cut_short: tuple[LiveSession, Frames] | None = None
    """What it was before it was brought to an early end, and the frame where that was asked for."""

    @property
    def plan(self) -> Plan:
        """What happens when, in frames of the session."""
        return self.planned.plan

    @property
    def length(self) -> Frames:
        """When it is over."""
        return self.delay + self.plan.length + self.after

    @property
    def after(self) -> Frames:
        """How long the bed stays beyond the plan's own length."""
        return self.backdrop.after

    @cached_property
    def session(self) -> Timeline:
        """The session laid out as it would be saved. Raises `SoundError`."""
        return self.backdrop.timeline(self.plan, self.planned.clips, self.heard)

    @cached_property
    def timeline(self) -> Timeline:
        """What is heard: delayed, at the listener's levels."""
        return levelled(delayed(self.session, self.delay), self.bed_db, voice=self.voice)

    @cached_property
    def track(self) -> Track:
        """What the feeder plays: as far as there are words, and from there on the bed, until there are more."""
        end = self.words_until
        if end is None:
            return Track(Mixer(self.timeline), self.length, "session")
        return Track(Mixer(self.timeline), end, "session", then=Track(Mixer(self._bed_from(end)), None, "waiting"))

    @property
    def first_word(self) -> Frames:
        """When its first line, breath or bell comes, in frames of the session."""
        return min((event.start for event in self.plan.events), default=self.plan.length)

    @cached_property
    def words_until(self) -> Frames | None:
        """Where the first line begins that has not been spoken yet, and a little before; None: all have been."""
        for event in self.plan.events:
            if event.utterance and isinstance(self.planned.clips[event.utterance], Unspoken):
                return max(0, self.delay + event.start - RUN_UP)
        return None

    @cached_property
    def grounding_track(self) -> Track:
        """The same for a grounding practice: when its last words are over the bed goes on, for as long as it takes."""
        end = self.delay + self.plan.length - self.plan.tail
        after = Track(Mixer(self._bed_from(end)), None, "afterwards")
        return Track(Mixer(self.timeline), end, "grounding", then=after)

    def _bed_from(self, frame: Frames) -> Timeline:
        """The bed as it sounds at a frame, from there on for ever."""
        return replace(self.timeline, clips=(), beds=tuple(_without_end(one, frame) for one in self.timeline.beds))

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The sections, in frames of the course."""
        return self.timeline.chapters

    def prepare(self) -> None:
        """Lay it out now, on a thread that may take its time. Raises `SoundError`."""
        self.timeline  # noqa: B018  # it is kept once it was asked for

    def section_at(self, frame: Frames) -> int:
        """The index of the section that is heard; before the first one and after the last one these."""
        begun = [index for index, chapter in enumerate(self.chapters) if chapter.start <= frame]
        return begun[-1] if begun else 0

    def section_entered(self, frame: Frames) -> Chapter | None:
        """The section that is heard, from the run-up to its first word on; None where there are no sections."""
        return self.chapters[self.section_at(frame + RUN_UP)] if self.chapters else None

    def background_at(self, frame: Frames) -> str:
        """The name of the background that is heard."""
        here, over = frame - self.delay, self.backdrop
        if over.then and over.then.sound and here >= self.plan.length:
            return over.then.sound
        changes = [event.text for event in self.plan.events if event.kind == "sound" and event.start <= here]
        return changes[-1] if changes and over.changing else over.background

    def last_line(self, frame: Frames) -> CaptionLine | None:
        """The words that were spoken last, or are being spoken."""
        begun = [line for line in self.timeline.lines if line.start <= frame]
        return begun[-1] if begun else None

    def breath_at(self, frame: Frames) -> Breath | None:
        """The guided breath that is under way at a frame, if one is."""
        here = frame - self.delay
        now = next((one for one in self.plan.events if one.kind == "breath" and one.start <= here < one.end), None)
        return Breath(now.phase, (here - now.start) / (now.end - now.start)) if now else None

    def a_little_before(self, frame: Frames) -> Frames:
        """Where to go on after an interruption: at the line that was being said, else a moment before."""
        line = self.last_line(frame)
        if line and frame < line.end + _BACK and frame - line.start < _LINE_BACK:
            return max(0, line.start - RUN_UP)
        return max(0, frame - _BACK)

    def moved(self, delay: Frames, length: Frames) -> LiveSession:
        """The same, not begun yet, with another delay, and `length` in all as nearly as it can be had."""
        waiting = replace(self, delay=delay)
        return waiting if waiting.length == length else waiting.refitted(0, length)

    def respoken(self, clips: Clips, at: Frames, length: Frames) -> LiveSession:
        """The same with clips that are now ready, fitted to `length` from `at` on."""
        return replace(self, planned=replace(self.planned, clips=clips)).refitted(at, length)

    def refitted(self, at: Frames, length: Frames) -> LiveSession:
        """The same with the length nearest to `length` that its past, up to `at`, allows."""
        made, heard = self.planned, self._heard_by(at)
        plan = refit(
            made.plan, made.outline, made.clips.durations, heard.until if heard else 0,
            max(0, length - self.delay - self.after), nearest=True,
        )  # fmt: skip
        return replace(self, planned=replace(made, plan=plan), heard=heard)

    def ending(self, at: Frames) -> LiveSession:
        """The same on the shortest way to its closing, once what is being said at `at` has been said."""
        made, heard = self.planned, self._heard_by(at)
        plan = ending(made.plan, made.outline, made.clips.durations, heard.until if heard else 0)
        return replace(self, planned=replace(made, plan=plan), heard=heard, cut_short=(self, at))

    def goes_back_to(self, before: LiveSession, at: Frames) -> bool:
        """Whether an earlier course can be gone on with at a frame: nothing has begun that is not in it, just so."""
        if before.planned.clips is not self.planned.clips or before.delay != self.delay:
            return False
        begun, then = (
            [(one.address, one.start) for one in course.plan.events if one.start < at - self.delay]
            for course in (self, before)
        )
        return begun == then

    def _heard_by(self, at: Frames) -> Heard | None:
        """What stays as it is when the course is changed at a frame: up to the first quiet place; None: nothing yet."""
        here = at - self.delay
        return Heard(self.session, quiet_place(self.session, here)) if here > 0 else None


def delayed(timeline: Timeline, delay: Frames) -> Timeline:
    """The timeline begun by its bed alone for `delay` frames; the bed's entrance is at the beginning."""
    if not delay:
        return timeline
    return Timeline(
        length=timeline.length + delay,
        clips=tuple(replace(one, start=one.start + delay) for one in timeline.clips),
        beds=tuple(_bed_delayed(one, delay) for one in timeline.beds),
        chapters=tuple(Chapter(one.title, one.start + delay, one.end + delay) for one in timeline.chapters),
        lines=tuple(CaptionLine(one.text, one.start + delay, one.end + delay) for one in timeline.lines),
    )


def _bed_delayed(placed: BedAt, delay: Frames) -> BedAt:
    level, highs = placed.level.points, _later(placed.highs.points, delay)
    if placed.start > 0:
        moved = Envelope(_later(level, delay))
        placed = replace(placed, start=placed.start + delay, end=placed.end + delay, level=moved)
    else:
        # The entrance is the way from the first point to the second.
        moved = Envelope((*level[:2], *_later(level[1:], delay)))
        placed = replace(placed, end=placed.end + delay, level=moved)
    turns = tuple(Turn(turn.frame + delay, turn.ahead - delay) for turn in placed.turns)
    return replace(placed, highs=Envelope(highs), turns=turns)


def _later(points: tuple[Point, ...], delay: Frames) -> tuple[Point, ...]:
    return tuple(replace(point, frame=point.frame + delay) for point in points)


def _without_end(placed: BedAt, frame: Frames) -> BedAt:
    """The bed as it sounds at `frame`, from there on for ever."""
    kept = tuple(point for point in placed.level.points if point.frame <= frame)
    turns = tuple(turn for turn in placed.turns if turn.frame <= frame)
    level = Envelope(kept or placed.level.points[:1])
    return replace(placed, end=_FOR_EVER, level=level, highs=held(placed.highs, frame), turns=turns)


def levelled(timeline: Timeline, bed_db: float, *, voice: bool) -> Timeline:
    """The timeline with its beds louder by `bed_db`, and without its words if `voice` is False; bells stay."""
    if not bed_db and voice:
        return timeline
    return replace(
        timeline,
        clips=tuple(one for one in timeline.clips if voice or not one.words),
        beds=tuple(replace(one, level=_raised(one.level, bed_db)) for one in timeline.beds),
    )


def _raised(level: Envelope, by_db: float) -> Envelope:
    return Envelope(
        tuple(
            point if point.gain_db <= SILENT_DB else replace(point, gain_db=point.gain_db + by_db)
            for point in level.points
        )
    )


Start: TypeAlias = Callable[[LiveSession], Frames]
"""The frame of a course at which to begin."""


def at_time(seconds: Seconds) -> Start:
    """Begin so far into the session. Raises `StartTooLateError` when called for a session that is over by then."""

    def start(course: LiveSession) -> Frames:
        if to_frames(seconds) >= course.length:
            raise StartTooLateError(seconds, to_seconds(course.length))
        return to_frames(seconds)

    return start


def at_section(name: str) -> Start:
    """Begin with a section named by its title, or by a part of that. Raises `SectionNotFoundError` when called."""

    def start(course: LiveSession) -> Frames:
        wanted = name.strip().casefold()
        titles = [chapter.title.casefold() for chapter in course.chapters]
        ways = (wanted.__eq__, lambda title: title.startswith(wanted), lambda title: wanted in title)
        for fits in ways:
            for index, title in enumerate(titles):
                if wanted and fits(title):
                    return max(0, course.chapters[index].start - RUN_UP)
        known = [chapter.title for chapter in course.chapters]
        raise SectionNotFoundError(name, nearest(name, known) or known)

    return start


def where_left(left: BrokenOff) -> Start:
    """Begin a little before the place where a session was left: at the same words, whatever the length is now."""

    def start(course: LiveSession) -> Frames:
        event = next((event for event in course.plan.events if left.address and event.address == left.address), None)
        if event is None:
            frame = to_frames(left.at_s)
        else:
            frame = event.start + min(to_frames(left.into_s), max(0, event.end - event.start))
        return course.a_little_before(min(frame, course.length))

    return start


def left_at(course: LiveSession, frame: Frames) -> BrokenOff | None:
    """Where a session was left; None if all its words had been heard.

    One that was brought to an early end was left where that was asked for, and was to be as long as before.
    """
    if course.cut_short:
        return left_at(*course.cut_short)
    here = frame - course.delay
    plan = course.plan
    if here >= plan.length - plan.tail:
        return None
    begun = [event for event in plan.events if event.address and event.start <= here]
    if not begun:
        return BrokenOff(to_seconds(plan.length), max(0.0, to_seconds(here)))
    last = begun[-1]
    return BrokenOff(to_seconds(plan.length), to_seconds(here), last.address, to_seconds(here - last.start))
