"""Ctrl-C always ends in the same exit status. This module imports almost nothing, so that it works from the start."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from types import FrameType
from typing import Final

EXIT_INTERRUPTED: Final = 130

_ONE_PRESS: Final = (1.0, 5.0)
"""Seconds. Presses less than 1 s apart are one: a key that is held repeats, and each time would interrupt what the
first press makes the program do. If that takes longer than 5 s, the program is interrupted again.
"""


class InterruptedByUser(KeyboardInterrupt):
    """Ctrl-C. If a plain KeyboardInterrupt has passed through an ``exec``, as many imports use it, Python kills itself
    with the signal at exit, even if the interrupt was caught and another status was set.
    """


@contextmanager
def own_interrupts() -> Iterator[None]:
    """While the block runs, Ctrl-C raises `InterruptedByUser`, unless the signal has or gets another handler, which
    stays. If it is held down, or pressed after the block, it does nothing more.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    pressed = raised = -inf
    ended = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal pressed, raised
        apart, longest = _ONE_PRESS
        before, pressed = pressed, time.monotonic()
        if ended or (pressed < before + apart and pressed < raised + longest):
            return
        raised = pressed
        raise InterruptedByUser

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        # After a press, the program only exits; interrupting that would end in a traceback.
        ended = raised > -inf
        if signal.getsignal(signal.SIGINT) is interrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN if ended else signal.default_int_handler)
