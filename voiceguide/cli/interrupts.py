"""Ctrl-C, made to end in one exit status. It loads next to nothing, so that it serves from the first moment."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

EXIT_INTERRUPTED: Final = 130


class InterruptedByUser(KeyboardInterrupt):
    """Ctrl-C.

    Python remembers a bare KeyboardInterrupt that passed through an ``exec``, of which many imports are full, and at
    its end kills itself with the signal, even where the interrupt was caught and another status was asked for.
    """


@contextmanager
def own_interrupts() -> Iterator[None]:
    """While the block runs, Ctrl-C raises `InterruptedByUser`, if nobody else has taken the signal."""
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    afterwards: signal.Handlers | object = signal.default_int_handler

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal afterwards
        # Nothing is left to do then but to leave: who presses twice sees no traceback.
        afterwards = signal.SIG_IGN
        raise InterruptedByUser

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, afterwards)  # type: ignore[arg-type]
