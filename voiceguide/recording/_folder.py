"""The folder for a practice that is made from a recording. It is written whole or not at all. In an existing folder,
only files that `convert` made are replaced.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from voiceguide.errors import AudioFileError, FileThereError, FolderError, system_reason
from voiceguide.script.model import PIECES
from voiceguide.sound.pieces import GAPS, INDEX, ROOM
from voiceguide.system.files import abandoned_folders

_PARTS: Final = ".voiceguide-part-"
_NEW, _OLD = "new", "old"
"""The two folders inside a temporary one: the new one, and the old one that it replaces."""

_MADE: Final = rf"{PIECES}(/({INDEX}|{ROOM}|{GAPS}(/\d{{4,}}\.flac)?|\d{{4,}} at [\d-]+\.flac))?"
"""A pattern for the paths, within the folder, of everything that `convert` makes except the script."""

_OF_FILE_BROWSERS: Final = (".DS_Store", "Thumbs.db", "desktop.ini")


def require_free(folder: Path, recording: Path, *, force: bool) -> None:
    """Check that the folder can be made. Its parent folder must exist and be writable; the folder itself must not exist
    yet, or must be empty. With `force` it may also hold what `convert` made earlier (and beside that files of file
    browsers, such as ``.DS_Store``), but not the recording. Raises `FolderError` and `FileThereError`.
    """
    try:
        target = folder.resolve()
        str(target).encode()
        if target.exists():
            _require_replaceable(folder, target, recording, force=force)
        elif not target.parent.is_dir():
            raise FolderError(target.parent, "there is no such folder")
        with temporary_folder(target.parent, _PARTS) as place:
            (place / f"{target.name}.md").touch()
    except UnicodeEncodeError as error:
        raise FolderError(folder, "its name has characters that cannot be written; choose another name") from error
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, until Python 3.13
        raise FolderError(folder, system_reason(error)) from error


def _require_replaceable(folder: Path, target: Path, recording: Path, *, force: bool) -> None:
    """Raise an error unless the folder is empty, or may be replaced. It may be replaced if `force` is given, `convert`
    made everything in it, and the recording is not in it. Raises `FolderError`, `FileThereError` and OSError.
    """
    if not target.is_dir():
        raise FolderError(folder, "it is a file; name a folder for the pieces of the recording")
    if not (target / PIECES / INDEX).is_file():
        if any(target.iterdir()):
            raise FolderError(folder, "it holds other files; name a folder that is not there yet")
        return
    if others := list(_others(target, re.compile(rf"{_MADE}|{re.escape(target.name)}\.md"))):
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        remedy = f"move {'them' if more else 'that'} away, or name a folder that is not there yet"
        raise FolderError(folder, f"it also holds {others[0]}{more}; {remedy}")
    if recording.resolve().is_relative_to(target):
        raise FolderError(folder, "the recording itself is in this folder; name a folder that is not there yet")
    if not force:
        raise FileThereError(folder)


def _others(folder: Path, made: re.Pattern[str], within: str = "") -> Iterator[str]:
    """The paths in a folder that `convert` did not make, except those of file browsers. Raises OSError."""
    for path in sorted(folder.iterdir()):
        name = f"{within}{path.name}"
        if made.fullmatch(name) and path.is_dir() and not path.is_symlink():
            yield from _others(path, made, f"{name}/")
        elif not made.fullmatch(name) and path.name not in _OF_FILE_BROWSERS:
            yield name


@contextmanager
def new_folder(folder: Path, recording: Path, *, force: bool) -> Iterator[Path]:
    """A temporary folder to write into. When the block ends, it is renamed to `folder` and replaces what `convert` made
    there before. After any error it is deleted, and an existing folder stays as it was. Raises `FolderError`,
    `FileThereError`, and `AudioFileError` if the pieces cannot be written.
    """
    target = folder.resolve()
    with temporary_folder(target.parent, _PARTS) as place:
        try:
            made = place / _NEW
            made.mkdir()
            yield made
            require_free(folder, recording, force=force)
            _move(made, target, place / _OLD)
        except OSError as error:
            raise FolderError(folder, system_reason(error)) from error
        except RuntimeError as error:
            raise AudioFileError(folder, f"the pieces cannot be written: {system_reason(error)}") from error


def _move(made: Path, target: Path, old: Path) -> None:
    """Give the new folder the name `target`. If a folder has this name already, it is first moved to `old`, and moved
    back if anything fails. Raises OSError, and `FolderError` if it cannot be moved back.
    """
    if not target.exists():
        made.replace(target)
        return
    try:
        target.replace(old)
        made.replace(target)
    except BaseException:
        _move_back(old, target)
        raise


def _move_back(old: Path, target: Path) -> None:
    if target.exists() or not old.exists():
        return
    try:
        old.replace(target)
    except OSError as error:
        raise FolderError(
            target, f"{system_reason(error)}; the files that were in the folder are now in {old}"
        ) from error


@contextmanager
def temporary_folder(place: Path, begins: str) -> Iterator[Path]:
    """A new folder in `place`, whose name begins with `begins`. It is deleted when the block ends. Such folders that
    killed processes left behind are deleted first. Raises `FolderError`.
    """
    for earlier in abandoned_folders(place, begins):
        _delete(earlier)
    try:
        made = Path(tempfile.mkdtemp(prefix=f"{begins}{os.getpid()}-", dir=place))
    except OSError as error:
        raise FolderError(place, system_reason(error)) from error
    try:
        yield made
    finally:
        _delete(made)


def _delete(place: Path) -> None:
    """Delete a temporary folder. It is kept if it contains both the old folder and the new one, because the old one
    then exists nowhere else.
    """
    if not ((place / _OLD).exists() and (place / _NEW).exists()):
        shutil.rmtree(place, ignore_errors=True)
