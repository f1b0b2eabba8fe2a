"""Atomic file writes: a file appears under its name complete, or not at all. Cleans up after killed processes.

Every such file is first written into a hidden temporary file beside its target. The process that writes a temporary
file holds it open and locked. The lock ends with the process, however that dies, so it shows reliably which leftovers
are abandoned. A process number would not: it may have been reused, or belong to another machine.
"""

import errno
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

from voiceguide.errors import FileThereError, FolderError, OutputError, WriteFailedError, system_reason
from voiceguide.units import Seconds

_NAME: Final = re.compile(r"\..*\.[0-9a-f]{8}\.voiceguide-part(\.\w+)?")
_STEM_CHARACTERS: Final = 24
"""A temporary file's name contains this many characters of its target's name. They are at most 96 bytes, so that no
file system finds the name too long.
"""
_CLOSING_TIME: Final[Seconds] = 60.0
_ABANDONED_AFTER_S: Final = 24 * 3600.0
"""On a file system without locks, a file unchanged for this long counts as abandoned."""


class PartFile:
    """A new empty file beside `target`, with the same suffix, locked by this process (on Windows, held open) until it
    is closed.

    Leaving its context closes it and, unless it has been renamed, removes it. Raises OSError.
    """

    def __init__(self, target: Path, *, private: bool = False) -> None:
        """With `private`, only the file's owner can read it."""
        self.path, self._file = _claim(target, private=private)

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def settle(self) -> None:
        """Flush everything to disk, so that the file can be renamed. Raises OSError."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        self._release()

    def rename_to(self, target: Path) -> None:
        """Rename the file to `target`. A file that exists there is replaced, and its mode is kept. Raises OSError."""
        self._release()
        with suppress(OSError):
            shutil.copymode(target, self.path)
        self.path.replace(target)

    def rename_if_free(self, target: Path) -> bool:
        """Rename the file to `target`. If another file has that name, do nothing and return False. Raises OSError."""
        self._release()
        try:
            os.link(self.path, target)  # unlike a rename, this fails if such a file exists
        except FileExistsError:
            return False
        except (OSError, NotImplementedError):  # a file system without hard links
            if target.exists():
                return False
            self.path.replace(target)
        return True

    def _release(self) -> None:
        """On Windows, close the file, since an open file cannot be renamed there. Elsewhere the file stays locked until
        it has its final name: without the lock, another process might remove it as a leftover.
        """
        if sys.platform == "win32":
            self._file.close()


@contextmanager
def new_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield a temporary path to write to. When the block ends, that file replaces `path` in one step.

    For caches and small files that change often: a missing folder is made, and nothing waits for the disk. With
    `private`, only its owner can read a new file. A link is followed. Raises OSError, and then leaves nothing behind.
    """
    target = _real(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    with PartFile(target, private=private) as part:
        yield part.path
        part.rename_to(target)


def tidy(folder: Path, ending: str, *, most: int, spared: Path | None = None) -> None:
    """Remove files with this ending, but keep `spared`, and the `most` files that were used last. Also `sweep` the
    folder.

    A file's modification time counts as the time of its last use. What cannot be removed stays; nothing is raised.
    """
    sweep(folder)
    known: list[tuple[float, int, Path]] = []
    with suppress(OSError):
        known = sorted(_by_use(folder, ending), key=lambda one: one[0], reverse=True)
    for _, _, path in known[most:]:
        if path != spared:
            with suppress(OSError):  # Windows refuses to delete a mapped file
                path.unlink()


def keep_within(folder: Path, ending: str, *, most: int, spared: Seconds = 0.0) -> None:
    """Remove files with this ending until the others fit into `most` bytes. Files that have been unused for longest are
    removed first. Also `sweep` the folder.

    Files that were used in the last `spared` seconds always stay. A file's modification time counts as the time of its
    last use. What cannot be removed stays; nothing is raised.
    """
    sweep(folder)
    known: list[tuple[float, int, Path]] = []
    with suppress(OSError):
        known = sorted(_by_use(folder, ending), key=lambda one: one[0])
    total = sum(size for _, size, _ in known)
    for used, size, path in known:
        if total <= most or time.time() - used < spared:
            return
        with suppress(OSError):  # Windows refuses to delete a mapped file
            path.unlink(missing_ok=True)
            total -= size


def _by_use(folder: Path, ending: str) -> Iterator[tuple[float, int, Path]]:
    """For each file with this ending, the time of its last use, its size and its path. A file that another process
    removes meanwhile is left out.
    """
    for path in folder.glob(f"*{ending}"):
        with suppress(OSError):
            if not path.name.startswith("."):
                state = path.stat()
                yield state.st_mtime, state.st_size, path


def mark_used(path: Path) -> None:
    """Note that a cached file is used now, by its modification time. To save writes, a time less than a minute old is
    left as it is. Nothing is raised.
    """
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _CLOSING_TIME:
            os.utime(path)


def is_file(path: Path) -> bool:
    """Whether `path` is an existing file. False, not an error, if the path is too long or has a null character."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def make_folder(folder: Path) -> None:
    """Make the folder, unless it exists. Raises `FolderError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise FolderError(folder, "it is a file, but a folder is needed; move the file away") from error
    except OSError as error:
        raise FolderError(folder, system_reason(error)) from error


def free_space(folder: Path) -> int:
    """How many bytes can still be written in a folder; 0 if unknown."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return 0


def sweep(folder: Path) -> None:
    """Remove temporary files that killed processes left in a folder. Files of running processes stay. On a file system
    without locks, where it is unknown which processes run, a file counts as abandoned if it was unchanged for a day.
    """
    with suppress(OSError):
        left = [Path(entry.path) for entry in os.scandir(folder) if _NAME.fullmatch(entry.name)]
        for path in left:
            with suppress(OSError):
                _remove_if_dead(path)


def _claim(target: Path, *, private: bool) -> tuple[Path, BinaryIO]:
    mode = 0o600 if private else 0o666
    while True:
        name = f".{_start_of(target.stem)}.{os.urandom(4).hex()}.voiceguide-part{target.suffix}"
        path = target.with_name(name)
        file = open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode))  # noqa: SIM115
        try:
            _lock(file)
            # Another process may have swept the file away before it was locked. If so, make another file.
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
        if time.time() - path.stat().st_mtime > _CLOSING_TIME:  # a younger one may be closed only to be renamed
            path.unlink()  # Windows refuses this while the file is held open.
        return
    with path.open("rb") as file:
        dead = _lock(file)
        if dead is None:
            dead = time.time() - path.stat().st_mtime > _ABANDONED_AFTER_S
        if dead:
            path.unlink()


def _lock(file: BinaryIO) -> bool | None:
    """Lock the file. True if that worked, False if another process holds it, None where files cannot be locked."""
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


_FOLDER_ERRORS: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR)


def check_target(path: Path, *, force: bool) -> None:
    """Check, before any work is done, that a file can be written there, by making a temporary one and removing it.

    Leftovers of killed processes in the folder are removed. Raises `FileThereError` (not with `force`), `FolderError`
    if the folder is missing or not writable, or if `path` itself is a folder, a pipe or a device, and
    `WriteFailedError` if no file can have this name.
    """
    _check_free(path, force=force)
    sweep(_real(path).parent)
    with _new_part(path):
        pass


def check_writable(path: Path) -> None:
    """Check whether a file could be written or replaced there, as far as this can be seen without writing. A missing
    folder is no error. Raises `FolderError`.
    """
    check_folder_writable(_real(path).parent)
    if _mode(path) is not None:
        _check_free(path, force=True)


def check_folder_writable(folder: Path) -> None:
    """Check whether files could be written into a folder, as far as this can be seen without writing. The folder may be
    missing. Raises `FolderError`.
    """
    while (kind := _mode(folder)) is None and folder != folder.parent:
        folder = folder.parent
    if kind is not None and not stat.S_ISDIR(kind):
        raise FolderError(folder, "it is a file, but a folder is needed; move the file away")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderError(folder, "nothing can be written there")


def _mode(path: Path) -> int | None:
    """The kind and the permissions of a file or folder; None if there is nothing at `path`. Raises `FolderError`."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise FolderError(path, system_reason(error)) from error


@contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[Path]:
    """Yield the path of an empty temporary file beside `path`. When the block ends, it becomes `path` in one step.

    Write into that file; do not replace it with another. A link is followed, and its target replaced. On any error,
    and on Ctrl-C, the temporary file is removed and an existing `path` is unchanged. Leftovers of killed processes in
    the folder are removed first. Raises what `check_target` raises, and `WriteFailedError` for every OSError.
    """
    _check_free(path, force=force)
    target = _real(path)
    sweep(target.parent)
    with _new_part(path) as part:
        try:
            yield part.path
            part.settle()
            if force:
                part.rename_to(target)
            elif not part.rename_if_free(target):
                raise FileThereError(path)
            _sync_folder(target.parent)
        except OSError as error:
            raise WriteFailedError(path, _reason(error, part.path)) from error


def _check_free(path: Path, *, force: bool) -> None:
    try:
        kind = _real(path).stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise _named(error, path) from error
    if stat.S_ISDIR(kind):
        raise FolderError(path, "it is a folder, but a file is needed")
    if not stat.S_ISREG(kind):
        raise FolderError(path, "it is a pipe or a device, but a file is needed")
    if not force:
        raise FileThereError(path)


def _new_part(path: Path) -> PartFile:
    try:
        return PartFile(_real(path))
    except (OSError, ValueError) as error:
        raise _named(error, path) from error


def _sync_folder(folder: Path) -> None:
    """Flush the new name to disk, on systems that can open a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _named(error: OSError | ValueError, path: Path) -> OutputError:
    """Turns an error that was raised while a target was checked, or while its temporary file was made, into an
    `OutputError`.
    """
    if isinstance(error, FileNotFoundError) and not path.parent.exists():
        return FolderError(path.parent, "there is no such folder")
    if isinstance(error, OSError) and error.errno in _FOLDER_ERRORS:
        return FolderError(path.parent, system_reason(error))
    return WriteFailedError(path, system_reason(error))


def _reason(error: OSError, part: Path) -> str:
    """The system's reason for an error. If the error is about a file other than `part`, the reason begins with the name
    of that file.
    """
    other, reason = error.filename, system_reason(error)
    return reason if other is None or Path(os.fsdecode(other)) == part else f"{other}: {reason}"


_ABANDONED_AFTER: Final[Seconds] = 3600.0


def abandoned_folders(place: Path, begins: str) -> list[Path]:
    """The temporary folders in `place` whose processes have ended. Their names consist of `begins`, the process id, a
    hyphen and more. Nothing is raised.
    """
    with suppress(OSError):
        found = list(place.glob(f"{begins}*-*"))
        return [path for path in found if abandoned(path, path.name[len(begins) :].partition("-")[0])]
    return []


def abandoned(path: Path, pid: str) -> bool:
    """Whether the process `pid`, which made `path`, has ended. Where there is no way to find out, as on Windows, it
    counts as ended if `path` is more than an hour old.
    """
    if os.name == "posix" and pid.isdecimal():
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
        return False
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > _ABANDONED_AFTER
    return False
