"""Begins a session before all its lines are spoken: each part is spoken and planned while the parts before it are
heard.

The first plan is made with estimated durations. Whenever a part has been spoken, the rest is fitted again, so that the
session has exactly the requested length. The result depends only on the script, the request, the head start, and the
durations of the lines in the session. It does not depend on which other lines are in the cache. So the same session can
be made again later.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Final, TypeAlias

from voiceguide.mix.splice import HeardPart
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import breath_cues
from voiceguide.session.progress import MAKING_SPEECH, Progress
from voiceguide.session.stages import (
    OutlinedPractice,
    PlannedSession,
    ReadySession,
    SessionPart,
    SpokenPractice,
    fitted,
    spoken,
)
from voiceguide.speech.stage import (
    Clips,
    PlaceholderClip,
    SpeakLines,
    cached_durations,
    clip_keys,
    estimate,
    speak,
    standby_workers,
)
from voiceguide.system.background_work import BackgroundWork
from voiceguide.units import FRAME_RATE, Frames, Seconds, to_frames, to_seconds

if TYPE_CHECKING:
    from voiceguide.config import Folders
    from voiceguide.dsp.samples import Clip
    from voiceguide.plan.model import Plan
    from voiceguide.session.backgrounds import Backgrounds
    from voiceguide.timeline import Timeline

RenderBackground: TypeAlias = Callable[[str], None]
"""A function that makes the loops of the background with this name, unless they exist. Raises `SoundError`."""

_SLOW_HEAD_START: Final[Seconds] = 3.0
"""The head start for a slow voice, or one whose speed is not known: how many seconds of the session must be spoken
before it begins.
"""

_QUICK_HEAD_START: Final = (6.0, 1.0)
"""(factor, seconds): the head start for a quick voice. It is `factor` times the time that the voice needed for the
first line, less the time for which only the background is heard before the first word. It is never less than `seconds`,
and never more than `_SLOW_HEAD_START`.
"""

_PART_MARGIN: Final[Frames] = to_frames(0.45)
"""A part ends this long before the first word that is not spoken yet. That leaves room for a cross-fade from one
background to the next.
"""

_MARGINS: Final = (1.25, 0.8)
"""A session with estimated durations begins early only if its length is at least 1.25 times the shortest possible
length, and at most 0.8 times the longest. Then there is enough room to fit the rest, even if the estimates are bad.
"""

_PART_GROWTH: Final = (0.5, 30.0, 20)
"""(share, seconds, parts): how much later each part ends than the part before it. This is `share` of the time from the
first word to the end of the part before; but it is never more than `seconds` or, if that is more, the session's length
divided by `parts`.

