"""Dates, months, days and telephone numbers in English words."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from voiceguide.speech._english_numbers import digits, ordinal, year

Rule = tuple["re.Pattern[str]", str | Callable[["re.Match[str]"], str]]

MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December")  # fmt: skip
_DAYS: Final = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
                "sat": "Saturday", "sun": "Sunday"}  # fmt: skip

_SHORT_MONTH: Final = r"(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_MONTH: Final = rf"(?:{_SHORT_MONTH}|({'|'.join(MONTHS)})\b)"
_PLAIN_MONTHS: Final = ("March", "May")
"""These are also other words: at the beginning of a sentence, a number after them is not always a day."""

_DAY: Final = r"([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:/%°]|[.,]\d|-\d)"
_YEAR: Final = r"((?:1[1-9]|20)\d\d)(?!\d)"


def _month(short: str | None, long: str | None) -> str:
    return long or next(month for month in MONTHS if month.startswith((short or "")[:3]))


def _said(day: int, month: str, written_year: str | None, day_first: bool) -> str:
    words = f"the {ordinal(day)} of {month}" if day_first else f"{month} {ordinal(day)}"
    return f"{words}, {year(int(written_year))}" if written_year else words


def _full_stop(match: "re.Match[str]") -> str:
    """A full stop, if the abbreviation's own period also ends the sentence; otherwise empty."""
    return "." if match[0].rstrip().endswith(".") and re.match(r"\s+[A-Z]|\s*$", match.string[match.end() :]) else ""


def _numeric(match: "re.Match[str]", day_first: bool) -> str:
    first, second = int(match[1]), int(match[2])
    day, month = (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return _said(day, MONTHS[month - 1], match[3], day_first)


def _iso(match: "re.Match[str]", day_first: bool) -> str:
    month, day = int(match[2]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return _said(day, MONTHS[month - 1], match[1], day_first)


def _month_day(match: "re.Match[str]") -> str:
    month = _month(match[1], match[2])
    day = int(match[3])
    begins = not match.string[: match.start()].strip() or match.string[: match.start()].rstrip()[-1:] in ".?!"
    if match[2] in _PLAIN_MONTHS and begins and not match[4] and re.match(r"\s+[a-z]", match.string[match.end() :]):
        return match[0]
    return _said(day, month, match[4], day_first=False)


def _day_month(match: "re.Match[str]") -> str:
    end = "" if match[4] else _full_stop(match)
    return _said(int(match[1]), _month(match[2], match[3]), match[4], day_first=True) + end


def _month_alone(match: "re.Match[str]") -> str:
    return _month(match[1], None) + _full_stop(match)


def _day_alone(match: "re.Match[str]") -> str:
    return _DAYS[match[1].lower()[:3]] + _full_stop(match)


def _days(match: "re.Match[str]") -> str:
    return f"{_DAYS[match[1].lower()]} to {_DAYS[match[2].lower()]}" + _full_stop(match)


def _numbers_apart(match: "re.Match[str]") -> str:
    """The digits one by one, with a comma between groups."""
    plus = "plus " if match[0].lstrip("(").startswith("+") else ""
    return plus + ", ".join(digits(group) for group in re.findall(r"\d+", match[0])) + " "


@cache
def date_rules(day_first: bool) -> tuple[Rule, ...]:
    """The rules that spell out dates. With `day_first`, ``3/4/2024`` is in April, and is said as in Britain."""
    return (
        (re.compile(r"(?<![\w/.-])((?:1[1-9]|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})(?![\w/-])"),
         lambda match: _iso(match, day_first)),
        (re.compile(r"(?<![\w/.-])(\d{1,2})[/](\d{1,2})[/]((?:1[1-9]|20)\d\d)(?![\w/-])"),
         lambda match: _numeric(match, day_first)),
        (re.compile(rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?(?!\w)"), _month_day),
        (re.compile(rf"(?<![\w./:,-])(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"), _day_month),
        (re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."), _month_alone),
        (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\.?\s?[-–]\s?(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\b\.?"),
         _days),
        (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\.(?=,|\s*[-–]|\s+(?:[a-z]|\d))"), _day_alone),
        (re.compile(r"(?:(?<=\bon )|(?<=\bto ))(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\."), _day_alone),
    )  # fmt: skip


@cache
def phone_rules(day_first: bool) -> tuple[Rule, ...]:
    """The rules that spell out telephone numbers."""
    return (
        (re.compile(r"(?<![\w.,/-])(?:\+?\d{1,3}[\s.-])?(?:\(\d{2,4}\)\s?|\d{3}[\s.-])\d{3}[.-]\d{4}(?![\w-]|[.,]\d)"),
         _numbers_apart),
        (re.compile(r"(?<![\w.,/-])\d{3}-\d{4}(?![\w-]|[.,]\d)"), _numbers_apart),
        (re.compile(r"(?<!\w)\+\d{1,3}(?:[\s-]\(?\d{1,4}\)?){2,6}(?![\w-])"), _numbers_apart),
        (re.compile(r"(?<![\w.,/-])0\d{2,4}(?:[\s-]\d{2,4}){1,3}(?![\w-]|[.,]\d)"), _numbers_apart),
        (re.compile(r"(?i)(?<=\bcall |\bdial |\btext )(?:\d{3}(?:[\s-]\d{3}){0,2}|\d{5,6})(?![\w-]|[.,]\d)"),
         _numbers_apart),
    )  # fmt: skip
