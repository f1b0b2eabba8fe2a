"""The podcast feed of a site, read by other programs."""

import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import soundfile

from tests.needs import package
from tests.publish.catalogues import CATALOGUE, REST, published, written
from voiceguide.publish._catalogue import read_catalogue

BASE = "http://localhost:9/sub/path/"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a published site: two practices, each at 30 s and at 1 min."""
    folder = tmp_path_factory.mktemp("feed")
    published(written(folder), folder / "site")
    return folder / "site"


def there(site: Path, url: str) -> Path:
    """The file of the site that an address in the feed leads to. The file must exist."""
    assert url.startswith(BASE), url
    path = site / unquote(url.removeprefix(BASE))
    assert path.is_file(), path
    return path


def test_feedparser_reads_it(site: Path) -> None:
    """feedparser finds four items. Each has an enclosure of the right size, its duration, its own picture and its own
    id.
    """
    feedparser = package("feedparser")
    found = feedparser.parse(str(site / "feed.xml"))
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "rss20"
    assert (found.feed.title, found.feed.language) == ("Evenings & more", "en-gb")
    assert found.feed.link == BASE
    assert "trim silence" in found.feed.subtitle
    there(site, found.feed.image.href)
    assert "Walking & <standing> (1 min, none, fake:calm)" in {entry.title for entry in found.entries}
    assert len({entry.id for entry in found.entries}) == 4
    for entry in found.entries:
        (sound,) = entry.enclosures
        path = there(site, sound.href)
        assert (int(sound.length), sound.type) == (path.stat().st_size, "audio/mpeg")
        assert int(entry.itunes_duration) == round(soundfile.info(path).duration)
        there(site, entry.image.href)
        there(site, entry.link)


def test_a_podcast_client_reads_it(site: Path) -> None:
    """podcastparser, the library of gPodder, finds the same four sessions with their durations, sizes and dates."""
    podcastparser = package("podcastparser")
    with (site / "feed.xml").open("rb") as file:
        found = podcastparser.parse(f"{BASE}feed.xml", file)
    assert (found["title"], found["link"]) == ("Evenings & more", BASE)
    assert sorted(one["total_time"] for one in found["episodes"]) == [30, 30, 60, 60]
    for one in found["episodes"]:
        (sound,) = one["enclosures"]
        assert there(site, sound["url"]).stat().st_size == sound["file_size"]
        assert abs(one["published"] - time.time()) < 3600
    there(site, found["cover_url"])


def test_what_players_look_for_is_there(site: Path) -> None:
    """Each item has a transcript (text/vtt) and chapters (JSON 1.2). The feed has a guid and a square picture of at
    least 1 400 pixels.
    """
    channel = ElementTree.parse(site / "feed.xml").getroot()[0]
    assert len(channel.findtext(f"{PODCAST}guid") or "") == 36
    for item in channel.iter("item"):
        transcript, chapters = item.find(f"{PODCAST}transcript"), item.find(f"{PODCAST}chapters")
        assert transcript is not None
        assert chapters is not None
        assert transcript.get("type") == "text/vtt"
        assert there(site, transcript.get("url", "")).read_text(encoding="utf-8").startswith("WEBVTT")
        assert chapters.get("type") == "application/json+chapters"
        assert '"version": "1.2.0"' in there(site, chapters.get("url", "")).read_text(encoding="utf-8")
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate", "")).timestamp() <= time.time()
        assert item.findtext(f"{ITUNES}explicit") == "no"
    image = channel.find(f"{ITUNES}image")
    assert image is not None
    from PIL import Image

    with Image.open(there(site, image.get("href", ""))) as picture:
        assert picture.width == picture.height >= 1400


def test_signs_that_no_feed_can_hold_are_left_out(tmp_path: Path) -> None:
    """Characters that XML cannot contain are left out of a practice's title and summary, and the feed can be read."""
    feedparser = package("feedparser")
    catalogue = written(tmp_path, CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"'))
    script = REST.replace("A short rest", "A\uffff short\ufffe rest").replace("Lying down", "Lying\uffff down")
    (tmp_path / "rest.md").write_text(script, encoding="utf-8")
    published(catalogue, tmp_path / "site")
    found = feedparser.parse(str(tmp_path / "site" / "feed.xml"))
    assert not found.bozo, found.get("bozo_exception")
    assert {entry.title.partition(" (")[0] for entry in found.entries} == {"A short rest"}
    assert {entry.summary for entry in found.entries} == {"Lying down for a moment."}


def test_an_address_gets_its_slash(site: Path) -> None:
    """`base_url` gets a slash at its end if the catalogue wrote it without one."""
    assert read_catalogue(site.parent / "class.toml").feed.base_url == BASE
