"""Runs a program that may hang, fill the disk or leave processes behind, in a group of its own that can be killed."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from voiceguide.errors import SpeechError, system_reason
from voiceguide.system.process import own_group
from voiceguide.units import Seconds

_POLL: Final[Seconds] = 0.1
"""How often, in seconds, the program's running time and the sizes of its files are checked."""

_SHOWN: Final = 200
_READ: Final = 8192
_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-_])")


@dataclass(frozen=True)
class ProgramLimits:
    """How long a program may run, and how much it may write."""

    seconds: Seconds
    size: int
    """The most bytes that the program may write into each of its files."""


@dataclass(frozen=True)
class ProgramFiles:
    """The files that a program reads and writes."""

    stdin: Path | None
    """The file that the program gets on standard input; None: it gets nothing."""
    stdout: Path
    """The file that receives the program's standard output."""
    sound: Path
    """The file in which the sound is expected: `stdout`, or a file named on the program's command line."""


class Runner:
    """Runs one program at a time. `end` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def run(self, words: Sequence[str], files: ProgramFiles, limits: ProgramLimits, name: str) -> None:
        """Run the command `words` until it ends.

        It is killed if it takes too long or writes too much. Afterwards every process left in its group is killed
        too. Unless it succeeds, raises `SpeechError` with `name`, the reason, and the last line of its output.
        """
        stderr_file = files.stdout.with_suffix(".err")
        with (
            Path(files.stdin or os.devnull).open("rb") as stdin,
            files.stdout.open("wb") as stdout,
            stderr_file.open("wb") as stderr,
        ):
            process = self._started(words, name, stdin=stdin, stdout=stdout, stderr=stderr)
        watch = _Watch(process, (files.stdout, stderr_file, files.sound), limits)
        try:
            status = process.wait()
        finally:
            watch.stop()
            _end_group(process)
            with self._lock:
                self._process = None
        reason = watch.reason or _how_it_ended(status)
        if reason:
            said = _last_line(stderr_file) or ("" if files.stdout == files.sound else _last_line(files.stdout))
            raise SpeechError(f"{name} {reason}" + (f": {said}" if said else ""))

    def end(self) -> None:
        """Kill the running program and its group. No other program can be started after this."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                _end_group(self._process)

    def _started(self, words: Sequence[str], name: str, **pipes: Any) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._ended:
                raise SpeechError(f"{name} was stopped")
            try:
                self._process = subprocess.Popen(words, **pipes, **own_group())
            except (OSError, ValueError) as error:
                raise SpeechError(f"{name} could not be started: {system_reason(error)}") from error
            return self._process


class _Watch:
    """A thread that kills a program that takes too long or writes too much."""

    def __init__(self, process: "subprocess.Popen[bytes]", files: Sequence[Path], limits: ProgramLimits) -> None:
        self.reason = ""
        self._process, self._files, self._limits = process, files, limits
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, because the program has ended."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        latest = time.monotonic() + self._limits.seconds
        while not self._over.wait(_POLL):
            if time.monotonic() > latest:
                self.reason = f"had not finished after {self._limits.seconds:.0f} s, and was stopped"
            elif any(_size(file) > self._limits.size for file in self._files):
                self.reason = "was stopped, because it wrote more than any speech could be"
            if self.reason:
                _end_group(self._process)
                return


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill the program and every process that is still in its group."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):  # the latter on macOS, if all in the group have ended
            os.killpg(process.pid, signal.SIGKILL)


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"was ended by signal {-status}"
    return f"ended with status {status}" if status else ""


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0


def _last_line(file: Path) -> str:
    """The last line that is not empty, without escape sequences, cut off after `_SHOWN` characters. Only the last
    `_READ` bytes of the file are searched.
    """
    with file.open("rb") as opened:
        opened.seek(max(0, _size(file) - _READ))
        text = _ESCAPES.sub("", opened.read().decode("utf-8", "replace"))
    lines = ["".join(sign for sign in line if sign.isprintable()).strip() for line in re.split(r"[\r\n]+", text)]
    return next((line for line in reversed(lines) if line), "")[:_SHOWN]
