"""What killed processes leave behind: files and folders whose names tell whose they are."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from voiceguide.units import Seconds

_OLD: Final[Seconds] = 3600.0


def abandoned(path: Path, pid: str) -> bool:
    """Whether the process `pid` that made `path` has ended. Where that cannot be asked, whether it is an hour old."""
    if os.name == "posix" and pid.isdecimal():
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
        return False
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > _OLD
    return False
