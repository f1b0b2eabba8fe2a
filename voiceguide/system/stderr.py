"""Silences libraries that write to stderr on their own. Sound libraries, for example, report every device that they
failed to open, in the middle of our screen.
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
    """Sends everything written to stderr to the null device. Overlapping blocks share the redirection: the first block
    begins it, and the last one ends it.
    """

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
        """Restore stderr while the block runs; meanwhile no other thread can redirect it."""
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


_PROCESS_SILENCER: Final = _Silencer()
"""The only silencer, because a process has only one stderr."""


@contextmanager
def unsilenced_stderr() -> Iterator[None]:
    """Make stderr visible while the block runs, even if other threads are silencing it."""
    with _PROCESS_SILENCER.lifted():
        yield


@contextmanager
def silenced_stderr() -> Iterator[None]:
    """Hide everything written to stderr, also by C code, while the block runs. Blocks in several threads may
    overlap.
    """
    _PROCESS_SILENCER.enter()
    try:
        yield
    finally:
        _PROCESS_SILENCER.leave()


@contextmanager
def silenced_libraries() -> Iterator[None]:
    """Hide what C code writes to stderr while the block runs. What Python writes to `sys.stderr` stays visible, so the
    block may be long.

    Other threads may use `silenced_stderr` meanwhile.
    """
    with silenced_stderr():
        if (real := _PROCESS_SILENCER.kept) is None:  # there is no stderr
            yield
            return
        before = sys.stderr
        with os.fdopen(os.dup(real), "w", buffering=1, encoding="utf-8", errors="backslashreplace") as own:
            with suppress(OSError, ValueError, AttributeError, io.UnsupportedOperation):  # it has no file, or is closed
                sys.stderr = own if before.fileno() == 2 else before
            try:
                yield
            finally:
                sys.stderr = before


def quiet_alsa() -> None:
    """Stop ALSA, on Linux, from writing errors to stderr from now on."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            # Replace its error handler by a C function that ignores its arguments and has no effect.
            nothing = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(nothing)
