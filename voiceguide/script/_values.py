"""Reads and writes values of the front matter as plain strings: quotes, comments, lists and maps.

The syntax looks like YAML and is simpler: every value is text, ``no`` and ``7:30`` too, and no object is ever built.
Every function takes time in proportion to the length of its text. A `Raw` entry can be read as text, list or map.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from voiceguide.script._findings import UnplacedError, short
from voiceguide.system.plain_text import collapsed

_OBJECT: Final = re.compile(r"!!\w|!<|!\w+[/:]")
_CLOSERS: Final = {"[": "]", "{": "}", '"': '"'}
_ESCAPE: Final = re.compile(r"\\(.)")


def strip_comment(text: str) -> str:
    """The text without its comment. A comment begins with two spaces (or a tab) and a ``#``."""
    for sign in re.finditer("#", text):
        before = text[max(0, sign.start() - 2) : sign.start()]
        if before.endswith("\t") or (len(before) == 2 and before.isspace()):
            return text[: sign.start()]
    return text


def read_scalar(text: str) -> str:
    """The string that a written value means: without its quotes, and with white space collapsed. Raises `UnplacedError`
    for a YAML object, and for a value that begins with a double quote, a bracket or a brace and never closes it.
    """
    text = text.strip()
    if _OBJECT.match(text):
        raise UnplacedError(
            "yaml-object", f"{short(text)!r} begins with a YAML tag; remove the tag, or put all of it in quotes"
        )
    if _quoted_end(text, 0) == len(text):
        inner = text[1:-1]
        text = _ESCAPE.sub(r"\1", inner) if text[0] == '"' else inner.replace("''", "'")
    elif (closer := _CLOSERS.get(text[:1])) and closer not in text[1:]:
        raise UnplacedError(
            "value-open",
            f"{short(text)!r} has a {text[0]} and no {closer}; if that is intended, put all of it in quotes",
        )
    return collapsed(text)


def read_plain(text: str) -> str:
    """The string that the rest of a line means, without the comment at its end. Raises `UnplacedError`."""
    begun = text.lstrip()
    end = _quoted_end(begun, 0)
    if end > 0 and (not begun[end:].strip() or re.match(r"\s+#", begun[end:])):
        return read_scalar(begun[:end])
    return read_scalar(strip_comment(text))


def _quoted_end(text: str, at: int) -> int:
    """The index after the quoted string that begins at `at`; -1 if none begins there, or if it has no end."""
    quote = text[at : at + 1]
    if quote not in ('"', "'") or not quote:
        return -1
    at += 1
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 2
        elif text[at] != quote:
            at += 1
        elif quote == "'" and text[at + 1 : at + 2] == "'":
            at += 2
        else:
            return at + 1
    return -1


def read_list(text: str) -> tuple[str, ...]:
    """The items of ``a, b`` or ``[a, b]``; empty ones are left out. Raises `UnplacedError`."""
    text = text.strip()
    if text.startswith("["):
        if not text.endswith("]"):
            raise UnplacedError("list", "this list has no end; write it like [calm, evening]")
        text = text[1:-1]
    return tuple(item for part in _split(text) if (item := read_scalar(part)))


def split_map(text: str) -> list[str]:
    """The pairs in ``{word: value, word: value}``, each as written. Raises `UnplacedError` if a brace is missing."""
    text = text.strip()
    if not (text.startswith("{") and text.endswith("}") and len(text) > 1):
        raise UnplacedError("map", f"{short(text)!r} has no end; write it like {{word: value, word: value}}")
    return [part for part in _split(text[1:-1]) if part.strip()]


def read_pair(text: str) -> tuple[str, str]:
    """The word and the value of ``word: value``. Raises `UnplacedError`."""
    text = text.strip()
    end = _quoted_end(text, 0)
    colon = re.compile(r"\s*:(?:\s|$)").match(text, end) if end > 0 else re.search(r":(?:\s|$)", text)
    if colon is None:
        colon = re.search(":", text)
    if colon is None or (end > 0 and not text[end:].lstrip().startswith(":")):
        raise UnplacedError("map", f"{short(text)!r} has no colon; write it like 'word: value'")
    name = read_scalar(text[: colon.start()])
    if not name:
        raise UnplacedError("map", f"{short(text)!r} has no word before its colon; write it like 'word: value'")
    if text[colon.end() :].lstrip().startswith(("{", "[")):
        raise UnplacedError(
            "map", f"{short(text)!r}: the value cannot begin with a bracket; if it is meant, put the value in quotes"
        )
    return name, read_plain(text[colon.end() :])


