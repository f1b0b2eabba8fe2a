"""The index: a file that lists the sessions published in a folder. It is written after all other files. The next run
reads it to learn which sessions exist already.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from voiceguide.system.files import make_folder, whole_file
from voiceguide.system.notes import read_json
from voiceguide.units import Seconds

INDEX: Final = "index.json"
_FORM: Final = 1

_IN_JSON: Final = {"inputs_hash": "recipe"}
"""For each field whose name in the file is different: its name there."""

_FROM_JSON: Final = {key: name for name, key in _IN_JSON.items()}


@dataclass(frozen=True)
class PublishedSession:
    """One published session, as the index lists it. Paths are relative to the published folder, with
    forward slashes.
    """

    guid: str
    name: str
    practice: str
    title: str
    """The practice's title."""
    variant: str
    """The words that distinguish it from other sessions of the practice: ``10 min, ocean``."""
    summary: str
    lang: str
    duration_s: Seconds
    bytes: int
    audio: str
    captions: str
    chapters: str
    plan: str
    cover: str
    page: str
    published: int
    """When its sound was made or last changed, in seconds since 1970."""
    sound: str
    """A hash of its sound, without its tags."""
    inputs_hash: str
    """A hash of everything from which it is made."""
    asked: Mapping[str, str]
    """What the catalogue asks for, by the keys ``voice``, ``background``, ``for`` and ``path``. A key is missing if the
    catalogue does not name it. The grounding practice has only the key ``as``.
    """
    need: str = "everyday"
    stems: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """All files of this session, but not the page of its practice. The cover may also belong to other sessions of
        the practice.
        """
        return (self.audio, self.captions, self.chapters, self.plan, self.cover, *self.stems)

    def is_complete_in(self, folder: Path) -> bool:
        """Whether all its files exist and none is empty, the sound has the noted size, and the plan can be read."""
        try:
            spoken_lines(folder / self.plan)
            return (folder / self.audio).stat().st_size == self.bytes and all(
                (folder / file).stat().st_size for file in self.files
            )
        except (OSError, ValueError):
            return False

    def described(self, other: "PublishedSession") -> "PublishedSession":
        """This entry, with the `title`, `summary` and `need` of another entry."""
        return replace(self, title=other.title, summary=other.summary, need=other.need)


def spoken_lines(plan: Path) -> list[dict[str, Any]]:
    """The spoken events of a published plan, in order, each with ``kind``, ``start_s``, ``text`` … Raises OSError, and
    ValueError if the file is damaged.
    """
    found = read_json(plan)
    try:
        return [
            {**event, "start_s": float(event["start_s"]), "text": str(event["text"])}
            for event in found["events"]
            if event["kind"] in ("say", "reminder") and event["text"]
        ]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{plan} is not a plan") from error


def read_index(folder: Path) -> dict[str, PublishedSession]:
    """The sessions published in a folder, and the grounding practice, by guid. Empty if the folder has no index that we
    wrote.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = read_json(folder / INDEX)
        if found["form"] == _FORM:
            rows = [*found["sessions"], *filter(None, [found.get("ground")])]
            return {row["guid"]: _from_json(row) for row in rows}
    return {}


def index_text(feed: Mapping[str, Any], entries: tuple[PublishedSession, ...], ground: PublishedSession | None) -> str:
    """The index as text. `ground` is the grounding practice, which is not in the list of sessions."""
    index = {"form": _FORM, "feed": dict(feed), "sessions": [_as_json(entry) for entry in entries]}
    if ground is not None:
        index["ground"] = _as_json(ground)
    return json.dumps(index, ensure_ascii=False, indent=1) + "\n"


def _as_json(entry: PublishedSession) -> dict[str, Any]:
    return {_IN_JSON.get(name, name): value for name, value in asdict(entry).items()}


def _from_json(row: Mapping[str, Any]) -> PublishedSession:
    named = {_FROM_JSON.get(key, key): value for key, value in row.items()}
    return PublishedSession(**{**named, "stems": tuple(row["stems"])})


def write_if_changed(path: Path, data: bytes | str) -> bool:
    """Write `data` into a file atomically, unless that is already what the file contains. Returns whether it was
    written.

    Raises `OutputError`.
    """
    raw = data.encode() if isinstance(data, str) else data
    with suppress(OSError):
        if path.read_bytes() == raw:
            return False
    make_folder(path.parent)
    with whole_file(path, force=True) as part:
        part.write_bytes(raw)
    return True
