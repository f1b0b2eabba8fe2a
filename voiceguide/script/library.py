"""Finds practices: first in the user's own folder of scripts, then among ours. Also writes the script that a new
practice starts from.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.errors import PracticeNotFoundError, nearest
from voiceguide.script._findings import UnplacedError
from voiceguide.script._values import read_plain, write_scalar
from voiceguide.script.model import Script
from voiceguide.script.parser import ReadFound, read
from voiceguide.system.plain_text import collapsed, in_any_case, words_of

ENDING: Final = ".md"

FORM_ENDINGS: Final = {
    "ssml": words_of(".ssml .xml"),
    "json": words_of(".json .jsonl"),
    "captions": words_of(".srt .vtt .sbv .ass .lrc .ttml .dfxp"),
    "html": words_of(".html .htm .xhtml"),
    "table": words_of(".csv .tsv"),
    "markdown": (ENDING, *words_of(".markdown .mdown")),
    "text": words_of(".txt .text"),
    "docx": words_of(".docx"),
    "odt": words_of(".odt"),
    "rtf": words_of(".rtf"),
    "pdf": words_of(".pdf"),
}
"""The file endings for each form of text, by the form's name."""

_TEXT_ENDINGS: Final = tuple(ending for endings in FORM_ENDINGS.values() for ending in endings)
"""A name with one of these endings is the name of a file, even if there is no slash in it."""


@dataclass(frozen=True)
class Entry:
    """A practice that can be found by its name."""

    name: str
    path: Path
    hides: Path | None = None
    """The file of a practice with the same name in a folder that is searched later: this practice hides it. None if
    there is no such file.
    """


def bundled_scripts() -> Path:
    """The folder of the practices that come with voiceguide: inside the installed package, or in the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_scripts"
    return installed if installed.is_dir() else package.parent / "scripts"


def grounding_practice() -> Script:
    """The practice behind "Ground me". It appears in no list."""
    return read(bundled_scripts() / "_ground-me.md")


def script_folder(script: Script) -> Path:
    """The folder that paths in a script are relative to: that of the script's file, or the current folder if it has
    none.
    """
    return Path() if script.file.startswith("<") else Path(script.file).parent


class Library:
    """Finds practices by their names and paths. A missing folder counts as empty."""

    def __init__(self, folders: Iterable[Path], found: ReadFound | None = None) -> None:
        """Search in `folders`. If two practices have the same name, the one in the earlier folder is used.

        `found` reads texts that are not in our format; without it, such a text is a mistake.
        """
        self.folders = tuple(folders)
        self._found = found

    def entries(self) -> tuple[Entry, ...]:
        """All practices in the folders, sorted by name. Their files are not opened."""
        found: dict[str, Entry] = {}
        for folder in reversed(self.folders):
            for path in _scripts_in(folder):
                hidden = found.get(path.stem)
                found[path.stem] = Entry(path.stem, path, hidden.path if hidden else None)
        return tuple(found[name] for name in sorted(found))

    def names(self) -> tuple[str, ...]:
        """The names of all practices, sorted."""
        return tuple(entry.name for entry in self.entries())

    def path(self, name: str) -> Path | None:
        """The file of the practice with that name; None if there is no such practice. If `name` is a path, it is
        returned, even if there is no such file.
        """
        if is_path(name):
            return Path(name)
        return next((entry.path for entry in self.entries() if entry.name == name), None)

    def shadowed(self) -> tuple[str, ...]:
        """The names of practices that are in more than one folder."""
        return tuple(entry.name for entry in self.entries() if entry.hides is not None)

    def find(self, name: str) -> Script:
        """The practice with that name or title. A `name` with a slash, or with the ending of a text, is the path of its
        file. If no practice has this name or title, the script ``NAME.md`` in the current folder is used. Raises
        `PracticeNotFoundError` with the nearest names, and `ScriptError` if the script has mistakes.
        """
        if is_path(name):
            return self._at_path(Path(name), name)
        try:
            return self._named(name)
        except PracticeNotFoundError as error:
            here = _file_at(Path(f"{name}{ENDING}")) if name else None
            if here is None:
                beside = {path.stem: f"./{path.name}" for path in _scripts_in(Path()) if _title_in(path)}
                known = {**beside, **{other: other for other in self.names()}}
                near = [known[match] for match in nearest(name[:80], tuple(known))]
                raise PracticeNotFoundError(name, near or error.near) from None
            return self._read(here)

    def included(self, name: str, within: Script) -> Script:
        """The practice that the script `within` asks for: by a name, or by a path relative to that script.

        A script that is in none of the folders may also name a script beside it. Raises what `find` raises.
        """
        folder = script_folder(within)
        if is_path(name):
            return self._at_path(Path(os.path.normpath(folder / name)), name)
        if not within.file.startswith("<") and not any(_same(folder, known) for known in self.folders):
            neighbour = _file_at(folder / f"{name}{ENDING}")
            if neighbour is not None:
                return self._read(neighbour)
        return self._named(name)

    def _read(self, path: Path) -> Script:
        return read(path, found=self._found)

    def _named(self, name: str) -> Script:
        entries = {entry.name: entry for entry in self.entries()}
        known = in_any_case(name, entries)
        if known is not None:
            return self._read(entries[known].path)
        titles = {_title_in(entry.path).casefold(): entry for entry in reversed(entries.values())}
        wanted = collapsed(name).casefold()
        if wanted and wanted in titles:
            return self._read(titles[wanted].path)
        near = [titles[match].name for match in nearest(wanted[:80], tuple(titles))]
        raise PracticeNotFoundError(name, nearest(name[:80], tuple(entries)) or near)

    def _at_path(self, path: Path, name: str) -> Script:
        found = _file_at(path) or (None if path.suffix == ENDING else _file_at(Path(f"{path}{ENDING}")))
        if found is not None:
            return self._read(found)
        if _is_folder(path):
            return self._read(path)  # its error says that it is a folder
        beside = {neighbour.name: str(neighbour) for neighbour in _scripts_in(path.parent)}
        near = [beside[match] for match in nearest(path.name[:80], tuple(beside))]
        raise PracticeNotFoundError(name, near or nearest(path.stem[:80], self.names(), least=_ALIKE), file=True)


_ALIKE: Final = 0.75
"""How similar the name of a missing file must be to that of a practice, from 0 to 1, for the error to suggest the
practice.
"""


def is_path(name: str) -> bool:
    """Whether `name` is the path of a practice: it has a slash or the ending of a text."""
    return "/" in name or os.sep in name or name.lower().endswith(_TEXT_ENDINGS)


def _scripts_in(folder: Path) -> list[Path]:
    """The scripts in a folder, sorted. ``README.md``, files that begin with ``_`` and hidden files do not count."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        path
        for path in paths
        if path.suffix.lower() == ENDING
        and path.name[0] not in "._"
        and path.stem.lower() != "readme"
        and path.is_file()
    ]


