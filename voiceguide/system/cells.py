"""How wide text is on a terminal, in cells: East Asian characters take two, combining marks none."""

import re
from textwrap import TextWrapper
from typing import Any, Final
from unicodedata import category, east_asian_width

_EMOJI_STYLE: Final = "\ufe0f"
"""Makes the character before it as wide as an emoji."""

_FILLER: Final = "\ufdd0"
"""A Unicode noncharacter, which no text contains. It stands for the second cell of a wide character."""

_PIECES: Final = re.compile(f".{_FILLER}(?:[、。，．！？」』）…]{_FILLER})*|(?:(?!.{_FILLER}).)+", re.DOTALL)
"""What is never broken: a wide character with the punctuation that may not begin a line, or a run of other text."""


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


def wrapped(text: str, width: int, **more: Any) -> list[str]:
    """Like `textwrap.wrap`, but no line is wider than `width` cells. `more` goes to `TextWrapper`."""
    filled = text if text.isascii() else "".join(_filled(letter) for letter in text)
    return [line.replace(_FILLER, "") for line in _Wrapper(width, **more).wrap(filled)]


class _Wrapper(TextWrapper):
    """Breaks lines between words, and between wide characters, which are written without spaces."""

    def _split(self, text: str) -> list[str]:
        return [piece for word in super()._split(text) for piece in _PIECES.findall(word)]

    def _handle_long_word(self, reversed_chunks: list[str], cur_line: list[str], cur_len: int, width: int) -> None:
        """Break a piece that is longer than a line, but no wide character in two."""
        piece = reversed_chunks[-1]
        if _FILLER not in piece:
            super()._handle_long_word(reversed_chunks, cur_line, cur_len, width)
            return
        end = (width - cur_len) // 2 * 2  # such a piece has wide characters only
        if not end and not cur_line:
            end = 2
        if end:
            cur_line.append(piece[:end])
            reversed_chunks[-1] = piece[end:]


def _cells(letter: str) -> int:
    if letter == _EMOJI_STYLE:
        return 1
    if category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def _filled(letter: str) -> str:
    return letter + _FILLER * (_cells(letter) == 2)
