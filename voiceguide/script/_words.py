"""Paragraphs to plain words: the listener's own words filled in, backslashes removed."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from voiceguide.errors import WordsMissingError
from voiceguide.script.model import Place
from voiceguide.system.plain_text import collapsed

_SIGN: Final = re.compile(r"\\(.)|\{([^|{}]*)(?:\|((?:[^\\{}]|\\.)*))?\}")
_ESCAPED: Final = re.compile(r"\\(.)")
_AFTER_NOTHING: Final = ",.!?;:…"


@dataclass(frozen=True)
class Filled:
    """Words ready to be spoken."""

    text: str
    """On one line. Asterisks stand for emphasis only."""
    wraps: tuple[tuple[int, int], ...] = ()
    """Where the paragraph was wrapped: (offset into the text, line of the script that begins there)."""

    def line_at(self, offset: int, first: int) -> int:
        """The line of the script with the character at `offset`; `first` is the paragraph's own line."""
        before = bisect_right(self.wraps, offset, key=itemgetter(0))
        return self.wraps[before - 1][1] if before else first


def own_words(words: Mapping[str, str] | tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The listener's words as `filled_in` needs them: names in lower case, on one line, empty ones left out."""
    pairs = words.items() if isinstance(words, Mapping) else words
    cleaned = ((name.lower(), collapsed(text.replace("*", " "))) for name, text in pairs)
    return {name: text for name, text in cleaned if text}


def filled_in(text: str, place: Place, words: Mapping[str, str], wraps: tuple[tuple[int, int], ...] = ()) -> Filled:
    """A text in the form of `Paragraph.text` with the listener's words in it. Names may have any capitals.

    Raises `WordsMissingError` for a variable that has neither `words` (see `own_words`) nor a fallback.
    """
    filled, at = "", 0
    moved: list[tuple[int, int]] = []  # the wraps, at their new places
    for sign in _SIGN.finditer(text):
        _move(wraps, moved, sign.end(), len(filled), (at, sign.start()))
        filled += text[at : sign.start()]
        at = sign.end()
        if sign[1] is not None:
            filled += _plain_sign(sign)
            continue
        spoken = words.get(sign[2].lower())
        if spoken is None and sign[3] is None:
            raise WordsMissingError(place.file, _line(wraps, sign.start(), place.line), sign[2])
        spoken = spoken if spoken is not None else _ESCAPED.sub(_plain_sign, sign[3])
        if spoken:
            filled += spoken
        else:
            filled, at = _mended(filled, text, at)
    _move(wraps, moved, len(text) + 1, len(filled), (at, len(text)))
    return Filled(filled + text[at:], tuple(moved))


def _move(
    wraps: tuple[tuple[int, int], ...], moved: list[tuple[int, int]], until: int, base: int, literal: tuple[int, int]
) -> None:
    """Move the wraps before `until`: the span `literal` of the text comes to stand at `base`."""
    while len(moved) < len(wraps) and wraps[len(moved)][0] < until:
        offset, number = wraps[len(moved)]
        moved.append((base + max(0, min(offset, literal[1]) - literal[0]), number))


def _plain_sign(sign: re.Match[str]) -> str:
    """The escaped character. Between numbers an asterisk becomes ``×``, two become ``^``; elsewhere it is left out."""
    if sign[1] != "*":
        return sign[1]
    before, after = sign.string[: sign.start()].rstrip(), sign.string[sign.end() :].lstrip()
    if before[-1:].isdigit() and _POWER.match(after):
        return "^"
    return "×" if before[-1:].isdigit() and after[:1].isdigit() else ""


_POWER: Final = re.compile(r"\\\*\s*\d")
"""What follows the first of two plain asterisks between numbers."""


def _line(wraps: tuple[tuple[int, int], ...], offset: int, first: int) -> int:
    return Filled("", wraps).line_at(offset, first)


def _mended(filled: str, text: str, at: int) -> tuple[str, int]:
    """The text so far and where to continue, after an empty variable: without the commas or spaces that it left."""
    after = text[at : at + 1]
    if not after or after in _AFTER_NOTHING:
        return filled.rstrip(" ," if after != "," else " "), at
    if not filled.strip() or filled.endswith(" "):
        return filled, at + (1 if after == " " else 0)
    return filled, at
