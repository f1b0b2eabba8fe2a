"""How much memory this process keeps that it no longer needs."""

import sys
from contextlib import suppress
from typing import Final

_ARENA_MAX: Final = -8
"""M_ARENA_MAX in glibc's malloc.h."""

_ARENAS: Final = 2


def share_arenas() -> None:
    """From now on, all threads take their memory from two arenas. Call it before any thread starts.

    glibc otherwise gives a thread an arena of its own, up to eight for each core, and what is freed in one cannot be
    used in another (mallopt(3), `M_ARENA_MAX`): a server with many threads keeps far more than it needs. With other C
    libraries, nothing changes.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(AttributeError, OSError):  # musl has no such function
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)
