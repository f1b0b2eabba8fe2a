"""Runs `voiceguide` in its own terminal, and presses keys there."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")

VOICEGUIDE = (sys.executable, "-m", "voiceguide")


class PlayerProcess:
    """A `voiceguide` command, or another program, on a real pseudo-terminal of 100 columns."""

    def __init__(
        self, arguments: list[str], environment: Mapping[str, str], program: tuple[str, ...] = VOICEGUIDE
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        _keep_output(slave)
        self.before = termios.tcgetattr(slave)
        self._slave = slave
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*program, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_own_terminal,
            env={**environment, "TERM": "xterm-256color", "PYTHONUNBUFFERED": "1"},
        )
        self._seen = b""

    def __enter__(self) -> "PlayerProcess":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    def press(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._master, keys.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until the program ends, because a key is lost while a prompt sets up the terminal."""
        for _ in range(120):
            if self.process.poll() is not None:
                return
            self.press("\x03")
            select.select([self._master], [], [], 0.5)
            _ = self.seen

    @property
    def seen(self) -> str:
        """Everything on the screen so far, without control sequences."""
        while select.select([self._master], [], [], 0)[0]:
            self._seen += os.read(self._master, 1 << 16)
        return _CONTROL.sub(b"", self._seen).decode(errors="replace")

    def wait_for(self, pattern: str, seconds: float = 40.0) -> re.Match[str]:
        """Wait until the screen has shown this text since the last `forget`."""
        until = time.monotonic() + seconds
        while True:
            if match := re.search(pattern, self.seen):
                return match
            if time.monotonic() > until or (self.process.poll() is not None and not re.search(pattern, self.seen)):
                raise AssertionError(f"{pattern!r} never came; the screen: {self.seen[-2000:]}")
            select.select([self._master], [], [], 0.1)

    def forget(self) -> None:
        """Ignore what the screen has shown so far."""
        _ = self.seen
        self._seen = b""

    def ends(self, seconds: float) -> bool:
        """Whether the program ends within this many seconds, before it shows anything more."""
        if self.process.poll() is None:
            select.select([self._master], [], [], seconds)
        return self.process.poll() is not None

    def wait(self, seconds: float = 60.0) -> int:
        """Wait until the program ends, and read what it shows meanwhile. Returns its exit status."""
        until = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < until, f"it goes on; the screen: {self.seen[-2000:]}"
            select.select([self._master], [], [], 0.05)
            _ = self.seen
        return self.process.returncode

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        os.kill(self.process.pid, number)

    @property
    def attributes(self) -> list[Any]:
        """The present settings of the terminal."""
        return termios.tcgetattr(self._slave)


def _keep_output(terminal: int) -> None:
    """Set the terminal so that Ctrl-C discards no output (NOFLSH). Otherwise the kernel drops output that was not read
    yet.
    """
    settings = termios.tcgetattr(terminal)
    settings[3] |= termios.NOFLSH
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


def _own_terminal() -> None:
    """Make stdin the controlling terminal, so that Ctrl-C reaches the process and ends it by default. The default must
    be restored, because a process started by a shell in the background inherits that Ctrl-C is ignored.
    """
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
