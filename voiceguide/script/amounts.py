"""Lengths and counts as a script writes them: one value, or a range that the plan may choose from."""

import re
from math import sqrt
from typing import Final

from voiceguide.errors import LengthError
from voiceguide.lengths import parse_length
from voiceguide.script.findings import SlipError
from voiceguide.script.model import Range

LEAST_FACTOR: Final = 0.5
GREATEST_FACTOR: Final = 3.0
"""How far a pause of one written length may shrink and grow."""

MOST_TIMES: Final = 1000
"""The highest count of a repeat or of breaths."""

_SPAN: Final = re.compile(r" ?[-–—] ?| to ", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\d{1,6}", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def read_length(text: str) -> Range:
    """A length or a range of lengths, in seconds; a single one is fixed. Raises `SlipError`."""
    ends = _SPAN.split(text)
    if len(ends) > 2 or not all(ends):
        raise SlipError("length", f"{text!r} is not a length; write it like 90s, 5m, 1m30s, or a range like 30s-6m")
    if len(ends) == 2 and _NUMBER.fullmatch(ends[0]) and not _NUMBER.fullmatch(ends[1]):
        raise SlipError("length", f"{text!r}: both ends of a range need their unit, for example 2m-6m")
    try:
        least = parse_length(ends[0])
        greatest = parse_length(ends[1]) if len(ends) == 2 else least
    except LengthError as error:
        raise SlipError("length", str(error)) from None
    if least > greatest:
        raise SlipError("range", f"the range {text} is upside down; write {ends[1]}-{ends[0]}")
    return Range(least, _middle(least, greatest), greatest)


def breathing_room(seconds: float) -> Range:
    """The range of a pause of one written length: about half to three times."""
    return Range(LEAST_FACTOR * seconds, seconds, GREATEST_FACTOR * seconds)


def read_count(text: str, what: str) -> Range:
    """How many times: a whole number or a range of them. `what` is for messages. Raises `SlipError`."""
    ends = _SPAN.split(text)
    if len(ends) > 2 or not all(_WHOLE.fullmatch(end) for end in ends):
        raise SlipError("count", f"{what} needs a whole number or a range of them, like 4 or 4-20, not {text!r}")
    least, greatest = int(ends[0]), int(ends[-1])
    if least > greatest:
        raise SlipError("range", f"the range {text} is upside down; write {greatest}-{least}")
    if least < 1:
        raise SlipError("count", f"{what} needs at least 1, not {text}")
    if greatest > MOST_TIMES:
        raise SlipError("count", f"{what} may have at most {MOST_TIMES}, not {text}")
    return Range(least, round(_middle(least, greatest)), greatest)


def _middle(least: float, greatest: float) -> float:
    """The geometric mean, which is as many times the least as the greatest is it."""
    return least if least == greatest else sqrt(least * greatest)
