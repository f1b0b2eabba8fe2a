"""Recordings made on the fly: hums, each as long as its words."""

from pathlib import Path

import numpy as np
import soundfile

from voiceguide.dsp.samples import Samples
from voiceguide.speech.engine import SpeechLine
from voiceguide.speech.engines.fake import FakeEngine
from voiceguide.speech.engines.recorded import file_name

ROOM = 0.0005
"""About −66 dB of full scale: a quiet room."""


def hum(text: str, pitch: float = 1.0) -> tuple[Samples, int]:
    """A hum for these words, and its sample rate."""
    made = FakeEngine(Path()).speak(SpeechLine(text, "", "en", 1.0, pitch, "plain"))
    return made.samples, made.sample_rate


def in_a_room(samples: Samples, rate: int, level: float = ROOM, seed: int = 1) -> Samples:
    """The sound with half a second of the room before and after it, and the room's noise in all of it."""
    quiet = np.zeros(rate // 2, dtype=np.float32)
    placed = np.concatenate((quiet, samples, quiet))
    noise = np.random.default_rng(seed).standard_normal(len(placed)) * level
    return (placed + noise).astype(np.float32)


def hummed(folder: Path, text: str, ending: str = ".wav", pitch: float = 1.0) -> Path:
    """A recording of these words in the folder, made in a room, under the name that its line asks for."""
    path = folder / file_name(text, ending)
    if not path.exists():
        samples, rate = hum(text, pitch)
        folder.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, in_a_room(samples, rate), rate)
    return path
