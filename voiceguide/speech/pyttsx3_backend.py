"""What differs between the systems that pyttsx3 speaks through."""

import threading
from dataclasses import dataclass
from typing import Protocol

from voiceguide.speech.engine import Voice
from voiceguide.units import Seconds


@dataclass(frozen=True)
class Doubt:
    """A recording that may not be what was asked for."""

    reason: str
    believable: bool
    """Whether it may be right all the same: an unusual text, if a second take agrees."""


class Backend(Protocol):
    """What differs between the systems that pyttsx3 speaks through."""

    def voices(self) -> tuple[Voice, ...]:
        """Its voices, best first."""

    def prepare(self, voice: str, lang: str, rate: float, pitch: float) -> None:
        """Have the settings arrive. Raises `VoiceNotFoundError` or `SpeechError`."""

    def finish(self, finished: threading.Event) -> None:
        """Wait until the utterance is spoken and on disk. Raises `SpeechError` if it was not finished."""

    def give_up(self) -> None:
        """The recording was lost: have pyttsx3 stop waiting for it. Called from any thread."""

    def doubt(self, text: str, seconds: Seconds) -> Doubt | None:
        """Why a recording of this length is perhaps not the whole text at this rate."""
