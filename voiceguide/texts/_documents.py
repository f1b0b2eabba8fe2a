"""Reads documents that are not plain text: OpenDocument, RTF, PDF. Their libraries are loaded only when needed."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from voiceguide.system.install_hint import install_command
from voiceguide.system.plain_text import collapsed
from voiceguide.texts._markup import harmless
from voiceguide.texts._model import FoundText, Passage, PassageKind, RefusedError
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._zipped import PAGE_PART, damage_reason, open_archive

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST_PAGES: Final = 300


def _install(package: str) -> str:
    return f"to read it, first run: {install_command('texts', package)}"


def read_odt(data: bytes) -> FoundText:
    """The paragraphs, headings and list items of an OpenDocument text, without notes and deleted words. Raises
    `RefusedError` if the document is damaged, locked or far too large.
    """
    archive = open_archive(data, "content.xml")
    try:
        text = archive.read("content.xml").decode("utf-8", "replace")
    except Exception as error:
        raise RefusedError(f"this document is damaged: {damage_reason(error)}") from error
    reader = _Odt()
    reader.feed(harmless(text))
    reader.close()
    return FoundText("an OpenDocument text", tuple(reader.passages))


class _Odt(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.passages: list[Passage] = []
        self._text = ""
        self._line = 0
        self._level = 0
        self._notes = 0
        self._item = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle an opening tag."""
        if tag in ("text:p", "text:h"):
            self._text, self._line = "", self._line + 1
            level = dict(attrs).get("text:outline-level") or "1"
            self._level = int(level) if tag == "text:h" and level.isdigit() else 0
        elif tag in ("text:note", "office:annotation", "text:tracked-changes"):
            self._notes += 1
        elif tag == "text:list-item":
            self._item += 1
        elif tag in ("text:line-break", "text:tab", "text:s"):
            self._text += "\n" if tag == "text:line-break" else " "

    def handle_endtag(self, tag: str) -> None:
        """Handle a closing tag."""
        if tag in ("text:p", "text:h"):
            if self._text.strip():
                kind: PassageKind = "heading" if self._level else "item" if self._item else "words"
                self.passages.append(Passage(kind, self._line, self._text, level=self._level))
            else:
                self.passages.append(Passage("rule", self._line))
            self._text = ""
        elif tag in ("text:note", "office:annotation", "text:tracked-changes"):
            self._notes = max(0, self._notes - 1)
        elif tag == "text:list-item":
            self._item = max(0, self._item - 1)

    def handle_data(self, data: str) -> None:
        """Handle the words between two tags."""
        if not self._notes:
            self._text += data


