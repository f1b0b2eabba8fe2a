"""Live sessions whose words are noise, and controls that a test operates block by block."""

import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from voiceguide.config import Folders
from voiceguide.dsp.samples import MemoryClip, Samples
from voiceguide.plan.fit import fit
from voiceguide.player._controls import Controls
from voiceguide.player._fader import Gate
from voiceguide.player._feeder import Feeder
from voiceguide.player._live_session import LiveSession
from voiceguide.player._ring import Ring
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.script.parser import parse
from voiceguide.session.backgrounds import Backgrounds
from voiceguide.session.request import Request
from voiceguide.session.stages import PlannedSession
from voiceguide.sound.bed import Bed
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import Clips
from voiceguide.timeline import Levels
from voiceguide.units import Frames, to_frames

SCRIPT = """---
title: A short rest
---
# Arriving {arrival}
You can stop at any time, and your eyes can stay open. [3s]

Feel the chair that carries you.

# Resting
Now there is some quiet. [silence 5s-2m]

It was quiet.

# Further on {optional}
Here is more of the same. [silence 5s-20m]

# Closing {closing}
Take your time. Thank you for resting.
"""


class NoiseBed:
    """Soft noise as a background. It repeats after 7 s, but counts as endless, because `loop_frames` is None."""

    name = "noise"
    key = "noise"
    loop_frames: Frames | None = None
    even = False

    def __init__(self, level: float = 0.01) -> None:
        rng = np.random.default_rng(7)
        self._loop = (rng.standard_normal((44_100 * 7, 2)) * level).astype(np.float32)

    def read(self, first: Frames, last: Frames) -> Samples:
        return np.asarray(self._loop[np.arange(first, last) % len(self._loop)])


class OneBed(Backgrounds):
    """Backgrounds that always give the same bed."""

    def bed(self, name: str) -> Bed:
        return self._only

    _only: Bed


def some_backgrounds(bed: Bed | None = None) -> OneBed:
    nowhere = Path("/nowhere")
    folders = Folders(config=nowhere, scripts=nowhere, sounds=nowhere, cache=nowhere)
    over = OneBed("noise", False, Levels(), None, folders, lambda done, total: None)
    over._only = bed or NoiseBed()
    return over


def a_live_session(
    seconds: float, text: str = SCRIPT, *, words_per_second: float = 2.5, bed: Bed | None = None
) -> LiveSession:
    """A live session of this length whose words are noise."""
    script = parse(text, file="rest.md", name="rest")
    outlined = outline(script, Listener("gentle", None, ()), _none)
    rng = np.random.default_rng(3)
    clips: dict[Utterance, MemoryClip] = {}
    for number, utterance in enumerate(utterances(outlined)):
        frames = to_frames(len(utterance.text.split()) / words_per_second)
        noise = np.clip(rng.standard_normal(frames) * 0.1, -0.5, 0.5).astype(np.float32)
        clips[utterance] = MemoryClip(noise, str(number))
    made = Clips(clips, 0)
    plan = fit(outlined, made.durations, to_frames(seconds), nearest=True)
    planned = PlannedSession(script, Request(length=seconds), outlined, VoiceChoice("none", ""), made, plan)
    return LiveSession(planned, some_backgrounds(bed))


def _none(name: str, script: Script) -> Script:
    raise AssertionError(name)


class Listening:
    """Controls with a feeder and a device that the test operates. All sound that was heard is kept."""

    def __init__(self, live: LiveSession | None = None, blocks: tuple[int, ...] = (1_024,)) -> None:
        self.feeder = Feeder(Ring())
        self.gate = Gate(self.feeder.ring)
        self.controls = Controls(self.feeder, self.gate)
        self._blocks = itertools.cycle(blocks)
        self._heard: list[Samples] = []
        if live is not None:
            self.controls.change_to(live, 0, fade=0)
            self.gate.fader.set(0.0)

    def listen(self, seconds: float) -> Samples:
        """Hear this many more seconds, block by block, and return the samples."""
        part: list[Samples] = []
        frames = to_frames(seconds)
        while frames > 0:
            out = np.empty((min(next(self._blocks), frames), 2), dtype=np.float32)
            self.feeder.step()
            self.gate.read_into(out)
            self.controls.tick()
            part.append(out)
            frames -= len(out)
        self._heard += part
        return np.concatenate(part)

    def listen_to_end(self, most: float = 3_600.0) -> Samples:
        """Hear the rest of the session."""
        while self.controls.state != "over":
            self.listen(0.1)
            most -= 0.1
            assert most > 0, f"it never ends: {self.controls.view()}"
        return self.heard

    @property
    def state(self) -> str:
        """The state of the controls."""
        return self.controls.state

    @property
    def heard(self) -> Samples:
        """All samples that were heard, shape (frames, 2)."""
        return np.concatenate(self._heard)

    @property
    def frames(self) -> Frames:
        """The number of frames that were heard."""
        return sum(map(len, self._heard))


def sizes(live: LiveSession) -> Mapping[str, Frames]:
    """The frame at which each section begins, by the section's title."""
    return {chapter.title: chapter.start for chapter in live.chapters}
