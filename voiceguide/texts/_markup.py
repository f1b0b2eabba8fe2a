"""Mark-up: SSML, which is written for voices, and HTML, which is written for people."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from voiceguide.texts._brackets import COMMENT, MARKUP
from voiceguide.texts._pauses import read_pause
from voiceguide.texts._tags import KNOWN_TAGS, break_length, tag_name
from voiceguide.texts.model import Amount, Block, FoundText, RefusedError, words_of

_SENTENCES: Final = ("s", "mstts:express-as", "voice")
_PARAGRAPHS: Final = ("p", "speak", "voice")
_SILENT: Final = frozenset(
    ("audio", "desc", "metadata", "meta", "lexicon", "script", "style", "title", "head", "lookup")
)
_SPELLED: Final = ("characters", "spell-out", "verbatim", "digits")
_ENTITIES: Final = re.compile(r"<!ENTITY", re.IGNORECASE)
_MOST_TAGS: Final = 60_000

_ASIDE_TAGS: Final = words_of(
    "head script style nav footer aside form button select iframe svg noscript template dialog menu object video audio "
    "input label figcaption"
)
_BLOCK_TAGS: Final = words_of(
    "p div section article main header li ul ol dl dt dd blockquote table tr td th tbody thead figure center details "
    "summary address fieldset h1 h2 h3 h4 h5 h6 pre body hr"
)
_VOID: Final = words_of("br hr img input meta link area base col embed source track wbr")
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|sidebar|breadcrumbs?|cookie|share|social|comments?|related|advert|"
    r"subscribe|newsletter|pagination|banner|toc|skip-link|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)


def read_ssml(text: str, form: str = "SSML") -> FoundText:
    """The words of SSML, with its breaks as rests. Raises `RefusedError` where entities are defined in it."""
    if _ENTITIES.search(text):
        raise RefusedError("it defines entities of its own, which are not read; write the words themselves")
    for prefix in set(re.findall(r"<(\w{1,20}):speak\b", text)):  # a name space that is written out
        text = re.sub(rf"(</?){prefix}:", r"\1", text)
    reader = _Ssml(whole="<speak" in text.lower())
    reader.read(text)
    return FoundText(form, tuple(reader.blocks), lang=reader.lang, speech=True)


def read_html(text: str, form: str = "HTML") -> FoundText:
    """The words of a page without its menus, its footer and its programs."""
    reader = _Html(has_main=bool(re.search(r"<(?:main|article)\b", text, re.IGNORECASE)))
    reader.read(text)
    titled = any(block.kind == "heading" for block in reader.blocks)
    return FoundText(form, tuple(reader.blocks), title="" if titled else reader.title, lang=reader.lang)


@dataclass
class _Words:
    """Words as they gather, with the line on which they began."""

    text: str = ""
    line: int = 1

    def add(self, text: str, line: int) -> None:
        """Take more words."""
        if not self.text.strip():
            skipped = len(text) - len(text.lstrip())
            self.line = line + text[:skipped].count("\n")
        self.text += text

    def taken(self) -> str:
        """The words, their white space made one space; nothing is left."""
        text, self.text = self.text, ""
        return text


class _Tolerant(HTMLParser):
    """Reads tags wherever they stand, and stops at what nobody wrote by hand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lang = ""
        self.words = _Words()
        self._tags = 0

    def read(self, text: str) -> None:
        """Take a whole text. Raises `RefusedError` where it holds far too much mark-up."""
        text = text.replace("<![CDATA[", "").replace("]]>", "").replace("<![", "&lt;![")
        self.feed(text)
        self.close()
        self.end()

    def end(self) -> None:
        """Take what is still there."""

    def count(self) -> None:
        """Count a tag. Raises `RefusedError` at too many."""
        self._tags += 1
        if self._tags > _MOST_TAGS:
            raise RefusedError("it holds more mark-up than a script has")

    def handle_comment(self, data: str) -> None:
        """Comments are not spoken."""
        if data.strip():
            self.blocks.append(Block("aside", self.getpos()[0], " ".join(data.split()), why=COMMENT))

    def handle_decl(self, decl: str) -> None:
        """Nothing is read of a document type."""

    def _tag_text(self) -> str:
        return self.get_starttag_text() or ""


