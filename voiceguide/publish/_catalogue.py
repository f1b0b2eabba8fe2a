"""The catalogue: the sessions to publish, written by a teacher in TOML. All mistakes in it are reported together."""

import os
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import urlsplit

from voiceguide.errors import LengthError, nearest, or_list, shortened
from voiceguide.lengths import parse_length
from voiceguide.output.tag_text import UNKNOWN, three_letters
from voiceguide.publish._documents import toml_of
from voiceguide.script.languages import is_tag, plain_tag
from voiceguide.script.model import PathName, SessionKind
from voiceguide.system.plain_text import collapsed
from voiceguide.units import Seconds


@dataclass(frozen=True)
class Feed:
    """The ``[feed]`` table: texts about the whole catalogue, and the address where it will be published."""

    title: str = ""
    description: str = ""
    author: str = ""
    image: Path | None = None
    """A picture file; None: a picture is drawn with the title on it."""
    base_url: str = ""
    """The address of the site, ending with a slash. Empty if it is missing or wrong. Sessions for people do not need
    one.
    """
    language: str = "en"


@dataclass(frozen=True)
class SessionsTable:
    """One ``[[sessions]]`` table. It asks for a session of every combination: each practice at each length, with each
    voice, background, kind (day or sleep) and path (gentle or inward). Where a list is empty, the practice or the
    settings decide.
    """

    number: int
    """Its number among the tables, from 1."""
    practices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lengths: tuple[Seconds, ...] = ()
    voices: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()
    kinds: tuple[SessionKind, ...] = ()
    paths: tuple[PathName, ...] = ()
    refused: frozenset[str] = frozenset()
    """The fields that are empty because every value written for them was wrong. If the table has an unknown key, all
    empty fields are here, because the key may be a misspelling of any of them.
    """

    @property
    def place(self) -> str:
        """How messages name this table: ``[[sessions]] 2``."""
        return f"[[sessions]] {self.number}"


@dataclass(frozen=True)
class Catalogue:
    """A catalogue, as read from its file: everything that is to be published."""

    file: Path
    feed: Feed
    tables: tuple[SessionsTable, ...]
    mistakes: tuple[str, ...] = ()
    """The mistakes in the file itself. The rest of the file can still be checked, so that all mistakes are reported at
    once.
    """

    @property
    def folder(self) -> Path:
        """The folder of the file. Paths in the file are relative to it."""
        return self.file.parent


def read_catalogue(file: Path, *, linked: bool = True) -> Catalogue:
    """The catalogue in a file, with every mistake that can be found in the file alone. Raises `CatalogueError` if the
    file cannot be read at all.

    `linked`: whether a feed and a site will be made, which need a title and an address.
    """
    document = toml_of(file)
    reading = _Reading()
    for key in document.keys() - {"feed", "sessions"}:
        if key in _FEED_KEYS:
            reading.add(key, "it is not known here; if it belongs to the feed, write it below [feed]")
        else:
            reading.unknown("", key, ("feed", "sessions"))
    feed = _feed(document.get("feed"), file.parent, reading, linked=linked)
    tables = _tables(document.get("sessions"), reading)
    return Catalogue(file, feed, tables, tuple(reading.mistakes))


@dataclass
class _Reading:
    """Collects the mistakes in a catalogue's file."""

    mistakes: list[str] = field(default_factory=list)

    def add(self, place: str, remedy: str) -> None:
        """Note a mistake, in one line."""
        self.mistakes.append(collapsed(f"{place}: {remedy}"))

    def unknown(self, place: str, key: str, known: tuple[str, ...]) -> None:
        near = nearest(key[:80], known)
        hint = f"did you mean {or_list(near)}?" if near else f"the keys here are {or_list(list(known))}"
        shown = _shown(key)
        self.add(place or shown.strip("'") or shown, f"{shown if place else 'this key'} is not known; {hint}")


