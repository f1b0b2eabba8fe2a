"""Marks of other languages of text, which mean nothing here: what is left when they are taken away."""

import re
from typing import Final

_ENTITY: Final = re.compile(r"&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_MARKED: Final = re.compile(r"(?<![=~])(==|~~)(?=\S)(.+?)(?<=\S)\1(?![=~])")
_STRUCK: Final = re.compile(r"(?<!~)~~(?=[^\s~])[^~]+(?<=\S)~~(?!~)")
MARKS: Final = re.compile(f"{_ENTITY.pattern}|{_MARKED.pattern}")
"""A sign written by name, or words marked as highlighted or struck out."""


def without_struck(text: str) -> str:
    """The text with blanks where words are struck out, ``~~so~~``: what is left stays where it was."""
    if "~~" not in text:
        return text
    left = _STRUCK.sub(lambda found: " " * len(found[0]), text)
    return re.sub(r"( +)([,.;:!?…])", r"\2\1", left)


def unmarked(text: str) -> str:
    """The words that are left, with plain signs for those written by name (``&amp;``), without what is struck out."""
    if "&" in text and ";" in text:
        from html import unescape

        text = _ENTITY.sub(lambda found: unescape(found[0]).replace("*", ""), text)
    text = without_struck(text)
    while (plain := _MARKED.sub(r"\2", text)) != text:
        text = plain
    return text