class _Ssml(_Tolerant):
    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self._whole = whole  # words outside <speak> are not spoken
        self._inside = 0
        self._silent = 0
        self._instead: list[tuple[str, str]] = []  # tags whose words are replaced: (tag, what is said)
        self._spelled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag."""
        self.count()
        line = self.getpos()[0]
        given = {name.lower(): value or "" for name, value in attrs}
        whole = self._tag_text()
        closed = whole.rstrip().endswith("/>")
        if (length := break_length(tag, given)) is not None:
            self._rest(line, length, whole)
        elif tag == "speak":
            self._flush()
            self._inside += not closed
            self.lang = self.lang or given.get("xml:lang", given.get("lang", ""))
        elif tag in _SILENT and not closed:
            self._silent += 1
        elif tag in _PARAGRAPHS or tag in _SENTENCES:
            self._boundary(tag)
        elif tag not in KNOWN_TAGS:
            self._unknown(whole, line)
        else:
            self._manner(tag, given, whole, line)

    def _manner(self, tag: str, given: dict[str, str], whole: str, line: int) -> None:
        """How words are to be said, or what is to be said for them."""
        if tag == "sub" and "alias" in given:
            self._add(given["alias"], line)
            if not whole.rstrip().endswith("/>"):
                self._instead.append((tag, given["alias"]))
        elif tag == "say-as":
            self._spelled = given.get("interpret-as", "") in _SPELLED
        elif tag == "emphasis" and given.get("level") not in ("none", "reduced"):
            self._add("*", line)
        elif tag == "prosody" and given:
            self.blocks.append(Block("aside", line, whole, why="a manner of speaking, which is left to the voice"))

    def handle_endtag(self, tag: str) -> None:
        """Take the end of a tag."""
        self.count()
        if tag == "speak":
            self._flush()
            self._inside = max(0, self._inside - 1)
        elif self._instead and self._instead[-1][0] == tag:
            self._instead.pop()
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "say-as":
            self._spelled = False
        elif tag == "emphasis":
            self._close_emphasis()
        elif tag in _PARAGRAPHS or tag in _SENTENCES:
            self._boundary(tag)

    def handle_data(self, data: str) -> None:
        """Take words."""
        line = self.getpos()[0]
        if self._silent:
            if data.strip():
                self.blocks.append(Block("aside", line, " ".join(data.split()), why=MARKUP))
        elif not self._instead:
            self._add(" ".join(data.strip()) if self._spelled else data, line)

    def end(self) -> None:
        """Take what is still there."""
        self._flush()

    def _add(self, text: str, line: int) -> None:
        if self._whole and not self._inside:
            if text.strip() and not text.strip().startswith("<?"):
                self.blocks.append(Block("aside", line, " ".join(text.split()), why="it stands outside the script"))
            return
        self.words.add(text, line)

    def _unknown(self, whole: str, line: int) -> None:
        inside = whole.strip("<>/ ")
        amount = read_pause(inside)
        if amount is not None and amount.greatest:
            self._rest(line, amount.natural, whole)
        elif " " in inside or not re.fullmatch(r"[\w:.\-]+", inside):
            self._add(whole[1:-1], line)
        else:
            self._add(inside if not self._whole else "", line)
            self.blocks.append(Block("aside", line, whole, why="mark-up that is not known")) if self._whole else None

    def _close_emphasis(self) -> None:
        if self.words.text.count("*") % 2:
            self.words.text = self.words.text.rstrip() + "*"

    def _rest(self, line: int, seconds: float, whole: str) -> None:
        self._flush()
        if not self._whole or self._inside:
            self.blocks.append(Block("rest", line, whole, amount=Amount(seconds, seconds)))

    def _boundary(self, tag: str) -> None:
        if tag == "s" and re.search(r"[.!?…。！？]\W*$", self.words.text):
            self.words.text += " "
        else:
            self._flush()

    def _flush(self) -> None:
        line, text = self.words.line, self.words.taken()
        at = 0
        for paragraph in re.split(r"(\n\s*\n)", text):
            if paragraph.strip():
                where = line + text[:at].lstrip().count("\n") if at else line
                self.blocks.append(Block("words", where, _one_line(paragraph), sure=True))
            at += len(paragraph)


class _Html(_Tolerant):
    def __init__(self, *, has_main: bool) -> None:
        super().__init__()
        self.title = ""
        self._has_main = has_main
        self._main = 0
        self._stack: list[tuple[str, bool]] = []  # open tags, and whether what is in them is left out
        self._heading = 0
        self._item = False
        self._in_title = False
        self._left: list[str] = []
        self._left_line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag."""
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
            self.blocks.append(Block("rest", line, self._tag_text(), amount=Amount(length, length)))
        elif tag == "br":
            self._add("\n", line)
        elif tag == "hr":
            self.blocks.append(Block("rule", line))
        elif tag in ("em", "i", "strong", "b"):
            self._add("*" if tag in ("em", "i") else "**", line)
        elif tag not in KNOWN_TAGS and tag not in _BLOCK_TAGS and tag not in _ASIDE_TAGS:
            self._add(self._tag_text().strip("<>/"), line)
        if tag in _VOID or self._tag_text().rstrip().endswith("/>"):
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
            or (tag not in ("body", "html", "main", "article", "p") and bool(_FURNITURE.search(names)))
        )
        if tag == "header" and not self._main and self._has_main:
            aside = True
        if aside and not self._left_out:
            self._flush()
            self._left, self._left_line = [], self.getpos()[0]
        self._stack.append((tag, aside))
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
        """Take the end of a tag."""
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
        if any(name == tag for name, _ in self._stack):
            was = self._left_out
            while self._stack.pop()[0] != tag:
                pass
            if was and not self._left_out:
                self._leave()

    def _remark(self) -> None:
        """Leave out the comment or the footnote whose mark stands here, at its beginning."""
        around = next((i for i in range(len(self._stack) - 1, -1, -1) if self._stack[i][0] in ("div", "li", "p")), None)
        if around is not None and not self._left_out and not any(map(str.isalnum, self.words.text)):
            self._left, self._left_line = [], self.getpos()[0]
            self._stack[around] = (self._stack[around][0], True)

    @property
    def _left_out(self) -> bool:
        return any(aside for _, aside in self._stack)

    def handle_data(self, data: str) -> None:
        """Take words."""
        line = self.getpos()[0]
        if self._in_title and any(name == "title" for name, _ in self._stack):
            self.title += " ".join(data.split())
        elif self._left_out:
            if data.strip() and not any(name in ("script", "style") for name, _ in self._stack):
                self._left.append(" ".join(data.split()))
        elif self._has_main and not self._main:
            if data.strip():
                self.blocks.append(
                    Block("aside", line, " ".join(data.split()), why="it stands outside the page's text")
                )
        else:
            self._add(re.sub(r"[^\S\xa0]+", " ", data), line)

    def end(self) -> None:
        """Take what is still there."""
        self._flush()
        self._leave()

    def _leave(self) -> None:
        if self._left:
            self.blocks.append(
                Block("aside", self._left_line, " ".join(self._left), why="it belongs to the page, not to the text")
            )
        self._left = []

    def _add(self, text: str, line: int) -> None:
        if not self._left_out and (self._main or not self._has_main):
            self.words.add(text, line)

    def _close_mark(self, mark: str) -> None:
        if self._left_out or (self._has_main and not self._main):
            return
        text = self.words.text
        self.words.text = text.rstrip() + mark + (" " if text != text.rstrip() else "")

    def _flush(self) -> None:
        line, text = self.words.line, self.words.taken()
        rows = "\n".join(" ".join(row.replace("\xa0", " ").split()) for row in text.split("\n"))
        if any(map(str.isalnum, rows)) or re.search(r"[.…]{2,}|…", rows):
            kind = "heading" if self._heading else "item" if self._item else "words"
            self.blocks.append(
                Block(
                    "heading" if kind == "heading" else "item" if kind == "item" else "words",
                    line,
                    rows.strip(),
                    level=self._heading,
                )
            )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def looks_like_html(text: str) -> bool:
    """Whether a text is a page: it says so, or it has a page's tags all over."""
    head = text[:2000].lower()
    if "<!doctype html" in head or re.search(r"<html[\s>]|<body[\s>]|<head[\s>]", head):
        return True
    tags = [tag_name(tag) for tag in re.findall(r"</?[a-zA-Z][^<>]{0,200}>", text[:50_000])]
    return sum(tag in ("p", "div", "h1", "h2", "h3", "li", "ul", "ol", "table", "td") for tag in tags) >= 4
