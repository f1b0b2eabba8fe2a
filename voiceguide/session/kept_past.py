"""A session changed while it is heard: another rest after the same past, which is kept as sound and not only as a plan.

What was heard up to a join comes from the session as it was, sample by sample; behind it comes the changed one. The
join lies in the first quiet place after the listener, where both have the background alone, or, where only the
background changes, at once: then the words sound on in both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.mix.mixer import Mixer
from voiceguide.output.contract import Render
from voiceguide.plan.refit import ending, refit
from voiceguide.session.backgrounds import Backdrop
from voiceguide.session.stages import ReadySession
from voiceguide.timeline import Timeline
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

_SHORT: Final = to_frames(0.25)
"""How long the old and the new sound together at a join: over the same bed nobody hears it."""

_LONG: Final = to_frames(1.5)
"""The same where the background changes its level."""

_ROUND: Final = 0.75
"""The exponent of both ways: two beds that are alike come out 1.5 dB louder in the middle, two that are not 1.5 dB
quieter."""


@dataclass(frozen=True, eq=False)
class Earlier:
    """A session as it was before a change."""

    timeline: Timeline
    until: Frames
    """Up to here it is what is heard."""
    fade: Frames
    """For so long from there on it goes, and what comes then comes."""


@dataclass(frozen=True, eq=False)
class Heard:
    """A session that is heard and may be changed."""

    ready: ReadySession
    over: Backdrop
    past: tuple[Earlier, ...] = ()
    """In order."""

    def longer(self, at: Seconds, by: Seconds) -> "Heard":
        """Longer or shorter by so many seconds, as nearly as can be had from `at` on."""
        made, here = self.ready.planned, to_frames(at)
        target = max(0, made.plan.length + to_frames(by))
        plan = refit(made.plan, made.outline, made.clips.durations, here, target, nearest=True)
        return self._with(ReadySession(replace(made, plan=plan), self.over.timeline(plan, made.clips)), here)

    def ended(self, at: Seconds) -> "Heard":
        """On the shortest way to its closing, once what is being said at `at` has been said."""
        made, here = self.ready.planned, to_frames(at)
        plan = ending(made.plan, made.outline, made.clips.durations, here)
        return self._with(ReadySession(replace(made, plan=plan), self.over.timeline(plan, made.clips)), here)

    def levelled(self, at: Seconds, under: float) -> "Heard":
        """With the background `under` LU below the voice from `at` on."""
        made, here = self.ready.planned, to_frames(at)
        over = replace(self.over, levels=replace(self.over.levels, background=under))
        ready = ReadySession(made, over.timeline(made.plan, made.clips))
        return Heard(ready, over, (*self.past, Earlier(self.ready.timeline, here, _LONG)))

    def _with(self, ready: ReadySession, at: Frames) -> "Heard":
        old = self.ready.timeline
        return Heard(ready, self.over, (*self.past, Earlier(old, quiet_after(at, (old, ready.timeline)), _SHORT)))

    @property
    def join(self) -> Seconds:
        """Up to here it sounds as before the last change; 0: it was never changed."""
        return to_seconds(self.past[-1].until) if self.past else 0.0

    def unchanged(self) -> bool:
        """Whether the last change was none: it has the length it had, and the same words."""
        return bool(self.past) and self.past[-1].timeline.length == self.ready.timeline.length


def quiet_after(at: Frames, timelines: Iterable[Timeline]) -> Frames:
    """The first frame from `at` on from which on none of the timelines has a word or the beginning of a bell for
    `_SHORT`.
    """
    busy = sorted((one.start - _SHORT, one.start + one.clip.frames) for timeline in timelines
                  for one in timeline.clips if one.words)  # fmt: skip
    for start, end in busy:
        if start <= at < end:
            at = end
    return at


def sound_of(past: Iterable[Earlier], timeline: Timeline) -> Render:
    """The session as it is heard: each earlier one up to its join, and then `timeline`."""
    render: Render = Mixer(timeline)
    for earlier in reversed(tuple(past)):
        render = _joined(Mixer(earlier.timeline), render, earlier)
    return render


def _joined(old: Render, new: Render, earlier: Earlier) -> Render:
    begin, end = earlier.until, earlier.until + earlier.fade

    def read(first: Frames, last: Frames) -> Samples:
        if last <= begin:
            return old(first, last)
        if first >= end:
            return new(first, last)
        there = earlier.timeline.length
        parts = [old(first, begin)] if first < begin else []
        a, b = max(first, begin), min(last, end)
        done = ((np.arange(a, b) - begin) / earlier.fade)[:, None]
        going = np.zeros((b - a, 2), np.float32)
        going[: max(0, min(b, there) - a)] = old(a, max(a, min(b, there)))
        parts.append(np.asarray(going * (1 - done) ** _ROUND + new(a, b) * done**_ROUND, np.float32))
        parts += [new(end, last)] if last > end else []
        return np.concatenate(parts)

    return read
