"""Tells which files in a published folder are ours, that is, were made by voiceguide, so that they may be replaced or
removed. A file's name alone does not prove that.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from voiceguide.errors import FolderError, system_reason
from voiceguide.output.formats import output_for
from voiceguide.publish._feed import FEED
from voiceguide.publish._grounding_practice import GROUND_FOLDER
from voiceguide.publish._index import INDEX
from voiceguide.publish._site import GROUND_PAGE, static_folder
from voiceguide.publish._stems import STEMS
from voiceguide.system.checksum import sha256_of

_MARK: Final = b'<meta name="generator" content="voiceguide">'
"""A text that every page of ours contains."""

_MARKS: Final = {
    **dict.fromkeys(("index.html", "about.html", GROUND_PAGE), re.compile(_MARK)),
    FEED: re.compile(rb"<generator[^>]*>voiceguide"),
    INDEX: re.compile(rb'^\s*\{\s*"form": ?\d'),
    "sw.js": re.compile(rb"^const FILES = \["),
    "manifest.webmanifest": re.compile(rb'"src": "static/[0-9a-f]{8}/icon-192\.png"'),
}
"""For each of our files whose name is common on websites: a pattern for text near the beginning of the file, which
proves that it is ours.
"""


def require_ours(folder: Path) -> None:
    """Raise `FolderError` if publishing would replace files of another website. If the folder's main page is ours, the
    other files with our names count as ours. If there is no main page, as after a first run that was stopped, each of
    these files must prove to be ours.
    """
    there = {name: text for name in _MARKS if (text := _beginning(folder / name)) is not None}
    foreign = [name for name, text in there.items() if not _MARKS[name].search(text)]
    if foreign and ("index.html" in foreign or "index.html" not in there):
        lost = f"it holds another website, whose {foreign[0]} would be lost"
        raise FolderError(folder, f"{lost}; name a folder for this site alone")


def require_own_pages(folder: Path, names: Iterable[str]) -> None:
    """Raise `FolderError` if a practice's page would replace a file that is not a page of ours. `names` are the
    practices' pages.
    """
    for name in names:
        if _MARK not in (_beginning(folder / name) or _MARK):
            lost = f"it holds {name}, which voiceguide did not make and which would be lost"
            raise FolderError(folder, f"{lost}; move it away, or name a folder for this site alone")


def require_apart(folder: Path, names: Iterable[str], sources: Iterable[tuple[Path, str]]) -> None:
    """Raise `FolderError` if publishing would replace a file that sessions are made from. `names` are the files in the
    folder that it would replace. `sources` are all files that sessions are made from, each with a description.
    """
    there = {known: name for name in names if (known := _identity(folder / name))}
    if there:
        for path, what in sources:
            if name := there.get(_identity(path) or (0, 0)):
                lost = f"it holds {what} {name}, which would be replaced"
                raise FolderError(folder, f"{lost}; name a folder for this site alone")


def without_sources(folder: Path, names: Iterable[str], sources: Iterable[tuple[Path, str]]) -> list[str]:
    """The `names` in the folder, without the files that sessions are made from."""
    read = {_identity(path) for path, _ in sources}
    return [name for name in names if _identity(folder / name) not in read]


def _identity(path: Path) -> tuple[int, int] | None:
    """A key for a file: two paths to one file give the same key. None if there is no file."""
    with suppress(OSError, ValueError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def _beginning(path: Path) -> bytes | None:
    """The beginning of a file; None if there is no file. Raises `FolderError`."""
    try:
        with path.open("rb") as file:
            return file.read(20_000)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FolderError(path.parent, f"{path.name} cannot be read: {system_reason(error)}") from error


_LISTED: Final = re.compile(rf"(sessions|{GROUND_FOLDER}|stems|practice)/[^/\\]+")
_SESSION: Final = re.compile(r".*-(?P<hash>[0-9a-f]{8})\.(?P<ending>mp3|vtt|chapters\.json|json|jpg|png)", re.DOTALL)
_STEM: Final = re.compile(r".*-[0-9a-f]{8}\.(?P<part>voice|bed)\.(flac|wav)", re.DOTALL)
_COVER: Final = re.compile(r"cover-(?P<hash>[0-9a-f]{8})\.(jpg|png)")
_STATIC: Final = re.compile(r"[\w-]+\.(css|js|mp3|svg|png)")


def ours_in(folder: Path, listed: Iterable[str]) -> list[str]:
    """The paths of our files in the published `folder`, relative to it: those that are `listed` in our index, and those
    that a stopped run left and that prove to be ours. Sounds come last: if a run is stopped while it removes these
    files, the other files of a session can still be recognised by its sound.
    """
    known = [name for name in listed if _LISTED.fullmatch(name) and (folder / name).is_file()]
    found = [*known, *_sessions(folder), *_stems(folder), *_static(folder), *_pages(folder), *_covers(folder)]
    return sorted(set(found), key=lambda name: (name.endswith(".mp3"), name))


def _sessions(folder: Path) -> Iterable[str]:
    """The sounds with our fingerprint, the files beside them that have the same name, and the covers that have a hash
    of their contents in their name.
    """
    for part in ("sessions", GROUND_FOLDER):
        named = [(path, match) for path in _files(folder / part, "*") if (match := _SESSION.fullmatch(path.name))]
        sounds = {
            _stem(path, match)
            for path, match in named
            if match["ending"] == "mp3" and _fingerprint(path)[:8] == match["hash"]
        }
        for path, match in named:
            picture = match["ending"] in ("jpg", "png")
            if _is_picture(path, match["hash"]) if picture else _stem(path, match) in sounds:
                yield f"{part}/{path.name}"


def _stem(path: Path, match: re.Match[str]) -> str:
    return path.name.removesuffix(f".{match['ending']}")


def _fingerprint(path: Path) -> str:
    return output_for(path).fingerprint(path)


def _is_picture(path: Path, name: str) -> bool:
    with suppress(OSError):
        return sha256_of(path)[:8] == name
    return False


def _stems(folder: Path) -> Iterable[str]:
    for path in _files(folder / "stems", "*"):
        match = _STEM.fullmatch(path.name)
        if match and match["part"] in STEMS and _fingerprint(path).endswith(f"-{match['part']}"):
            yield f"stems/{path.name}"


def _static(folder: Path) -> Iterable[str]:
    """The static files of a site of any version of voiceguide. They prove to be ours if their folder's name is the hash
    of all of them.
    """
    for part in sorted((folder / "static").glob("*")):
        held = [path for path in _files(part, "*") if _STATIC.fullmatch(path.name)]
        with suppress(OSError):
            if held and static_folder({path.name: path.read_bytes() for path in held}) == f"static/{part.name}/":
                yield from (f"static/{part.name}/{path.name}" for path in held)


def _pages(folder: Path) -> Iterable[str]:
    for path in _files(folder / "practice", "*.html"):
        with suppress(OSError):
            if _MARK in path.read_bytes():
                yield f"practice/{path.name}"


def _covers(folder: Path) -> Iterable[str]:
    """The pictures of the feed, whose names have a hash of their contents."""
    for path in _files(folder, "cover-*"):
        if (match := _COVER.fullmatch(path.name)) and _is_picture(path, match["hash"]):
            yield path.name


def _files(folder: Path, pattern: str) -> list[Path]:
    return [path for path in sorted(folder.glob(pattern)) if path.is_file() and not path.is_symlink()]
