"""Sessions made of noise, for tests that change a session while it plays. They need no speech engine and no recipes."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from voiceguide.config import Folders
from voiceguide.dsp.samples import Clip, MemoryClip, Samples
from voiceguide.plan.fit import fit
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import Script, SessionKind
from voiceguide.script.outline import Outline, Utterance
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.session.backgrounds import Backgrounds
from voiceguide.session.request import BedAfter, Request
from voiceguide.session.stages import PlannedSession, ReadySession, laid_out
from voiceguide.sound.bed import Bed
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import Clips, estimate
from voiceguide.timeline import Levels
from voiceguide.units import Frames, Seconds, to_frames

_VOICE = VoiceChoice("pyttsx3", "")


class EvenBed:
    """Soft, steady noise that repeats. Each name gives different noise."""

    even = True

    def __init__(self, name: str) -> None:
        self.name = self.key = name
        self.loop_frames: Frames | None = 1_152 * (300 + len(name))
        noise = np.random.default_rng(len(name)).standard_normal((self.loop_frames, 2)) * 0.01
        self._loop = noise.astype(np.float32)

    def read(self, first: Frames, last: Frames) -> Samples:
        return np.asarray(self._loop[np.arange(first, last) % len(self._loop)])


@dataclass(eq=False)
class EvenBackgrounds(Backgrounds):
    """Backgrounds that are all steady noise, whatever their name, and a bell made of noise."""

    def bed(self, name: str) -> Bed:
        return self._beds.setdefault(name, EvenBed(name))

    def _bell(self) -> Clip:
        ringing = np.random.default_rng(5).standard_normal(to_frames(9.0)) * np.linspace(0.05, 0.0, to_frames(9.0))
        return MemoryClip(ringing.astype(np.float32), "bell")


@cache
def library() -> Library:
    """The practices that come with voiceguide."""
    return Library([bundled_scripts()])


def outlined(script: Script, session: SessionKind) -> Outline:
    """The outline of a script for a listener on the gentle path."""
    return outline(script, Listener(session=session), library().included)


def spoken(practice: Outline) -> Clips:
    """A clip of noise for each utterance, as long as the utterance is estimated to take."""
    clips: dict[Utterance, MemoryClip] = {}
    for number, utterance in enumerate(utterances(practice)):
        noise = np.random.default_rng(number).standard_normal(estimate(utterance, _VOICE)) * 0.1
        clips[utterance] = MemoryClip(np.clip(noise, -0.5, 0.5).astype(np.float32), utterance.text)
    return Clips(clips, 0)


def a_session(
    script: Script, session: SessionKind, length: Seconds, then: BedAfter | None = None, duck: float = 0.0
) -> ReadySession:
    """The practice as a session over steady noise, with noise for words. If this length is impossible, it has the
    nearest possible one.
    """
    nowhere = Path("/nowhere")
    folders = Folders(config=nowhere, scripts=nowhere, sounds=nowhere, cache=nowhere)
    practice = outlined(script, session)
    clips = spoken(practice)
    plan = fit(practice, clips.durations, to_frames(length), nearest=True)
    made = PlannedSession(script, Request(length=length, session=session, nearest=True), practice, _VOICE, clips, plan)
    over = EvenBackgrounds("noise", True, Levels(20.0, duck), None, folders, lambda done, total: None, then=then)
    return laid_out(made, over)
