"""Libraries that write to stderr by themselves, kept quiet."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """While the block runs, nothing that C code of this process writes to stderr is seen.

    PortAudio, ALSA and JACK tell there of every device they tried in vain, in the middle of our screen.
    """
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


def quiet_alsa() -> None:
    """From now on ALSA itself writes nothing to stderr, on Linux."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            # Its handler of errors is replaced by a function of C that ignores its arguments and does nothing.
            nothing = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(nothing)
