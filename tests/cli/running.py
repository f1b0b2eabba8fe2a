"""Runs commands as a person does: in this process, in a process of their own, or on a terminal."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from voiceguide.cli.group import main

VOICE = ("--voice", "fake:calm")
"""The options for a voice that hums. It is quick, and sounds the same on every machine."""

SCRIPT = """---
title: A short rest
background: none
---
# Arriving {arrival}
You can stop at any time, and your eyes can stay open. [3s]

Feel the chair that carries you.

# Resting
Now there is some quiet. [silence 3s-40m]

> Here is the breath again.

[breathe in 3 out 4, 2-6 times]

# Closing {closing}
[bell]
Take your time. Thank you for resting.
"""


def run(*words: str | Path, given: str | bytes | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(word) for word in words], input=given, prog_name="voiceguide")


def written(folder: Path, text: str | bytes = SCRIPT, name: str = "rest.md") -> Path:
    """Write a script into this folder, and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def process(*words: str | Path, given: bytes = b"", **more: object) -> "subprocess.CompletedProcess[str]":
    """Run a command as a process of its own."""
    command = [sys.executable, "-m", "voiceguide", *map(str, words)]
    return subprocess.run(command, input=given.decode(), capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload,no-any-return]


def refused(result: "Result | subprocess.CompletedProcess[str]", status: int = 1) -> str:
    """Assert that a command was refused in one line, with nothing else printed and no traceback. Returns that line."""
    code = result.exit_code if isinstance(result, Result) else result.returncode
    assert code == status, (result.stdout, result.stderr)
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return str(lines[0])


def on_terminal(words: Sequence[str | Path], until: bytes, number: signal.Signals) -> tuple[int, bytes]:
    """Run a command on a terminal. When the terminal shows `until`, send the signal to the command and its child
    processes, as Ctrl-C does. Returns the exit status and everything that the terminal showed.
    """
    import pty

    ours, its = pty.openpty()
    command = [sys.executable, "-m", "voiceguide", *map(str, words)]
    shown = b""
    with subprocess.Popen(
        command,
        stdin=its,
        stdout=subprocess.DEVNULL,
        stderr=its,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ) as running:
        os.close(its)
        sent = False
        try:
            while part := _read(ours):
                shown += part
                if not sent and until in shown:
                    os.killpg(running.pid, number)
                    sent = True
        finally:
            os.close(ours)
            running.kill()
    assert sent, shown
    return running.wait(), shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError as error:
        if error.errno == errno.EIO:  # so a terminal on Linux reports that nobody is left to write to it
            return b""
        raise
