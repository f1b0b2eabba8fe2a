"""The hidden temporary file that a session is written into, and the sweeping away of those left by a killed process.

A living process holds its file open and locked. The lock ends with the process, however that ends, and so tells the
dead from the living better than a process number does, which may be in use again, or be from another machine.
"""

import errno
import os
import re
import secrets
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

_NAME: Final = re.compile(r"\..*\.[0-9a-f]{8}\.voiceguide-part(\.\w+)?")
_STEM_CHARACTERS: Final = 24
"""As much of the target's name as is shown: at most 96 bytes, so that no file system finds the name too long."""
_FORGOTTEN_S: Final = 24 * 3600.0
"""Where a file system knows no locks, a file unchanged for so long belongs to nobody."""


class PartFile:
    """A new empty file beside `target`, with the same ending, that is this process's own until it is closed.

    Leaving its context closes and removes it, unless it has been renamed. Raises OSError.
    """

    def __init__(self, target: Path) -> None:
        self.path, self._file = _claim(target)

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def settle(self) -> None:
        """Bring all that was written to the disk and give up the file, so that it can be renamed. Raises OSError."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        self._file.close()


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder. A living process's file is never touched."""
    with suppress(OSError):
        left = [Path(entry.path) for entry in os.scandir(folder) if _NAME.fullmatch(entry.name)]
        for path in left:
            with suppress(OSError):
                _remove_if_dead(path)


def _claim(target: Path) -> tuple[Path, BinaryIO]:
    while True:
        name = f".{_start_of(target.stem)}.{secrets.token_hex(4)}.voiceguide-part{target.suffix}"
        path = target.with_name(name)
        file = path.open("xb")
        try:
            _lock(file)
            # A sweep may have come between the making and the locking: then it is gone, and another is made.
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return path, file
            file.close()
        except FileNotFoundError:
            file.close()
        except BaseException:
            file.close()
            path.unlink(missing_ok=True)
            raise


def _start_of(stem: str) -> str:
    return stem[:_STEM_CHARACTERS].encode("utf-8", "ignore").decode("utf-8").rstrip(" .") or "session"


def _remove_if_dead(path: Path) -> None:
    if sys.platform == "win32":
        path.unlink()  # Windows refuses this while the file is held open.
        return
    with path.open("rb") as file:
        dead = _lock(file)
        if dead is None:
            dead = time.time() - path.stat().st_mtime > _FORGOTTEN_S
        if dead:
            path.unlink()


def _lock(file: BinaryIO) -> bool | None:
    """Lock the file; whether that worked, and None where files cannot be locked."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
