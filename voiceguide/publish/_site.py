"""Makes the site's pages: static files that any web server can serve, under any path. They have the same player as the
page of `serve`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from voiceguide.output.tags import tags_size
from voiceguide.person.about import about_parts
from voiceguide.publish._catalogue import Feed
from voiceguide.publish._feed import FEED, TRIMMING, address
from voiceguide.publish._index import PublishedSession, spoken_lines
from voiceguide.publish._names import short_hash
from voiceguide.session.overview import NEEDS
from voiceguide.units import format_clock

_WEB_FILES: Final = ("page.css", "player.js", "words.js", "silence.mp3", "icon.svg", "icon-192.png", "icon-512.png")
"""The files that every site takes from the page of `serve`."""

_PUBLISH_FOLDER: Final = Path(str(files("voiceguide.publish")))
_WEB_FOLDER: Final = Path(str(files("voiceguide"))) / "web"
"""The folder of the page of `serve`. The site is built from files and templates in it."""


@dataclass(frozen=True)
class Row:
    """A practice and its sessions."""

    name: str
    title: str
    summary: str
    need: str
    lang: str
    cover: str
    sessions: tuple[PublishedSession, ...]
    """Its sessions, the shortest one first."""

    @property
    def page(self) -> str:
        """The path of its page."""
        return self.sessions[0].page

    @property
    def words(self) -> str:
        """The text in which the site's search looks for words."""
        return " ".join((self.name, self.title, self.summary)).casefold()

    @property
    def reach(self) -> str:
        """The lengths of its sessions, in words."""
        return ", ".join(dict.fromkeys(minutes(one.duration_s) for one in self.sessions))


