"""Changes a session while it is heard: another length, an early end, or another level of the background. The part that
was heard stays the same: up to the join, both sessions have the same samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voiceguide.config import LEVELS
from voiceguide.errors import ChangeTooLateError
from voiceguide.mix.splice import HeardPart, quiet_place
from voiceguide.session.stages import ReadySession
from voiceguide.units import Seconds, to_frames, to_seconds


@dataclass(frozen=True, eq=False)
class Refitted:
    """A changed session, which begins like the session before the change."""

    ready: ReadySession
    join_s: Seconds
    """Up to this time, both sessions have the same samples. As MP3, they are the same only up to 0.2 s before it."""

    @property
    def length_s(self) -> Seconds:
        """The length of the changed session, including the background after it. If time was added or taken away, it is
        the possible length that is nearest to the requested one.
        """
        return to_seconds(self.ready.timeline.length)


def refit(
    ready: ReadySession,
    at_s: Seconds,
    *,
    add_s: Seconds | None = None,
    end: bool = False,
    background_level: float | None = None,
) -> Refitted:
    """The session, changed from the first quiet place after `at_s` on, in one of three ways. `add_s` makes it longer or
    shorter by that much, or as nearly as possible; `end` takes the shortest way to its closing; `background_level` puts
    the background that many LU below the voice, from 12 to 26. Raises `ChangeTooLateError` if there is no quiet place
    before the end, or if an early end was already requested (the background can be changed even then), and
    `SoundError`.
    """
    made, backgrounds, old = ready.planned, ready.backgrounds, ready.timeline
    if sum([add_s is not None, end, background_level is not None]) != 1:
        raise ValueError("make one change at a time")
    join = quiet_place(old, max(0, to_frames(at_s)))
    if join >= old.length or (made.plan.ending and background_level is None):
        raise ChangeTooLateError(at_s, to_seconds(old.length))
    if background_level is not None:
        level = min(max(background_level, LEVELS[0]), LEVELS[1])
        backgrounds = replace(backgrounds, levels=replace(backgrounds.levels, background=level))
    elif end:
        made = made.ending(join)
    elif add_s is not None:
        target = max(0, old.length + to_frames(add_s) - backgrounds.after)
        made = made.refitted(join, target, nearest=True)
    heard = HeardPart(old, join)
    timeline = backgrounds.timeline(made.plan, made.clips, heard)
    changed = ReadySession(made, timeline, backgrounds, ready, join)
    return Refitted(changed, to_seconds(join))
