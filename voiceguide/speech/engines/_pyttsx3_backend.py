"""The contract of a pyttsx3 back end: what differs between espeak-ng, Windows and macOS."""

import threading
from dataclasses import dataclass
from typing import Protocol

from voiceguide.speech.engine import SpeechLine, Voice
from voiceguide.units import Seconds


@dataclass(frozen=True)
class DurationProblem:
    """Why a recording may not be what was asked for."""

    reason: str
    plausible: bool
    """Whether the recording may be right all the same, for example because the text is unusual. It is then accepted if
    a second recording lasts as long.
    """


class Backend(Protocol):
    """The system that pyttsx3 speaks through."""

    ending: str
    """The ending of the names of its sound files, such as ``.wav``."""

    def voices(self) -> tuple[Voice, ...]:
        """Its voices, best first."""

    def prepare(self, line: SpeechLine) -> str:
        """Apply the settings and check them. Returns the text for pyttsx3. Raises `SpeechError` or a subclass."""

    def run(self, finished: threading.Event) -> None:
        """Let pyttsx3 speak the requested text, and wait until the file is written.

        Raises `SpeechError` if it did not finish.
        """

    def cancel(self) -> None:
        """Make pyttsx3 stop waiting for a recording that was lost. May be called from any thread."""

    def check_duration(self, line: SpeechLine, seconds: Seconds) -> DurationProblem | None:
        """Why a recording of this duration, in seconds, may not be the whole line; None if the duration is as expected.
        Called after `prepare`.
        """
