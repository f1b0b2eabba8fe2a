"""What libraries write to stderr by themselves is kept from the screen, and nothing else is."""

import os
import subprocess
import sys

import pytest

from voiceguide.system.stderr import silenced_stderr, unsilenced_stderr


def test_only_what_is_written_meanwhile_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    """Inside nothing is seen; before and after everything is."""
    os.write(2, b"before ")
    with silenced_stderr():
        os.write(2, b"inside ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_blocks_that_overlap_end_with_the_last(capfd: pytest.CaptureFixture[str]) -> None:
    """Of two threads whose blocks overlap, neither inside the other: stderr is back when both have left."""
    one, other = silenced_stderr(), silenced_stderr()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    os.write(2, b"still inside ")
    other.__exit__(None, None, None)
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_what_is_said_on_purpose_is_seen(capfd: pytest.CaptureFixture[str]) -> None:
    """A message in the middle of a quiet block reaches the screen, and the block stays quiet after it."""
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
    """What C code writes to stderr is not seen until the block ends; what we write is, in order."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], stderr=subprocess.PIPE, text=True, check=True)
    assert done.stderr.split("\n") == ["before", "python", "after", "python again", ""]


def test_without_a_stderr_there_is_nothing_to_quiet() -> None:
    """A program that was started without one goes on."""
    program = "from voiceguide.system.stderr import silenced_libraries\nwith silenced_libraries(): print('fine')"
    command = f'exec 2>&-; exec {sys.executable} -c "{program}"'
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "fine\n"
