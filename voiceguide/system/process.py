"""How processes share the machine: their priority, the memory that they keep, and the groups that signals go to."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

_NICE: Final = 10

_ARENA_MAX: Final = -8
"""M_ARENA_MAX in glibc's malloc.h."""

_ARENAS: Final = 2


def lower_priority() -> None:
    """From now on, this process gives way to others that need the processor. If the system refuses, nothing changes.

    Linux may put all processes of a terminal into one "autogroup". `nice` then counts only within this group, so the
    priority of the group is lowered too (sched(7), "The autogroup feature").
    """
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), below_normal)
        return
    with suppress(OSError):
        os.nice(_NICE)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(_NICE), encoding="ascii")


def share_arenas() -> None:
    """From now on, all threads of this process take their memory from two arenas, the memory pools of glibc. Call it
    before any thread starts.

    Otherwise glibc gives threads arenas of their own, up to eight for each core. Memory that is freed in one arena
    cannot be used in another (mallopt(3), `M_ARENA_MAX`), so a server with many threads would keep far more memory than
    it needs. With other C libraries, nothing changes.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(AttributeError, OSError):  # musl has no such function
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def own_group() -> dict[str, Any]:
    """Arguments for `subprocess.Popen` that start a process in a group of its own: Ctrl-C does not reach it, and it can
    be ended together with the programs it has started. On Windows, it opens no window.
    """
    if sys.platform == "win32":
        import subprocess

        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
