"""Recordings for the tests: hums in place of speech, each as long as its words take."""

from pathlib import Path

import numpy as np
import soundfile

from voiceguide.dsp.samples import Samples
from voiceguide.speech.engine import SpeechLine
from voiceguide.speech.engines.fake import FakeEngine
from voiceguide.speech.engines.recorded import file_name

ROOM = 0.0005
"""The level of the noise in a quiet room, as an amplitude: about −66 dBFS."""


def hum(text: str, pitch: float = 1.0) -> tuple[Samples, int]:
    """A hum as long as these words take, and its sample rate in Hz."""
    made = FakeEngine(Path()).speak(SpeechLine(text, "", "en", 1.0, pitch, "plain"))
    return made.samples, made.sample_rate


def in_a_room(samples: Samples, rate: int, level: float = ROOM, seed: int = 1) -> Samples:
    """The sound with half a second of quiet before and after it, and with the noise of a room under all of it."""
    quiet = np.zeros(rate // 2, dtype=np.float32)
    placed = np.concatenate((quiet, samples, quiet))
    noise = np.random.default_rng(seed).standard_normal(len(placed)) * level
    return (placed + noise).astype(np.float32)


def hummed(folder: Path, text: str, ending: str = ".wav", pitch: float = 1.0) -> Path:
    """The file of a recording of these words, made in a quiet room. It is named after the id of the line. If it does
    not exist yet, it is made.
    """
    path = folder / file_name(text, ending)
    if not path.exists():
        samples, rate = hum(text, pitch)
        folder.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, in_a_room(samples, rate), rate)
    return path
