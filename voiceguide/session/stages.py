"""From a script to a session: the stages in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.config import Folders, Tone
from voiceguide.errors import SpeechError
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Limits, Plan
from voiceguide.plan.refit import ending, refit
from voiceguide.script.library import script_folder
from voiceguide.script.model import Script
from voiceguide.script.outline import Outline, Utterance
from voiceguide.script.outliner import FindPractice, Listener, outline, utterances
from voiceguide.session.backgrounds import Backgrounds
from voiceguide.session.progress import MAKING_SPEECH, Progress
from voiceguide.session.request import Request
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.table import absolute_voice, engine_entry, usual_voice, voice_choice, voice_name
from voiceguide.speech.preferences import speaks
from voiceguide.speech.stage import USUAL_TONE, Clips, cached_durations, speak
from voiceguide.units import FRAME_RATE, Frames, Seconds, to_frames, to_seconds

if TYPE_CHECKING:
    from pydub import AudioSegment

    from voiceguide.mix.mixer import Mixer
    from voiceguide.sound.bed import CountProgress
    from voiceguide.timeline import Timeline


@dataclass(frozen=True, eq=False)
class OutlinedPractice:
    """A practice for one listener: every line that a session of any length may say, and the voice that speaks it."""

    script: Script
    request: Request
    outline: Outline
    voice: VoiceChoice

    @cached_property
    def lines(self) -> tuple[Utterance, ...]:
        """Every line that a session of some length speaks, each once, in order."""
        return utterances(self.outline)

    @property
    def tone(self) -> Tone:
        """The requested tone of the voice, else the usual one."""
        return tone_for(self.request)

    def with_clips(self, clips: Clips) -> SpokenPractice:
        """The same practice with its speech."""
        return SpokenPractice(self.script, self.request, self.outline, self.voice, clips)


@dataclass(frozen=True, eq=False)
class SpokenPractice(OutlinedPractice):
    """A practice with a clip for each of its lines."""

    clips: Clips

    def with_length(self, length: Seconds | None) -> SpokenPractice:
        """The same practice and speech, with another requested length."""
        return replace(self, request=replace(self.request, length=length))

    def with_plan(self, plan: Plan) -> PlannedSession:
        """The same practice and speech, with this plan."""
        return PlannedSession(self.script, self.request, self.outline, self.voice, self.clips, plan)


@dataclass(frozen=True, eq=False)
class PlannedSession(SpokenPractice):
    """A session with its speech and its plan."""

    plan: Plan

    def refitted(self, at: Frames, target: Frames, *, nearest: bool = False) -> PlannedSession:
        """The session with its plan refitted: it stays the same up to frame `at`, and is `target` frames long in all.
        See `refit`. Raises `FitError` and `ScriptError`.
        """
        return self.with_plan(refit(self.plan, self.outline, self.clips.durations, at, target, nearest=nearest))

    def ending(self, at: Frames) -> PlannedSession:
        """The session with a plan that stays the same up to frame `at`, and then takes the shortest way to the end. See
        `ending`.
        """
        return self.with_plan(ending(self.plan, self.outline, self.clips.durations, at))

    @property
    def spoken_by(self) -> str:
        """The name of the voice as it is shown to people."""
        return voice_name(self.voice, self.script.lang)


def planned(
    script: Script,
    request: Request,
    *,
    find: FindPractice,
    folders: Folders,
    progress: Progress,
    workers: int | None = None,
) -> PlannedSession:
    """Speak the lines that are not in the cache, and plan the session at the requested length. `workers` is how many
    worker processes may speak at once.

    Raises `ScriptError`, `WordsMissingError`, `SpeechError` and `FitError`.
    """
    practice = outlined(script, request, find)
    return fitted(spoken(practice, folders=folders, progress=progress, workers=workers))


def outlined(script: Script, request: Request, find: FindPractice) -> OutlinedPractice:
    """Outline the practice for the listener, and choose its voice. Raises `ScriptError`, `WordsMissingError` and
    `SpeechError`.
    """
    return OutlinedPractice(script, request, outline(script, listener(request), find), voice_for(script, request))


def spoken(
    practice: OutlinedPractice,
    *,
    folders: Folders,
    progress: Progress,
    workers: int | None = None,
    low_priority: bool = False,
) -> SpokenPractice:
    """Speak the lines that are not in the cache. `workers` is as in `planned`, and `low_priority` as in `speak`. Raises
    `SpeechError`.
    """
    clips = speak(
        practice.lines,
        practice.voice,
        cache_folder=folders.clips,
        tone=practice.tone,
        progress=speech_progress(progress),
        workers=workers,
        low_priority=low_priority,
    )
    return practice.with_clips(clips)


def fitted(made: SpokenPractice) -> PlannedSession:
    """Plan the session at the length that `target_length` gives. Raises `FitError` and `ScriptError`."""
    return made.with_plan(plan_for(made, made.clips.durations))


def plan_for(practice: OutlinedPractice, durations: Mapping[Utterance, Frames]) -> Plan:
    """The plan at the length that `target_length` gives. If that length is impossible, the nearest possible one is
    used, provided that the listener asked for no length or for the nearest one; otherwise this raises `FitError`.
    `durations` must have every line of the practice. Also raises `ScriptError`.
    """
    script, request = practice.script, practice.request
    target = _asked_length(script, request)
    if target is None:
        target = target_length(script, request, limits(practice.outline, durations))
    return fit(practice.outline, durations, target, nearest=request.nearest or request.length is None)


def known_durations(practice: OutlinedPractice, folders: Folders) -> Mapping[Utterance, Frames] | None:
    """The duration of each line, as `cached_durations` gives it, if all lines are in the cache; otherwise None. Speaks
    nothing.
    """
    return cached_durations(practice.lines, practice.voice, cache_folder=folders.clips, tone=practice.tone)


def speech_progress(progress: Progress) -> CountProgress:
    """A callback for the speech stage, which reports to `progress` under the name `MAKING_SPEECH`."""
    return lambda done, total: progress(MAKING_SPEECH, done, total)


def listener(request: Request) -> Listener:
    """The choices of a request on which the outline depends: the path, the kind of session, the listener's words, the
    seed and the visit.
    """
    return Listener(request.path, request.session, request.words, request.seed or 0, visit=request.visit)


def target_length(script: Script, request: Request, reach: Limits) -> Frames:
    """The length that the listener asked for; else that of the script; else the natural length, rounded up to a whole
    second.
    """
    asked = _asked_length(script, request)
    return to_frames(ceil(to_seconds(reach.natural))) if asked is None else asked


def _asked_length(script: Script, request: Request) -> Frames | None:
    length = script.length if request.length is None else request.length
    return None if length is None else to_frames(length)


def voice_for(script: Script, request: Request) -> VoiceChoice:
    """The voice that `voice_spec_for` names. Its rate is the requested rate times the script's, and its pitch is the
    script's. The requested fill voice, if any, has the same rate and pitch. Raises `SpeechError`.
    """
    rate, pitch = request.rate * (script.voice.rate or 1.0), script.voice.pitch or 1.0
    fill = voice_choice(absolute_voice(request.fill, Path()), rate, pitch) if request.fill else None
    return replace(voice_choice(voice_spec_for(script, request), rate, pitch), fill=fill)


def voice_spec_for(script: Script, request: Request) -> str:
    """The voice of a session. The first of these that exists is used: the voice that the listener chose for this
    session; the script's voice, if the script was made from a recording; the first voice in the settings that can speak
    the script's language, as far as its name tells; the script's voice; the best installed voice for the script's
    language.

    A folder in the voice's name becomes an absolute path. If the script names the voice, the folder is relative to the
    script's folder; otherwise, to the current folder. Raises `SpeechError` if the script asks for a voice it may not
    use.
    """
    if request.voice:
        return absolute_voice(request.voice, Path())
    if script.of_a_recording and script.voice.name:
        return absolute_voice(script.voice.name, script_folder(script))
    if usual := [voice_spec for voice_spec in request.usual_voices if speaks(voice_spec, script.lang)]:
        return absolute_voice(usual[0], Path())
    if script.voice.name:
        if not engine_entry(voice_choice(script.voice.name).engine).in_scripts:
            raise SpeechError(
                f"{script.file} asks for a voice that runs a program, and scripts may not; choose a voice with --voice"
            )
        return absolute_voice(script.voice.name, script_folder(script))
    return usual_voice(script.lang)


def tone_for(request: Request) -> Tone:
    """The requested tone of the voice, else the usual one."""
    return request.voice_tone or USUAL_TONE


@dataclass(frozen=True, eq=False)
class ReadySession:
    """A session ready to be heard or saved."""

    planned: PlannedSession
    timeline: Timeline
    backgrounds: Backgrounds
    before: ReadySession | None = None
    """If the session was changed while it was heard: the session as it was before the change."""
    join: Frames = 0
    """Up to this frame, the session sounds the same as `before`."""

    @property
    def plan(self) -> Plan:
        """What happens when."""
        return self.planned.plan

    @cached_property
    def render(self) -> Mixer:
        """The mixer of the session: `render(first, last)` gives these frames as samples, shape (last - first, 2)."""
        from voiceguide.mix.mixer import Mixer

        return Mixer(self.timeline)

    def to_audio_segment(self) -> AudioSegment:
        """The whole session as a pydub AudioSegment (16 bit), for notebooks: 10 MB a minute."""
        import numpy as np
        from pydub import AudioSegment

        samples = np.rint(self.render(0, self.timeline.length) * 32767).astype("<i2")
        return AudioSegment(samples.tobytes(), frame_rate=FRAME_RATE, sample_width=2, channels=2)


@dataclass(frozen=True, eq=False)
class SessionPart:
    """A session whose plan may still change from frame `until` on."""

    ready: ReadySession
    until: Frames
    """Before this frame, the session does not change any more."""

    @property
    def is_whole(self) -> bool:
        """Whether the whole session is final."""
        return self.until == self.ready.timeline.length


def laid_out(made: PlannedSession, backgrounds: Backgrounds) -> ReadySession:
    """Open the backgrounds and the bell, and lay the plan out as sound.

    Raises `SoundError`.
    """
    return ReadySession(made, backgrounds.timeline(made.plan, made.clips), backgrounds)


def own_words_in(made: PlannedSession, find: FindPractice) -> tuple[str, ...]:
    """The names of the listener's own words that can be heard or seen in a session, such as ``dear`` and
    ``comfort.mental``, so that they can be shown before the file is given to anybody. A name is included if its words
    are spoken, or are in the heading of a section that was not left out.
    """
    spoken = {(event.utterance.place, event.utterance.text) for event in made.plan.events if event.utterance}
    titles = {section.title for section in made.plan.sections}
    found = []
    for key, words in dict(made.request.words).items():
        # If the words of this name were different, every line that contains them would change.
        others = tuple({**dict(made.request.words), key: f"{words} {words}"}.items())
        changed = outline(made.script, listener(replace(made.request, words=others)), find)
        lines = {(utterance.place, utterance.text) for utterance in utterances(changed)}
        if not spoken <= lines or not titles <= {part.title for part in changed.parts}:
            found.append(key)
    return tuple(found)
