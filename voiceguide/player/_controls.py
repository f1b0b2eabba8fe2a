"""The commands that a listener can give while a session plays, and a snapshot of the playback for the screens.
Everything here is called from the thread that reads the keys. The feeder decides which sound is played, and the gate
how loud it is. Each runs on its own thread and only receives commands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from voiceguide.config import LEVELS
from voiceguide.plan.figures import UNDER_VOICE_LU
from voiceguide.player._fader import Gate
from voiceguide.player._feeder import Feeder
from voiceguide.player._live_session import RUN_UP, LiveSession
from voiceguide.player._transport import CHANGE_FADE, Transport
from voiceguide.player._view import (
    FADING_KEYS,
    GROUNDED_KEYS,
    GROUNDING_KEYS,
    GROUNDING_PAUSED_KEYS,
    GROUNDING_STATES,
    PAUSED_KEYS,
    KeyHints,
    SectionStart,
    View,
)
from voiceguide.speech.stage import Clips
from voiceguide.units import Frames, Seconds, format_clock, to_frames, to_seconds


def picture(controls: Controls) -> View:
    """A snapshot of the controls for the screen."""
    live = controls.live
    volume = controls.gate.volume.target_db
    if live is None:
        return View(
            controls.state,
            controls.title,
            "",
            controls.preparing,
            0.0,
            0.0,
            (),
            controls.background,
            volume,
            controls.under_lu,
            True,
            controls.message,
            controls.key_hints,
        )
    frame = controls.frame
    shown, at = (live, frame)
    heard = controls.heard
    if controls.grounding and heard and heard.track.name in ("grounding", "afterwards"):
        shown, at = controls.grounding, heard.frame
    line = shown.last_line(at)
    section = shown.section_entered(at)
    return View(
        state=controls.state,
        title=controls.title,
        section=section.title if section else "",
        words=line.text if line else "",
        elapsed_s=to_seconds(frame),
        length_s=to_seconds(live.length),
        sections=tuple(SectionStart(one.title, to_seconds(one.start)) for one in live.chapters),
        background=live.background_at(frame),
        volume_db=volume,
        under_lu=live.backgrounds.levels.background - live.bed_db,
        voice=live.voice,
        message=controls.message,
        key_hints=controls.key_hints,
        breath=shown.breath_at(at),
    )


VOLUME_STEP_DB: Final = 2.0
QUIETEST_DB: Final = -60.0
"""The lowest volume that the listener can set. It is far below the lowest system volume, because some listeners find
even the lowest system volume too loud at night.
"""

BED_STEP_LU: Final = 1.0

END_FADE: Final[Seconds] = 10.0

JUMP_FADE: Final[Frames] = to_frames(0.3)
TRACK_FADE: Final[Frames] = to_frames(1.5)
"""The lengths of two cross-fades: `JUMP_FADE` is for a jump to another section, `TRACK_FADE` for a change to another
track, such as the grounding practice.
"""

_REFIT_MARGIN: Final[Frames] = to_frames(0.8)
"""A refit changes only the part that is further ahead than this. Anything nearer may already be on its way to the
device.
"""

_NEW_LINES_MARGIN: Final[Frames] = to_frames(0.4)
"""The words can play up to a place `RUN_UP` before the first line that is still missing. While they play, newly spoken
lines are added only if that place is more than this margin ahead. The margin may be less than `_REFIT_MARGIN`: if the
place is nearer than that, the refit begins at the place, and no words beyond it have been played.
"""

LINE_DEADLINE: Final[Frames] = RUN_UP + _NEW_LINES_MARGIN
"""A line's clip must be ready this long before the line begins. If it is not, the bed plays alone until the clip has
been added.
"""

_LEAST_SPOKEN: Final[Frames] = to_frames(8.0)
"""If a missing line has stopped the words, they continue once all lines in the next 8 s of the session are spoken."""


@dataclass(frozen=True)
class _LengthChange:
    """A change that the listener made to the session's length."""

    longer: bool
    before: LiveSession