A part is sent when all of it is spoken. With larger parts, listeners would wait longer for a slow voice. With smaller
parts, the session would be planned more often.
"""

_CORRECTION_WEIGHT: Final[Frames] = to_frames(10.0)
"""The estimates are multiplied by a correction: the total measured duration of the spoken lines, divided by their total
estimated duration. This constant is added to both totals, so that a few short lines change the estimates only a little.
"""


def needed_head_start(first_took: Seconds | None, before: Seconds = 0.0) -> Seconds:
    """How many seconds of the session must be spoken before it begins. `first_took` is how long it took to make the
    first line; None: unknown. `before` is how long the background is heard before the first word. More lines can be
    spoken in that time, so fewer are needed at the start.
    """
    times, least = _QUICK_HEAD_START
    return _SLOW_HEAD_START if first_took is None else min(_SLOW_HEAD_START, max(least, times * first_took - before))


class EarlySession:
    """A session that begins while it is being spoken."""

    def __init__(
        self,
        practice: OutlinedPractice,
        backgrounds: Backgrounds,
        *,
        folders: Folders,
        progress: Progress,
        render_background: RenderBackground = lambda name: None,
        head_start: Seconds | None = None,
    ) -> None:
        """`head_start` is how many seconds of the session, counted from its first word, must be spoken before it
        begins. Infinite: all of it; None: as much as its voice needs.
        """
        self.head_start = head_start
        """How many seconds must be spoken before the session begins. If it is None at first, `parts` sets it before it
        yields the first part. Give the same number again to make the same session again.
        """
        self._practice, self._backgrounds = practice, backgrounds
        self._folders, self._progress, self._render_background = folders, progress, render_background
        self._estimates = {line: estimate(line, practice.voice) for line in practice.lines}
        self._clips: dict[Utterance, Clip] = {}
        self._made = self._filled = 0
        self._sent: SessionPart | None = None
        """The latest part that was sent. The listener may have heard it already, so it must not change."""

    def parts(self) -> Generator[SessionPart]:
        """Yields the session, once or several times. Each time, more of it is final; the last time, all of it.

        Raises `FitError`, even if only the estimated durations do not fit; `ScriptError`; `SpeechError`; and
        `SoundError`.
        """
        voice, tone = self._practice.voice, self._practice.tone
        clip_keys(self._practice.lines, voice, tone=tone)  # raises an error if lines have no recording
        workers = standby_workers(self._to_speak(), voice, cache_folder=self._folders.clips, tone=tone)
        speaking = workers.speak if workers else None
        bed = BackgroundWork[None](lambda: self._render_background(self._backgrounds.background), "bed").start()
        with closing(workers) if workers else nullcontext():
            if cues := breath_cues(self._practice.outline):
                # A cue longer than its breath cannot be planned, so cues are spoken now rather than estimated.
                self._speech(cues, speaking).start().wait()
            plan = self._plan()
            if self.head_start is None and not _has_leeway(plan):
                self.head_start = inf
            first_word = min((event.start for event in plan.events if event.utterance), default=plan.length)
            if self.head_start != inf:
                plan = self._plan_spoken_until(
                    _part_goal(plan, self._clips, first_word + to_frames(_QUICK_HEAD_START[1])), speaking
                )
            if self.head_start is None:
                self.head_start = needed_head_start(workers.first_took if workers else None, to_seconds(first_word))
            reach = self.head_start * FRAME_RATE
            goal = _part_goal(plan, self._clips, first_word + reach)
            while True:
                plan = self._plan_spoken_until(goal, speaking)
                bed.wait()
                part = self._part(plan)
                if part.is_whole:
                    break
                reach = _next_reach(reach, plan.length)
                goal = _part_goal(part.ready.plan, self._clips, first_word + reach)
                coming = self._speech(_missing(part.ready.plan, self._clips, goal), speaking).start()
                yield part
                coming.wait()
                self._sent = part
        yield part

    def _to_speak(self) -> tuple[Utterance, ...]:
        """The first line that is not in the cache, as a tuple of one; an empty tuple if all lines are in it."""
        voice, tone, folder = self._practice.voice, self._practice.tone, self._folders.clips
        for line in self._practice.lines:
            if cached_durations([line], voice, cache_folder=folder, tone=tone) is None:
                return (line,)
        return ()

    def _plan_spoken_until(self, goal: float, speaking: SpeakLines | None) -> Plan:
        """Speak all lines that begin before the frame `goal`, and return the plan with them."""
        while missing := _missing(plan := self._plan(), self._clips, goal):
            self._speech(missing, speaking).start().wait()
        return plan

    def _plan(self) -> Plan:
        """The plan with the durations of the lines spoken so far. Up to the end of the part that was sent, it does not
        change.
        """
        made = self._practice.with_clips(self._all_clips())
        if self._sent is None:
            return fitted(made).plan
        heard = self._sent.ready.plan
        return made.with_plan(heard).refitted(self._sent.until, heard.length).plan

    def _speech(self, lines: Sequence[Utterance], speaking: SpeakLines | None) -> BackgroundWork[None]:
        """A background task that speaks `lines` on its own thread, so that earlier parts can be sent meanwhile. The
        caller must start it.
        """
        before = len(self._clips)

        def work() -> None:
            more = speak(
                lines,
                self._practice.voice,
                cache_folder=self._folders.clips,
                tone=self._practice.tone,
                speaking=speaking,
                progress=lambda done, total: self._progress(MAKING_SPEECH, before + done, before + total),
            )
            self._clips.update(more)
            self._made, self._filled = self._made + more.made, self._filled + more.filled

        return BackgroundWork(work, "speech")

    def _all_clips(self) -> Clips:
        """The spoken clips, and stand-ins for the other lines. The duration of a stand-in is its estimate, corrected by
        how wrong the estimates of the spoken lines were.
        """
        known = sum(clip.frames for clip in self._clips.values())
        thought = sum(self._estimates[line] for line in self._clips)
        scale = (known + _CORRECTION_WEIGHT) / (thought + _CORRECTION_WEIGHT)
        return Clips(
            {
                line: self._clips[line] if line in self._clips else PlaceholderClip(round(frames * scale))
                for line, frames in self._estimates.items()
            },
            self._made,
            self._filled,
        )

    def _part(self, plan: Plan) -> SessionPart:
        for name in self._backgrounds.names(plan):
            self._render_background(name)
        clips = self._all_clips()
        heard = HeardPart(self._sent.ready.timeline, self._sent.until) if self._sent else None
        timeline = self._backgrounds.timeline(plan, clips, heard)
        made = self._practice.with_clips(clips).with_plan(plan)
        return SessionPart(ReadySession(made, timeline, self._backgrounds), _final_until(made, timeline))


def _has_leeway(plan: Plan) -> bool:
    """Whether the session's length is so far from the shortest and the longest possible one (`_MARGINS`) that it can be
    kept even if the estimated durations are wrong.
    """
    longer, shorter = _MARGINS
    return plan.limits.least * longer <= plan.length <= plan.limits.greatest * shorter


def _next_reach(reach: float, length: Frames) -> float:
    """How far the next part should reach, given the `reach` of the part before it and the session's `length`. Both
    reaches are in frames from the first word.
    """
    share, least, parts = _PART_GROWTH
    return reach + min(share * reach, max(to_frames(least), length / parts))


def _part_goal(plan: Plan, known: Container[Utterance], wanted: float) -> float:
    """All lines that begin before this frame must be spoken before the next part is sent. It is `wanted` or, if that is
    later, one frame after the start of the first unspoken line, so that at least one more line is spoken.
    """
    unspoken = [event.start for event in plan.events if event.utterance and event.utterance not in known]
    return max(wanted, min(unspoken, default=0) + 1)


def _missing(plan: Plan, known: Container[Utterance], goal: float) -> tuple[Utterance, ...]:
    """The lines that begin before the frame `goal` in the plan and are not spoken yet, in order."""
    said = dict.fromkeys(event.utterance for event in plan.events if event.utterance and event.start < goal)
    return tuple(line for line in said if line not in known)


def _final_until(made: PlannedSession, timeline: Timeline) -> Frames:
    """The frame before which nothing changes any more: `_PART_MARGIN` before the first line that is not spoken yet, but
    not before the end of the line that precedes it. If all lines are spoken, this is the end of the session.
    """
    lines = [(event, made.clips[event.utterance]) for event in made.plan.events if event.utterance]
    unspoken = [event.start for event, clip in lines if isinstance(clip, PlaceholderClip)]
    if not unspoken:
        return timeline.length
    before = max((event.end for event, _ in lines if event.start < min(unspoken)), default=0)
    # Runs of words may begin a little earlier or later than in the plan (`mix/reuse.py`).
    first = min((one.start for one in timeline.clips if isinstance(one.clip, PlaceholderClip)), default=min(unspoken))
    return min(max(min(unspoken) - _PART_MARGIN, before), first)


def is_early(made: SpokenPractice) -> bool:
    """Whether the practice still has lines without speech, counting the lines that only a longer or shorter session
    needs.
    """
    return any(isinstance(clip, PlaceholderClip) for clip in made.clips.values())


def completed(ready: ReadySession, *, folders: Folders, progress: Progress, low_priority: bool = False) -> ReadySession:
    """The same session, with all lines of the practice spoken, also those that are needed only if its length is
    changed. `low_priority` is as in `speak`. Raises `SpeechError`.
    """
    made = ready.planned
    if not is_early(made):
        return ready
    whole = spoken(made, folders=folders, progress=progress, low_priority=low_priority)
    return replace(ready, planned=replace(made, clips=whole.clips))