def _feed(value: object, folder: Path, reading: _Reading, *, linked: bool) -> Feed:
    if value is None:
        if linked:
            reading.add("[feed]", 'it is missing; write [feed] with title = "…" and base_url = "https://…"')
        return Feed()
    if not isinstance(value, Mapping):
        reading.add("[feed]", 'write [feed] on a line of its own, and title = "…" below it')
        return Feed()
    found = _feed_texts(value, reading)
    if linked:
        for key, example in (("title", "Evenings with kindness"), ("base_url", "https://example.org/evenings/")):
            if key not in found:
                reading.add(f"[feed] {key}", f'it is missing; write {key} = "{example}"')
    return Feed(
        title=collapsed(found.get("title", "")),
        description=found.get("description", ""),
        author=collapsed(found.get("author", "")),
        image=_image(found.get("image", ""), folder, reading),
        base_url=_base_url(found.get("base_url", ""), reading),
        language=_language(found.get("language", "") or "en", reading),
    )


_FEED_KEYS: Final = ("title", "description", "author", "image", "base_url", "language")


def _feed_texts(value: Mapping[str, Any], reading: _Reading) -> dict[str, str]:
    """The texts in the ``[feed]`` table, by key; "" for each that is wrong."""
    known = _FEED_KEYS
    found: dict[str, str] = {}
    for key, text in value.items():
        if key not in known:
            reading.unknown("[feed]", key, known)
            continue
        found[key] = ""
        if not isinstance(text, str) or not text.strip():
            reading.add(f"[feed] {key}", "write some text in quotes here")
        elif _NO_XML.search(text):
            reading.add(f"[feed] {key}", "it has an invisible character that is not allowed in a feed; type it again")
        else:
            found[key] = text.strip()
    return found