def minutes(seconds: float) -> str:
    """A length in everyday words: ``10 min``, ``7:30 min``, ``45 s``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole % 60 == 0 else f"{format_clock(whole)} min"


def rows(entries: Iterable[PublishedSession]) -> tuple[Row, ...]:
    """The practices sorted by title, each with its sessions."""
    found: dict[str, list[PublishedSession]] = {}
    for entry in sorted(entries, key=lambda one: (one.duration_s, one.name)):
        found.setdefault(entry.practice, []).append(entry)
    made = [
        Row(name, of[0].title, of[0].summary, of[0].need, of[0].lang, of[0].cover, tuple(of))
        for name, of in found.items()
    ]
    return tuple(sorted(made, key=lambda row: (row.title.casefold(), row.name)))


def static_files() -> dict[str, bytes]:
    """The site's static files by path. Their folder's name is a hash of its contents, so that old and new files never
    mix.
    """
    found = {name: (_WEB_FOLDER / "static" / name).read_bytes() for name in _WEB_FILES}
    found["site.js"] = (_PUBLISH_FOLDER / "static" / "site.js").read_bytes()
    folder = static_folder(found)
    return {f"{folder}{name}": data for name, data in found.items()}


def static_folder(found: dict[str, bytes]) -> str:
    """The path of the folder for these static files."""
    held = short_hash(b"".join(name.encode() + data for name, data in sorted(found.items())))
    return f"static/{held}/"


GROUND_PAGE: Final = "ground.html"
PAGES: Final = ("index.html", "about.html", GROUND_PAGE, "manifest.webmanifest", "sw.js")
"""The files of a site besides the pages of its practices and the static files."""


def pages(
    feed: Feed, cover: str, entries: Sequence[PublishedSession], ground: PublishedSession | None, folder: Path
) -> dict[str, str]:
    """The pages by path: first those of practices, then the grounding practice's and ``about.html``, then the files
    that make the site an app, and ``index.html`` last.

    `ground` is the grounding practice, which every page offers. `folder` is the published folder, in which the sessions
    are.
    """
    of = rows(entries)
    static = next(iter(static_files())).rpartition("/")[0] + "/"
    way_out = _state(ground, "../", folder) if ground else None
    shared = {
        "ground": way_out,
        "feed": feed,
        "static": static,
        "trimming": TRIMMING,
        "feed_address": address(feed, FEED),
    }
    found: dict[str, str] = {}
    for row in of:
        states = [_state(one, "../", folder) for one in row.sessions]
        found[row.page] = _filled(
            "practice.html",
            **{**shared, "static": f"../{static}"},
            root="../",
            row=row,
            states=states,
            lines=spoken_lines(folder / row.sessions[-1].plan),
            lang=row.lang,
            title=f"{row.title} · {feed.title}",
            description=row.summary or row.title,
            address=address(feed, row.page),
            picture=address(feed, row.cover),
        )
    if ground:
        (row,) = rows([ground])
        here = _state(ground, "", folder)
        found[GROUND_PAGE] = _filled(
            "practice.html",
            **{**shared, "ground": here},
            root="",
            row=row,
            states=[here],
            lines=spoken_lines(folder / ground.plan),
            lang=row.lang,
            title=f"{row.title} · {feed.title}",
            description=row.summary or row.title,
            address=address(feed, GROUND_PAGE),
            picture=address(feed, ground.cover),
        )
    found["about.html"] = _filled(
        "about.html",
        **shared,
        root="",
        parts=about_parts("You can pause it, or let it end gently."),
        lang="en",
        title=f"About · {feed.title}",
        description="What matters before listening.",
        address=address(feed, "about.html"),
        picture=address(feed, cover),
    )
    found["manifest.webmanifest"] = _manifest(feed, static)
    found["sw.js"] = _worker([row.page for row in of], ground)
    groups = [(need, title, [row for row in of if row.need == need]) for need, title in NEEDS.items()]
    found["index.html"] = _filled(
        "index.html",
        **shared,
        root="",
        groups=[group for group in groups if group[2]],
        lang=feed.language,
        title=feed.title,
        description=feed.description or feed.title,
        address=feed.base_url,
        picture=address(feed, cover),
    )
    return found


def _filled(template: str, **values: Any) -> str:
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    folders = [_PUBLISH_FOLDER / "templates", _WEB_FOLDER / "templates"]
    made = Environment(
        loader=FileSystemLoader(folders), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(clock=format_clock, published=True)
    return made.get_template(template).render(**values) + "\n"


def _state(entry: PublishedSession, root: str, folder: Path) -> dict[str, Any]:
    """Describes a session to the page's player. Sessions that differ only in length have the same `kind`. Raises
    OSError.
    """
    return {
        "id": entry.name,
        "state": "ready",
        "title": entry.title,
        "length_s": entry.duration_s,
        "kind": json.dumps(sorted(entry.asked.items())),
        "audio": f"{root}{quote(entry.audio)}",
        "plan": f"{root}{quote(entry.plan)}",
        "cover": f"{root}{quote(entry.cover)}",
        "sound_from": tags_size(folder / entry.audio),
    }


def _manifest(feed: Feed, static: str) -> str:
    icons = [
        {"src": f"{static}icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": f"{static}icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    manifest = {
        "name": feed.title,
        "short_name": feed.title[:30],
        "description": feed.description or feed.title,
        "lang": feed.language,
        "start_url": "./index.html",
        "scope": "./",
        "display": "standalone",
        "background_color": "#15171b",
        "theme_color": "#15171b",
        "icons": icons,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _worker(practices: Sequence[str], ground: PublishedSession | None) -> str:
    """The code of the service worker, which makes the site work without a network. When the site is opened for the
    first time, it stores all pages and the grounding practice; later it also stores the sessions that the listener
    chooses.
    """
    beside = [GROUND_PAGE, quote(ground.plan), quote(ground.cover)] if ground else []
    kept = ["./", "index.html", "about.html", "manifest.webmanifest", *map(quote, practices), *beside, *static_files()]
    sounds = [quote(ground.audio)] if ground else []
    shared = (_WEB_FOLDER / "static" / "range.js").read_text(encoding="utf-8")
    text = (_PUBLISH_FOLDER / "static" / "sw.js").read_text(encoding="utf-8")
    return f"const FILES = {json.dumps(kept)};\nconst SOUNDS = {json.dumps(sounds)};\n{shared}{text}"
