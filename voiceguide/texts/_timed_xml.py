"""Reads captions in XML: TTML, and the formats of video sites."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

from voiceguide.texts._captions import Cue, clock_seconds, cue_passages, end_of
from voiceguide.texts._markup import harmless, refuse_entities
from voiceguide.texts._model import FoundText
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import seconds_of
from voiceguide.texts._tags import attributes
from voiceguide.units import Seconds

_ROOT: Final = Pattern(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,5000}-->\s*)*<(?:\w{1,20}:)?(?:tt|transcript|timedtext)\b",
    re.DOTALL | re.IGNORECASE,
)


def looks_like_timed_xml(text: str) -> bool:
    """Whether a text is captions in XML."""
    return bool(_ROOT.match(text))


def read_timed_xml(text: str) -> FoundText:
    """The words of captions in XML, with the gaps between them as pauses. Raises `RefusedError` if the times go
    backward, or if the text defines entities of its own.
    """
    refuse_entities(text)
    reader = _Cues()
    reader.feed(harmless(text))
    reader.close()
    return FoundText("captions", tuple(cue_passages(reader.cues)), lang=reader.lang, speech=True)


class _Cues(HTMLParser):
    """Collects the elements that have a start time, as captions."""

    def __init__(self) -> None:
        super().__init__()
        self.cues: list[Cue] = []
        self.lang = ""
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle an opening tag."""
        given = attributes(self.get_starttag_text() or "")
        name = tag.rpartition(":")[2]
        if name == "tt":
            self.lang = given.get("xml:lang", "")
        start = _time(given.get("begin") or given.get("start"), given.get("t"))
        if name in ("p", "text") and start is not None:
            end = _time(given.get("end"), None)
            length = _time(given.get("dur"), given.get("d"))
            self.cues.append(Cue(self.getpos()[0], start, end_of(start, end, length), ""))
            self._open = tag
        elif name == "br":
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        """Handle a closing tag."""
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        """Handle the words between two tags. Escaped characters in them are decoded once more, because some sites
        escape them twice.
        """
        self._add(unescape(re.sub(r"\s+", " ", data)))

    def _add(self, text: str) -> None:
        if self._open:
            cue = self.cues[-1]
            self.cues[-1] = Cue(cue.line, cue.start, cue.end, cue.text + text)


def _time(value: str | None, milliseconds: str | None) -> Seconds | None:
    if milliseconds is not None and milliseconds.isdigit() and len(milliseconds) < 9:
        return int(milliseconds) / 1000
    if value is None:
        return None
    clock = clock_seconds(value)
    return seconds_of(value) if clock is None else clock
