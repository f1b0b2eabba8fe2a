"""The sleep timer: a session fades away after some time, whatever its plan.

It counts what has sounded and looks at no clock: a machine that slept, a pause or a changed clock cannot confuse it.
"""

from __future__ import annotations

from typing import Final, Protocol

from voiceguide.units import Seconds

FADE: Final[Seconds] = 120.0
"""How long it fades before the time is up."""

MORE: Final[Seconds] = 900.0
"""By how much `extend` puts the end off."""

_BACK: Final[Seconds] = 5.0
"""How long the sound takes to come back when the listener is still awake."""


class Fading(Protocol):
    """What can be faded out, and brought back while it fades."""

    def fade_out(self, seconds: Seconds) -> None:
        """Fade, and end."""

    def come_back(self, seconds: Seconds) -> None:
        """Go on after all."""

    def say(self, message: str, seconds: Seconds = ...) -> None:
        """Show a message for a while."""


class SleepTimer:
    """Fades a session out so that its last sound comes `stop_after` seconds of sound after its first."""

    def __init__(self, fading: Fading, stop_after: Seconds | None = None) -> None:
        """None: not set until the listener asks for it."""
        self._fading = fading
        self._heard: Seconds = 0.0
        self._begun = False
        self.end: Seconds | None = stop_after
        """When it is over, in seconds of sound."""

    def tick(self, heard: Seconds) -> None:
        """Begin the fade when it is time. `heard` is how much has sounded."""
        self._heard = heard
        if self.end is not None and not self._begun and heard >= self.end - FADE:
            self._begun = True
            self._fading.fade_out(max(1.0, self.end - heard))

    def extend(self) -> None:
        """Set it to `MORE` from now, or put the end off by as much; a fade that has begun is taken back."""
        self.end = (self._heard if self.end is None else self.end) + MORE
        if self._begun:
            self._begun = False
            self._fading.come_back(_BACK)
        self._fading.say(f"it stops in {(self.end - self._heard) / 60:.0f} minutes · t: fifteen more")
