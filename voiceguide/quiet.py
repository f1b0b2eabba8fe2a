"""Libraries that write to stderr by themselves, kept quiet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

_ONE_AT_A_TIME: Final = RLock()
"""Two that overlapped would each keep what the other had put in place of stderr."""


@contextmanager
def heard_stderr() -> Iterator[None]:
    """While the block runs no other thread keeps stderr quiet: what is said there is seen."""
    with _ONE_AT_A_TIME:
        yield


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """While the block runs, nothing that C code of this process writes to stderr is seen."""
    with _ONE_AT_A_TIME:
        try:
            kept = os.dup(2)
        except OSError:  # there is no stderr
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
