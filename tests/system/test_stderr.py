"""Messages that libraries write to stderr are hidden, while those of this program are shown."""

import os
import subprocess
import sys

import pytest

from voiceguide.system.stderr import silenced_stderr, unsilenced_stderr


def test_only_what_is_written_meanwhile_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    """Text that is written to stderr while it is silenced is lost. Text written before or after is shown."""
    os.write(2, b"before ")
    with silenced_stderr():
        os.write(2, b"inside ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_blocks_that_overlap_end_with_the_last(capfd: pytest.CaptureFixture[str]) -> None:
    """If two blocks that silence stderr overlap, as in two threads, stderr is shown again only when both have ended."""
    one, other = silenced_stderr(), silenced_stderr()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    os.write(2, b"still inside ")
    other.__exit__(None, None, None)
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_what_is_said_on_purpose_is_seen(capfd: pytest.CaptureFixture[str]) -> None:
    """Inside a block that silences stderr, a message in an inner `unsilenced_stderr` block is shown. After the inner
    block, stderr is silent again.
    """
    with silenced_stderr():
        os.write(2, b"inside ")
        with unsilenced_stderr():
            os.write(2, b"said ")
        os.write(2, b"inside again ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "said after"


PROGRAM = """
import ctypes, os, sys
from voiceguide.system.stderr import silenced_libraries, silenced_stderr
say = lambda words: os.write(2, words)
say(b"before\\n")
with silenced_libraries():
    say(b"a library\\n")
    print("python", file=sys.stderr)
    with silenced_stderr():
        say(b"a library, hushed\\n")
    say(b"a library still\\n")
say(b"after\\n")
print("python again", file=sys.stderr)
"""


def test_libraries_are_quiet_for_as_long_as_a_session_lasts() -> None:
    """Inside the block, text that C code writes to stderr is hidden, and Python's own messages are shown. After it,
    both are shown.
    """
    done = subprocess.run([sys.executable, "-c", PROGRAM], stderr=subprocess.PIPE, text=True, check=True)
    assert done.stderr.split("\n") == ["before", "python", "after", "python again", ""]


def test_without_a_stderr_there_is_nothing_to_quiet() -> None:
    """A program that was started without stderr runs normally."""
    program = "from voiceguide.system.stderr import silenced_libraries\nwith silenced_libraries(): print('fine')"
    command = f'exec 2>&-; exec {sys.executable} -c "{program}"'
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "fine\n"
