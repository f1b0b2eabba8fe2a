"""What every player can do: begin, pause, go on, fade and stop; and where it is."""

from time import monotonic
from typing import Final

from voiceguide.player._fader import SILENT_DB, Spout
from voiceguide.player._feeder import Feeder, TrackPosition
from voiceguide.player.live_session import LiveSession
from voiceguide.player.view import State
from voiceguide.units import Frames, Seconds, to_frames

STOP_FADE: Final[Seconds] = 0.25

BLEND: Final[Frames] = to_frames(0.2)
"""A cross-fade to another level or length of the same."""

_SHOWN: Final[Seconds] = 4.0
"""How long a message stays."""


class Transport:
    """Moves a course past the listener. To be called from one thread."""

    def __init__(self, feeder: Feeder, spout: Spout) -> None:
        self.feeder, self.spout = feeder, spout
        self.course: LiveSession | None = None
        self.latency: Frames = 0
        """How long after it was read a frame is heard."""
        self.ended_by = ""
        """How the listener ended it: ``closed``, ``stopped`` or ``faded``; empty where they did not."""
        self.faded_from: Frames | None = None
        """Where the session was when its last fade began."""
        self._doing: State = "preparing"
        self._held: State | None = None
        """``paused``, ``fading`` or ``over``: what has befallen that which it is doing."""
        self._left_at: Frames = 0
        self._moved = False
        """Whether, while it was paused, the listener chose another place."""
        self._message, self._message_until = "", 0.0

    # Where it is

    @property
    def state(self) -> State:
        """What it is doing."""
        return self._held or self._doing

    @property
    def heard(self) -> TrackPosition | None:
        """The track and the frame that are heard now."""
        return self.feeder.place(self.latency)

    @property
    def frame(self) -> Frames:
        """Where the session is; while it is paused or something else is heard, where it will go on."""
        place = self.feeder.upcoming() if self._held == "paused" else self.heard
        if place and place.track.name == "session":
            self._left_at = place.frame
        return self._left_at

    @property
    def _coming(self) -> Frames:
        """Where the session will be once all that was asked for has come about."""
        place = self.feeder.upcoming()
        return place.frame if place and place.track.name == "session" else self.frame

    # Beginning, pausing, ending

    def join(self, course: LiveSession, frame: Frames | None, *, fade: Frames = BLEND, same: bool = False) -> None:
        """Go over from the bed to the session, at a frame or (None) where the bed already is."""
        place, begun = self.heard, self._doing == "preparing"
        self._left_at = frame if frame is not None else place.frame if place and begun else 0
        self.course = course
        if begun:
            self.feeder.cue(course.track, frame, fade=fade, same=same)
            self._doing = "playing"

    def pause(self, *, at_once: bool = False) -> None:
        """Fade, and hold. `at_once` where the device has gone and nothing can fade."""
        if not self._held:
            self._held, self._moved = "paused", False
            self.spout.shut()
        if at_once and self._held == "paused":
            self.spout.gate.set(SILENT_DB)

    def resume(self) -> None:
        """Go on from a little before where it stopped."""
        if self._held != "paused":
            return
        place = self.feeder.upcoming()
        if place and place.track.name == "session" and self.course and not self._moved:
            self.feeder.cue(place.track, self.course.a_little_before(place.frame))
        self._release()

    def _release(self) -> None:
        """End a pause, wherever it goes on."""
        self._held = None
        self.say("", 0.0)
        self.spout.open()

    def fade_out(self, seconds: Seconds) -> None:
        """Fade, and end. A pause ends at once."""
        self._finish("faded", seconds)

    def come_back(self, seconds: Seconds) -> None:
        """Go on after all, while it is fading."""
        if self._held == "fading" and not self.spout.quiet:
            ending = self.course is not None and self.course.plan.ending
            self.ended_by, self._held, self.faded_from = "closed" if ending else "", None, None
            self.spout.open(seconds)

    def end_silently(self) -> None:
        """End at once and without a sound: the device has gone, and nothing can fade."""
        if self._held != "fading":
            self.stop()
        self.spout.gate.set(SILENT_DB)

    def stop(self) -> None:
        """End within a second, without a click."""
        self._finish("stopped", STOP_FADE)

    def _finish(self, how: str, seconds: Seconds) -> None:
        """Begin to fade; a fade that is under way is never made longer."""
        if self._held == "over" or (self._held == "fading" and self.spout.gate.seconds_left <= seconds):
            return
        self.ended_by = how
        if self._held != "fading":
            self.faded_from = self.frame
        self._held = "fading"
        if not self.spout.quiet:
            self.spout.shut(seconds)

    # Telling

    def say(self, message: str, seconds: Seconds = _SHOWN) -> None:
        """Show a message for a while."""
        self._message, self._message_until = message, monotonic() + seconds

    @property
    def message(self) -> str:
        """What the listener should know now; empty if there is nothing."""
        return self._message if monotonic() < self._message_until else ""
