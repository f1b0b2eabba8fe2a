"""Removes the mark-up of other text formats, which has no meaning in a script."""

import re
from typing import Final

_ENTITY: Final = re.compile(r"&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_MARKED: Final = re.compile(r"(?<![=~+])(==|~~|(?<!\w)\+\+)(?=\S)(.+?)(?<=\S)\1(?![=~+])")
_STRUCK: Final = re.compile(r"(?<!~)~~(?=[^\s~])[^~]+(?<=\S)~~(?!~)")
MARKS: Final = re.compile(f"{_ENTITY.pattern}|{_MARKED.pattern}")
"""Matches a character that is written by its name or number (``&amp;``), or words marked as highlighted, inserted or
struck out.
"""


def without_struck(text: str) -> str:
    """The text with blanks in place of struck-out words, ``~~so~~``, so that it stays as long as it was. Punctuation
    that follows the blanks is moved in front of them.
    """
    if "~~" not in text:
        return text
    left = _STRUCK.sub(lambda found: " " * len(found[0]), text)
    return re.sub(r"( +)([,.;:!?…])", r"\2\1", left)


def unmarked(text: str) -> str:
    """The words without those struck out, without the marks of highlighted and inserted words, and with plain
    characters in place of their names (``&amp;``).
    """
    if "&" in text and ";" in text:
        from html import unescape

        text = _ENTITY.sub(lambda found: unescape(found[0]).replace("*", ""), text)
    text = without_struck(text)
    while (plain := _MARKED.sub(r"\2", text)) != text:
        text = plain
    return text
