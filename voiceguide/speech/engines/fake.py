"""An engine that hums, for experiments and tests: deterministic, fast, and true to the contract.

The hum lasts as long as the text would take, and swells once for each syllable. Some voices misbehave as real engines
do.
"""

import os
import threading
from pathlib import Path
from typing import Final

import numpy as np

from voiceguide.errors import SpeechError, VoiceNotFoundError, nearest
from voiceguide.speech.engine import READING_PACE, Recording, SpeechLine, Voice, estimated_seconds

_SAMPLE_RATE: Final = 22_050
_SYLLABLE: Final = 0.2
_LOUDER: Final = 1.5
_CALM: Final = "calm"
_MISBEHAVING: Final = ("hangs", "dies", "fails", "crashes", "says-nothing", "chatters", "hangs-once", "dies-once")


class FakeEngine:
    """Hums instead of speaking."""

    name = "fake"

    def __init__(self, folder: Path) -> None:
        """A voice that misbehaves only once leaves a file in the parent of `folder`. There the next worker sees that it
        has misbehaved already.
        """
        self._markers = folder.parent

    def voices(self) -> tuple[Voice, ...]:
        """One voice that behaves, and those that misbehave."""
        return tuple(Voice(self.name, name, "en") for name in (_CALM, *_MISBEHAVING))

    def speak(self, line: SpeechLine) -> Recording:
        """Hum for roughly as long as the text would take to speak."""
        voice, rate = line.voice, line.rate
        known = [one.name for one in self.voices()]
        if voice and voice not in known:
            raise VoiceNotFoundError(self.name, voice, nearest(voice, known))
        self._fail_on_purpose(voice)
        seconds = estimated_seconds(line.text, READING_PACE * rate)
        time = np.arange(round(seconds * _SAMPLE_RATE)) / _SAMPLE_RATE
        swell = np.sin(np.pi * ((time * rate / _SYLLABLE) % 1.0)) * 0.9 + 0.1
        hum = sum(np.sin(2 * np.pi * 110.0 * line.pitch * part * time) / part for part in range(1, 12))
        level = np.full(len(time), 0.0 if voice == "says-nothing" else 0.2)
        for first, last in line.emphasis:
            begin, end = (len(time) * place // len(line.text) for place in (first, last))
            level[begin:end] *= _LOUDER
        return Recording(np.asarray(level * swell * hum, dtype=np.float32), _SAMPLE_RATE)

    def _fail_on_purpose(self, voice: str) -> None:
        if voice.endswith("-once"):
            marker = self._markers / voice
            if marker.exists():
                return
            marker.touch()
        if voice.startswith("hangs"):
            threading.Event().wait()
        elif voice.startswith("dies"):
            os.abort()
        elif voice == "fails":
            raise SpeechError("this voice always fails")
        elif voice == "crashes":
            raise ZeroDivisionError("this voice has a bug")
        elif voice == "chatters":
            print("nobody should read this")
            os.write(1, b"nor this\n")

    def close(self) -> None:
        """Nothing to free."""
