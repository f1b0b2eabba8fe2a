"""The deck: what the listener can do to a session while it plays.

All of it is called from one thread, that of the keys. What sounds is changed through the feeder (what comes) and the
spout (how loud), each of which has a thread of its own and is only given orders.
"""

from dataclasses import replace
from time import monotonic
from typing import Final

from voiceguide.config import LEVELS
from voiceguide.player.course import Course
from voiceguide.player.fader import SILENT_DB
from voiceguide.player.feeder import Feeder
from voiceguide.player.spout import Spout
from voiceguide.player.track import Place
from voiceguide.player.view import Mark, State, View
from voiceguide.speech.studio import Clips
from voiceguide.units import Frames, Seconds, format_clock, to_frames, to_seconds

VOLUME_STEP_DB: Final = 2.0
QUIETEST_DB: Final = -60.0
"""Far below the system's own minimum, which listeners find too loud at night."""

BED_STEP_LU: Final = 1.0

END_FADE: Final[Seconds] = 10.0
STOP_FADE: Final[Seconds] = 0.35

JUMP: Final[Frames] = to_frames(0.3)
BLEND: Final[Frames] = to_frames(0.2)
SINK: Final[Frames] = to_frames(1.5)
"""Cross-fades: to another section, to another level or length, to something else altogether."""

_RUN_UP: Final[Frames] = to_frames(0.45)
"""A section is entered this much before its first word, so that the cross-fade is over by then."""

_AHEAD: Final[Frames] = to_frames(0.8)
"""What is nearer than this may be on its way to the device: the past, for a refit, ends here."""

_ENOUGH: Final[Frames] = to_frames(8.0)
"""Where the words had run out, so much must be ready before the voice goes on."""

_SHOWN: Final[Seconds] = 4.0
"""How long a message stays."""


