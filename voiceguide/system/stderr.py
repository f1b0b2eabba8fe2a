"""Libraries that write to stderr by themselves, kept quiet: those that open sound tell of every device they tried in
vain, in the middle of our screen.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Final


@dataclass
class _Silencer:
    """stderr put aside. Blocks that overlap share it: the first puts it aside, the last puts it back."""

    lock: Lock = field(default_factory=Lock)
    inside: int = 0
    kept: int | None = None

    def enter(self) -> None:
        with self.lock:
            self.inside += 1
            if self.inside > 1:
                return
            try:
                self.kept = os.dup(2)
            except OSError:  # there is no stderr
                return
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """While the block runs stderr is where it was, and nobody else puts it aside."""
        with self.lock:
            if self.kept is None:
                yield
                return
            aside = os.dup(2)
            os.dup2(self.kept, 2)
            try:
                yield
            finally:
                os.dup2(aside, 2)
                os.close(aside)

    def leave(self) -> None:
        with self.lock:
            self.inside -= 1
            if self.inside or self.kept is None:
                return
            os.dup2(self.kept, 2)
            os.close(self.kept)
            self.kept = None


_OF_THIS_PROCESS: Final = _Silencer()
"""A process has one stderr."""


@contextmanager
def unsilenced_stderr() -> Iterator[None]:
    """While the block runs no other thread keeps stderr quiet: what is said there is seen."""
    with _OF_THIS_PROCESS.lifted():
        yield


@contextmanager
def silenced_stderr() -> Iterator[None]:
    """While the block runs, nothing that C code of this process writes to stderr is seen. Threads may overlap."""
    _OF_THIS_PROCESS.enter()
    try:
        yield
    finally:
        _OF_THIS_PROCESS.leave()


@contextmanager
def silenced_libraries() -> Iterator[None]:
    """While the block runs, for however long, C code of this process writes to a stderr that nobody sees.

    What Python writes to `sys.stderr` is seen. Other threads may use `silenced_stderr` meanwhile.
    """
    with silenced_stderr():
        if (real := _OF_THIS_PROCESS.kept) is None:  # there is no stderr
            yield
            return
        before = sys.stderr
        with os.fdopen(os.dup(real), "w", buffering=1, encoding="utf-8", errors="backslashreplace") as own:
            with suppress(OSError, ValueError, AttributeError, io.UnsupportedOperation):  # it is no file, or not ours
                sys.stderr = own if before.fileno() == 2 else before
            try:
                yield
            finally:
                sys.stderr = before


def quiet_alsa() -> None:
    """From now on ALSA itself writes nothing to stderr, on Linux."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            # Its handler of errors is replaced by a function of C that ignores its arguments and does nothing.
            nothing = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(nothing)
