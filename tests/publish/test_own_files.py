"""Cases in which `publish` refuses to write, so that it never overwrites a user's own files."""

from pathlib import Path

import pytest

from tests.cli.running import run
from tests.publish.catalogues import CATALOGUE, WALK, held, linked, published, written


def refused_twice(catalogue: Path, site: Path) -> str:
    """The last line of the error when `publish` refuses. A run and a dry run must give the same line
    and write nothing.
    """
    before = held(site) if site.is_dir() else {}
    said = set()
    for options in ((), ("--dry-run",)):
        result = run("publish", catalogue, "-o", site, *options)
        assert (result.exit_code, result.stdout) == (1, "")
        said.add(result.stderr.splitlines()[-1])
        assert (held(site) if site.is_dir() else {}) == before
    (one,) = said
    return one


@pytest.mark.parametrize(
    "name", ["index.html", "feed.xml", "index.json", "about.html", "sw.js", "manifest.webmanifest"]
)
def test_another_website_is_not_overwritten(tmp_path: Path, name: str) -> None:
    """A folder that contains another website is refused before anything is made, and it stays unchanged."""
    catalogue, site = written(tmp_path), tmp_path / "site"
    site.mkdir()
    (site / name).write_text("<html>My own</html>", encoding="utf-8")
    assert refused_twice(catalogue, site) == (
        f"voiceguide: cannot write into {site}: it holds another website, whose {name} would be lost; "
        "name a folder for this site alone"
    )
    assert [path.name for path in site.iterdir()] == [name]


@pytest.mark.parametrize("among", ["nothing else", "a site of ours"])
def test_a_text_under_the_name_of_a_page_is_not_overwritten(tmp_path: Path, among: str) -> None:
    """A user's own HTML file where a practice page belongs is not overwritten: both a run and a dry run refuse. A page
    that `publish` made is replaced. Earlier, the user's file was overwritten without a message.
    """
    catalogue, site = written(tmp_path), tmp_path / "site"
    if among != "nothing else":
        published(catalogue, site)
    page = site / "practice" / "walk.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("<html>What I wrote on walking</html>", encoding="utf-8")
    assert refused_twice(catalogue, site) == (
        f"voiceguide: cannot write into {site}: it holds practice/walk.html, which voiceguide did not make and which "
        "would be lost; move it away, or name a folder for this site alone"
    )
    page.unlink()
    published(catalogue, site)
    (tmp_path / "walk.md").write_text(WALK.replace("Walking &", "Going &"), encoding="utf-8")
    published(catalogue, site)
    assert "Going" in page.read_text(encoding="utf-8")


def test_a_folder_in_place_of_a_page_is_reported_at_once(tmp_path: Path) -> None:
    """A folder where a page belongs is reported before any session is made. Earlier, it was reported only after all
    sessions.
    """
    catalogue, page = written(tmp_path), tmp_path / "site" / "practice" / "rest.html"
    page.mkdir(parents=True)
    assert refused_twice(catalogue, tmp_path / "site").endswith(f"{page}: it is a folder, but a file is needed")


def test_a_file_in_place_of_the_site_is_reported_at_once(tmp_path: Path) -> None:
    """If the path of the site, or of a folder above it, is a file, the message names this file, and the file stays."""
    catalogue, file = written(tmp_path), tmp_path / "site"
    file.write_bytes(b"mine")
    for site in (file, file / "below" / "it"):
        assert refused_twice(catalogue, site).startswith(f"voiceguide: cannot write into {file}: it is a file, ")
    assert file.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "missing", [("index.html", "index.json"), ("index.html", "index.json", "feed.xml"), ("about.html",)]
)
def test_what_a_stopped_run_has_left_is_ours(site: Path, missing: tuple[str, ...]) -> None:
    """A site that a stopped run left without some of its main files is still recognized as ours. The next run makes
    those files again, and no session.
    """
    before = held(site)
    for name in missing:
        (site / name).unlink()
    if "about.html" in missing:
        (site / "feed.xml").write_bytes(b"")
        (site / "index.json").write_bytes(b"{")
    published(site.parent / "class.toml", site)
    assert held(site).keys() == before.keys()
    assert linked(site)
    assert not [name for name, (text, _) in held(site).items() if text != before[name][0] and ".mp3" in name]


@pytest.mark.parametrize("part", ["static", "sessions", "practice"])
def test_a_file_in_place_of_a_folder_is_reported_at_once(tmp_path: Path, part: str) -> None:
    """If a file has the name of a folder that the site needs, an error says so before anything is made."""
    catalogue, site = written(tmp_path), tmp_path / "site"
    site.mkdir()
    (site / part).write_bytes(b"mine")
    assert refused_twice(catalogue, site).startswith(f"voiceguide: cannot write into {site / part}: it is a file")
    assert list(held(site)) == [part]


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_a_text_that_is_read_does_not_become_a_page(site: Path, link: str | None) -> None:
    """If a practice is read from a file inside the site, and its page would replace that file, `publish` refuses and
    the file stays.
    """
    page = site / "practice" / "rest.html"
    page.write_text("<html><h1>A rest</h1><p>Rest now. (pause)</p><p>You can stop at any time.</p></html>")
    named, text = page, page.read_bytes()
    if link:
        (site.parent / "other").mkdir()
        named = site.parent / "other" / "rest.html"
        getattr(named, link)(page)
    other = CATALOGUE.replace('"./rest.md", "./walk.md"', f'"./{named.relative_to(site.parent)}"')
    catalogue = written(site.parent, other.replace('lengths = ["30s", "1m"]\n', ""))
    for _ in range(2):
        assert refused_twice(catalogue, site) == (
            f"voiceguide: cannot write into {site}: it holds the script practice/rest.html, which would be replaced; "
            "name a folder for this site alone"
        )
    assert page.read_bytes() == text
