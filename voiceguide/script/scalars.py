"""Values of the front matter as plain strings: quotes, comments, lists and maps, read and written.

It looks like YAML and is simpler: nothing is guessed (``no`` and ``7:30`` stay words) and no object is ever built.
Every function takes time in proportion to the length of its text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from voiceguide.script.findings import SlipError, short

_OBJECT: Final = re.compile(r"!!\w|!<|!\w+[/:]")
_CLOSERS: Final = {"[": "]", "{": "}", '"': '"'}
_ESCAPE: Final = re.compile(r"\\(.)")


def collapsed(text: str) -> str:
    """Text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def strip_comment(text: str) -> str:
    """Text without the comment that begins with two spaces (or a tab) and a ``#``."""
    for sign in re.finditer("#", text):
        before = text[max(0, sign.start() - 2) : sign.start()]
        if before.endswith("\t") or (len(before) == 2 and before.isspace()):
            return text[: sign.start()]
    return text


def read_scalar(text: str) -> str:
    """The string a value stands for: quotes taken off, white space collapsed. Raises `SlipError` for YAML objects."""
    text = text.strip()
    if _OBJECT.match(text):
        raise SlipError("yaml-object", f"{short(text)!r} asks for a YAML object; write plain text, or put it in quotes")
    if _quoted_end(text, 0) == len(text):
        inner = text[1:-1]
        text = _ESCAPE.sub(r"\1", inner) if text[0] == '"' else inner.replace("''", "'")
    elif (closer := _CLOSERS.get(text[:1])) and closer not in text[1:]:
        raise SlipError("value-open", f"{short(text)!r} has a {text[0]} and no {closer}; put all of it in quotes, "
                        "if it is meant so")  # fmt: skip
    return collapsed(text)


def read_plain(text: str) -> str:
    """The string that the rest of a line stands for, a comment after it left out. Raises `SlipError`."""
    begun = text.lstrip()
    end = _quoted_end(begun, 0)
    if end > 0 and (not begun[end:].strip() or re.match(r"\s+#", begun[end:])):
        return read_scalar(begun[:end])
    return read_scalar(strip_comment(text))


def _quoted_end(text: str, at: int) -> int:
    """The index after the quoted string that begins at `at`; -1 where none begins, or it has no end."""
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
    """The items of ``a, b`` or ``[a, b]``; empty ones are left out. Raises `SlipError`."""
    text = text.strip()
    if text.startswith("["):
        if not text.endswith("]"):
            raise SlipError("list", "this list has no end; write it like [calm, evening]")
        text = text[1:-1]
    return tuple(item for part in _split(text) if (item := read_scalar(part)))


def split_map(text: str) -> list[str]:
    """The pairs of ``{word: value, word: value}``, each as it is written. Raises `SlipError`."""
    text = text.strip()
    if not (text.startswith("{") and text.endswith("}") and len(text) > 1):
        raise SlipError("map", f"{short(text)!r} has no end; write it like {{word: value, word: value}}")
    return [part for part in _split(text[1:-1]) if part.strip()]


def read_pair(text: str) -> tuple[str, str]:
    """The word and the value of ``word: value``. Raises `SlipError`."""
    text = text.strip()
    end = _quoted_end(text, 0)
    colon = re.compile(r"\s*:(?:\s|$)").match(text, end) if end > 0 else re.search(r":(?:\s|$)", text)
    if colon is None:
        colon = re.search(":", text)
    if colon is None or (end > 0 and not text[end:].lstrip().startswith(":")):
        raise SlipError("map", f"{short(text)!r} needs a colon: word: value")
    name = read_scalar(text[: colon.start()])
    if not name:
        raise SlipError("map", f"{short(text)!r} has no word before its colon")
    if text[colon.end() :].lstrip().startswith(("{", "[")):
        raise SlipError("map", f"{short(text)!r}: the value must be plain text; put it in quotes if it is")
    return name, read_plain(text[colon.end() :])


def _split(text: str) -> Iterator[str]:
    """Parts between commas that are not inside quotes. A quote counts only at the beginning of a part or a value."""
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
    """A value as it is read back by `read_scalar`: plain where it can be, else in quotes.

    `forbidden` are signs that a plain value must not have where it stands, such as the comma of a list.
    """
    value = collapsed(value)
    plain = value and value[0] not in "\"'#|>[{&*!-" and not any(sign in value for sign in forbidden)
    if plain:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_list(values: Iterable[str]) -> str:
    """A list on one line, read back by `read_list`."""
    return "[" + ", ".join(write_scalar(value, forbidden=",[]{}\"':") for value in values) + "]"


def write_pair(name: str, value: str) -> str:
    """A pair for an indented block, read back by `read_pair`."""
    return f"{write_scalar(name, forbidden=':')}: {write_scalar(value)}"
