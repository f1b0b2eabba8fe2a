"""What differs between the systems that pyttsx3 speaks through."""

import threading
from dataclasses import dataclass
from typing import Protocol

from voiceguide.speech.engine import SpeechLine, Voice
from voiceguide.units import Seconds


@dataclass(frozen=True)
class Suspicion:
    """A recording that may not be what was asked for."""

    reason: str
    believable: bool
    """Whether it may be right all the same: an unusual text, if a second take agrees."""


class Backend(Protocol):
    """What differs between the systems that pyttsx3 speaks through."""

    ending: str
    """Of the files it writes."""

    def voices(self) -> tuple[Voice, ...]:
        """Its voices, best first."""

    def prepare(self, line: SpeechLine) -> str:
        """Have the settings arrive; the text as pyttsx3 is to get it. Raises `VoiceNotFoundError` or `SpeechError`."""

    def run(self, finished: threading.Event) -> None:
        """Have pyttsx3 speak what it was asked for, and wait until it is on disk.

        Raises `SpeechError` if it was not finished.
        """

    def give_up(self) -> None:
        """The recording was lost: have pyttsx3 stop waiting for it. Called from any thread."""

    def doubt(self, line: SpeechLine, seconds: Seconds) -> Suspicion | None:
        """Why a recording of this length is perhaps not the whole line as it was prepared."""
