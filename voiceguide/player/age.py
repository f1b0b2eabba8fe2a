"""How long this process has been there: what a listener waited before the first sound counts from its beginning."""

import os
import time
from pathlib import Path
from typing import Final

from voiceguide.units import Seconds

_STAT: Final = Path("/proc/self/stat")
_START_TIME: Final = 19
"""Of the fields after the program's name: when it began, in ticks since the machine did (proc(5), field 22)."""


def process_age(stat: Path = _STAT) -> Seconds:
    """Seconds since this process began, as the system tells; where it does not, those it has been computing for."""
    try:
        started = int(stat.read_text().rpartition(")")[2].split()[_START_TIME])
        # The same clock as the field's: it goes on while the machine sleeps.
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.process_time()
