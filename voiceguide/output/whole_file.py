"""Files that appear under their name whole, or not at all."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from voiceguide.errors import FileThereError, FolderError, OutputError, WriteFailedError
from voiceguide.output.part_file import PartFile, sweep

_FOLDER_ERRORS: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR)


def check_target(path: Path, *, force: bool) -> None:
    """Find out, before any work is done, whether a file can be written there. It is tried, and nothing is left behind.

    Leftovers of killed processes in the folder are swept away. Raises `FileThereError` (not with `force`),
    `FolderError` where the folder is missing or refuses a file or where `path` is itself a folder, a pipe or a device,
    and `WriteFailedError` where no file can have this name.
    """
    _check_free(path, force=force)
    sweep(_real(path).parent)
    with _new_part(path):
        pass


@contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[Path]:
    """Give a temporary path to write to, an empty file beside `path`; at the end it takes that name, at once and whole.

    Write into that file: don't put another in its place. A link is followed, and what it points to replaced.
    On any error, and on Ctrl-C, the temporary file is removed and what stood under the name is as it was. Leftovers of
    killed processes in the folder are swept away first. Raises what `check_target` raises, and `WriteFailedError` for
    every OSError.
    """
    _check_free(path, force=force)
    target = _real(path)
    sweep(target.parent)
    with _new_part(path) as part:
        try:
            yield part.path
            part.settle()
            _take_name(part.path, target, path, force=force)
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
        raise FolderError(path, "it is a folder, and a file is needed here")
    if not stat.S_ISREG(kind):
        raise FolderError(path, "it is a pipe or a device, and a file is needed here")
    if not force:
        raise FileThereError(path)


def _new_part(path: Path) -> PartFile:
    try:
        return PartFile(_real(path))
    except (OSError, ValueError) as error:
        raise _named(error, path) from error


def _take_name(part: Path, target: Path, path: Path, *, force: bool) -> None:
    """Put the finished file under its name: a replacement with `force`, and otherwise only if it is still free."""
    if not force:
        try:
            os.link(part, target)  # Unlike a rename, this fails where something has come to stand there since.
        except FileExistsError:
            raise FileThereError(path) from None
        except (OSError, NotImplementedError):  # A file system without hard links.
            _check_free(path, force=False)
            part.replace(target)
    else:
        with suppress(OSError):
            shutil.copymode(target, part)
        part.replace(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, where the system can open a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _named(error: OSError | ValueError, path: Path) -> OutputError:
    """Our error for one that came from looking at a target or making its temporary file."""
    if isinstance(error, FileNotFoundError) and not path.parent.exists():
        return FolderError(path.parent, "there is no such folder")
    if isinstance(error, OSError) and error.errno in _FOLDER_ERRORS:
        return FolderError(path.parent, _words(error))
    return WriteFailedError(path, _words(error) if isinstance(error, OSError) else str(error))


def _reason(error: OSError, part: Path) -> str:
    """What went wrong, with the file it went wrong with if that is another one."""
    other = error.filename
    return _words(error) if other is None or Path(os.fsdecode(other)) == part else f"{other}: {_words(error)}"


def _words(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return "the disk is full"
    said = error.strerror or str(error)
    return said[:1].lower() + said[1:]