class Deck:
    """Plays a course, and does what the keys ask for."""

    def __init__(self, feeder: Feeder, spout: Spout) -> None:
        self.feeder, self.spout = feeder, spout
        self.course: Course | None = None
        self.grounding: Course | None = None
        """The grounding practice, once it is ready."""
        self.latency: Frames = 0
        """How long after it was read a frame is heard."""
        self.title = ""
        self.background = ""
        self.preparing = ""
        """What is being made, while there is nothing to play yet."""
        self.ended_by = ""
        """How the listener ended it: ``closed``, ``stopped`` or ``faded``; empty where they did not."""
        self.faded_from: Frames | None = None
        """Where the session was when its last fade began."""
        self._before_fade: State = "preparing"
        self._state: State = "preparing"
        self._before_pause: State = "preparing"
        self._left_at: Frames = 0
        self._fresh: Clips | None = None
        self._message, self._message_until = "", 0.0

    # The beginning

    def join(self, course: Course, frame: Frames | None, *, fade: Frames = BLEND, same: bool = False) -> None:
        """Go over from the bed to the session, at a frame or (None) where the bed already is."""
        self.course = course
        if frame is not None:
            self._left_at = frame
        self.feeder.cue(course.track, frame, fade=fade, same=same)
        if self._state == "preparing":
            self._state = "playing"
        elif self._before_pause == "preparing":
            self._before_pause = "playing"

    def renew(self, clips: Clips) -> None:
        """Go on with clips that have been spoken meanwhile, in a plan that has their real lengths."""
        self._fresh = clips

    def _take_in(self, clips: Clips) -> None:
        """Fit the rest of the session anew: from here on, or, where the words had run out, from there."""
        course, place = self.course, self.heard
        if course is None or place is None or self._state not in ("playing", "paused"):
            return
        end = course.words_until
        if end is None:
            self._fresh = None
        elif place.track.name == "waiting":
            # The session has begun as much later as the bed has been alone; its end stays where it was.
            goes_on = place.frame + self.latency + _AHEAD
            later = replace(course, delay=course.delay + goes_on - end)
            changed = later.respoken(clips, goes_on, course.length)
            if changed.words_until is None or changed.words_until > goes_on + _ENOUGH:
                self._fresh = None
                self._change(changed)
        elif place.track.name == "session" and self._coming + _AHEAD < end:
            self._fresh = None
            self._change(course.respoken(clips, self._coming + _AHEAD, course.length))

    # Where it is

    @property
    def state(self) -> State:
        """What it is doing."""
        return self._state

    @property
    def heard(self) -> Place | None:
        """The track and the frame that are heard now."""
        return self.feeder.place(self.latency)

    @property
    def frame(self) -> Frames:
        """Where the session is; while something else is heard, where it will go on."""
        place = self.heard
        if place and place.track.name == "session":
            self._left_at = place.frame
        return self._left_at

    @property
    def _coming(self) -> Frames:
        """Where the session will be once all that was asked for has come about."""
        place = self.feeder.upcoming()
        return place.frame if place and place.track.name == "session" else self.frame

    def tick(self) -> None:
        """Look whether something has come to its end. To be called several times a second."""
        place = self.heard
        ended = self._state == "fading" and self.spout.quiet
        if ended or (self.feeder.ring.drained and self._state not in ("paused", "over")):
            self._state = "over"
        elif self._state == "grounding" and place and place.track.name == "afterwards":
            self._state = "grounded"
            self.say("space: go on with the practice · e: end here")
        elif self._state == "waiting for ground" and self.grounding:
            self._ground_now(self.grounding)
        if self._fresh is not None:
            self._take_in(self._fresh)

    # What keys do to the course of things

    def toggle(self) -> None:
        """Pause, or go on from a little before; after grounding, go on with the practice."""
        if self._state == "paused":
            self.resume()
        elif self._state == "grounded":
            self._return()
        elif self._state not in ("fading", "over"):
            self.pause()

    def pause(self, *, at_once: bool = False) -> None:
        """Fade, and hold. `at_once` where the device has gone and nothing can fade."""
        if self._state in ("paused", "fading", "over"):
            return
        self._before_pause, self._state = self._state, "paused"
        self.spout.shut()
        if at_once:
            self.spout.gate.set(SILENT_DB)

    def resume(self) -> None:
        """Go on from a little before where it stopped."""
        if self._state != "paused":
            return
        place = self.feeder.upcoming()
        if place and place.track.name == "session" and self.course:
            self.feeder.cue(place.track, self.course.a_little_before(place.frame))
        self._state = self._before_pause
        self.spout.open()

    def skip(self, sections: int) -> None:
        """To the beginning of a later section, or of this one, or of an earlier one."""
        course = self.course
        if course is None or self._state not in ("playing", "paused"):
            return
        here = course.section_at(self._coming + _RUN_UP)
        start = course.chapters[here].start
        settled = self._coming - start > to_frames(4.0)
        goal = here + sections + (1 if sections < 0 and settled else 0)
        if goal >= len(course.chapters):
            self.say("this is the last section")
            return
        chapter = course.chapters[max(0, goal)]
        if course.words_until is not None and chapter.start > course.words_until:
            self.say("that part is still being spoken; a moment")
            return
        self.feeder.cue(course.track, max(0, chapter.start - _RUN_UP), fade=JUMP)
        self.say(chapter.title)

    def longer(self, seconds: Seconds) -> None:
        """Make the session longer or shorter from here on; nothing that is being said is cut."""
        course = self.course
        if course is None or self._state not in ("playing", "paused"):
            return
        changed = course.refitted(self._coming + _AHEAD, course.length + to_frames(seconds))
        if changed.length == course.length:
            self.say("it cannot get any longer" if seconds > 0 else "it cannot get any shorter from here")
            return
        self._change(changed)
        self.say(f"{format_clock(to_seconds(changed.length))} in all")

    def end(self) -> None:
        """To the closing, once what is being said has been said; pressed again, or already there, fade out."""
        course = self.course
        if self._state not in ("playing",) or course is None or course.plan.ending:
            self.fade_out(END_FADE)
            return
        self.ended_by = "closed"
        self._change(course.ending(self._coming + _AHEAD))
        self.say("coming to a close · e again: fade out")

    def fade_out(self, seconds: Seconds) -> None:
        """Fade, and end. A pause ends at once."""
        self._finish("faded", seconds)

    def come_back(self, seconds: Seconds) -> None:
        """Go on after all, while it is fading."""
        if self._state == "fading" and not self.spout.quiet:
            self.ended_by, self._state, self.faded_from = "", self._before_fade, None
            self.spout.open(seconds)

    def lose(self) -> None:
        """End at once and without a sound: the device has gone, and nothing can fade."""
        self.stop()
        self.spout.gate.set(SILENT_DB)

    def stop(self) -> None:
        """End within a second, without a click."""
        self._finish("stopped", STOP_FADE)

    def _finish(self, how: str, seconds: Seconds) -> None:
        if self._state == "over":
            return
        self.ended_by = how
        if self._state != "fading":
            self._before_fade, self.faded_from = self._state, self.frame
        self._state = "fading"
        if not self.spout.quiet:
            self.spout.shut(seconds)

    # What keys do to levels

    def louder(self, steps: int) -> None:
        """Everything louder or quieter; never louder than the session itself."""
        goal = min(0.0, max(QUIETEST_DB, self.spout.volume.target_db + steps * VOLUME_STEP_DB))
        self.spout.volume.go(goal, 0.15)
        self.say(f"volume {goal:+.0f} dB" if goal else "full volume")

    def background_louder(self, steps: int) -> None:
        """The background louder or quieter against the voice, between 12 and 26 LU under it."""
        if self.course is None:
            return
        base = self.course.backdrop.levels.background
        under = min(LEVELS[1], max(LEVELS[0], base - self.course.bed_db - steps * BED_STEP_LU))
        self._change(replace(self.course, bed_db=base - under))
        self.say(f"background {under:.0f} LU under the voice")

    def toggle_voice(self) -> None:
        """The voice off or on; the bed goes on."""
        if self.course is not None:
            self._change(replace(self.course, voice=not self.course.voice))
            self.say("the voice is on" if self.course.voice else "the voice is off; m brings it back")

    def _change(self, course: Course) -> None:
        """Go on with a changed course, where it is."""
        playing = self.feeder.upcoming()
        self.course = course
        if playing and playing.track.name in ("session", "waiting"):
            self.feeder.cue(course.track, None, fade=BLEND, same=True)

    # Solid ground

    def ground(self) -> None:
        """Leave the session for the grounding practice, or come back from it."""
        if self._state in ("grounding", "grounded", "waiting for ground"):
            self._return()
        elif self._state == "playing" and self.course:
            self._left_at = self._coming
            silent = replace(self.course, voice=False)
            self.feeder.cue(silent.track, None, fade=SINK, same=True)
            self._state = "waiting for ground"
            if self.grounding:
                self._ground_now(self.grounding)

    def _ground_now(self, grounding: Course) -> None:
        if self.course and self.course.bed_db != grounding.bed_db:
            grounding = self.grounding = replace(grounding, bed_db=self.course.bed_db)
        self.feeder.cue(grounding.grounding_track, max(0, grounding.plan.lead - SINK), fade=SINK)
        self._state = "grounding"

    def _return(self) -> None:
        if self.course:
            frame = self.course.a_little_before(self._left_at)
            self.feeder.cue(self.course.track, frame, fade=SINK)
            self._state = "playing"

    # Pictures

    def say(self, message: str, seconds: Seconds = _SHOWN) -> None:
        """Show a message for a while."""
        self._message, self._message_until = message, monotonic() + seconds

    def view(self) -> View:
        """What there is to see now."""
        course = self.course
        message = self._message if monotonic() < self._message_until else ""
        if course is None:
            return View(self._state, self.title, self.preparing, "", 0.0, 0.0, (), self.background,
                        self.spout.volume.target_db, 20.0, True, message)  # fmt: skip
        frame = self.frame
        shown, at = (course, frame)
        if self._state in ("grounding", "grounded") and self.grounding and self.heard:
            shown, at = self.grounding, self.heard.frame
        line = shown.last_line(at)
        return View(
            state=self._state,
            title=self.title,
            section=shown.chapters[shown.section_at(at + _RUN_UP)].title if shown.chapters else "",
            words=line.text if line else "",
            elapsed_s=to_seconds(frame),
            length_s=to_seconds(course.length),
            marks=tuple(Mark(one.title, to_seconds(one.start)) for one in course.chapters),
            background=self.background,
            volume_db=self.spout.volume.target_db,
            under_lu=course.backdrop.levels.background - course.bed_db,
            voice=course.voice,
            message=message,
        )
