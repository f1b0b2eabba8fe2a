"""A session that is changed while it is heard: another length, its end, or another level of the background.

What was heard stays as it was, as sound: up to the place where the two part both have the same samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voiceguide.config import LEVELS
from voiceguide.errors import ChangeTooLateError
from voiceguide.mix.splice import Heard, quiet_place
from voiceguide.plan import refit as plans
from voiceguide.session.stages import ReadySession
from voiceguide.units import Seconds, to_frames, to_seconds


@dataclass(frozen=True, eq=False)
class Refitted:
    """A session with the beginning of another one."""

    ready: ReadySession
    join_s: Seconds
    """Up to here both are the same, to the sample; as MP3, until 0.2 s before it."""
    wanted_s: Seconds
    """The length that was asked for, with the background that may follow; of an end, the length it has."""

    @property
    def length_s(self) -> Seconds:
        """The length it has: the nearest one that was to be had."""
        return to_seconds(self.ready.timeline.length)


def refit(
    ready: ReadySession,
    at_s: Seconds,
    *,
    add_s: Seconds | None = None,
    end: bool = False,
    background_level: float | None = None,
) -> Refitted:
    """The session changed from the first quiet place after `at_s` on; one of the three ways is asked for.

    `add_s` makes it so much longer, or shorter, or as nearly so as can be had; `end` brings it to its closing on the
    shortest way; `background_level` lays the background so many LU under the voice, from 12 to 26. Raises
    `ChangeTooLateError` where the session is over by then, or coming to its close, and `SoundError`.
    """
    made, over, old = ready.planned, ready.backdrop, ready.timeline
    if sum([add_s is not None, end, background_level is not None]) != 1:
        raise ValueError("one change at a time")
    join = quiet_place(old, max(0, to_frames(at_s)))
    if join >= old.length or (made.plan.ending and background_level is None):
        raise ChangeTooLateError(at_s, to_seconds(old.length))
    plan, wanted = made.plan, old.length
    if background_level is not None:
        level = min(max(background_level, LEVELS[0]), LEVELS[1])
        over = replace(over, levels=replace(over.levels, background=level))
    elif end:
        plan = plans.ending(plan, made.outline, made.clips.durations, join)
        wanted = plan.length + over.after
    elif add_s is not None:
        wanted = max(0, old.length + to_frames(add_s))
        target = max(0, wanted - over.after)
        plan = plans.refit(plan, made.outline, made.clips.durations, join, target, nearest=True)
    heard = Heard(old, join)
    timeline = over.timeline(plan, made.clips, heard)
    changed = ReadySession(replace(made, plan=plan), timeline, over, ready, join)
    return Refitted(changed, to_seconds(join), to_seconds(wanted))
