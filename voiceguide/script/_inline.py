"""Reads the inside of a paragraph: words, directives in brackets, variables in braces, emphasis, escaped characters.

`tokens` divides the text as it is written. `wording` turns words into the form of `Paragraph.text`: all emphasis is
written ``*word*``, and each plain ``{``, ``}``, ``*`` and backslash has a backslash before it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from voiceguide.script._findings import short
from voiceguide.script.model import VARIABLE
from voiceguide.system.plain_text import collapsed

OnMistake: TypeAlias = Callable[[int, str, str], None]
"""Called with each mistake: its offset in the text, its code, its message."""

ATTRIBUTES: Final = ("keep", "arrival", "closing", "optional", "care", "path", "for", "visit", "rate", "pitch")
"""The names of the attributes in braces after a heading. Variables cannot have these names."""

_SPECIAL: Final = re.compile(r"\\[!-/:-@\[-`{-~•]|[\[\]{}]")
_BRACKET: Final = re.compile(r"[\[\]]")
_IN_BRACES: Final = re.compile(r"(?:[^\\{}\[\]]|\\[^\n]|\\)*")
_NESTED: Final = re.compile(r"(?:[^{}\[\]]|\{[^{}\[\]]*\}|\[[^{}\[\]]*\])*\}")
_RESUME: Final = re.compile(r"(?<!\\)[\[{]|\n")
_MARK: Final = re.compile(r"\*+|_+")
_MARKED: Final = re.compile(r"[*_\\]")
_LONGEST_DIRECTIVE: Final = 300


class Token(NamedTuple):
    """A stretch of written text. It is a NamedTuple because a script has thousands of them, and a NamedTuple is made
    quickly.
    """

    kind: Literal["text", "escape", "variable", "directive"]
    at: int
    """Offset into the written text."""
    text: str
    """For words: the words as written. For an escape: the escaped character. For a variable or a directive: the content
    of its braces or brackets.
    """


def tokens(text: str, report: OnMistake) -> Iterator[Token]:
    """The tokens of a paragraph as written, in order. A mistake is reported to `report` and gives no token."""
    at = 0
    while at < len(text):
        found = _SPECIAL.search(text, at)
        if found is None:
            break
        if found.start() > at:
            yield Token("text", at, text[at : found.start()])
        at = found.start()
        sign = found[0]
        if sign[0] == "\\":
            yield Token("escape", at, sign[1])
            at = found.end()
        elif sign == "[":
            token, at = _directive(text, at, report)
            if token:
                yield token
        elif sign == "{":
            token, at = _variable(text, at, report)
            if token:
                yield token
        else:
            code = "bracket-stray" if sign == "]" else "brace-stray"
            report(at, code, f"this {sign} closes nothing; write \\{sign} for the plain sign")
            at += 1
    if at < len(text):
        yield Token("text", at, text[at:])


def _directive(text: str, at: int, report: OnMistake) -> tuple[Token | None, int]:
    end = _BRACKET.search(text, at + 1)
    if end is None or end[0] == "[":
        report(at, "bracket-open", "this [ has no ]; add it, or write \\[ for a plain bracket")
        return None, _resume_at(text, at)
    inside = text[at + 1 : end.start()]
    if len(inside) > _LONGEST_DIRECTIVE:
        report(at, "unknown-directive", f"[{short(inside)}] is not known; write \\[ for a plain bracket")
        return None, end.end()
    return Token("directive", at, collapsed(inside)), end.end()


def _variable(text: str, at: int, report: OnMistake) -> tuple[Token | None, int]:
    inside = _IN_BRACES.match(text, at + 1)
    end = inside.end() if inside else at + 1
    if text[end : end + 1] != "}":
        if whole := _NESTED.match(text, at + 1):
            report(at, "brace-content", "braces contain a name, or a name and a fallback: {name|friend}")
            return None, whole.end()
        report(at, "brace-open", "this { has no }; add it, or write \\{ for a plain brace")
        return None, _resume_at(text, at)
    content = text[at + 1 : end]
    mistake = _variable_mistake(collapsed(content.split("|", 1)[0]), "|" in content)
    if mistake:
        report(at, *mistake)
        return None, end + 1
    return Token("variable", at, content), end + 1


def _resume_at(text: str, at: int) -> int:
    """Where to continue after a bracket or a brace that was opened at `at` and never closed: at the next opening, or at
    the end of the line. Everything before that is skipped, so a closing sign in it is not reported as a second
    mistake.
    """
    again = _RESUME.search(text, at + 1)
    return again.start() if again else len(text)


def _variable_mistake(name: str, fallback: bool) -> tuple[str, str] | None:
    first = re.split(r"[ =,]", name, maxsplit=1)[0].lower()
    if first in ATTRIBUTES and not (fallback and first != name.lower()):
        return "attribute-place", f"{{{short(name)}}} belongs at the end of a heading"
    if not VARIABLE.fullmatch(name):
        remedy = "a variable's name is one word, like {name} or {comfort.physical}"
        return "variable-name", f"{{{short(name)}}}: {remedy}; write \\{{ for a plain brace"
    return None


def wording(found: Sequence[Token], text: str) -> str:
    """The words of the tokens `found` in the form of `Paragraph.text`. `text` is the text that the tokens come from;
    its line ends are kept.
    """
    if len(found) == 1 and found[0].kind == "text" and not _MARKED.search(found[0].text):
        return found[0].text
    emphasis = _Emphasis()
    for token in found:
        if token.kind == "text":
            end = token.at + len(token.text)
            emphasis.words(token.text, text[token.at - 1 : token.at], text[end : end + 1])
        elif token.kind == "escape":
            emphasis.parts.append("\\" + token.text if token.text in "{}*\\" else token.text)
        elif token.kind == "variable":
            emphasis.parts.append("{" + _variable_wording(token.text) + "}")
    return emphasis.finish()


def _variable_wording(content: str) -> str:
    name, bar, fallback = content.partition("|")
    if not bar:
        return "".join(name.split())
    spoken = wording(list(tokens(fallback, lambda *_: None)), fallback)
    return "".join(name.split()) + "|" + spoken.strip()


class _Emphasis:
    """Collects words in `parts`. Turns every kind of emphasis into single asterisks, and puts a backslash before
    asterisks that mark nothing.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._open = ""  # the mark that opened the current emphasis; empty if none is open
        self._opened_at = 0  # the index of that mark in `parts`
        self._pairs: list[tuple[int, int]] = []  # the indices in `parts` of each opening mark and its closing one

    def words(self, words: str, before: str, after: str) -> None:
        """Add words. `before` and `after` are the characters on both sides of them, or empty at an end of the text."""
        at = 0
        for mark in _MARK.finditer(words):
            self._plain(words[at : mark.start()])
            left = words[mark.start() - 1] if mark.start() else before
            right = words[mark.end()] if mark.end() < len(words) else after
            self._mark(mark[0], left, right)
            at = mark.end()
        self._plain(words[at:])

    def finish(self) -> str:
        """All words with their emphasis. A mark that is never closed becomes plain characters. A pair of marks is left
        out if there is nothing between them, or if a space follows the first or precedes the second.
        """
        if self._open:
            self.parts[self._opened_at] = _as_plain(self._open)
        for begin, end in self._merged_pairs():
            inside = "".join(self.parts[begin + 1 : end])
            if inside and not (inside[0].isspace() or inside[-1].isspace()):
                self.parts[begin] = self.parts[end] = "*"
        return "".join(self.parts)

    def _merged_pairs(self) -> list[tuple[int, int]]:
        """The pairs of marks. Two pairs become one if nothing is between them."""
        merged: list[tuple[int, int]] = []
        for begin, end in self._pairs:
            if merged and not any(self.parts[merged[-1][1] + 1 : begin]):
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((begin, end))
        return merged

    def _plain(self, words: str) -> None:
        self.parts.append(words.replace("\\", "\\\\"))

    def _mark(self, mark: str, left: str, right: str) -> None:
        if mark[0] == "*" and left.isdigit() and right.isdigit():  # as in 2*3, and in 2**3
            self.parts.append(_as_plain(mark))
            return
        opens = bool(right) and not right.isspace()
        closes = bool(left) and not left.isspace()
        if mark[0] == "_":  # inside a word it is a plain character, as in snake_case
            opens, closes = opens and not left.isalnum(), closes and not right.isalnum()
        if self._open[:1] == mark[0] and closes:
            self._pairs.append((self._opened_at, len(self.parts)))
            self._open = ""
            self.parts.append("")
        elif not self._open and opens:
            self._open, self._opened_at = mark, len(self.parts)
            self.parts.append("")
        elif not (self._open and self._open[0] != mark[0] and (opens or closes)):
            self.parts.append(_as_plain(mark))  # otherwise it is emphasis inside emphasis: no mark


def _as_plain(mark: str) -> str:
    return mark.replace("*", "\\*")
