"""Sound libraries that tell on stderr of every device they tried in vain, in the middle of our screen."""

import ctypes
import sys
from contextlib import suppress

from voiceguide.quiet import quiet_stderr as quiet_stderr


def quiet_alsa() -> None:
    """From now on ALSA itself writes nothing to stderr, on Linux."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            # Its handler of errors is replaced by a function of C that ignores its arguments and does nothing.
            nothing = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(nothing)