def read_rtf(data: bytes) -> str:
    """The plain text of a rich text file. Raises `RefusedError` if it is damaged, or if the library to read it is
    missing.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise RefusedError(f"this is rich text (RTF); save it as plain text, or, {_install('striprtf')}") from None
    try:
        text: str = rtf_to_text(data.decode("latin-1"), errors="ignore")
        return text
    except Exception as error:
        raise RefusedError(f"this rich text file is damaged: {damage_reason(error)}") from error


@dataclass(frozen=True)
class _Row:
    """A line on a page."""

    text: str
    top: float
    """Its vertical position, in points."""
    size: float
    """The size of its letters, in points."""


def read_pdf(data: bytes) -> FoundText:
    """The lines of a PDF as paragraphs, headings and list items. Page numbers, and lines that are repeated at the top
    or bottom of several pages, become asides. Raises `RefusedError` if it is damaged or locked, has too many pages or
    no text, or if the library to read it is missing.
    """
    try:
        from pypdf import PdfReader
    except ImportError:
        raise RefusedError(f"this is a PDF; {_install('pypdf')}") from None
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # we report problems ourselves
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("this PDF is locked with a password; save it without one")
        if len(reader.pages) > _MOST_PAGES:
            raise RefusedError(f"this PDF has {len(reader.pages)} pages, far more than a script has")
        pages = [_rows(page) for page in reader.pages]
    except RefusedError:
        raise
    except Exception as error:
        if "cryptography" in str(error) or "AES" in str(error) or "decrypt" in str(error):
            raise RefusedError("this PDF is locked with a password; save it without one") from error
        raise RefusedError(f"this PDF is damaged: {damage_reason(error)}") from error
    if not any(map(str.isalnum, "".join(row.text for page in pages for row in page))):
        raise RefusedError(
            "this PDF has pictures of text, but no text; convert it with a text recognition (OCR) program"
        )
    return FoundText("a PDF", tuple(_pdf_passages(pages)))


def _rows(page: "PageObject") -> list[_Row]:
    rows: list[_Row] = []
    found: list[tuple[str, float, float]] = []

    def collect(text: str, _cm: Any, matrix: Any, _font: Any, size: float | None) -> None:
        scale = abs(float(matrix[3])) or 1.0
        for index, line in enumerate(text.split("\n")):
            if index:
                found.append(("\n", 0.0, 0.0))
            if line:
                found.append((line, float(matrix[5]), float(size or 0.0) * scale))

    page.extract_text(visitor_text=collect)
    text, top, size = "", 0.0, 0.0
    for part, height, letters in [*found, ("\n", 0.0, 0.0)]:
        if part == "\n":
            if text.strip():
                rows.append(_Row(collapsed(text), top, size))
            text = ""
        else:
            if not text.strip():
                top, size = height, letters
            text += part
    return rows


_PAGE: Final = Pattern(
    r"(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?[\-–—\s]*\d{1,4}[\-–—\s]*(?:(?:of|von|de|di|van|sur|/)\s*\d{1,4})?",
    re.IGNORECASE,
)


def _pdf_passages(pages: list[list[_Row]]) -> Iterator[Passage]:
    repeated = _repeated(pages)
    kept: list[tuple[int, _Row, bool]] = []  # (number of the row, row, whether it is the first on its page)
    line = 0
    for page in pages:
        first = True
        for index, row in enumerate(page):
            line += 1
            edge = index < 2 or index >= len(page) - 2
            if edge and (_masked(row.text) in repeated or _PAGE.fullmatch(row.text)):
                yield Passage("aside", line, row.text, why=PAGE_PART)
                continue
            kept.append((line, row, first))
            first = False
    yield from _paragraphs(kept)


def _repeated(pages: list[list[_Row]]) -> set[str]:
    """The rows that are at the top or bottom of several pages, in the form that `_masked` gives: it hides the numbers,
    which differ from page to page.
    """
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_masked(row.text) for row in [*page[:2], *page[-2:]]})
    return {text for text, count in counts.items() if count >= 2 and count >= 0.4 * len(pages)}


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _paragraphs(kept: list[tuple[int, _Row, bool]]) -> Iterator[Passage]:
    if not kept:
        return
    from statistics import median

    usual = median(row.size for _, row, _ in kept for _ in range(len(row.text)))
    drops = [a.top - b.top for (_, a, _), (_, b, first) in pairwise(kept) if not first and a.top > b.top]
    step = sorted(drops)[len(drops) // 4] if drops else 0.0
    texts: list[str] = []
    begun, before = 0, None
    for line, row, first in kept:
        if texts and before is not None and _apart(before, row, first, step, usual):
            yield _paragraph_of(texts, begun, before, usual)
            texts = []
        if not texts:
            begun = line
        texts.append(row.text)
        before = row
    if before is not None:
        yield _paragraph_of(texts, begun, before, usual)


def _apart(before: _Row, row: _Row, first: bool, step: float, usual: float) -> bool:
    if abs(before.size - row.size) > 0.1 * max(usual, 1.0):
        return True
    if re.match(r"\s*(?:[•●▪◦\-–]\s|\d{1,2}[.)]\s)", row.text):
        return True
    if first:
        return bool(re.search(r"[.!?…:]\W*$", before.text)) or row.text[0] in "(["
    return step > 0 and before.top - row.top > 1.35 * step


def _paragraph_of(texts: list[str], line: int, row: _Row, usual: float) -> Passage:
    whole = "\n".join(texts)
    bullet = re.match(r"\s*(?:[•●▪◦]\s*|\d{1,2}[.)]\s+)", whole)
    if row.size > 1.12 * usual and len(whole.split()) <= 14:
        return Passage("heading", line, collapsed(whole), level=1 if row.size > 1.4 * usual else 2)
    return Passage("item", line, whole[bullet.end() :]) if bullet else Passage("words", line, whole)
