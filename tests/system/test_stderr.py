"""Messages that libraries write to stderr are hidden, and no others are."""

import os
import subprocess
import sys

import pytest

from voiceguide.system.stderr import silenced_stderr, unsilenced_stderr


def test_only_what_is_written_meanwhile_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    """Only what is written to stderr inside the block is hidden."""
    os.write(2, b"before ")
    with silenced_stderr():
        os.write(2, b"inside ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_blocks_that_overlap_end_with_the_last(capfd: pytest.CaptureFixture[str]) -> None:
    """If the blocks of two threads overlap, stderr is shown again when both blocks have ended."""
    one, other = silenced_stderr(), silenced_stderr()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    os.write(2, b"still inside ")
    other.__exit__(None, None, None)
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_what_is_said_on_purpose_is_seen(capfd: pytest.CaptureFixture[str]) -> None:
    """A message that is shown on purpose inside the block is seen, and the block stays quiet after it."""
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
    """What C code writes to stderr is hidden until the block ends. What this program writes is shown, in order."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], stderr=subprocess.PIPE, text=True, check=True)
    assert done.stderr.split("\n") == ["before", "python", "after", "python again", ""]


def test_without_a_stderr_there_is_nothing_to_quiet() -> None:
    """A program that was started without stderr runs normally."""
    program = "from voiceguide.system.stderr import silenced_libraries\nwith silenced_libraries(): print('fine')"
    command = f'exec 2>&-; exec {sys.executable} -c "{program}"'
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "fine\n"
