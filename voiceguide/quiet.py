"""Libraries that write to stderr by themselves, kept quiet."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Final

_ONE_AT_A_TIME: Final = RLock()
"""Two that overlapped would each keep what the other had put in place of stderr."""


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


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """While the block runs, for however long, C code of this process writes to a stderr that nobody sees.

    What Python writes to `sys.stderr` is seen. Other threads may use `quiet_stderr` meanwhile.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    before = sys.stderr
    with open(kept, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False) as own:
        _point_stderr_at(os.devnull)
        with suppress(OSError, ValueError, AttributeError, io.UnsupportedOperation):  # it is no file, or not ours
            sys.stderr = own if before.fileno() == 2 else before
        try:
            yield
        finally:
            sys.stderr = before
            with _ONE_AT_A_TIME:
                os.dup2(kept, 2)
    os.close(kept)


def _point_stderr_at(path: str) -> None:
    nowhere = os.open(path, os.O_WRONLY)
    with _ONE_AT_A_TIME:
        os.dup2(nowhere, 2)
    os.close(nowhere)
