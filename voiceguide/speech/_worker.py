"""A worker: an engine in its own process, which can time out, be killed and be restarted. The main process and a worker
exchange messages through pipes. A message is a JSON object, followed by bytes.
"""

import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from voiceguide.errors import (
    EngineMissingError,
    LanguageNotSpokenError,
    ProgramNotFoundError,
    SpeechError,
    VoiceNotFoundError,
)
from voiceguide.speech.engine import Sound, SpeechLine
from voiceguide.speech.engines.table import TIMEOUT, engine_entry
from voiceguide.system.process import own_group
from voiceguide.units import Seconds

Message: TypeAlias = dict[str, Any]

_HEAD: Final = struct.Struct(">II")


def send(pipe: IO[bytes], message: Message, body: bytes = b"") -> None:
    """Write one message with its bytes. Raises OSError if the other side has gone."""
    named = json.dumps(message).encode()
    pipe.write(_HEAD.pack(len(named), len(body)) + named)
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[Message, bytes] | None:
    """The next message and its bytes; None when the other side has gone, even in the middle of a message."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    named_size, body_size = _HEAD.unpack(head)
    named, body = pipe.read(named_size), pipe.read(body_size)
    if len(named) < named_size or len(body) < body_size:
        return None
    message: Message = json.loads(named)
    return message, body


def as_request(line: SpeechLine) -> Message:
    """The request to speak a line."""
    return {"do": "speak", **asdict(line)}


def as_line(request: Message) -> SpeechLine:
    """The line of a request that `as_request` made."""
    named = {name: value for name, value in request.items() if name != "do"}
    emphasis = tuple((first, last) for first, last in request["emphasis"])
    sounds = tuple(Sound(*sound) for sound in request["sounds"])
    return SpeechLine(**{**named, "emphasis": emphasis, "sounds": sounds})


START_TIMEOUT: Final[Seconds] = 60.0
"""How long a worker may take to start, even on a very busy machine."""

_PER_CHARACTER: Final[Seconds] = 0.05
"""For each character of the line, an answer may take this many seconds longer, because the slowest engines speak about
as fast as a person.
"""

_ENVIRONMENT: Final = {
    "OPENBLAS_NUM_THREADS": "1",  # each worker has a core of its own
    "OMP_NUM_THREADS": "1",
    # Keep memory between lines. To ask the system for it again each time would take a tenth of the time of a line;
    # for a very long line, which pyttsx3 gathers piece by piece, it would take most of the time.
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
}
"""Environment variables of the workers: each worker computes on one core, and keeps its memory between lines."""

_STOP_TIMEOUT: Final[Seconds] = 5.0
"""How long `stop` waits, at most, for a running `ask` to notice that the process has ended. Only then may the pipes be
closed.
"""

_EXIT_TIMEOUT: Final[Seconds] = 1.0
"""How long a worker may take to end the programs that it started, after its pipe is closed. Then it is killed."""

_BOOT: Final = """
import sys
sys.path[:] = {path!r}
from voiceguide.speech._worker_main import main
main({engine!r}, {folder!r}, low_priority={low_priority!r})
"""
"""The program of a worker's process. It imports modules from the same folders as this process. (Without the second
line, Python would look in the current folder too.)
"""


class WorkerLostError(SpeechError):
    """The worker died, took too long, failed because of a bug, or was stopped. If it was not stopped, `ask` may be
    called again, and starts a new process. Data: `reason`.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Worker:
    """An engine in another process. Any thread may call `ask` and `stop`; calls of `ask` are carried out one after the
    other.
    """

    def __init__(self, engine: str, folder: Path, timeout: Seconds = TIMEOUT, *, low_priority: bool = False) -> None:
        """Starts nothing yet. `folder` is for the temporary files of all workers; the caller made it, and removes it.
        `timeout` is how long the answer to a short line may take. `low_priority`: the worker gives way to all other
        work on this machine.
        """
        self._engine, self._folder, self._timeout, self._low_priority = engine, folder, timeout, low_priority
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._lock = threading.Lock()
        self._asking = threading.Lock()
        self._stopped = False

    def ask(self, request: Message) -> tuple[Message, bytes]:
        """Send a request and return the answer with its bytes. Starts the process if needed.

        Raises `SpeechError`: the engine's own error, a `WorkerLostError`, or the reason why the process could not be
        started.
        """
        with self._asking:
            process, fresh = self._running()
            if fresh:
                self._await_start(process)
            return self._exchange(process, request, self._timeout + _PER_CHARACTER * len(request.get("text", "")))

    def _await_start(self, process: "subprocess.Popen[bytes]") -> None:
        try:
            self._exchange(process, None, START_TIMEOUT)
        except SpeechError:
            with self._lock:
                self._end()
            raise

    def stop(self) -> None:
        """End the process for good, within about a second. A running `ask` raises `WorkerLostError`."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                _end_process(self._process)
        if self._asking.acquire(timeout=_STOP_TIMEOUT):  # close the pipes only when no thread reads them
            with self._lock:
                self._end()
            self._asking.release()

    def _running(self) -> tuple["subprocess.Popen[bytes]", bool]:
        """The process, and whether it has only just been started. Raises `SpeechError` if it cannot be started, or if
        the worker was stopped.
        """
        with self._lock:
            if self._stopped:
                raise WorkerLostError("the voice was stopped")
            if fresh := self._process is None:
                self._process, self._errors = _start(self._engine, self._folder, low_priority=self._low_priority)
            assert self._process is not None
            return self._process, fresh

    def _exchange(
        self, process: "subprocess.Popen[bytes]", request: Message | None, limit: Seconds
    ) -> tuple[Message, bytes]:
        """Send a request, if there is one, and wait for an answer, but no longer than `limit`. Raises `SpeechError`."""
        timed_out = threading.Event()
        alarm = threading.Timer(limit, self._end_late, (process, timed_out))
        alarm.daemon = True
        alarm.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            if request is not None:
                send(process.stdin, request)
            received = receive(process.stdout)
        except (OSError, ValueError):  # the process died, or it was stopped and its pipes were closed
            received = None
        finally:
            alarm.cancel()
        if received is None:
            raise self._lost(f"the voice did not answer within {limit:.0f} s" if timed_out.is_set() else "")
        if received[0].get("failed") == "bug":
            raise self._lost(f"the voice failed: {received[0]['reason']}")
        if "failed" in received[0]:
            raise _as_error(received[0])
        return received

    def _end_late(self, process: "subprocess.Popen[bytes]", timed_out: threading.Event) -> None:
        timed_out.set()
        _end_process(process)

    def _lost(self, reason: str) -> WorkerLostError:
        """End a process that failed, so that a new one can be started. Returns the error to raise."""
        with self._lock:
            said = self._last_words()
            status = self._end()
        if reason:
            return WorkerLostError(reason)
        remedy = engine_entry(self._engine).remedy()
        ended = f"the voice's process ended unexpectedly ({status})" + (said and f": {said}")
        return WorkerLostError(ended + (remedy and f"; {remedy}"))

    def _end(self) -> str:
        """End the process, if there is one, and close its pipes. Returns how it ended."""
        process, self._process = self._process, None
        if process is None:
            return "stopped"
        _end_process(process)
        status = process.wait()
        for pipe in (process.stdin, process.stdout, self._errors):
            _close(pipe)
        return f"signal {-status}" if status < 0 else f"status {status}"

    def _last_words(self) -> str:
        if self._errors is None or self._errors.closed:
            return ""
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 4000))
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")[:200]


def _start(engine: str, folder: Path, *, low_priority: bool) -> tuple["subprocess.Popen[bytes]", IO[bytes]]:
    """Start a process. Returns the process, and the file that receives its stderr. Raises `SpeechError`."""
    path = [str(Path(entry).absolute()) for entry in sys.path]
    boot = _BOOT.format(path=path, engine=engine, folder=str(folder), low_priority=low_priority)
    try:
        errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the process has ended)
        process = subprocess.Popen(
            [sys.executable, "-c", boot],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **_ENVIRONMENT},
            **own_group(),
        )
        return process, errors
    except OSError as error:
        raise SpeechError(f"the voice's process could not be started: {error}") from error


def _end_process(process: "subprocess.Popen[bytes]") -> None:
    """Ask the process to end, so that it can first end the programs that it has started. (Killing it would leave them
    running.) If it does not end in time, kill it.
    """
    _close(getattr(process.stdin, "raw", None))  # closing the buffered pipe could wait for a thread that writes
    with suppress(subprocess.TimeoutExpired):
        process.wait(_EXIT_TIMEOUT)
    process.kill()


def _close(pipe: Any) -> None:
    if pipe is not None:
        with suppress(OSError, ValueError):  # nobody can read what is still buffered
            pipe.close()


def _as_error(answer: Message) -> SpeechError:
    if answer["failed"] == "program":
        return ProgramNotFoundError(answer["voice"], answer["program"], answer["near"])
    if answer["failed"] == "language":
        return LanguageNotSpokenError(answer["engine"], answer["voice"], answer["remedy"])
    if answer["failed"] == "voice":
        named = (answer["engine"], answer["voice"], answer["near"], answer["remedy"])
        return VoiceNotFoundError(*named, known=answer["known"])
    if answer["failed"] == "engine":
        return EngineMissingError(answer["engine"], answer["remedy"])
    return SpeechError(answer["reason"])
