"""Stores finished sessions, each in a folder. A folder is complete once its notes are written. To limit the space, the
sessions that have not been used for the longest time are deleted.
"""

import json
import os
import secrets
import shutil
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final

from voiceguide.system.files import abandoned, whole_file
from voiceguide.system.notes import read_json

MOST_BYTES: Final = 2_000_000_000
"""The most bytes for all sessions together: about 35 hours in the usual quality."""

MEDIA_TYPES: Final = {
    "mp3": "audio/mpeg",
    "json": "application/json",
    "vtt": "text/vtt; charset=utf-8",
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
}
"""The media type of each file of a session that can be requested, by the ending of its address."""

_ENDINGS: Final = {"audio": "mp3", "plan": "json", "captions": "vtt", "picture": "svg", "cover": "jpg"}

_NOTES: Final = "session.json"
_OWNER: Final = "made-by"


@dataclass(frozen=True)
class StoredSession:
    """A session that is finished or being written: its notes and its folder."""

    id: str
    folder: Path
    etag: str
    modified: str
    """The value of Last-Modified: when the making of the session began, in HTTP's date format."""
    size: int
    """The size of the whole sound in bytes, even while it is still being written."""
    notes: Mapping[str, Any]
    """The notes by key. `answer` is the state that the page gets, with the `revision` of the plan; `plan` is the plan;
    `ORDER_KEY` is the order, from which the session can be made again; `head` is the size of the tags at the beginning
    of the sound, which are replaced when the listener saves it (0: they are complete).
    """

    @property
    def sound(self) -> Path:
        """The path of its MP3."""
        return self.folder / "audio.mp3"

    def sidecar(self, ending: str) -> Path:
        """The path of a file beside its sound: captions (``vtt``), timeline picture (``svg``), cover (``jpg``), plan
        (``json``), or the tags for saving it (``id3``). Each revision of the plan has its own sidecars.
        """
        return self.folder / (f"beside-{self.revision}.{ending}" if self.revision else f"beside.{ending}")

    @property
    def revision(self) -> int:
        """How many times its plan was changed while the session was being made."""
        return int(self.notes["answer"].get("revision", 0))

    def revised(self, notes: Mapping[str, Any]) -> "StoredSession":
        """The same session with some of its notes changed."""
        return replace(self, notes={**self.notes, **notes})


class SessionStore:
    """The folder in which the made sessions are stored. Several threads may use it at once."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """Find the complete sessions in `folder`, and delete those that are damaged or that killed servers left
        incomplete.
        """
        self.folder, self._most_bytes = folder, most_bytes
        self._known: dict[str, StoredSession] = {}
        self._begun: dict[str, str] = {}
        """The ETag of the session that was last begun in a folder, by the folder's name."""
        with suppress(OSError):
            for one in sorted(folder.iterdir()):
                if (one / _NOTES).is_file():
                    self._read(one)
                elif one.is_dir():
                    self._remove_if_dead(one)

    def _read(self, folder: Path) -> None:
        try:
            notes = read_json(folder / _NOTES)
            size = int(notes["size"])
            if (folder / "audio.mp3").stat().st_size == size:
                made = StoredSession(folder.name, folder, notes["etag"], notes["modified"], size, notes)
                self._known[folder.name] = made
                return
        except (OSError, ValueError, KeyError, TypeError):
            pass
        shutil.rmtree(folder, ignore_errors=True)

    def _remove_if_dead(self, folder: Path) -> None:
        try:
            pid = (folder / _OWNER).read_text(encoding="utf-8")
        except OSError:
            pid = ""
        if pid == str(os.getpid()) or abandoned(folder, pid):  # in a container, every server has the same process id
            shutil.rmtree(folder, ignore_errors=True)

    def find(self, ident: str) -> StoredSession | None:
        """The session with that id, if there is one. It counts as used now, and is deleted later than others."""
        made = self._known.get(ident)
        if made is None:
            return None
        if not made.sound.is_file():  # somebody emptied the cache
            del self._known[ident]
            return None
        with suppress(OSError):
            os.utime(made.folder)
        return made

    def begin(self, ident: str, size: int, notes: Mapping[str, Any]) -> StoredSession:
        """Create the folder of a session that will be made, in place of an earlier one. Raises OSError."""
        folder = self.folder / ident
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / _OWNER).write_text(str(os.getpid()), encoding="utf-8")
        etag, modified = f'"{ident}-{secrets.token_hex(4)}"', formatdate(time.time(), usegmt=True)
        self._begun[ident] = etag
        whole = {**notes, "etag": etag, "modified": modified, "size": size}
        return StoredSession(ident, folder, etag, modified, size, whole)

    def finish(self, made: StoredSession, in_use: Collection[str]) -> None:
        """Mark a session as complete, and delete others until there is room: first those that have not been used for
        the longest time, and never those that are `in_use`. Does nothing if another session has been begun in its
        place. Raises `OutputError`.
        """
        if self._begun.get(made.id, made.etag) != made.etag:
            return
        with whole_file(made.folder / _NOTES, force=True) as part:
            part.write_text(json.dumps(made.notes, ensure_ascii=False), encoding="utf-8")
        self._known[made.id] = made
        self._tidy({made.id, *in_use})

    def drop(self, made: StoredSession) -> None:
        """Delete a session that will not be completed, unless another one has been begun in its place."""
        if self._begun.get(made.id, made.etag) != made.etag:
            return
        self._begun.pop(made.id, None)
        self._known.pop(made.id, None)
        shutil.rmtree(made.folder, ignore_errors=True)

    def _tidy(self, kept: Collection[str]) -> None:
        by_age = sorted(self._known.values(), key=_used)
        sizes = {made.id: _space(made.folder) for made in by_age}
        total = sum(sizes.values())
        for made in by_age:
            if total > self._most_bytes and made.id not in kept:
                self.drop(made)
                total -= sizes[made.id]


def addresses(ident: str) -> dict[str, str]:
    """The addresses of a session's sound, plan, captions and pictures."""
    return {name: f"/sessions/{ident}.{ending}" for name, ending in _ENDINGS.items()}


def _space(folder: Path) -> int:
    """How many bytes all files in a session's folder have together."""
    try:
        return sum(one.stat().st_size for one in folder.iterdir())
    except OSError:
        return 0


def _used(made: StoredSession) -> float:
    try:
        return made.folder.stat().st_mtime
    except OSError:
        return 0.0