class Controls(Transport):
    """Plays a live session, and carries out the keys' commands."""

    def __init__(self, feeder: Feeder, gate: Gate) -> None:
        super().__init__(feeder, gate)
        self.grounding: LiveSession | None = None
        """The grounding practice, once it is ready."""
        self.title = ""
        self.background = ""
        self.under_lu = UNDER_VOICE_LU
        """How many LU the background is below the voice. Used only until there is a session."""
        self.preparing = ""
        """The progress text for the screen, while there is nothing to play yet."""
        self._new_clips: Clips | None = None
        self._length_changes: list[_LengthChange] = []
        """The listener's changes of length so far, without those that were undone."""

    # Late speech

    def offer_clips(self, clips: Clips) -> None:
        """Use newly spoken clips as soon as possible, in a plan that is fitted to their real lengths."""
        self._new_clips = clips

    def _refit_to_clips(self, clips: Clips) -> None:
        """Fit the rest of the session again with new clips: from a little after the current position or, if the words
        have run out, from the place where they did. If that is not possible yet, the next tick tries again.
        """
        live, place = self.live, self.heard
        if live is None or place is None or self._halt in ("fading", "over") or self._activity != "playing":
            return
        end = live.words_until
        if end is None:
            self._new_clips = None
        elif place.track.name == "waiting":
            # The delay grows by the time that the bed has played alone. The session's end stays where it was.
            goes_on = place.frame + self.latency + _REFIT_MARGIN
            later = replace(live, delay=live.delay + goes_on - end)
            changed = later.respoken(clips, goes_on, live.length)
            if changed.words_until is None or changed.words_until > goes_on + _LEAST_SPOKEN:
                self._new_clips = None
                self._change(changed)
        elif place.track.name == "session" and (now := self._next_frame) + _NEW_LINES_MARGIN < end:
            self._new_clips = None
            self._change(live.respoken(clips, min(now + _REFIT_MARGIN, end), live.length))

    # Automatic changes

    def tick(self) -> None:
        """Make the changes that need no key: at the end of a fade or of a track, when the grounding practice is ready,
        and when there are new clips. Called several times a second.
        """
        place = self.heard
        ended = self._halt == "fading" and self.gate.quiet
        if ended or (self.feeder.ring.drained and self._halt != "paused"):
            self._halt = "over"
        elif self._activity == "grounding" and place and place.track.name == "afterwards":
            self._activity = "grounded"
        elif self._activity == "waiting for ground" and self.grounding:
            self._ground_now(self.grounding)
        if self._new_clips is not None:
            self._refit_to_clips(self._new_clips)

    # Keys that change what is heard

    def toggle(self) -> None:
        """Pause, or continue from a little before the pause. During the grounding practice this pauses and continues
        only the grounding practice, so that nobody returns by accident to what was too much for them. Once the words of
        the grounding practice are over, it returns to the session, as the screen says.
        """
        if self._halt == "paused":
            self.resume()
        elif self._halt == "fading":
            self.say(FADING_KEYS.text)
        elif self._activity == "grounded":
            self._leave_grounding()
        else:
            self.pause()

    def _session_to_change(self) -> LiveSession | None:
        """The session, if it can be changed now. Otherwise None, and a message says why; there is no message if the
        session is over.
        """
        if self._halt == "fading":
            self.say(FADING_KEYS.text)
        elif self.live is None or self._activity == "preparing":
            self.say("one moment: the voice is still being made")
        elif self._activity != "playing":
            self.say("press g to go back to the practice")
        elif self._halt != "over":
            return self.live
        return None

    def skip(self, sections: int) -> None:
        """Jump to a section that is `sections` further on (negative: back). If the current section began more than 4 s
        ago, the first step back leads to its own beginning.
        """
        live = self._session_to_change()
        if live is None:
            return
        here = live.section_at(self._next_frame + RUN_UP)
        start = live.chapters[here].start
        settled = self._next_frame - start > to_frames(4.0)
        goal = here + sections + (1 if sections < 0 and settled else 0)
        if goal >= len(live.chapters):
            self.say("this is the last section")
            return
        chapter = live.chapters[max(0, goal)]
        if live.words_until is not None and chapter.start > live.words_until:
            self.say("one moment: that part is still being made")
            return
        self.feeder.cue(live.track, max(0, chapter.start - RUN_UP), fade=JUMP_FADE)
        self._moved_in_pause = True
        self.say(chapter.title)

    def longer(self, seconds: Seconds) -> None:
        """Make the rest of the session longer by `seconds` (negative: shorter). A line that is being spoken is not cut
        off. A step in the opposite direction undoes the last one.
        """
        live = self._session_to_change()
        if live is None:
            return
        if live.plan.ending:
            self.say("the session is about to end; its length cannot change now")
            return
        last = self._length_changes[-1] if self._length_changes else None
        back = last if last and last.longer != (seconds > 0) else None
        wanted = back.before.length if back else live.length + to_frames(seconds)
        changed = self._undone(live, back.before) if back else live.refitted(self._next_frame + _REFIT_MARGIN, wanted)
        if changed.length == live.length:
            self.say(
                "the session cannot get any longer" if seconds > 0 else "the session cannot get any shorter from here"
            )
            return
        if back:
            self._length_changes.pop()
        else:
            self._length_changes.append(_LengthChange(seconds > 0, live))
        self._change(changed)
        bound = "" if changed.length == wanted else f", as {'long' if seconds > 0 else 'short'} as it can be from here"
        self.say(f"{format_clock(to_seconds(changed.length))} in all{bound}")

    def _undone(self, live: LiveSession, before: LiveSession) -> LiveSession:
        """The session as it was before a change of length, at the current levels. If that version cannot continue from
        here, the current session is refitted to the earlier length.
        """
        at = self._next_frame + _REFIT_MARGIN
        if live.can_undo_to(before, at):
            return replace(before, bed_db=live.bed_db, voice=live.voice)
        return live.refitted(at, before.length)

    def end(self) -> None:
        """Go to the closing once the current line is over. If the session is already on its way there, or is not being
        played now, fade out and end instead.
        """
        live = self.live
        if self._halt == "fading" or self._activity != "playing" or live is None or live.plan.ending:
            self.fade_out(END_FADE)
            self.say("", 0.0)
            return
        if self._halt == "paused":
            self.resume()
        self.ended_by = "closed"
        self._change(live.ending(self._next_frame + _REFIT_MARGIN))
        self.say("going to the closing · e again: fade out")

    # Keys that change levels

    def louder(self, steps: int) -> None:
        """Make everything louder by this many `steps` of `VOLUME_STEP_DB` (negative: quieter). The volume stays between
        `QUIETEST_DB` and 0 dB, the session's own level.
        """
        goal = min(0.0, max(QUIETEST_DB, self.gate.volume.target_db + steps * VOLUME_STEP_DB))
        self.gate.volume.go(goal, 0.15)
        bound = ", as quiet as it gets" if goal == QUIETEST_DB else ""
        self.say(f"volume {goal:+.0f} dB{bound}" if goal else "full volume")

    def background_louder(self, steps: int) -> None:
        """Make the background louder by this many `steps` of `BED_STEP_LU` (negative: quieter). It stays 12 to 26 LU
        below the voice.
        """
        live = self._session_at_levels()
        if live is None:
            return
        base = live.backgrounds.levels.background
        under = min(LEVELS[1], max(LEVELS[0], base - live.bed_db - steps * BED_STEP_LU))
        if base - under != live.bed_db:
            self._change(replace(live, bed_db=base - under))
        bound = ", as loud as it gets" if under == LEVELS[0] else ", as quiet as it gets" if under == LEVELS[1] else ""
        self.say(f"background {under:.0f} dB below the voice{bound}")

    def toggle_voice(self) -> None:
        """Turn the voice off or on, also in the grounding practice. The bed keeps playing."""
        if live := self._session_at_levels():
            self._change(replace(live, voice=not live.voice))
            self.say("the voice is off; m brings it back" if live.voice else "the voice is on")

    def _session_at_levels(self) -> LiveSession | None:
        """The session, if its levels can be changed now. Otherwise None, and a message says why; there is no message if
        the session is over.
        """
        if self._halt == "over" or self.live is None:
            return self._session_to_change()
        return self.live

    def _change(self, live: LiveSession) -> None:
        """Replace the session by a changed one, at the same place. A grounding practice that is playing takes over the
        levels of the changed session.
        """
        playing = self.feeder.upcoming()
        self.live = live
        if playing and playing.track.name in ("session", "waiting") and self._activity == "playing":
            self.feeder.cue(live.track, None, fade=CHANGE_FADE, same=True)
        elif playing and playing.track.name in ("grounding", "afterwards") and self.grounding:
            self.grounding = replace(self.grounding, bed_db=live.bed_db, voice=live.voice)
            self.feeder.cue(self.grounding.grounding_track, None, fade=CHANGE_FADE, same=True)

    # Ground me

    def ground(self) -> None:
        """Change from the session to the grounding practice, even during a pause; from the grounding practice, return
        to the session.
        """
        if self._halt in ("fading", "over"):
            self._session_to_change()
            return
        if self._activity in ("grounding", "grounded", "waiting for ground"):
            self._leave_grounding()
        else:
            self._last_frame = self._next_frame
            if self.live:
                silent = replace(self.live, voice=False)
                self.feeder.cue(silent.track, None, fade=TRACK_FADE, same=True)
            self._activity = "waiting for ground"
            if self.grounding:
                self._ground_now(self.grounding)
        if self._halt == "paused":
            self._release()

    def offer_ground(self, grounding: LiveSession) -> None:
        """Keep this grounding practice, which is ready, until the listener asks for it. It is ignored if one is already
        being heard.
        """
        if self._activity not in ("grounding", "grounded"):
            self.grounding = grounding

    def _ground_now(self, grounding: LiveSession) -> None:
        """Start the grounding practice. Its voice is always on, whatever was chosen for the session."""
        if self.live and self.live.bed_db != grounding.bed_db:
            grounding = replace(grounding, bed_db=self.live.bed_db)
        grounding = self.grounding = replace(grounding, voice=True)
        self.feeder.cue(grounding.grounding_track, max(0, grounding.plan.lead - TRACK_FADE), fade=TRACK_FADE)
        self._activity = "grounding"

    def _leave_grounding(self) -> None:
        self._activity = "playing" if self.live else "preparing"
        self.say("", 0.0)
        if self.live:
            frame = self.live.resume_frame(self._last_frame)
            self.feeder.cue(self.live.track, frame, fade=TRACK_FADE)

    # Snapshots

    @property
    def key_hints(self) -> KeyHints | None:
        """The keys that lead out of a pause, a fade or the grounding practice; None at any other time."""
        if self._halt == "fading":
            return FADING_KEYS
        if self._activity in GROUNDING_STATES:
            if self._halt == "paused":
                return GROUNDING_PAUSED_KEYS
            return GROUNDED_KEYS if self._activity == "grounded" else GROUNDING_KEYS
        return PAUSED_KEYS if self._halt == "paused" else None

    @property
    def left_s(self) -> Seconds | None:
        """How much of the session is left; None if unknown, or during the grounding practice."""
        if self.live is None or self._activity != "playing":
            return None
        return to_seconds(max(0, self.live.length - self.frame))

    def view(self) -> View:
        """What the screen shows now."""
        return picture(self)
