"""The controls that every player has: start, pause, resume, fade and stop; and the position."""

from time import monotonic
from typing import Final

from voiceguide.player._fader import SILENT_DB, Gate
from voiceguide.player._feeder import Feeder, TrackPosition
from voiceguide.player._live_session import LiveSession
from voiceguide.player._view import PlayState
from voiceguide.units import Frames, Seconds, to_frames

STOP_FADE: Final[Seconds] = 0.25

CHANGE_FADE: Final[Frames] = to_frames(0.2)
"""The length of a cross-fade to the same session at another level or length."""

_SHOWN: Final[Seconds] = 4.0
"""How long a message is shown."""


class Transport:
    """Plays a live session. All methods are called from one thread."""

    def __init__(self, feeder: Feeder, gate: Gate) -> None:
        self.feeder, self.gate = feeder, gate
        self.live: LiveSession | None = None
        self.latency: Frames = 0
        """The delay, in frames, between reading a frame and hearing it."""
        self.ended_by = ""
        """How the listener ended the session: ``closed`` (early, through the closing), ``stopped`` or ``faded``; empty
        if they did not end it.
        """
        self.faded_from: Frames | None = None
        """The session's position when the fade that ends it began; None if there is no such fade."""
        self._activity: PlayState = "preparing"
        self._halt: PlayState | None = None
        """``paused``, ``fading`` or ``over``; None while it plays."""
        self._last_frame: Frames = 0
        self._moved_in_pause = False
        """Whether the listener chose another place during a pause."""
        self._message, self._message_until = "", 0.0

    # Position

    @property
    def state(self) -> PlayState:
        """The current state."""
        return self._halt or self._activity

    @property
    def heard(self) -> TrackPosition | None:
        """The track and the frame that are heard now; None if no track has been started yet."""
        return self.feeder.place(self.latency)

    @property
    def frame(self) -> Frames:
        """The session's position. During a pause, or while something else is heard: where it will continue."""
        place = self.feeder.upcoming() if self._halt == "paused" else self.heard
        if place and place.track.name == "session":
            self._last_frame = place.frame
        return self._last_frame

    @property
    def _next_frame(self) -> Frames:
        """The session's position after all requested changes."""
        place = self.feeder.upcoming()
        return place.frame if place and place.track.name == "session" else self.frame

    # Starting, pausing, ending

    def change_to(
        self, live: LiveSession, frame: Frames | None, *, fade: Frames = CHANGE_FADE, same: bool = False
    ) -> None:
        """Change from the bed to the session, at `frame`; None: at the bed's current frame. During the grounding
        practice, the session is only kept, to be played when the listener leaves that practice.
        """
        place, begun = self.heard, self._activity == "preparing"
        self._last_frame = frame if frame is not None else place.frame if place and begun else 0
        self.live = live
        if begun:
            self.feeder.cue(live.track, frame, fade=fade, same=same)
            self._activity = "playing"

    def pause(self, *, at_once: bool = False) -> None:
        """Fade out, and stay silent until the pause ends. `at_once`: without a fade, because the device has gone."""
        if not self._halt:
            self._halt, self._moved_in_pause = "paused", False
            self.gate.shut()
        if at_once and self._halt == "paused":
            self.gate.fader.set(SILENT_DB)

    def resume(self) -> None:
        """End a pause: continue a little before the place where the session stopped, or at the section chosen
        meanwhile.
        """
        if self._halt != "paused":
            return
        place = self.feeder.upcoming()
        if place and place.track.name == "session" and self.live and not self._moved_in_pause:
            self.feeder.cue(place.track, self.live.resume_frame(place.frame))
        self._release()

    def _release(self) -> None:
        """End a pause, without moving to another place."""
        self._halt = None
        self.say("", 0.0)
        self.gate.open()

    def fade_out(self, seconds: Seconds) -> None:
        """Fade out, and end. A paused session ends at once."""
        self._finish("faded", seconds)

    def undo_fade(self, seconds: Seconds) -> None:
        """Undo a fade that is not over yet, and continue at the full level after `seconds`."""
        if self._halt == "fading" and not self.gate.quiet:
            ending = self.live is not None and self.live.plan.ending
            self.ended_by, self._halt, self.faded_from = "closed" if ending else "", None, None
            self.gate.open(seconds)

    def end_silently(self) -> None:
        """End at once, without a fade, because the device has gone."""
        if self._halt != "fading":
            self.stop()
        self.gate.fader.set(SILENT_DB)

    def stop(self) -> None:
        """End within a second, without a click."""
        self._finish("stopped", STOP_FADE)

    def _finish(self, how: str, seconds: Seconds) -> None:
        """Begin the fade that ends playback. If it has begun already, it can only get shorter."""
        if self._halt == "over" or (self._halt == "fading" and self.gate.fader.seconds_left <= seconds):
            return
        self.ended_by = how
        if self._halt != "fading":
            self.faded_from = self.frame
        self._halt = "fading"
        if not self.gate.quiet:
            self.gate.shut(seconds)

    # Messages

    def say(self, message: str, seconds: Seconds = _SHOWN) -> None:
        """Show a message for a while."""
        self._message, self._message_until = message, monotonic() + seconds

    @property
    def message(self) -> str:
        """A message for the listener; empty if there is none."""
        return self._message if monotonic() < self._message_until else ""
