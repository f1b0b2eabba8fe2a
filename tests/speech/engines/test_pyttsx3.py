"""How the engine handles the known faults of pyttsx3. Stand-ins for pyttsx3 play these faults."""

import sys
import threading
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from voiceguide.errors import SpeechError, VoiceNotFoundError
from voiceguide.speech.engine import SpeechLine, Voice
from voiceguide.speech.engines import pyttsx3 as pyttsx3_engine
from voiceguide.speech.engines._pyttsx3_backend import DurationProblem
from voiceguide.speech.engines.pyttsx3 import Pyttsx3Engine

RATE = 22_050


def write_tone(file: str, seconds: float, level: float = 0.3) -> None:
    """Write a WAV with a 200 Hz tone, in place of the file that pyttsx3 would write."""
    tone = level * np.sin(2 * np.pi * 200 * np.arange(round(seconds * RATE)) / RATE)
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((tone * 32767).astype("<i2").tobytes())


@dataclass
class Pyttsx3:
    """Stands for pyttsx3's engine. With each utterance it performs the next act of a list."""

    acts: list[Callable[["Pyttsx3", str], None]] = field(default_factory=list)
    callbacks: dict[str, Callable[..., None]] = field(default_factory=dict)
    file: str = ""

    def connect(self, topic: str, callback: Callable[..., None]) -> None:
        self.callbacks[topic] = callback

    def save_to_file(self, text: str, file: str) -> None:
        self.file = file

    def runAndWait(self) -> None:  # noqa: N802 (pyttsx3's name)
        if self.file:
            self.acts.pop(0)(self, self.file)

    def finish(self, completed: bool = True) -> None:
        self.callbacks["finished-utterance"](name=None, completed=completed)


class Backend:
    """A backend that accepts sound of about one second, doubts any other length, and rejects sound of three seconds or
    more.
    """

    ending = ".wav"

    def __init__(self, engine: Pyttsx3) -> None:
        self._engine = engine

    def voices(self) -> tuple[Voice, ...]:
        return ()

    def prepare(self, line: SpeechLine) -> str:
        if line.voice == "unknown":
            raise VoiceNotFoundError("pyttsx3", line.voice, [])
        return line.text

    def run(self, finished: threading.Event) -> None:
        self._engine.runAndWait()
        if not finished.is_set():
            raise SpeechError("not finished")

    def cancel(self) -> None:
        """Do nothing, as nothing is waiting."""

    def check_duration(self, line: SpeechLine, seconds: float) -> DurationProblem | None:
        return None if abs(seconds - 1.0) < 0.1 else DurationProblem(f"{seconds:.1f} s", plausible=seconds < 3.0)


def says(seconds: float, level: float = 0.3) -> Callable[[Pyttsx3, str], None]:
    def act(engine: Pyttsx3, file: str) -> None:
        write_tone(file, seconds, level)
        engine.finish()

    return act


def breaks_off(engine: Pyttsx3, file: str) -> None:
    write_tone(file, 1.0)
    engine.finish(completed=False)


def never_finishes(engine: Pyttsx3, file: str) -> None:
    write_tone(file, 1.0)


def writes_nothing(engine: Pyttsx3, file: str) -> None:
    engine.finish()


def reports_an_error(engine: Pyttsx3, file: str) -> None:
    write_tone(file, 1.0)
    engine.callbacks["error"](name=None, exception=ValueError("no such setting"))
    engine.finish()


def loses_an_exception(engine: Pyttsx3, file: str) -> None:
    @dataclass
    class Lost:
        exc_value: BaseException
        exc_type: type[BaseException]

    sys.unraisablehook(Lost(OSError("No space left on device"), OSError))  # type: ignore[arg-type]


Acting = Callable[..., Pyttsx3Engine]


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Acting:
    """Makes an engine whose utterances perform the given acts one after the other."""

    def make(*acts: Callable[[Pyttsx3, str], None]) -> Pyttsx3Engine:
        monkeypatch.setattr(pyttsx3_engine, "_started", lambda: Pyttsx3(list(acts)))
        monkeypatch.setattr(pyttsx3_engine, "_backend", lambda engine, say: Backend(engine))
        monkeypatch.setattr(pyttsx3_engine, "provide", lambda folder: None)
        return Pyttsx3Engine(tmp_path)

    return make


def speak(engine: Pyttsx3Engine, voice: str = "") -> float:
    recording = engine.speak(SpeechLine("Rest.", voice, "en", 1.0, 1.0, "plain"))
    return len(recording.samples) / recording.sample_rate


def test_a_right_recording_is_taken_at_once(acting: Acting) -> None:
    """A recording without faults is accepted at the first try."""
    assert speak(acting(says(1.0))) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "failing", [breaks_off, never_finishes, writes_nothing, reports_an_error, loses_an_exception, says(1.0, level=0.0)]
)
def test_what_goes_wrong_once_is_tried_again(acting: Acting, failing: Callable[[Pyttsx3, str], None]) -> None:
    """If pyttsx3 breaks off, never finishes, writes no file or a silent one, reports an error, or loses an exception of
    its own, the line is tried once more. A second failure is an error.
    """
    assert speak(acting(failing, says(1.0))) == pytest.approx(1.0)
    with pytest.raises(SpeechError):
        speak(acting(failing, failing))


def test_the_reason_is_what_was_lost(acting: Acting) -> None:
    """If pyttsx3 loses an exception in a C callback, the error still gives this exception's message as the reason."""
    with pytest.raises(SpeechError, match="No space left on device"):
        speak(acting(loses_an_exception, loses_an_exception))


def test_a_doubtful_length_is_spoken_again(acting: Acting) -> None:
    """A recording of a doubtful length is spoken again. It is accepted if the second one is right or has the same
    length. Otherwise the line fails.
    """
    assert speak(acting(says(0.4), says(1.0))) == pytest.approx(1.0)
    assert speak(acting(says(2.0), says(2.02))) == pytest.approx(2.02, abs=0.01)
    with pytest.raises(SpeechError, match=r"2\.0 s"):
        speak(acting(says(0.4), says(2.0)))


def test_what_cannot_be_believed_fails_even_twice(acting: Acting) -> None:
    """A recording of an impossible length is an error even if two tries have the same length."""
    with pytest.raises(SpeechError):
        speak(acting(says(4.0), says(4.0)))


def test_an_unknown_voice_is_not_tried_again(acting: Acting) -> None:
    """A line with an unknown voice is not tried a second time."""
    engine = acting(says(1.0))
    with pytest.raises(VoiceNotFoundError):
        speak(engine, voice="unknown")
    assert speak(engine) == pytest.approx(1.0)


def test_no_recording_of_one_line_is_left_for_the_next(acting: Acting, tmp_path: Path) -> None:
    """The file of a line is deleted once it has been read, so that it is never taken for the file of a later line."""
    engine = acting(says(1.0), writes_nothing, writes_nothing)
    speak(engine)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SpeechError):
        speak(engine)
