"""Reads plain text and Markdown, as people type them and chat programs write them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from voiceguide.texts import _tables
from voiceguide.texts._brackets import COMMENT
from voiceguide.texts._model import FRONT, FoundText, Passage
from voiceguide.texts._patterns import Pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_COMMENT: Final = Pattern(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNDERLINE: Final = Pattern(r"^\s{0,3}(={3,}|-{3,})\s*$", needs="=-")
_RULE: Final = Pattern(
    r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|(?:=\s*){3,}|(?:~\s*){3,}|(?:—\s*){2,}|(?:[⸻⸺]\s*)+|(?:[―─━═⎯╌✦✧❖◆◇]\s*){2,}|(?:#\s*){3,})$",
    needs="-*_=~—⸻⸺―─━═⎯╌✦✧❖◆◇#",
)
_MARKED: Final = Pattern(r"^[ \t]*[#>*+\-_`~|:\d]", re.MULTILINE)
"""Matches a line that may begin something other than a paragraph. A text without such a line needs no Markdown parser.
"""
_DOTTED: Final = Pattern(r"^\s*[-+*]\s*[-–—]?\s*(?:[.…]\s*)+$", needs=".…")
_CODE_TOO: Final = ("code", "lheading", "reference", "html_block")
"""Rules of Markdown that are switched off, because they would remove words from a text that is not Markdown. They apply
to lines that begin with four spaces, dashes below a line, ``[pause]: 5``, and tags.
"""
_NO_HEADING: Final = Pattern(r"^(\s{0,3})(#{1,6})(?=[^#\s\[])")
_PROSE_FENCES: Final = ("", "text", "txt", "markdown", "md", "plaintext", "script", "plain")
_MARKUP_FENCES: Final = ("xml", "ssml", "html")
_DEEPEST: Final = 3
_FENCED: Final = "a script in a fence"


def read_prose(text: str, form: str) -> FoundText:
    """The passages of a text as it was typed, in Markdown or not. `form` is the form's name, as people read it in the
    report.
    """
    asides: list[Passage] = []
    passages = list(_passages(text, asides, 0))
    found = _script_alone(passages)
    return FoundText(form, tuple(sorted([*found, *asides], key=lambda passage: passage.line)))


def _passages(text: str, asides: list[Passage], depth: int) -> Iterator[Passage]:
    lines = _prepared(_without_comments(text, asides)).split("\n")
    front = _front(lines)
    yield from front
    start = front[0].text.count("\n") + 2 + front[0].line - 1 if front else 0
    body = [""] * start + lines[start:] if front else lines
    if front:
        yield Passage("rule", start)
    if not _MARKED.search("\n".join(body)):
        yield from _paragraphs(body)
        return
    reader = _Passages(asides, depth)
    for token in _tokens("\n".join(body)):
        yield from reader.completed_by(token)


def _paragraphs(lines: Sequence[str]) -> Iterator[Passage]:
    """The paragraphs of a text without any marks of Markdown, divided at empty lines. The Markdown parser would give
    the same result, but to load it would take as long as everything else.
    """
    first = 0
    for number, line in enumerate([*lines, ""]):
        if line.strip(" \t"):
            continue
        if words := "\n".join(lines[first:number]).strip():
            yield Passage("words", first + 1, words)
        first = number + 1


def _without_comments(text: str, asides: list[Passage]) -> str:
    """The text without its comments, but with all its line ends. Each comment goes to `asides`."""

    def blank(match: "re.Match[str]") -> str:
        inside = match[0].removeprefix("<!--").removesuffix("-->").strip()
        if inside:
            asides.append(Passage("aside", text.count("\n", 0, match.start()) + 1, inside, why=COMMENT))
        return "\n" * match[0].count("\n")

    return _COMMENT.sub(blank, text) if "<!--" in text else text


def _prepared(text: str) -> str:
    """The text prepared for the Markdown parser. An underlined heading gets ``#`` or ``##`` in front, and a dividing
    line becomes ``***``. A ``#`` without a space after it gets a backslash, and a list item that has only dots becomes
    ``...``.
    """
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if index and (mark := _UNDERLINE.match(line)) and _underlined(lines, index, mark[1]):
            lines[index - 1], lines[index] = (
                f"# {lines[index - 1].strip()}" if mark[1][0] == "=" else f"## {lines[index - 1].strip()}",
                "",
            )
        elif _RULE.match(line):
            lines[index] = "***"
        elif line.lstrip()[:1] == "#" and _NO_HEADING.match(line):
            lines[index] = _NO_HEADING.sub(r"\1\\\2", line)
        elif _DOTTED.match(line):
            lines[index] = "..."
    return "\n".join(lines)


def _underlined(lines: Sequence[str], index: int, mark: str) -> bool:
    above = lines[index - 1].strip()
    if not above or above[0] in "#>-*" or len(above) > 80:
        return False
    first = index < 2 or not lines[index - 2].strip()
    return first and (mark[0] == "=" or not re.search(r"[.!?…:,;)\]\"”*_]$", above))


def _front(lines: Sequence[str]) -> list[Passage]:
    """The header between two lines of dashes at the top of a text, as a list of one passage; empty if there is none."""
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None or lines[start] != "***":
        return []
    end = next((i for i in range(start + 1, min(len(lines), start + 60)) if lines[i] == "***"), None)
    if end is None or end == start + 1:
        return []
    rows = lines[start + 1 : end]
    keys = [row for row in rows if re.match(r"^[\w \-]{1,30}:(?:\s|$)", row)]
    if not keys or any(row.strip() and row not in keys and not re.match(r"^\s+\S|^-\s", row) for row in rows):
        return []
    return [Passage("words", start + 2, "\n".join(rows), why=FRONT)]


@cache
def _commonmark() -> "MarkdownIt":
    """The parser for Markdown's blocks. It is made once and kept, because a text may have hundreds of fences, and each
    of them is parsed by itself.
    """
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(_CODE_TOO)


def _tokens(text: str) -> "list[Token]":
    from markdown_it.rules_core import StateCore

    reader = _commonmark()
    state = StateCore(text, reader, {})
    for rule in reader.core.ruler.getRules(""):
        if rule.__name__ in ("normalize", "block"):
            rule(state)
    return state.tokens


class _Passages:
    """Turns Markdown's tokens into passages."""

    def __init__(self, asides: list[Passage], depth: int) -> None:
        self._asides = asides
        self._depth = depth
        self._number = ""  # the number of the current list item; empty if it has a bullet
        self._item = self._has_words = False
        self._level = 0  # the level of the current heading; 0 outside headings
        self._rows: list[list[tuple[int, str]]] | None = None  # the rows of the current table, if any

    def completed_by(self, token: "Token") -> Iterator[Passage]:
        """The passages that this token completes."""
        line = token.map[0] + 1 if token.map else 1
        if token.type == "inline":
            yield from self._inline(token.content, line)
        elif token.type == "hr":
            yield Passage("rule", line)
        elif token.type == "fence":
            yield from _fence(token, line, self._asides, self._depth)
        elif token.type == "list_item_close":
            if self._item and not self._has_words and self._number:
                yield Passage("item", line, self._number)
            self._item = False
        elif token.type == "table_close":
            yield from _tables.table_passages(self._rows or [], headed=True)
            self._rows = None
        else:
            self._open(token)

    def _open(self, token: "Token") -> None:
        if token.type == "heading_open":
            self._level = int(token.tag[1])
        elif token.type == "heading_close":
            self._level = 0
        elif token.type == "table_open":
            self._rows = []
        elif token.type == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif token.type == "list_item_open":
            self._item, self._has_words, self._number = True, False, token.info

    def _inline(self, content: str, line: int) -> Iterator[Passage]:
        self._has_words = True
        if self._rows:
            self._rows[-1].append((line, content))
        elif self._level:
            yield Passage("heading", line, content, level=self._level)
        elif content.strip():
            yield Passage("item" if self._item else "words", line, content)


