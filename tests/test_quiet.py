"""What libraries write to stderr by themselves is kept from the screen, and nothing else is."""

import os

import pytest

from voiceguide.quiet import heard_stderr, quiet_stderr


def test_only_what_is_written_meanwhile_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    """Inside nothing is seen; before and after everything is."""
    os.write(2, b"before ")
    with quiet_stderr():
        os.write(2, b"inside ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_blocks_that_overlap_end_with_the_last(capfd: pytest.CaptureFixture[str]) -> None:
    """Of two threads whose blocks overlap, neither inside the other: stderr is back when both have left."""
    one, other = quiet_stderr(), quiet_stderr()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    os.write(2, b"still inside ")
    other.__exit__(None, None, None)
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_what_is_said_on_purpose_is_seen(capfd: pytest.CaptureFixture[str]) -> None:
    """A message in the middle of a quiet block reaches the screen, and the block stays quiet after it."""
    with quiet_stderr():
        os.write(2, b"inside ")
        with heard_stderr():
            os.write(2, b"said ")
        os.write(2, b"inside again ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "said after"
