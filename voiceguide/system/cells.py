"""How much room text takes on a terminal, which counts cells: letters of East Asia take two, marks on letters none."""

import re
from textwrap import TextWrapper
from typing import Any, Final
from unicodedata import category, east_asian_width

_EMOJI_STYLE: Final = "\ufe0f"
"""Makes the sign before it as wide as an emoji."""

_FILLER: Final = "\ufdd0"
"""No letter, and never one: stands for the second cell of a wide one."""

_PIECES: Final = re.compile(f".{_FILLER}(?:[、。，．！？」』）…]{_FILLER})*|(?:(?!.{_FILLER}).)+", re.DOTALL)
"""What is not broken: a wide letter with the signs that begin no line, or else all that stands together."""


def cells(text: str) -> int:
    """How many cells a line of text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def padded(text: str, width: int) -> str:
    """The text with spaces after it, up to so many cells."""
    return text + " " * (width - cells(text))


def clipped(text: str, width: int) -> str:
    """The text if it has room in so many cells, else its first words and an ellipsis."""
    if cells(text) <= width:
        return text
    return f"{wrapped(text, width - 1)[0]}…"


def wrapped(text: str, width: int, **more: Any) -> list[str]:
    """As `textwrap.wrap` does, with no line of more than `width` cells."""
    filled = text if text.isascii() else "".join(_filled(letter) for letter in text)
    return [line.replace(_FILLER, "") for line in _Wrapper(width, **more).wrap(filled)]


class _Wrapper(TextWrapper):
    """Breaks lines between words, and between wide letters, which stand without spaces."""

    def _split(self, text: str) -> list[str]:
        return [piece for word in super()._split(text) for piece in _PIECES.findall(word)]


def _cells(letter: str) -> int:
    if letter == _EMOJI_STYLE:
        return 1
    if category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def _filled(letter: str) -> str:
    return letter + _FILLER * (_cells(letter) == 2)