_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot contain."""

_ADDRESS: Final = re.compile(
    r"https?://[\w.:\[\]-]+(/([\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*)?", re.IGNORECASE | re.ASCII
)
_HOST: Final = re.compile(r"(\w([\w-]*\w)?\.)*\w([\w-]*\w)?\.?|[0-9a-f.]*:[0-9a-f.:]*", re.IGNORECASE | re.ASCII)
"""A host name or an IPv6 address."""


def _base_url(text: str, reading: _Reading) -> str:
    if not text:
        return ""
    if not text.isascii():
        reading.add(
            "[feed] base_url",
            f"{_shown(text)} has letters that are not allowed in an address; copy it from a browser, which "
            "writes the site's name with xn-- and other letters with %",
        )
        return ""
    try:
        parts = urlsplit(text)
        fine = bool(_HOST.fullmatch(parts.hostname or "")) and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, fine = urlsplit(""), False
    if fine and parts.username is not None:
        reading.add(
            "[feed] base_url",
            "it contains a name or a password, which everybody could read; leave out what is before @",
        )
        return ""
    if not fine or not _ADDRESS.fullmatch(text) or {".", ".."} & set(parts.path.split("/")):
        reading.add(
            "[feed] base_url", f"{_shown(text)} is not a site's address; write it like https://example.org/evenings/"
        )
        return ""
    return text.rstrip("/") + "/"


def _language(text: str, reading: _Reading) -> str:
    tag = plain_tag(text)
    if not is_tag(tag) or three_letters(tag) == UNKNOWN:
        reading.add("[feed] language", f"{_shown(text)} is not a language code; write one such as en, en-gb or de")
    return tag


LEAST_SIDE: Final = 1400
MOST_SIDE: Final = 3000
"""The smallest and the largest side of a feed's picture that podcast directories accept, in pixels: `LEAST_SIDE` and
`MOST_SIDE`.
"""


def _image(text: str, folder: Path, reading: _Reading) -> Path | None:
    if not text:
        return None
    path, shown = folder / text, shortened(text)
    if not os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises for a name that is too long
        reading.add("[feed] image", f"there is no picture {shown}")
        return None
    from PIL import Image

    try:
        width, height = _size_of_whole(path)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        reading.add("[feed] image", f"{shown} is far too large; {MOST_SIDE}×{MOST_SIDE} pixels is enough")
        return None
    except Exception:  # a damaged picture raises a different error in each decoder
        reading.add("[feed] image", f"{shown} is not a picture that can be read; use a JPEG or PNG")
        return None
    if width != height:
        reading.add("[feed] image", f"{shown} is {width}×{height} pixels; podcast players want a square")
    elif width < LEAST_SIDE:
        reading.add("[feed] image", f"{shown} is {width}×{height} pixels; use at least {LEAST_SIDE}×{LEAST_SIDE}")
    return path


def _size_of_whole(path: Path) -> tuple[int, int]:
    """The width and the height of a picture. All of it is decoded, so that a damaged picture raises an error. Raises
    anything that a decoder may raise.
    """
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            picture.verify()  # finds damage in a PNG only
        with Image.open(path) as picture:
            picture.load()
            return picture.width, picture.height


def _tables(value: object, reading: _Reading) -> tuple[SessionsTable, ...]:
    if value is None or value == []:
        reading.add("[[sessions]]", 'there are no sessions; write [[sessions]], and practices = ["noticing"] below it')
        return ()
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        reading.add("[[sessions]]", 'write it in double brackets, with practices = ["noticing"] on a line below it')
        return ()
    return tuple(_table(number, one, reading) for number, one in enumerate(value, 1))


def _table(number: int, value: Mapping[str, Any], reading: _Reading) -> SessionsTable:
    table = SessionsTable(number)
    found: dict[str, Any] = {}
    unknown = False
    for key, raw in value.items():
        if key not in _READERS:
            reading.unknown(table.place, key, tuple(_READERS))
            unknown = True
            continue
        name, read = _READERS[key]
        found[name] = _read_all(f"{table.place} {key}", raw, read, reading)
    if "practices" not in found and "tags" not in found and not unknown:
        reading.add(table.place, 'no practice is named here; write practices = ["noticing"] or tags = ["kindness"]')
    meant = {name for name, _ in _READERS.values()} if unknown else set(found)
    return SessionsTable(number, **found, refused=frozenset(name for name in meant if not found.get(name)))


def _read_all(place: str, raw: object, read: Callable[[object], Any], reading: _Reading) -> tuple[Any, ...]:
    """The values in the order written, each once. Wrong values are left out, and their mistakes added to `reading`."""
    values = raw if isinstance(raw, list) else [raw]
    if not values:
        reading.add(place, "the list is empty; add something to it, or remove it")
    found: dict[Any, None] = {}
    for one in values:
        try:
            found[read(one)] = None
        except (LengthError, ValueError) as error:
            reading.add(place, str(error))
    return tuple(found)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{_shown(value)} is not text; write it in quotes")
    return value.strip()


def _length(value: object) -> Seconds:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f'{_shown(value)} is not a length; write it like "10m" or "7:30"')
    text = str(value)
    if len(text) > 40:
        raise ValueError(f'{_shown(value)} is not a length; write it like "10m" or "7:30"')
    return parse_length(text, bare=60.0)


def _one_of(known: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value.strip().lower() not in known:
            raise ValueError(f"{_shown(value)} is not known; write {or_list(list(known))}")
        return value.strip().lower()

    return read


def _shown(value: object) -> str:
    """A value, as a message shows it: shortened, and in quotation marks if it is text."""
    text = str(value).lower() if isinstance(value, bool) else collapsed(str(value))
    return repr(shortened(text)) if isinstance(value, str) else shortened(text)


_READERS: Final[dict[str, tuple[str, Callable[[object], Any]]]] = {
    "practices": ("practices", _text),
    "tags": ("tags", lambda value: _text(value).casefold()),
    "lengths": ("lengths", _length),
    "voices": ("voices", _text),
    "backgrounds": ("backgrounds", _text),
    "for": ("kinds", _one_of(get_args(SessionKind))),
    "path": ("paths", _one_of(get_args(PathName))),
}
"""(field, function) for each key of a ``[[sessions]]`` table: the field of `SessionsTable` for its values, and the
function that reads one value. The function raises ValueError or `LengthError` for a wrong value.
"""