_TITLE: Final = re.compile(r"^title:(.*)$", re.MULTILINE)
_BEGINNING: Final = 4_096
"""How many characters at the beginning of a script are searched for its title."""


def _title_in(path: Path) -> str:
    """The title of a script, from the beginning of its file; empty if there is none, or the file cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as text:
            found = _TITLE.search(text.read(_BEGINNING).partition("\n---")[0])
        return read_plain(found[1]) if found else ""
    except (OSError, UnplacedError):
        return ""


def _file_at(path: Path) -> Path | None:
    """The path, if there is a file or a pipe; None if there is a folder or nothing."""
    try:
        return path if path.exists() and not path.is_dir() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve()
    except (OSError, ValueError, RuntimeError):
        return False


_TEXT = """\
---
title: {title}
summary: One sentence about what this practice is for.
tags: [my own]
length: 10m  # used when no other length is asked for
background: rain
---

<!-- Everything between these signs is a note to yourself and is never spoken.
     'voiceguide check' looks for mistakes; 'voiceguide plan' shows what will be spoken when. -->

# Arriving {{arrival}}
Welcome. You can stop at any time, and your eyes may be open or closed.

Find a position that is kind to your body. [5s]

# Settling {{optional 1}}
<!-- A section marked optional is left out when time is short, the highest number first. -->
Feel where something holds you: a chair, a floor, a bed. [6s]
There is nothing you need to do about it. [8s]

# Breathing
If it is pleasant, breathe along for a while. Any other rhythm is just as good. [4s]

[breathe in 4 out 6, 3-15 times]

# Resting
<!-- An open silence takes most of the time that is left. A line that begins with > is a reminder, spoken inside the
     silence when that has grown long. -->
Stay here in quiet for a while, with whatever feels kind. [silence 20s-10m]

> If the mind has wandered, that is what minds do. You can begin again.

> Nothing has to happen here. Being here is enough.

# Coming back {{closing for=day}}
Let the quiet come to an end in its own time. [5s]

Feel your feet, and look around you, as slowly as you like. [5s]

Thank you for practising.

[bell]

# Letting go {{closing for=sleep}}
There is nothing left to do. You can stay just as you are. [8s]

Good night.
"""


def new_script(name: str) -> str:
    """The text of a small practice with explanations, for a new file called `name`. It can be played as it is."""
    return _TEXT.format(title=written_title(name) or "My practice")


def written_title(name: str) -> str:
    """The title that a file called `name` suggests, in the form for the front matter; empty if it suggests none."""
    title = collapsed(name.replace("-", " ").replace("_", " "))
    return write_scalar(title[0].upper() + title[1:]) if title else ""
