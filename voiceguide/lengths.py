"""Lengths as people type them, such as ``7m30s``. They are read and written only here."""

import re
from typing import Final

from voiceguide.errors import LengthError
from voiceguide.units import Seconds

LONGEST: Final[Seconds] = 24 * 3600.0
"""The longest session one can ask for: a day."""

_UNITS: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600),
}
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(\.\d+)?", re.ASCII)
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.ASCII)


def parse_length(text: str, *, bare: Seconds | None = None) -> Seconds:
    """The seconds in a written length: ``90s``, ``5m``, ``1m30s``, ``1h05m``, ``1:30`` or ``1:05:00``.

    A number without a unit is multiplied by `bare` (60.0: it is in minutes); if `bare` is None, such a number is an
    error. Raises `LengthError` for anything else, for zero, and for more than `LONGEST`.
    """
    cleaned = text.strip().lower()
    seconds = _clock_seconds(cleaned)
    if seconds is None:
        seconds = _unit_seconds(cleaned)
    if seconds is None and re.fullmatch(r"\d+(\.\d+)?", cleaned, re.ASCII):
        if bare is None:
            raise LengthError(text, f"seconds or minutes? Write {cleaned}s or {cleaned}m")
        seconds = float(cleaned) * bare
    if seconds is None:
        raise LengthError(text, "write it like 90s, 5m, 1m30s or 1:30")
    if seconds <= 0:
        raise LengthError(text, "it must be more than zero")
    if seconds > LONGEST:
        raise LengthError(text, "the longest is 24h")
    return seconds


def _clock_seconds(text: str) -> Seconds | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if hours is not None and int(minutes) > 59:
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(fraction or 0)


def _unit_seconds(text: str) -> Seconds | None:
    total, at, smallest = 0.0, 0, float("inf")
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part[2] not in _UNITS:
            return None
        unit = _UNITS[part[2]]
        if unit >= smallest:
            return None
        total, at, smallest = total + float(part[1]) * unit, part.end(), unit
    return total if text else None


def format_minutes(seconds: Seconds, widest: Seconds) -> str:
    """A length in minutes, for the name of a file: ``05m``, ``07m30s``, ``90m``. It is padded with zeros for lengths up
    to `widest`, so that files that are sorted by name are sorted by length.
    """
    minutes, left = divmod(round(seconds), 60)
    width = len(str(round(widest) // 60))
    return f"{minutes:0{width}}m" + (f"{left:02}s" if left else "")


def format_length(seconds: Seconds) -> str:
    """The shortest way to write a length: ``10m``, ``7m30s``, ``1h05m``, ``4.5s``. `parse_length` can read it back."""
    whole = round(seconds, 3)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(round(rest, 3), 60)
    text = ""
    if hours:
        text += f"{hours:.0f}h"
    if minutes:
        text += f"{minutes:02.0f}m" if hours else f"{minutes:.0f}m"
    left = round(left, 3)
    if left or not text:
        text += f"{left:g}s"
    return text
