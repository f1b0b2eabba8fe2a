"""Changes to a session while it is heard: reads a requested change, and makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from voiceguide.config import LEVELS
from voiceguide.errors import RequestError
from voiceguide.session.fades import TIMER_FADE, Fade
from voiceguide.session.stages import ReadySession
from voiceguide.units import Frames, Seconds, to_frames
from voiceguide.web._json_checks import LONGEST, number
from voiceguide.web._order import SessionChange
from voiceguide.web._refit import Refitted, refit

TIMERS: Final = ("stop", "stay")
"""The kind of change that sets the sleep timer, and the kind that cancels it."""

_CHANGES: Final = {
    "add_s": ("add", number(-LONGEST, LONGEST)),
    "background_level": ("background_level", number(*LEVELS)),
    "stop_s": ("stop", number(0, LONGEST)),
}


def read_change(asked: Mapping[str, Any]) -> SessionChange:
    """The change that a JSON object describes. Raises `RequestError`."""
    given = [key for key, value in asked.items() if key != "at_s" and value is not None and value is not False]
    if len(given) != 1 or given[0] not in (*_CHANGES, "end"):
        raise RequestError("the change", f"send at_s and one of {', '.join(_CHANGES)} or end")
    at = number(0, LONGEST)("at_s", asked.get("at_s"))
    if given[0] == "end":
        return SessionChange("end", at)
    kind, check = _CHANGES[given[0]]
    value = check(given[0], asked[given[0]])
    return SessionChange("stay", at) if kind == "stop" and not value else SessionChange(kind, at, value)


def refitted(ready: ReadySession, change: SessionChange) -> Refitted | None:
    """The session after a change; None if the change only sets or cancels the sleep timer. Raises `ChangeTooLateError`
    and `SoundError`.
    """
    if change.kind == "add":
        return refit(ready, change.at, add_s=change.value)
    if change.kind == "end":
        return refit(ready, change.at, end=True)
    if change.kind == "background_level":
        return refit(ready, change.at, background_level=change.value)
    return None


def fades_of(changes: Sequence[SessionChange], length: Frames) -> tuple[Fade, ...]:
    """The fades that the sleep timer causes in a session, given all `changes` and the length of its plan.

    A timer that would end after the plan causes no fade, unless the listener had already heard the beginning of the
    fade when a change made the plan shorter. If a timer was replaced or cancelled, only the part of its fade that was
    heard remains.
    """
    return tuple(_fades(changes, length))


def _fades(changes: Sequence[SessionChange], length: Frames) -> Iterator[Fade]:
    for place, timer in enumerate(changes):
        if timer.kind != "stop":
            continue
        later = list(_until_the_next(changes[place + 1 :]))
        end = to_frames(timer.at + timer.value)
        start = end - min(to_frames(TIMER_FADE), to_frames(timer.value))
        replaced = later and later[-1].kind in TIMERS
        if any(one.fading for one in later):
            yield Fade(start, end - start, to_frames(later[-1].at) if replaced else None)
        elif not replaced and end < length:
            # The part that was heard without a fade stays without one.
            start = max([start, *(to_frames(one.at) for one in later)])
            yield Fade(start, max(1, end - start))


def _until_the_next(changes: Sequence[SessionChange]) -> Iterator[SessionChange]:
    """The changes up to and including the next one that sets or cancels the timer."""
    for one in changes:
        yield one
        if one.kind in TIMERS:
            return


def is_fading_at(fades: Sequence[Fade], at: Seconds) -> bool:
    """Whether one of the fades has begun before this time, and has not been stopped by another timer or cancelled."""
    return any(fade.until is None and fade.start < to_frames(at) for fade in fades)
