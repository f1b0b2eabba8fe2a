"""How wide text is on a terminal, in cells: East Asian characters take two, combining marks none."""

import re
from textwrap import TextWrapper
from typing import Any, Final
from unicodedata import category, east_asian_width

_EMOJI_STYLE: Final = "\ufe0f"
"""The character U+FE0F: it makes the character before it as wide as an emoji."""

_FILLER: Final = "\ufdd0"
"""A Unicode noncharacter, which no text contains. It stands for the second cell of a wide character."""

_UNBROKEN: Final = re.compile(f".{_FILLER}(?:[、。，．！？」』）…]{_FILLER})*|(?:(?!.{_FILLER}).)+", re.DOTALL)
"""Matches a unit inside which no line is broken: a wide character together with the punctuation after it, which must
not begin a line; or a run of narrow characters.
"""


def cells(text: str) -> int:
    """The width of a line of text, in cells."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def padded(text: str, width: int) -> str:
    """The text, padded with spaces on the right to `width` cells."""
    return text + " " * (width - cells(text))


def clipped(text: str, width: int) -> str:
    """The text if it fits into `width` cells; otherwise its first words and an ellipsis."""
    if cells(text) <= width:
        return text
    return f"{wrapped(text, width - 1)[0]}…"


def wrapped(text: str, width: int, *, cut: bool = False, **more: Any) -> list[str]:
    """Like `textwrap.wrap`, but no line is wider than `width` cells. `more` goes to `TextWrapper`.

    A word that is longer than a line is broken, so that nothing is lost. With `cut`, only its two ends are kept, around
    an ellipsis, unless it is in a script that is written without spaces between words.
    """
    filled = text if text.isascii() else "".join(_filled(letter) for letter in text)
    return [line.replace(_FILLER, "") for line in _Wrapper(width, cut=cut, **more).wrap(filled)]


def longest_word(text: str) -> int:
    """The width, in cells, of the longest part of a text that `wrapped` does not break, given a line that is wide
    enough.
    """
    units = (unit for word in text.split() for unit in _UNBROKEN.findall("".join(map(_filled, word))))
    return max(map(len, units), default=0)


_UNSPACED: Final = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Tibetan, Burmese and Khmer. In these scripts a sentence is one long "word". If it is wider than a line, it
is broken over several lines, and never shortened.
"""


def _shortened(word: str, width: int) -> str:
    """A word's two ends with an ellipsis between them. The second end is longer, because a path has the file's name at
    its end.
    """
    begin = max(0, width - 1) // 3
    end = max(0, width - 1) - begin
    return f"{word[:begin]}…{word[len(word) - end :] if end else ''}"


class _Wrapper(TextWrapper):
    """Breaks lines between words, and between wide characters, which are written without spaces."""

    def __init__(self, width: int, *, cut: bool, **more: Any) -> None:
        super().__init__(width, **more)
        self._cut = cut

    def _split(self, text: str) -> list[str]:
        return [unit for word in super()._split(text) for unit in _UNBROKEN.findall(word)]

    def _handle_long_word(self, reversed_chunks: list[str], cur_line: list[str], cur_len: int, width: int) -> None:
        """Break or shorten a unit that is longer than a line, but never break it inside a wide character."""
        unit = reversed_chunks[-1]
        if _FILLER in unit:
            _break_wide(reversed_chunks, cur_line, width - cur_len)
        elif not self._cut or _UNSPACED.search(unit):
            super()._handle_long_word(reversed_chunks, cur_line, cur_len, width)
        elif not "".join(cur_line).strip():  # else it begins the next line, which has more room
            cur_line.append(_shortened(reversed_chunks.pop(), max(1, width - cur_len)))


def _break_wide(reversed_chunks: list[str], cur_line: list[str], width_left: int) -> None:
    """Break a unit that has wide characters only, each of which has two cells."""
    end = width_left // 2 * 2
    if not end and not cur_line:
        end = 2
    if end:
        cur_line.append(reversed_chunks[-1][:end])
        reversed_chunks[-1] = reversed_chunks[-1][end:]


def _cells(letter: str) -> int:
    if letter == _EMOJI_STYLE:
        return 1
    if category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def _filled(letter: str) -> str:
    return letter + _FILLER * (_cells(letter) == 2)
