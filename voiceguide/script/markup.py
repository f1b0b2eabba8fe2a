"""Marks of other languages of text, which mean nothing here: what is left when they are taken away."""

import re
from typing import Final

_ENTITY: Final = re.compile(r"&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_MARKED: Final = re.compile(r"(?<![=~])(==|~~)(?=\S)(.+?)(?<=\S)\1(?![=~])")
MARKS: Final = re.compile(f"{_ENTITY.pattern}|{_MARKED.pattern}")
"""A sign written by name, or words marked as highlighted or struck out."""


def unmarked(text: str) -> str:
    """The words, with plain signs for those written by name (``&amp;``), and no ``==`` or ``~~`` around any."""
    if "&" in text and ";" in text:
        from html import unescape

        text = _ENTITY.sub(lambda found: unescape(found[0]).replace("*", ""), text)
    while (plain := _MARKED.sub(r"\2", text)) != text:
        text = plain
    return text
