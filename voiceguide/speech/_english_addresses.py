"""Spells out web and e-mail addresses as people read them aloud."""

import re
from functools import cache
from typing import Final

from voiceguide.speech._english_dates import Rule

_SITES: Final = "com|org|net|edu|gov|info|io|uk|de|fr|es|it|eu|ch|at|nl|ca|au|us|dev|app|me|tv"


_SIGNS: Final = (
    ("www.", "www dot "),
    (".", " dot "),
    ("/", " slash "),
    ("@", " at "),
    ("_", " underscore "),
    ("-", " dash "),
    ("?", " question mark "),
    ("=", " equals "),
    ("&", " and "),
    ("#", " hash "),
    (":", " colon "),
    ("~", " tilde "),
    ("%", " percent "),
)
"""Signs in addresses, and how they are spoken."""


@cache
def addresses(day_first: bool) -> tuple[Rule, ...]:
    """The rules that spell out addresses. `day_first` is not used; all functions that return rules have it."""
    found = (
        r"(?i:https?|ftp)://[^\s<>\"]+|(?<![\w@])(?i:www)\.[^\s<>\"]+|(?<![\w.+-])(?i:mailto:)?[\w.+-]+@[\w-]+\.[\w.-]*\w"
        rf"|(?<![\w@.-])(?:[\w-]+\.)+(?:{_SITES})\b(?:/[^\s<>\"]*)?(?!\.?\w)"
    )
    return ((re.compile(found), _address),)


def _address(match: "re.Match[str]") -> str:
    """A web or e-mail address as one reads it aloud."""
    written = re.sub(r"(?i)^(?:https?://|ftp://|mailto:)", "", match[0])
    written = re.sub(r"(?i)^www\.", "www.", written)
    end = re.search(r"[.,;:!?)]*$", written)
    stops = end[0] if end else ""
    for sign, word in _SIGNS:
        written = (written[: -len(stops)] if stops and written.endswith(stops) else written).replace(sign, word)
    return re.sub(r" slash\s*$", "", written).strip() + stops
