"""Keeps the machine from going to sleep while a session plays, where the platform offers a way."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def kept_awake() -> Iterator[bool]:
    """Keep the machine from going to sleep by itself while the block runs. Yields whether that is possible here."""
    if sys.platform == "win32":
        with _windows():
            yield True
        return
    command = _command()
    holder = _started(command) if command else None
    try:
        yield holder is not None
    finally:
        if holder:
            holder.stdin.close() if holder.stdin else None
            holder.terminate()
            holder.wait()


def _command() -> list[str]:
    """The command of a program that keeps the machine awake until the program's stdin is closed. That happens even if
    this process is killed. Empty if there is no such program.
    """
    if sys.platform == "darwin" and shutil.which("caffeinate"):
        return ["caffeinate", "-i", "cat"]
    if Path("/run/systemd/system").is_dir() and shutil.which("systemd-inhibit"):
        return [
            "systemd-inhibit",
            "--what=idle:sleep",
            "--who=voiceguide",
            "--why=a session is playing",
            "--mode=block",
            "cat",
        ]
    return []


def _started(command: list[str]) -> "subprocess.Popen[bytes] | None":
    with suppress(OSError):
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return None


@contextmanager
def _windows() -> Iterator[None]:
    """Set ES_CONTINUOUS | ES_SYSTEM_REQUIRED with Windows' SetThreadExecutionState, and reset it afterwards."""
    import ctypes

    set_state = getattr(ctypes, "windll").kernel32.SetThreadExecutionState  # noqa: B009  # only Windows has it
    set_state(0x80000001)
    try:
        yield
    finally:
        set_state(0x80000000)
