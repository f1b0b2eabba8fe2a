"""Reads HTML pages, which are written for people."""

import re
from collections import Counter
from typing import Final

from voiceguide.system.plain_text import collapsed, word_set
from voiceguide.texts._markup import Tolerant
from voiceguide.texts._model import Amount, FoundText, Passage, PassageKind
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._tags import KNOWN_TAGS, break_length, tag_name

_ASIDE_TAGS: Final = word_set(
    "head script style nav footer aside form button select iframe svg noscript template dialog menu object video audio "
    "input label figcaption"
)
_BLOCK_TAGS: Final = word_set(
    "p div section article main header li ul ol dl dt dd blockquote table tr td th tbody thead figure center details "
    "summary address fieldset h1 h2 h3 h4 h5 h6 pre body hr"
)
_VOID: Final = word_set("br hr img input meta link area base col embed source track wbr")
_BOILERPLATE: Final = Pattern(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|sidebar|breadcrumbs?|cookie|share|social|comments?|related|advert|"
    r"subscribe|newsletter|pagination|banner|toc|skip-link|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)


def read_html(text: str, form: str = "HTML") -> FoundText:
    """The words of a page. Its menus, its footer and other parts around the text become asides; JavaScript and style
    sheets are ignored. Raises `RefusedError` if it has far too many tags.
    """
    reader = _Html(has_main=bool(re.search(r"<(?:main|article)\b", text, re.IGNORECASE)))
    reader.read(text)
    titled = any(passage.kind == "heading" for passage in reader.passages)
    return FoundText(form, tuple(reader.passages), title="" if titled else reader.title, lang=reader.lang)


class _OpenTags:
    """The tags of a page that are open at the moment. It knows whether their contents are left out, and answers quickly
    however deeply tags are nested.
    """

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []
        self._names: Counter[str] = Counter()
        self._aside = 0

    @property
    def left_out(self) -> bool:
        """Whether the contents of at least one open tag are left out."""
        return self._aside > 0

    def within(self, *names: str) -> bool:
        """Whether one of these tags is open."""
        return any(self._names[name] for name in names)

    def push(self, tag: str, aside: bool) -> None:
        """Open a tag. `aside`: its contents are left out."""
        self._open.append((tag, aside))
        self._names[tag] += 1
        self._aside += aside

    def close(self, tag: str) -> None:
        """Close the last open tag with this name, and all tags that were opened inside it. If none has this name, do
        nothing.
        """
        while self._names[tag]:
            name, aside = self._open.pop()
            self._names[name] -= 1
            self._aside -= aside
            if name == tag:
                return

    def leave_out(self, *names: str) -> bool:
        """Leave out the contents of the last open tag with one of these names. Returns False if none is open."""
        for index in range(len(self._open) - 1, -1, -1):
            name, aside = self._open[index]
            if name in names:
                self._open[index] = (name, True)
                self._aside += not aside
                return True
        return False


class _Html(Tolerant):
    def __init__(self, *, has_main: bool) -> None:
        super().__init__()
        self.title = ""
        self._has_main = has_main
        self._main = 0
        self._open_tags = _OpenTags()
        self._heading = 0
        self._item = False
        self._in_title = False
        self._left: list[str] = []
        self._left_line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle an opening tag."""
        self.count()
        given = {name.lower(): value or "" for name, value in attrs}
        line = self.getpos()[0]
        if tag == "html":
            self.lang = given.get("lang", given.get("xml:lang", ""))
        if tag == "title":
            self._in_title = True
        if tag in _BLOCK_TAGS:
            self._flush()
        if (length := break_length(tag, given)) is not None:
            self._flush()
            self.passages.append(Passage("rest", line, self.tag_text(), amount=Amount(length, length)))
        elif tag == "br":
            self._add("\n", line)
        elif tag == "hr":
            self.passages.append(Passage("rule", line))
        elif tag in ("em", "i", "strong", "b"):
            self._add("*" if tag in ("em", "i") else "**", line)
        elif tag not in KNOWN_TAGS and tag not in _BLOCK_TAGS and tag not in _ASIDE_TAGS:
            self._add(self.tag_text().strip("<>/"), line)
        if tag in _VOID or self.tag_text().rstrip().endswith("/>"):
            return
        self._open(tag, given)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        names = f"{given.get('class', '')} {given.get('id', '')} {given.get('role', '')}"
        hidden = (
            "display:none" in given.get("style", "").replace(" ", "")
            or given.get("aria-hidden") == "true"
            or "hidden" in given
        )
        aside = (
            tag in _ASIDE_TAGS
            or hidden
            or (tag not in ("body", "html", "main", "article", "p") and bool(_BOILERPLATE.search(names)))
        )
        if tag == "header" and not self._main and self._has_main:
            aside = True
        if aside and not self._open_tags.left_out:
            self._flush()
            self._left, self._left_line = [], self.getpos()[0]
        self._open_tags.push(tag, aside)
        if tag in ("main", "article"):
            self._main += 1
        if re.fullmatch(r"h[1-6]", tag):
            self._heading = int(tag[1])
        elif tag == "p" and "title" in given.get("class", "").split():
            self._heading = 1
        if tag == "a" and re.match(r"(?:cmnt|_?msocom|ftnt)_?\d", given.get("id", given.get("name", ""))):
            self._remark()
        self._item = self._item or tag == "li"

    def handle_endtag(self, tag: str) -> None:
        """Handle a closing tag."""
        self.count()
        if tag == "title":
            self._in_title = False
        if tag in ("em", "i", "strong", "b"):
            self._close_mark("*" if tag in ("em", "i") else "**")
        if tag in _BLOCK_TAGS:
            self._flush()
        if tag in ("main", "article"):
            self._main = max(0, self._main - 1)
        if re.fullmatch(r"h[1-6]|p", tag):
            self._heading = 0
        if tag == "li":
            self._item = False
        was = self._open_tags.left_out
        self._open_tags.close(tag)
        if was and not self._open_tags.left_out:
            self._leave()

    def _remark(self) -> None:
        """Leave out a comment or a footnote. This is called at a link whose id shows that it belongs to one. The
        ``div``, ``li`` or ``p`` around the link is left out, unless it has words before the link.
        """
        begun = any(map(str.isalnum, self.words.text))
        if not begun and not self._open_tags.left_out and self._open_tags.leave_out("div", "li", "p"):
            self._left, self._left_line = [], self.getpos()[0]

    def handle_data(self, data: str) -> None:
        """Handle the words between two tags."""
        line = self.getpos()[0]
        if self._in_title and self._open_tags.within("title"):
            self.title += collapsed(data)
        elif self._open_tags.left_out:
            if data.strip() and not self._open_tags.within("script", "style"):
                self._left.append(collapsed(data))
        elif self._has_main and not self._main:
            if data.strip():
                self.passages.append(Passage("aside", line, collapsed(data), why="it is outside the page's text"))
        else:
            self._add(re.sub(r"[^\S\xa0]+", " ", data), line)

    def end(self) -> None:
        """Handle the words that are left at the end."""
        self._flush()
        self._leave()

    def _leave(self) -> None:
        if self._left:
            self.passages.append(
                Passage("aside", self._left_line, " ".join(self._left), why="it belongs to the page, not to the text")
            )
        self._left = []

    def _add(self, text: str, line: int) -> None:
        if not self._open_tags.left_out and (self._main or not self._has_main):
            self.words.add(text, line)

    def _close_mark(self, mark: str) -> None:
        if self._open_tags.left_out or (self._has_main and not self._main):
            return
        text = self.words.text
        self.words.text = text.rstrip() + mark + (" " if text != text.rstrip() else "")

    def _flush(self) -> None:
        line, text = self.words.line, self.words.pop()
        rows = "\n".join(collapsed(row.replace("\xa0", " ")) for row in text.split("\n"))
        if any(map(str.isalnum, rows)) or re.search(r"[.…]{2,}|…", rows):
            kind: PassageKind = "heading" if self._heading else "item" if self._item else "words"
            self.passages.append(Passage(kind, line, rows.strip(), level=self._heading))


def looks_like_html(text: str) -> bool:
    """Whether a text is an HTML page: it says so, or it has at least four tags that pages have."""
    head = text[:2000].lower()
    if "<!doctype html" in head or re.search(r"<html[\s>]|<body[\s>]|<head[\s>]", head):
        return True
    tags = [tag_name(tag) for tag in re.findall(r"</?[a-zA-Z][^<>]{0,200}>", text[:50_000])]
    return sum(tag in ("p", "div", "h1", "h2", "h3", "li", "ul", "ol", "table", "td") for tag in tags) >= 4
