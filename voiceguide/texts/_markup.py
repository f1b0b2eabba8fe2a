"""The base of the readers of HTML and SSML. In both, tags may be anywhere among the words."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from voiceguide.system.plain_text import collapsed
from voiceguide.texts._brackets import COMMENT
from voiceguide.texts._model import Passage, RefusedError
from voiceguide.texts._patterns import Pattern

_MOST_TAGS: Final = 60_000


def harmless(text: str) -> str:
    """The mark-up without two things that Python's own parser cannot handle: marked sections, such as ``<![CDATA[``,
    and a last tag that never ends.
    """
    text = text.replace("<![CDATA[", "").replace("]]>", "").replace("<![", "&lt;![")
    closed, end, rest = text.rpartition(">")
    return closed + end + rest.replace("<", "&lt;")


_ENTITIES: Final = Pattern(r"<!ENTITY", re.IGNORECASE, needs="<")


def refuse_entities(text: str) -> None:
    """Raise `RefusedError` if mark-up defines entities of its own, which may expand without end."""
    if _ENTITIES.search(text):
        raise RefusedError("it defines entities of its own; replace them with the words they stand for")


@dataclass
class GatheredWords:
    """Words that are being collected, with the line on which they begin."""

    text: str = ""
    line: int = 1

    def add(self, text: str, line: int) -> None:
        """Add more words."""
        if not self.text.strip():
            skipped = len(text) - len(text.lstrip())
            self.line = line + text[:skipped].count("\n")
        self.text += text

    def pop(self) -> str:
        """Returns the words collected so far, and forgets them."""
        text, self.text = self.text, ""
        return text


class Tolerant(HTMLParser):
    """Reads mark-up even if its tags are misplaced or never closed. Refuses a text with more tags than anybody writes
    by hand.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self.lang = ""
        self.words = GatheredWords()
        self._tags = 0

    def read(self, text: str) -> None:
        """Read a whole text. Raises `RefusedError` if it has far too many tags."""
        self.feed(harmless(text))
        self.close()
        self.end()

    def end(self) -> None:
        """Handle the words that are left at the end."""

    def count(self) -> None:
        """Count a tag. Raises `RefusedError` if there are too many."""
        self._tags += 1
        if self._tags > _MOST_TAGS:
            raise RefusedError("it has far more mark-up than a script")

    def handle_comment(self, data: str) -> None:
        """Collect a comment as an aside: it is not spoken."""
        if data.strip():
            self.passages.append(Passage("aside", self.getpos()[0], collapsed(data), why=COMMENT))

    def handle_decl(self, decl: str) -> None:
        """Ignore document types."""

    def tag_text(self) -> str:
        """The opening tag that was read last, as it is written."""
        return self.get_starttag_text() or ""
