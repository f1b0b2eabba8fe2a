"""pyttsx3: espeak-ng on Linux, the system's own voices on Windows and macOS.

pyttsx3 2.99 returns before a text is spoken, reports neither an unknown voice nor a setting that did not take effect,
and loses errors raised in the C callback that writes its file. So one utterance is spoken at a time, settings are read
back after they are made, and the duration of the result is checked. All this runs in a worker process, because espeak
can be started only once per process and because any call may hang.
"""

import sys
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.edges import is_silent
from voiceguide.errors import NO_SOUND, SpeechError, VoiceNotFoundError
from voiceguide.speech.engine import Recording, SpeechLine, Voice
from voiceguide.speech.engines._espeak_library import provide, uses_espeak
from voiceguide.speech.engines._pyttsx3_backend import Backend
from voiceguide.units import Seconds

_ATTEMPTS: Final = 2
_AGREEMENT: Final = 0.05
"""Two attempts agree if their durations differ by at most this share of the second. (With espeak they differ by a few
milliseconds.)
"""


class Pyttsx3Engine:
    """Speaks through pyttsx3. One per process."""

    name = "pyttsx3"

    def __init__(self, folder: Path) -> None:
        """Start pyttsx3; it writes its sound files in `folder`. Raises `EngineMissingError` or `SpeechError`."""
        self._problems: list[str] = []
        self._finished = threading.Event()
        if uses_espeak():
            provide(folder)
        self._engine = _started()
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)
        self._backend = _backend(self._engine, self._say)
        self._file = folder / f"utterance{self._backend.ending}"

    def voices(self) -> tuple[Voice, ...]:
        """The voices of the system."""
        return self._backend.voices()

    def speak(self, line: SpeechLine) -> Recording:
        """Speak a line, and check the result: see `SpeechEngine.speak`.

        A failed or doubtful attempt is repeated once. Two doubtful attempts are accepted if their
        durations agree and both are plausible.
        """
        problem = SpeechError("")
        attempts: list[Recording] = []
        for _ in range(_ATTEMPTS):
            try:
                attempt = self._attempt(line)
            except VoiceNotFoundError:
                raise
            except SpeechError as error:
                problem = error
                continue
            mismatch = self._backend.check_duration(line, _seconds(attempt))
            if not mismatch:
                return attempt
            problem = SpeechError(mismatch.reason)
            attempts += [attempt] if mismatch.plausible else []
        if len(attempts) == _ATTEMPTS and _agree(*map(_seconds, attempts)):
            return attempts[-1]
        raise problem

    def close(self) -> None:
        """Nothing to free: the worker process ends."""

    def _attempt(self, line: SpeechLine) -> Recording:
        self._problems.clear()
        with self._watched():
            text = self._backend.prepare(line)
            self._raise_problems()
            return self._say(text)

    def _say(self, text: str) -> Recording:
        """The sound of `text`, spoken with the current settings."""
        self._file.unlink(missing_ok=True)
        self._finished.clear()
        with self._watched():
            self._engine.save_to_file(text, str(self._file))
            try:
                self._backend.run(self._finished)
            finally:  # a reported problem says more than that it did not finish
                self._raise_problems()
        recording = _read(self._file)
        self._file.unlink(missing_ok=True)
        if is_silent(recording.samples, recording.sample_rate):
            raise SpeechError(NO_SOUND)
        return recording

    def _on_finished(self, name: object, completed: bool) -> None:
        if not completed:
            self._problems.append("the voice was interrupted")
        self._finished.set()

    def _on_error(self, name: object, exception: BaseException) -> None:
        self._problems.append(str(exception) or type(exception).__name__)

    def _raise_problems(self) -> None:
        if self._problems:
            said, self._problems = "; ".join(self._problems), []
            raise SpeechError(said)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Collect errors raised inside pyttsx3's C callback, which are reported nowhere else."""
        before = sys.unraisablehook

        def hook(lost: Any) -> None:
            self._problems.append(str(lost.exc_value) or lost.exc_type.__name__)
            self._backend.cancel()

        sys.unraisablehook = hook
        try:
            yield
        finally:
            sys.unraisablehook = before


def _started() -> Any:
    import pyttsx3

    try:
        return pyttsx3.init("espeak" if uses_espeak() else None)
    except Exception as error:  # pyttsx3 lets through any error of its driver
        raise SpeechError(f"pyttsx3 could not start: {error}") from error


def _backend(engine: Any, say: Callable[[str], Recording]) -> Backend:
    if uses_espeak():
        from voiceguide.speech.engines._espeak import EspeakBackend

        return EspeakBackend(engine, say)
    if sys.platform == "darwin":
        from voiceguide.speech.engines._system_voices import NsssBackend

        return NsssBackend(engine)
    from voiceguide.speech.engines._system_voices import SapiBackend

    return SapiBackend(engine)


def _agree(first: Seconds, second: Seconds) -> bool:
    return abs(first - second) <= _AGREEMENT * second


def _seconds(recording: Recording) -> Seconds:
    return len(recording.samples) / recording.sample_rate


def _read(file: Path) -> Recording:
    try:
        if file.suffix == ".wav":
            return _read_wav(file)
        import soundfile

        samples, sample_rate = soundfile.read(file, dtype="float32", always_2d=True)
    except (OSError, EOFError, RuntimeError, wave.Error) as error:
        raise SpeechError(f"the voice's sound file cannot be read: {error}") from error
    return Recording(_mono(samples), sample_rate)


def _read_wav(file: Path) -> Recording:
    """Read a WAV without soundfile, because importing that takes longer than speaking ten lines. espeak-ng and the
    system voices write 16-bit samples; any other size raises `SpeechError`.
    """
    with wave.open(str(file)) as sound:
        if sound.getsampwidth() != 2:
            raise SpeechError(f"the voice's sound file has {8 * sound.getsampwidth()} bits instead of 16")
        whole = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2").astype(np.float32) / 32768
        return Recording(_mono(whole.reshape(-1, sound.getnchannels())), sound.getframerate())


def _mono(samples: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(samples.mean(axis=1) if samples.shape[1] > 1 else samples[:, 0], dtype=np.float32)