def _fence(token: "Token", line: int, asides: list[Passage], depth: int) -> Iterator[Passage]:
    """The passages in a fence. A fence may contain a script in SSML or JSON, words, or code. Code becomes an aside."""
    from voiceguide.texts import _json, _ssml

    name = (token.info.split() or [""])[0].lower()
    content = token.content
    if not content.strip():
        return
    if re.search(r"<(?:speak|break|prosody)\b", content) and name in (*_MARKUP_FENCES, *_PROSE_FENCES):
        for passage in _ssml.read_ssml(content, "SSML").passages:
            yield replace(passage, line=passage.line + line, sure=True, why=passage.why or _FENCED)
    elif name in ("json", *_PROSE_FENCES) and (data := _json.read_json_or_none(content)) is not None:
        for passage in data.passages:
            yield replace(passage, line=passage.line + line, sure=True, why=passage.why or _FENCED)
    elif name in _PROSE_FENCES and depth < _DEEPEST:
        for passage in _passages(content, asides, depth + 1):
            yield replace(passage, line=passage.line + line)
    else:
        yield Passage("aside", line, content, why="code")


def _script_alone(passages: list[Passage]) -> list[Passage]:
    """If fences contain a script in SSML or JSON, returns only that script and the headings, with all other words as
    asides. Otherwise, returns all passages.
    """
    fenced = [passage.why == _FENCED and passage.kind != "aside" for passage in passages]
    if not any(fenced):
        return passages
    first = fenced.index(True)
    kept = []
    for i, passage in enumerate(passages):
        if fenced[i] or passage.kind in ("heading", "aside") or (passage.kind == "rule" and i < first):
            kept.append(passage)
        elif passage.kind in ("words", "item", "rest"):
            kept.append(Passage("aside", passage.line, passage.text, why="it is outside the script"))
    return [passage for i, passage in enumerate(kept) if not _empty_heading(kept, i)]


def _empty_heading(passages: list[Passage], index: int) -> bool:
    """Whether there is nothing to speak between a heading and the next one. The first heading is never empty, since it
    is the title. A heading directly above one of a deeper level is not empty either.
    """
    if passages[index].kind != "heading" or not any(passage.kind == "heading" for passage in passages[:index]):
        return False
    for passage in passages[index + 1 :]:
        if passage.kind == "heading":
            return passage.level <= passages[index].level
        if passage.why == _FENCED:
            return False
    return True
