"""Plain text as programs of all kinds write it: its white space, its line ends, its control characters."""

import re
from collections.abc import Iterable
from typing import Final

CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""ASCII control characters except white space, and lone surrogates. Texts have them only by mistake."""


def with_line_feeds(text: str) -> str:
    """The text with a line feed for every line end, whatever system it comes from."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def collapsed(text: str) -> str:
    """The text with every run of white space as one space, and without white space at its ends."""
    return " ".join(text.split())


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in order. Words are separated by white space."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The set of the words in a text. Words are separated by white space."""
    return frozenset(text.split())


def in_any_case(name: str, names: Iterable[str]) -> str | None:
    """`name`, if it is one of `names`. Otherwise the first of `names` that differs from it only in upper and lower
    case; None if there is none.
    """
    known = list(names)
    if name in known:
        return name
    return next((one for one in known if one.casefold() == name.casefold()), None)
