"""Ctrl-C always ends in the same exit status. This module imports almost nothing, so that it works from the start."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

EXIT_INTERRUPTED: Final = 130


class InterruptedByUser(KeyboardInterrupt):
    """Ctrl-C. Python remembers a plain KeyboardInterrupt that passed through an ``exec``, which many imports use, and
    at exit kills itself with the signal, even if the interrupt was caught and another status was set.
    """


@contextmanager
def own_interrupts() -> Iterator[None]:
    """While the block runs, Ctrl-C raises `InterruptedByUser`, unless the signal already has another handler, or is
    given one: that one stays.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    afterwards: signal.Handlers | object = signal.default_int_handler

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal afterwards
        # Only exiting is left to do: pressing twice must not show a traceback.
        afterwards = signal.SIG_IGN
        raise InterruptedByUser

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is interrupt:
            signal.signal(signal.SIGINT, afterwards)  # type: ignore[arg-type]
