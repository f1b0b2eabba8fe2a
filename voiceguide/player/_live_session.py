"""A session as it is being heard: its plan, the listener's changes, and where each section and line is. First the bed
sounds alone for the `delay`. Frames of a live session are counted from the beginning of the delay; frames of the
session are counted from the end of the delay. This module also finds where to start a session, if not at its beginning,
and where it was left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

from voiceguide.dsp.envelope import SILENT_DB, Envelope, Point, constant_after
from voiceguide.errors import SectionNotFoundError, StartTooLateError, nearest
from voiceguide.lengths import LONGEST
from voiceguide.mix.mixer import Mixer
from voiceguide.mix.splice import HeardPart, quiet_place
from voiceguide.plan.model import Plan
from voiceguide.player._feeder import Track
from voiceguide.player._view import Breath
from voiceguide.player.memory import ResumePoint
from voiceguide.session.backgrounds import Backgrounds
from voiceguide.session.stages import PlannedSession
from voiceguide.speech.stage import Clips, PlaceholderClip
from voiceguide.timeline import BedAt, CaptionLine, Chapter, Timeline, Turn
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

_FOR_EVER: Final[Frames] = to_frames(LONGEST)

_BACK: Final[Frames] = to_frames(1.5)
_LINE_BACK: Final[Frames] = to_frames(8.0)
"""After an interruption, the line that was interrupted or just over is spoken again from its beginning, if it began
less than `_LINE_BACK` before. Otherwise the session continues `_BACK` before the interruption.
"""
_KILLED_BACK: Final[Seconds] = 5.0
"""If the program was killed, its session resumes at most this long before the place that it had reached."""

RUN_UP: Final[Frames] = to_frames(0.45)
"""After a jump, playback starts this long before the first word, so that the cross-fade is over
when the word begins.
"""


@dataclass(frozen=True, eq=False)
class LiveSession:
    """A session that is playing, with everything that can be changed meanwhile."""

    planned: PlannedSession
    backgrounds: Backgrounds
    delay: Frames = 0
    """How long the bed sounds alone before the session's first frame."""
    bed_db: float = 0.0
    """How many dB louder the listener made the background; negative: quieter."""
    voice: bool = True
    """Whether the voice is heard."""
    heard: HeardPart | None = None
    """The part that had been heard at the last change, in frames of the session. Its sound stays the same. None:
    nothing had been heard, or nothing was changed.
    """
    cut_short: tuple[LiveSession, Frames] | None = None
    """If the listener ended the session early: the session as it was before that, and the frame from which it was
    changed.
    """

    @property
    def plan(self) -> Plan:
        """What happens when, in frames of the session."""
        return self.planned.plan

    @property
    def length(self) -> Frames:
        """The frame of the live session at which it ends."""
        return self.delay + self.plan.length + self.after

    @property
    def after(self) -> Frames:
        """How long the bed continues after the end of the plan."""
        return self.backgrounds.after

    @cached_property
    def session(self) -> Timeline:
        """The session's timeline as it would be saved to a file. Raises `SoundError`."""
        return self.backgrounds.timeline(self.plan, self.planned.clips, self.heard)

    @cached_property
    def timeline(self) -> Timeline:
        """The timeline that is heard: delayed, and at the listener's levels."""
        return levelled(delayed(self.session, self.delay), self.bed_db, voice=self.voice)

    @cached_property
    def track(self) -> Track:
        """The track for the feeder: the session up to the first line that is not spoken yet, then the bed alone until
        that line is.
        """
        end = self.words_until
        if end is None:
            return Track(Mixer(self.timeline), self.length, "session")
        return Track(Mixer(self.timeline), end, "session", then=Track(Mixer(self._bed_from(end)), None, "waiting"))

    @property
    def first_word(self) -> Frames:
        """The time of the first line, breath, bell or change of background, in frames of the session; the session's
        length if it has none of them. Pauses and silences do not count, because nothing is heard in them.
        """
        events = (event for event in self.plan.events if event.kind not in ("pause", "silence"))
        return next((event.start for event in events), self.plan.length)

    @cached_property
    def words_until(self) -> Frames | None:
        """The frame, of the live session, up to which the words can play: `RUN_UP` before the first line that is not
        spoken yet. None if all lines are spoken.
        """
        for event in self.plan.events:
            if event.utterance and isinstance(self.planned.clips[event.utterance], PlaceholderClip):
                return max(0, self.delay + event.start - RUN_UP)
        return None

    @cached_property
    def grounding_track(self) -> Track:
        """The track for a grounding practice: after its last words, the bed continues without end."""
        end = self.delay + self.plan.length - self.plan.tail
        after = Track(Mixer(self._bed_from(end)), None, "afterwards")
        return Track(Mixer(self.timeline), end, "grounding", then=after)

    def _bed_from(self, frame: Frames) -> Timeline:
        """The timeline without words or bells. From `frame` on, its bed continues without end, as it sounds
        at `frame`.
        """
        return replace(self.timeline, clips=(), beds=tuple(_without_end(one, frame) for one in self.timeline.beds))

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The sections, in frames of the live session."""
        return self.timeline.chapters

    def prepare(self) -> None:
        """Lay out the timeline now, on a thread that has time, so that no other thread has to. Raises `SoundError`."""
        self.timeline  # noqa: B018  # reading it lays it out and keeps it

    def section_at(self, frame: Frames) -> int:
        """The index of the section at a frame: the last one that has begun by then, or the first if none has."""
        begun = [index for index, chapter in enumerate(self.chapters) if chapter.start <= frame]
        return begun[-1] if begun else 0

    def section_entered(self, frame: Frames) -> Chapter | None:
        """The section at a frame, counted from shortly before its first word; None if there are no sections."""
        return self.chapters[self.section_at(frame + RUN_UP)] if self.chapters else None

    def background_at(self, frame: Frames) -> str:
        """The name of the background that is heard at a frame."""
        here, backgrounds = frame - self.delay, self.backgrounds
        if backgrounds.then and backgrounds.then.sound and here >= self.plan.length:
            return backgrounds.then.sound
        changes = [event.text for event in self.plan.events if event.kind == "sound" and event.start <= here]
        return changes[-1] if changes and backgrounds.changing else backgrounds.background

    def last_line(self, frame: Frames) -> CaptionLine | None:
        """The words being spoken at a frame, or those spoken last; None before the first."""
        begun = [line for line in self.timeline.lines if line.start <= frame]
        return begun[-1] if begun else None

    def breath_at(self, frame: Frames) -> Breath | None:
        """The guided breath at a frame, if any."""
        here = frame - self.delay
        now = next((one for one in self.plan.events if one.kind == "breath" and one.start <= here < one.end), None)
        return Breath(now.phase, (here - now.start) / (now.end - now.start)) if now else None

    def resume_frame(self, frame: Frames, line_back: Frames = _LINE_BACK) -> Frames:
        """The frame at which to continue after an interruption at `frame`. This is shortly before a line that was
        interrupted or just over, if the line began less than `line_back` before; otherwise, it is 1.5 s before `frame`.
        """
        line = self.last_line(frame)
        if line and frame < line.end + _BACK and frame - line.start < line_back:
            return max(0, line.start - RUN_UP)
        return max(0, frame - _BACK)

    def moved(self, delay: Frames, length: Frames) -> LiveSession:
        """The same session, which has not started yet, with another delay. Its length, with the delay, is as near to
        `length` as possible.
        """
        waiting = replace(self, delay=delay)
        return waiting if waiting.length == length else waiting.refitted(0, length)

    def respoken(self, clips: Clips, at: Frames, length: Frames) -> LiveSession:
        """The same session with newly spoken clips. From frame `at` on it is refitted, so that it has the given
        `length`.
        """
        return replace(self, planned=replace(self.planned, clips=clips)).refitted(at, length)

    def refitted(self, at: Frames, length: Frames) -> LiveSession:
        """The same session, refitted from `at` on. It gets the possible length that is nearest to `length`."""
        heard, target = self._heard_by(at), max(0, length - self.delay - self.after)
        planned = self.planned.refitted(heard.until if heard else 0, target, nearest=True)
        return replace(self, planned=planned, heard=heard)

    def ending(self, at: Frames) -> LiveSession:
        """The same session, changed so that it goes the shortest way to its closing once the line at `at` is over."""
        heard = self._heard_by(at)
        planned = self.planned.ending(heard.until if heard else 0)
        return replace(self, planned=planned, heard=heard, cut_short=(self, at))

    def can_undo_to(self, before: LiveSession, at: Frames) -> bool:
        """Whether `before`, an earlier version of this session, can continue at the frame `at`: both must have the same
        clips and delay, and everything that has begun by then must be in both, at the same frames.
        """
        if before.planned.clips is not self.planned.clips or before.delay != self.delay:
            return False
        begun, then = (
            [(one.address, one.start) for one in live.plan.events if one.start < at - self.delay]
            for live in (self, before)
        )
        return begun == then

    def _heard_by(self, at: Frames) -> HeardPart | None:
        """The part that stays the same if the session is changed at the frame `at`: up to the first quiet place after
        `at`. None if the session has not begun by then.
        """
        here = at - self.delay
        return HeardPart(self.session, quiet_place(self.session, here)) if here > 0 else None


def delayed(timeline: Timeline, delay: Frames) -> Timeline:
    """The timeline, delayed by `delay` frames. During the delay the bed sounds alone; it still begins at frame 0."""
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
        # The bed fades in from its first point to its second; these two are not delayed.
        moved = Envelope((*level[:2], *_later(level[1:], delay)))
        placed = replace(placed, end=placed.end + delay, level=moved)
    turns = tuple(Turn(turn.frame + delay, turn.ahead - delay) for turn in placed.turns)
    return replace(placed, highs=Envelope(highs), turns=turns)


def _later(points: tuple[Point, ...], delay: Frames) -> tuple[Point, ...]:
    return tuple(replace(point, frame=point.frame + delay) for point in points)


def _without_end(placed: BedAt, frame: Frames) -> BedAt:
    """The bed, unchanged up to `frame`. From there on, it continues without end, as it sounds at `frame`."""
    turns = tuple(turn for turn in placed.turns if turn.frame <= frame)
    level = constant_after(placed.level, frame)
    return replace(placed, end=_FOR_EVER, level=level, highs=constant_after(placed.highs, frame), turns=turns)


def levelled(timeline: Timeline, bed_db: float, *, voice: bool) -> Timeline:
    """The timeline with its beds louder by `bed_db`, and without words if `voice` is False; bells stay."""
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


StartAt: TypeAlias = Callable[[LiveSession], Frames]
"""A function that finds the frame of a live session at which to start."""


def at_time(seconds: Seconds) -> StartAt:
    """A function that starts at the time `seconds` of the session. It raises `StartTooLateError` if the session is over
    by then.
    """

    def start(live: LiveSession) -> Frames:
        if to_frames(seconds) >= live.length:
            raise StartTooLateError(seconds, to_seconds(live.length))
        return to_frames(seconds)

    return start


def at_section(name: str) -> StartAt:
    """A function that starts at a section, given by its title or part of it. It raises `SectionNotFoundError`."""

    def start(live: LiveSession) -> Frames:
        wanted = name.strip().casefold()
        titles = [chapter.title.casefold() for chapter in live.chapters]
        matches = (wanted.__eq__, lambda title: title.startswith(wanted), lambda title: wanted in title)
        for fits in matches:
            for index, title in enumerate(titles):
                if wanted and fits(title):
                    return max(0, live.chapters[index].start - RUN_UP)
        known = [chapter.title for chapter in live.chapters]
        raise SectionNotFoundError(name, nearest(name, known) or known)

    return start


def at_resume_point(left: ResumePoint) -> StartAt:
    """A function that starts a little before the place where a session was left. It looks for the words that were heard
    last, wherever they are in a session of the present length. If no words had been heard, or they are not in the
    session any more, it goes by the time at which the session was left.
    """
    line_back = to_frames(max(0.0, _KILLED_BACK - left.unseen_s)) - 2 * RUN_UP if left.unseen_s else _LINE_BACK

    def start(live: LiveSession) -> Frames:
        plan = live.plan
        event = next((event for event in plan.events if left.address and event.address == left.address), None)
        if event is None:
            frame = to_frames(left.at_s)
        else:  # it may have been left in the gap after the event, which has no address
            behind = (other.start for other in plan.events if other.address and other.start >= event.end)
            frame = min(event.start + to_frames(left.into_s), min(behind, default=plan.length))
        return live.resume_frame(min(frame, live.length), line_back)

    return start


def resume_point_of(live: LiveSession, frame: Frames, delay: Frames = 0) -> ResumePoint | None:
    """The place to resume a session that was left at `frame`; None if all its words had been heard. If the listener
    ended the session early, that is the place where they asked for the end, with the length that the session had
    before. `delay` is how long the bed was meant to play alone at first. If it played alone for longer, because the
    voice was not ready, the extra time counts as part of the length.
    """
    if live.cut_short:
        return resume_point_of(*live.cut_short, delay)
    here = frame - live.delay
    plan = live.plan
    length = to_seconds(plan.length + max(0, live.delay - delay))
    if here >= plan.length - plan.tail:
        return None
    begun = [event for event in plan.events if event.address and event.start <= here]
    if not begun:
        return ResumePoint(length, max(0.0, to_seconds(here)))
    last = begun[-1]
    return ResumePoint(length, to_seconds(here), last.address, to_seconds(here - last.start))
