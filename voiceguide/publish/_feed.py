"""The feed: RSS 2.0 with the tags that podcast players read."""

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid5

from voiceguide import __version__
from voiceguide.publish._catalogue import Feed
from voiceguide.publish._index import PublishedSession

FEED: Final = "feed.xml"

PODCAST: Final = "https://podcastindex.org/namespace/1.0"
_GUIDS: Final = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The UUID namespace for the guids of feeds. The specification of ``<podcast:guid>`` prescribes it."""

TRIMMING: Final = (
    "In your podcast player, switch off “trim silence” (“skip silence”) for this feed: the pauses are part of the "
    "practices."
)


def address(feed: Feed, path: str) -> str:
    """The address of a file of the site, given its path in the site."""
    return feed.base_url + quote(path)


def feed_xml(feed: Feed, cover: str, entries: Iterable[PublishedSession]) -> bytes:
    """The feed as XML, with the newest session first. The same sessions always give the same bytes."""
    from feedgen.feed import FeedGenerator

    newest = sorted(entries, key=lambda entry: (-entry.published, entry.practice, entry.duration_s, entry.name))
    out = FeedGenerator()
    out.load_extension("podcast", atom=False, rss=True)
    out.register_extension("index", _PodcastTags, _PodcastTags, atom=False, rss=True)
    out.title(feed.title)
    out.link(href=address(feed, FEED), rel="self")
    out.link(href=feed.base_url, rel="alternate")  # the last one becomes the channel's <link>
    out.description(f"{feed.description or feed.title}\n\n{TRIMMING}")
    out.language(feed.language)
    out.generator("voiceguide", version=__version__)
    out.lastBuildDate(_date(max((entry.published for entry in newest), default=0)))
    out.image(url=address(feed, cover), title=feed.title, link=feed.base_url)
    out.podcast.itunes_author(feed.author or feed.title)
    out.podcast.itunes_image(address(feed, cover))
    out.podcast.itunes_explicit("no")
    out.podcast.itunes_type("episodic")
    out.podcast.itunes_category("Health & Fitness", "Mental Health")
    out.podcast.itunes_summary(feed.description or feed.title)
    out.index.fields = [
        ("guid", {}, str(uuid5(_GUIDS, feed.base_url.split("://", 1)[1].rstrip("/") + "/" + FEED))),
        ("medium", {}, "podcast"),
    ]
    for entry in newest:
        _item(out.add_entry(order="append"), feed, entry)
    xml: bytes = out.rss_str(pretty=True)
    return xml


def _item(item: Any, feed: Feed, entry: PublishedSession) -> None:
    item.title(episode_title(entry))
    item.guid(entry.guid, permalink=False)
    item.link(href=address(feed, entry.page))
    item.description(entry.summary or entry.title)
    item.pubDate(_date(entry.published))
    item.enclosure(address(feed, entry.audio), str(entry.bytes), "audio/mpeg")
    item.podcast.itunes_duration(str(round(entry.duration_s)))
    item.podcast.itunes_image(address(feed, entry.cover))
    item.podcast.itunes_author(feed.author or feed.title)
    item.podcast.itunes_explicit("no")
    item.podcast.itunes_episode_type("full")
    item.index.fields = [
        ("transcript", {"url": address(feed, entry.captions), "type": "text/vtt", "language": entry.lang}, ""),
        ("chapters", {"url": address(feed, entry.chapters), "type": "application/json+chapters"}, ""),
    ]


def episode_title(entry: PublishedSession) -> str:
    """A session's title in the feed."""
    return f"{entry.title} ({entry.variant})" if entry.variant else entry.title


def _date(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


class _PodcastTags:
    """An extension for feedgen, which does not know the podcast namespace: it writes tags of that namespace into a feed
    or into one item.
    """

    def __init__(self) -> None:
        self.fields: list[tuple[str, dict[str, str], str]] = []
        """(name, attributes, text) of each tag."""

    def extend_ns(self) -> dict[str, str]:
        """The XML namespace of the tags, by its prefix."""
        return {"podcast": PODCAST}

    def extend_rss(self, element: Any) -> Any:
        """Write the tags into the channel of the feed, or into an item."""
        from lxml import etree

        into = element[0] if element.tag == "rss" else element
        for name, attributes, text in self.fields:
            etree.SubElement(into, f"{{{PODCAST}}}{name}", attributes).text = text or None
        return element
