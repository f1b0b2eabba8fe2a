"""Makes a session while its bed is already playing: speech, plan, backgrounds, and the grounding practice. Usually
everything is ready before the first word. If speaking takes longer, the session begins with estimated lengths and is
fitted again as clips become ready. Lines are played only once they are spoken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from queue import SimpleQueue
from threading import Thread
from typing import Final, TypeAlias

from voiceguide.config import Folders
from voiceguide.errors import FitError, SpeechError, VoiceguideError
from voiceguide.player._controls import LINE_DEADLINE, Controls
from voiceguide.player._early_speech import Speech
from voiceguide.player._live_session import LiveSession
from voiceguide.script.library import grounding_practice
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import FindPractice
from voiceguide.session.backgrounds import Backgrounds
from voiceguide.session.early import needed_head_start
from voiceguide.session.progress import no_progress
from voiceguide.session.request import Request, grounding_request
from voiceguide.session.stages import (
    OutlinedPractice,
    SpokenPractice,
    fitted,
    known_durations,
    outlined,
    planned,
    speech_progress,
    voice_spec_for,
)
from voiceguide.speech.engines.table import DEFAULT_ENGINE
from voiceguide.speech.stage import Clips
from voiceguide.system.background_work import BackgroundWork
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

ControlsTask: TypeAlias = Callable[[Controls], None]
"""A task that is carried out on the thread of the controls."""

_WHOLE_WAIT: Final[Seconds] = 0.5
"""How long to wait for all lines while the bed is still fading in. If they are spoken by then, no
estimates are needed.
"""

_FIRST_POLL: Final[Seconds] = 0.05
_LATER_POLL: Final[Seconds] = 0.5
"""The time between checks for newly spoken lines: `_FIRST_POLL` at first, when the next line may be needed soon, and
`_LATER_POLL` later.
"""

_FIRST_LINES: Final = 4
"""`_FIRST_POLL` is used until more than this many lines are spoken, so that the first lines join the plan as soon as
they are spoken.
"""

_CHANGE_MARGIN: Final[Frames] = to_frames(0.5)
"""The session must be handed to the controls this long before its first word."""

_HANDOVER_TIME: Final[Seconds] = 0.3
"""The longest time between a line being spoken and the controls getting it. `LINE_DEADLINE` comes on top of this."""


@dataclass(frozen=True)
class SessionInputs:
    """Everything a session is made from."""

    script: Script
    request: Request
    find: FindPractice
    folders: Folders


class Maker:
    """A thread that makes the session and queues tasks for the controls."""

    def __init__(self, inputs: SessionInputs, backgrounds: Backgrounds) -> None:
        self.inputs = inputs
        self.when_ready: Callable[[Controls, LiveSession], None]
        """Called with a session that can be heard, on the thread of the controls. It must be set before the first of
        the `tasks` is carried out.
        """
        self.tasks: SimpleQueue[ControlsTask] = SimpleQueue()
        self.error: Exception | None = None
        self.status = ""
        """The progress text for the screen."""
        self._backgrounds = backgrounds
        self._bed = BackgroundWork[object](lambda: backgrounds.bed(backgrounds.background), "bed")
        self._thread = Thread(target=self._run, name="making", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def progress(self, what: str, done: float, total: float) -> None:
        """Set the progress text for the screen."""
        self.status = f"{what}: {done:.0f} of {total:.0f}"

    def _run(self) -> None:
        try:
            self._make()
            if self._quick_voice != (own := self._own_voice):
                self._make_grounding((own, DEFAULT_ENGINE), workers=1)
        except Exception as error:  # raised again in the thread that plays the session
            self.error = error

    def _make(self) -> None:
        inputs = self.inputs
        self._bed.start()
        practice = outlined(inputs.script, inputs.request, inputs.find)
        speech = Speech(
            practice.lines, practice.voice, practice.tone, inputs.folders.clips, speech_progress(self.progress)
        )
        # A listener who needs grounding cannot wait, so the words of the grounding practice are made along with the
        # session's first words. Only one worker speaks them: more would take time from the workers that speak the
        # session.
        workers = 1 if speech.begun else None
        quick = self._quick_voice  # looked up now: during the work below, that would delay the words
        grounding = BackgroundWork[object](lambda: self._make_grounding((quick,), workers=workers), "grounding").start()
        probable = self._estimated_session(practice.with_clips(speech.clips_so_far()))
        speech.prioritise(_utterances_of(probable))
        speech.start()
        clips = speech.wait(_WHOLE_WAIT)
        if clips is None:
            if probable:
                probable.prepare()  # loads, while there is time, all that is needed to lay out the session
            clips = self._make_early(speech, practice)
        if clips is not None:
            self._hand_over(self._live_session(practice.with_clips(clips)))
        grounding.wait()

    def _make_early(self, speech: Speech, practice: OutlinedPractice) -> Clips | None:
        """Begin the session as soon as enough lines are spoken, and update it as the others become ready. If all clips
        are ready before it can begin, it is not begun here, and they are returned; otherwise None.
        """
        ready, early, began = 0, None, False
        while (clips := speech.wait(_LATER_POLL if ready > _FIRST_LINES else _FIRST_POLL)) is None:
            if speech.ready != ready:
                ready = speech.ready
                if began:
                    self._offer_clips(speech.clips_so_far())
                else:  # None if the estimates do not fit: only the real lengths can tell whether the session does
                    early = self._estimated_session(practice.with_clips(speech.clips_so_far()))
            if early and not began and _may_begin(early, speech):
                began = True
                self._hand_over(early)
        if not began:
            return clips
        self._offer_clips(clips)
        return None

    def _estimated_session(self, made: SpokenPractice) -> LiveSession | None:
        """The session at the requested length; None if that is impossible with its clips, which may be estimates."""
        try:
            return self._live_session(made)
        except FitError:
            return None

    def _live_session(self, made: SpokenPractice) -> LiveSession:
        return LiveSession(fitted(made), self._backgrounds)

    def _hand_over(self, live: LiveSession) -> None:
        self._bed.wait()
        live.prepare()
        self.tasks.put(lambda controls: self.when_ready(controls, live))

    def _offer_clips(self, clips: Clips) -> None:
        self.tasks.put(lambda controls: controls.offer_clips(clips))

    @property
    def _own_voice(self) -> str:
        """The voice of the session."""
        return voice_spec_for(self.inputs.script, self.inputs.request)

    @cached_property
    def _quick_voice(self) -> str:
        """The voice that can speak the grounding practice soonest: the session's own voice if the clips it needs for
        that are in the cache, otherwise the default engine, which needs almost no time.
        """
        own, inputs = self._own_voice, self.inputs
        try:
            known = known_durations(outlined(*self._grounding(own), inputs.find), inputs.folders)
        except SpeechError:
            known = None
        return DEFAULT_ENGINE if known is None else own

    def _grounding(self, voice: str) -> tuple[Script, Request]:
        """The grounding practice, and the request for it in a voice."""
        return grounding_practice(), replace(grounding_request(self.inputs.request), voice=voice)

    def _make_grounding(self, voices: Iterable[str], *, workers: int | None) -> None:
        """Make the grounding practice in the first of these voices that can speak it, if any, with at most `workers`
        workers.
        """
        inputs = self.inputs
        for voice in voices:
            script, request = self._grounding(voice)
            try:
                made = planned(
                    script, request, find=inputs.find, folders=inputs.folders, progress=no_progress, workers=workers
                )
            except VoiceguideError:
                continue
            live = LiveSession(made, replace(self._backgrounds, changing=False))
            live.prepare()
            self._offer_grounding(live)
            return

    def _offer_grounding(self, live: LiveSession) -> None:
        def offer(controls: Controls) -> None:
            controls.offer_ground(live)

        self.tasks.put(offer)


def _may_begin(live: LiveSession, speech: Speech) -> bool:
    """Whether a session with estimated lengths can begin. Its first words must be spoken; and either enough must be
    spoken to last for a while, or the other lines must be expected in time.
    """
    first = live.words_until
    if first is None or first > live.plan.lead + to_frames(needed_head_start(speech.first_took)):
        return True
    begun = first > live.first_word
    return begun and speech.late_by(live.plan) + _HANDOVER_TIME + to_seconds(LINE_DEADLINE) < to_seconds(_CHANGE_MARGIN)


def _utterances_of(live: LiveSession | None) -> Iterator[Utterance]:
    """The utterances of a session, in the order in which they are spoken; none without a session."""
    if live is not None:
        yield from (event.utterance for event in live.plan.events if event.utterance is not None)


def in_time(live: LiveSession, now: Frames, delay: Frames, length: Frames) -> LiveSession:
    """The live session, with a delay that fits a bed which has already played for `now` frames. The session begins as
    planned, or as soon after that as possible. `delay` is how long the bed was meant to play alone, and `length` is the
    intended length of the delay and the session together.
    """
    late, moved = _late(live, now, delay), live
    # In a shorter session, the first word may come earlier. It must not come before the session can be heard.
    while moved is live or late > moved.delay:
        moved = live.moved(late, length)
        late = _late(moved, now, delay)
    return moved


def _late(live: LiveSession, now: Frames, delay: Frames) -> Frames:
    return max(delay, now + _CHANGE_MARGIN - live.first_word)
