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

_REPEAT_LIMITS: Final = (1.0, 5.0)
"""In seconds. Presses less than 1 s apart count as one, because a key that is held down repeats. Otherwise each
repetition would interrupt the work that the program does after the first press. If the presses continue for longer than
5 s, the program is interrupted again.
"""


class InterruptedByUser(KeyboardInterrupt):
    """Raised by Ctrl-C in place of a plain KeyboardInterrupt. After a plain one has passed through an ``exec``, which
    many imports use, Python kills itself with the signal at exit, even if the interrupt was caught and another status
    was set.
    """


@contextmanager
def own_interrupts() -> Iterator[None]:
    """While the block runs, Ctrl-C raises `InterruptedByUser`. If the program has another handler for the signal, or
    sets one during the block, that handler is left alone.

    After the first press, Ctrl-C is ignored while it is held down (see `_REPEAT_LIMITS`), and also after the end of the
    block.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    pressed = raised = -inf
    ended = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal pressed, raised
        apart, longest = _REPEAT_LIMITS
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