def _split(text: str) -> Iterator[str]:
    """The parts of the text between commas, except commas inside quotes. A quote counts only at the beginning of a part
    or of a value.
    """
    start = at = 0
    fresh = True
    while at < len(text):
        sign = text[at]
        end = _quoted_end(text, at) if fresh and sign in "\"'" else -1
        if end > 0:
            at, fresh = end, False
            continue
        if sign == ",":
            yield text[start:at]
            start = at + 1
        fresh = sign in ",:" or (fresh and sign.isspace())
        at += 1
    yield text[start:]


def write_scalar(value: str, *, forbidden: str = "") -> str:
    """The value in a form that `read_scalar` reads back: plain if possible, otherwise in quotes.

    `forbidden` are characters that a plain value must not contain where it is written, such as the comma in a list.
    """
    value = collapsed(value)
    plain = value and value[0] not in "\"'#|>[{&*!-" and not any(sign in value for sign in forbidden)
    if plain:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_list(values: Iterable[str]) -> str:
    """The values as a list on one line, which `read_list` reads back."""
    return "[" + ", ".join(write_scalar(value, forbidden=",[]{}\"':") for value in values) + "]"


def write_pair(name: str, value: str) -> str:
    """A pair for an indented block, which `read_pair` reads back."""
    return f"{write_scalar(name, forbidden=':')}: {write_scalar(value)}"


_BLOCK_TEXT: Final = re.compile(r"[|>][+-]?\d?")
_FLOW_COMMENT: Final = re.compile(r"[\]}][ \t]+#[^\]}]*$")


@dataclass(frozen=True)
class Raw:
    """A key of the front matter, and its value as it is written."""

    key: str
    line: int
    rest: str
    """The text after the colon, unchanged."""
    block: tuple[tuple[int, str], ...]
    """(line number, text) of each further line of the value. Such lines are indented, items of a list, or inside an
    open bracket or brace.
    """

    def text(self) -> str:
        """The value as one line of text, which may be empty. Raises `UnplacedError`."""
        lines = [line for _, line in self.block]
        if _BLOCK_TEXT.fullmatch(self.rest.strip()):
            return collapsed(" ".join(lines))
        if not lines:
            return read_plain(self.rest)
        return read_scalar(" ".join([strip_comment(self.rest), *lines]))

    def some_text(self, example: str) -> str:
        """The value as one line of text. If it is empty, raises `UnplacedError`, which shows the `example`. Also raises
        what `text` raises.
        """
        text = self.text()
        if not text:
            raise UnplacedError(
                "value-missing", f"nothing is written after '{self.key}:'; write it like '{self.key}: {example}'"
            )
        return text

    def items(self) -> tuple[str, ...]:
        """The value as a list: ``a, b``, ``[a, b]`` or lines that begin with a dash. Raises `UnplacedError`."""
        if self.rest.strip() or not self.block:
            return read_list(self._flow())
        return tuple(item for _, line in self.block if (item := read_plain(re.sub(r"^-(?=\s|$)", "", line))))

    @property
    def is_map(self) -> bool:
        """Whether the value is written as ``{…}`` or as an indented block."""
        return self.rest.strip()[:1] == "{" or (not strip_comment(self.rest).strip() and bool(self.block))

    def pairs(self, read: Callable[[str, str], None] = lambda _name, _value: None) -> tuple[tuple[str, str], ...]:
        """The value as (word, value) pairs, in order. Each is passed to `read`, which may refuse it with an
        `UnplacedError`.

        Raises one `UnplacedError` for all mistakes together. Each mistake has its own line.
        """
        found: dict[str, str] = {}
        mistakes: list[UnplacedError] = []
        for line, text in self._written_pairs():
            try:
                name, value = read_pair(text)
                if name in found:
                    raise UnplacedError("key-twice", f"{short(name)!r} is in '{self.key}:' twice; keep one of them")
                found[name] = value
                read(name, value)
            except UnplacedError as mistake:
                mistakes.append(UnplacedError(mistake.code, mistake.message, line))
        if mistakes:
            raise UnplacedError(mistakes[0].code, mistakes[0].message, mistakes[0].line, tuple(mistakes[1:]))
        return tuple(found.items())

    def _written_pairs(self) -> list[tuple[int, str]]:
        """(line number, text as written) of each pair. Raises `UnplacedError` if the value is not a map."""
        if self.rest.strip()[:1] == "{":
            return [(self.line, pair) for pair in split_map(self._flow())]
        if self.is_map:
            return list(self.block)
        example = f"write it like '{self.key}: {{word: value}}'"
        if strip_comment(self.rest).strip():
            read_scalar(self.rest)
            raise UnplacedError("map", f"'{self.key}:' needs words with values; {example}")
        raise UnplacedError("value-missing", f"nothing is written after '{self.key}:'; {example}")

    def _flow(self) -> str:
        text = " ".join([self.rest, *(line for _, line in self.block)]).rstrip()
        comment = _FLOW_COMMENT.search(text) if text.lstrip()[:1] in ("[", "{") else None
        return text[: comment.start() + 1] if comment else strip_comment(text)
