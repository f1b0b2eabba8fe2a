"""The static files of the page: every file that another one refers to exists."""

import json
import re
from pathlib import Path

import voiceguide
from voiceguide.publish._site import static_files

WEB = Path(voiceguide.__file__).parent / "web"
STATIC = WEB / "static"


def scripts_of(name: str, text: str | None = None) -> set[str]:
    """The file name of a script and of every script that it imports, directly or indirectly."""
    read = text if text is not None else (STATIC / name).read_text(encoding="utf-8")
    found = {name}
    for other in re.findall(r'^import .* from "\./([\w.]+)";$', read, re.MULTILINE):
        found |= scripts_of(other)
    return found


def test_the_worker_keeps_every_script_of_the_page() -> None:
    """The service worker keeps every script that the page imports, and its list names no file that does not exist."""
    (listed,) = re.findall(
        r"^const FILES = (\[.*?\]);$", (STATIC / "sw.js").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    kept = {path.removeprefix("/static/") for path in json.loads(listed) if path.startswith("/static/")}
    assert scripts_of("page.js") | {"page.css"} <= kept
    assert [name for name in kept if not (STATIC / name).is_file()] == []


def test_the_page_loads_its_scripts_at_once() -> None:
    """The page's template preloads every script that `page.js` imports."""
    (listed,) = re.findall(r"for part in \((.*?)\)", (WEB / "templates" / "page.html").read_text("utf-8"))
    assert {f"{name}.js" for name in re.findall(r'"(\w+)"', listed)} == scripts_of("page.js") - {"page.js"}


def test_a_site_takes_over_every_script_of_its_own() -> None:
    """A published site contains every script that its player imports."""
    files = {path.rpartition("/")[2]: data for path, data in static_files().items()}
    assert scripts_of("site.js", files["site.js"].decode()) <= set(files)
