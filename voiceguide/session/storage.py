"""Chooses the folder for files that can be made again: the cache, or a temporary folder if nothing can be written in
the cache. Also measures the space that stored files take, and deletes those that can be made again.
"""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from voiceguide.config import Folders
from voiceguide.errors import system_reason
from voiceguide.system.files import free_space

SPACE: Final = 200_000_000
"""How many bytes a long session may need for its speech and its background. A disk with less free
space counts as full.
"""

_OUR_FILES: Final = (
    ("clips", re.compile(r".*\.clip")),
    ("loops", re.compile(r".*\.(loop|mp3frames|flac)|pieces-.*")),
    ("takes", re.compile(r".*\.flac")),
    ("web", re.compile(r"[0-9a-f]{24}")),
    (".", re.compile(r"(web-lengths|verified|paces)\.json")),
)
"""(folder in the cache, pattern for the names of our files in it). Files with other names are not ours: the user may
have chosen a folder that has other files in it.
"""


@dataclass(frozen=True)
class CacheFallback:
    """A message that a temporary folder is used instead of the cache."""

    cache: Path
    used: Path
    reason: str

    def __str__(self) -> str:
        return f"nothing can be written in {self.cache} ({self.reason}); using {self.used} for now"


@dataclass(frozen=True)
class StoredFiles:
    """The files stored in one place."""

    what: str
    place: Path
    """A file or a folder."""
    size: int
    """The size of all these files together, in bytes."""
    again: bool
    """Whether all these files can be made again."""


def usable_folders(folders: Folders) -> tuple[Folders, CacheFallback | None]:
    """The folders to use, and a message if one was replaced. If nothing can be written in the cache, or its disk is
    nearly full, a temporary folder takes its place. But if that is no better, the cache stays, and the error is raised
    when something is written.
    """
    reason = _unusable_reason(folders.cache)
    if not reason:
        return folders, None
    try:
        spare = _own_temporary_folder()
    except OSError:
        return folders, None
    if _unusable_reason(spare) and not free_space(spare) > free_space(folders.cache):
        return folders, None
    return replace(folders, cache=spare), CacheFallback(folders.cache, spare, reason)


def stored_files(folders: Folders) -> tuple[StoredFiles, ...]:
    """The stored files by kind: first those that can be made again, then the listener's own. Kinds without files are
    left out. Small notes, for example about messages that were shown, are not counted.
    """
    names = {
        "clips": "spoken lines",
        "loops": "backgrounds",
        "takes": "takes",
        "web": "sessions for the browser",
        ".": "measured lengths",
    }
    spare = replace(folders, cache=_fallback_folder())
    again = [
        StoredFiles(names[part], folders.cache / part, _total(_our_files(folders, part)), True)
        for part, _ in _OUR_FILES
    ]
    again.append(
        StoredFiles("temporary", spare.cache, sum(_total(_our_files(spare, part)) for part, _ in _OUR_FILES), True)
    )
    own = {
        "voices": folders.voices,
        "practices": folders.scripts,
        "sounds": folders.sounds,
        "log": folders.log,
        "last session": folders.last_session,
        "courses": folders.progress,
        "own words": folders.own_words,
        "check-in": folders.checkin,
        "settings": folders.config,
    }
    yours = [StoredFiles(what, place, _total([place]), False) for what, place in own.items()]
    return tuple(one for one in (*again, *yours) if one.size)


def clear(folders: Folders) -> int:
    """Delete everything that can be made again, also in the temporary folder; returns how many bytes that frees. Files
    that cannot be deleted stay.
    """
    freed = 0
    for where in (folders, replace(folders, cache=_fallback_folder())):
        for part, _ in _OUR_FILES:
            for path in _our_files(where, part):
                size = _total([path])
                with suppress(OSError):
                    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
                    freed += size
    return freed


def _our_files(folders: Folders, part: str) -> list[Path]:
    """Our files in the folder `part` of the cache."""
    with suppress(OSError):
        return [
            path for path in sorted((folders.cache / part).iterdir()) if dict(_OUR_FILES)[part].fullmatch(path.name)
        ]
    return []


def _unusable_reason(folder: Path) -> str:
    """Why the cache cannot be in this folder: the system's reason, or too little space; "" if it can. Creates the
    folder if it is missing.
    """
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"0123")
        probe.unlink()
    except OSError as error:
        with suppress(OSError):
            probe.unlink()
        return system_reason(error)
    return "" if free_space(folder) >= SPACE else "the disk is nearly full"


def _fallback_folder() -> Path:
    whose = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    return Path(tempfile.gettempdir()) / f"voiceguide{whose}"


def _own_temporary_folder() -> Path:
    """A temporary folder that nobody else can write to. It is the same one every time, so that its speech can be
    reused. If its name is already taken, by somebody else's folder or by a file, it is a new one. Raises OSError.
    """
    usual = _fallback_folder()
    with suppress(FileExistsError):
        usual.mkdir(mode=0o700)
    found = usual.lstat()
    mine = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
    return usual if stat.S_ISDIR(found.st_mode) and mine else Path(tempfile.mkdtemp(prefix="voiceguide-"))


def _total(paths: list[Path]) -> int:
    """The size in bytes of these files, and of everything in those that are folders."""
    return sum(size for path in paths for size in _sizes(path))


def _sizes(path: Path) -> Iterator[int]:
    with suppress(OSError):
        found = path.lstat()
        if stat.S_ISDIR(found.st_mode):
            for one in path.iterdir():
                yield from _sizes(one)
        else:
            yield found.st_size
