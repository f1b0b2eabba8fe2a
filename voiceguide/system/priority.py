"""The priority of this process."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_NICE: Final = 10


def lower_priority() -> None:
    """From now on, this process gives way to others that need the processor. Where the system refuses, nothing changes.

    On Linux, processes with a session of their own may form groups, and then `nice` counts within a group only; so the
    group's is set too (sched(7), "The autogroup feature").
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
