"""The sleep timer: it fades a session out after a while. The listener can set it to a later time, or turn it off."""

from __future__ import annotations

from math import ceil
from typing import Final, Protocol

from voiceguide.session.fades import TIMER_FADE
from voiceguide.units import Seconds

MORE: Final[Seconds] = 900.0
"""How much time `SleepTimer.extend` adds."""

_BACK: Final[Seconds] = 5.0
"""How long the sound takes to come back when the listener undoes the timer's fade."""


class Fading(Protocol):
    """Something that can be faded out, and brought back during the fade."""

    def fade_out(self, seconds: Seconds) -> None:
        """Fade out within this time, and end."""

    def undo_fade(self, seconds: Seconds) -> None:
        """Undo the fade: return to the full level within this time, and continue."""

    def say(self, message: str, seconds: Seconds = ...) -> None:
        """Show a message for a while."""


class SleepTimer:
    """Fades a session out, so that it ends after `stop_after` seconds of sound."""

    def __init__(self, fading: Fading, stop_after: Seconds | None = None) -> None:
        """If `stop_after` is None, the timer is off until the listener sets it."""
        self._fading = fading
        self._heard: Seconds = 0.0
        self._begun = False
        self.end: Seconds | None = stop_after
        """The session is stopped once this many seconds of sound have been heard; None: the timer is off."""

    def tick(self, heard: Seconds, session_s: Seconds | None = None) -> None:
        """Begin the fade when it is time, unless the session ends by itself before the timer does. `heard` is how many
        seconds have been heard, and `session_s` how many are left of the session; None: unknown.
        """
        self._heard = heard
        if self.end is None or self._begun or heard < self.end - TIMER_FADE:
            return
        if self.left(session_s) is not None:
            self._begun = True
            self._fading.fade_out(max(1.0, self.end - heard))

    @property
    def fading(self) -> bool:
        """Whether the timer is fading the session out."""
        return self._begun

    def left(self, session_s: Seconds | None = None) -> Seconds | None:
        """The seconds until it stops the session; None if it is off, or if the session ends first. `session_s` is how
        many seconds are left of the session; None: unknown.
        """
        if self.end is None or (session_s is not None and not self._begun and self._heard + session_s <= self.end):
            return None
        return max(0.0, self.end - self._heard)

    def extend(self, session_s: Seconds | None = None) -> None:
        """Add `MORE` to the timer; if it is off, set it to `MORE` from now. A fade that has begun is undone. If the
        session, which has `session_s` seconds left, ends before the new time, the timer is turned off.
        """
        end = (self._heard if self.end is None else self.end) + MORE
        if session_s is not None and self._heard + session_s <= end:
            self._reset(None)
            self._fading.say(f"the session ends by itself in {ceil(session_s / 60)} minutes; the timer is off")
            return
        self._reset(end)
        self._fading.say(f"stops in {ceil((end - self._heard) / 60)} minutes · t: fifteen more · x: timer off")

    def cancel(self) -> None:
        """Turn the timer off; a fade that has begun is undone."""
        was_set = self.end is not None
        self._reset(None)
        self._fading.say("the sleep timer is off" if was_set else "no sleep timer is set · t sets one")

    def _reset(self, end: Seconds | None) -> None:
        self.end = end
        if self._begun:
            self._begun = False
            self._fading.undo_fade(_BACK)
