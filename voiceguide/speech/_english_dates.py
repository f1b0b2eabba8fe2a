"""Dates, months, days and telephone numbers in English words."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from voiceguide.speech._english_numbers import cardinal, digits, ordinal, plural, year
from voiceguide.system.plain_text import words_of

Rule = tuple["re.Pattern[str]", str | Callable[["re.Match[str]"], str]]

MONTHS: Final = words_of("January February March April May June July August September October November December")
_DAYS: Final = {day[:3].lower(): day for day in words_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")}

_BEFORE_DAYS: Final = "|".join(
    rf"(?<=\b{word} )" for word in ("on", "to", "and", "or", "every", "next", "last", "by", "until", "till", "a")
)
"""A pattern for words such as "on" and "next". After one of them, the short name of a day is read as a day even at the
end of a sentence: "on Sat." means Saturday. (After other words, it may be the verb "sat" or the noun "sun".)
"""

_SHORT_DAY: Final = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_SHORT_MONTH: Final = r"(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_MONTH: Final = rf"(?:{_SHORT_MONTH}|({'|'.join(MONTHS)})\b)"
_PLAIN_MONTHS: Final = ("March", "May")
"""Months whose names are ordinary words too. If one of them begins a sentence, the number after it may not be a day, as
in "March 5 steps forward".
"""

_ANY_MONTH: Final = rf"(?:(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?|(?:{'|'.join(MONTHS)})\b)"
_DAY_NUMBER: Final = r"([12]\d|3[01]|0?[1-9])(?i:st|nd|rd|th)?"
_DAY: Final = _DAY_NUMBER + r"(?![\d:/%°]|[.,]\d|\s?[-–]\s?\d)(?!\s+of\s+[a-z])"
_PLAIN_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?i:st|nd|rd|th)?"
_RHYTHM: Final = r"(?:breath|rhythm|pattern|count|cycle|technique|method)"
"""A pattern for words which show that the three numbers before them are not a date: ``4/7/11 breathing``."""
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
    century = "" if len(match[3]) == 4 else "20" if match[3] < "50" else "19"
    return _said(day, MONTHS[month - 1], century + match[3], day_first)


def _iso(match: "re.Match[str]", day_first: bool) -> str:
    month, day = int(match[2]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return _said(day, MONTHS[month - 1], match[1], day_first)


def _month_day(match: "re.Match[str]") -> str:
    if match[2] in _PLAIN_MONTHS and not match[4] and _no_month(match):
        return match[0]
    return _said(int(match[3]), _month(match[1], match[2]), match[4], day_first=False)


def _no_month(match: "re.Match[str]") -> bool:
    """Whether the name of a month begins a sentence and is another word there, as in "March 5 steps forward"."""
    before = match.string[max(0, match.start() - 20) : match.start()].rstrip()
    return before[-1:] in ("", ".", "?", "!") and re.match(r"\s+[a-z]", match.string[match.end() :]) is not None


def _day_month(match: "re.Match[str]") -> str:
    end = "" if match[5] else _full_stop(match)
    said = _said(int(match[2]), _month(match[3], match[4]), match[5], day_first=True) + end
    return said.replace("the", match[1] or "the", 1)


def _month_days(match: "re.Match[str]") -> str:
    """A range of days after a month, in words: ``Dec. 24–26``."""
    first, last = int(match[3]), int(match[4])
    if first >= last or (match[2] in _PLAIN_MONTHS and not match[5] and _no_month(match)):
        return match[0]
    said = f"{_month(match[1], match[2])} {ordinal(first)} to {ordinal(last)}"
    return f"{said}, {year(int(match[5]))}" if match[5] else said


def _days_month(match: "re.Match[str]") -> str:
    """Two days, or a range of days, before a month, in words: ``24 and 26 Dec.``, ``24–26 Dec.``."""
    joint = match[3] or "to"
    said = f"{match[1] or 'the'} {ordinal(int(match[2]))} {joint} the {ordinal(int(match[4]))}"
    said += f" of {_month(match[5], match[6])}"
    return f"{said}, {year(int(match[7]))}" if match[7] else said + _full_stop(match)


def _months(match: "re.Match[str]") -> str:
    return f"{_month(match[1], match[2])} to {_month(match[3], match[4])}" + _full_stop(match)


def _month_alone(match: "re.Match[str]") -> str:
    return _month(match[1], None) + _full_stop(match)


def _day_alone(match: "re.Match[str]") -> str:
    return _DAYS[match[1].lower()[:3]] + _full_stop(match)


def _several_days(match: "re.Match[str]") -> str:
    """A list of days, with full names in place of the short ones: ``Mon, Wed and Fri``."""
    return re.sub(_SHORT_DAY, lambda day: _DAYS[day[0].lower()[:3]], match[0])


def _first_of_two(match: "re.Match[str]") -> str:
    """The full name of the day that comes before a date, with a comma: "Saturday, " for the ``Sat.`` of ``Sat. Oct.
    5``.
    """
    return f"{_DAYS[match[1].lower()]}, "


def _days(match: "re.Match[str]") -> str:
    return f"{_DAYS[match[1].lower()]} to {_DAYS[match[2].lower()]}" + _full_stop(match)


_LEAD: Final = (
    r"(?:\b(?:[Tt]he|[Ee]arly|[Ll]ate|[Mm]id|[Mm]y|[Yy]our|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir|[Rr]oaring)[\s-]'?|(?<!\w)')"
)
"""A pattern for words such as "his". Two figures and an "s" after one of them are a decade: "in his 20s" is a decade,
but "for 20s" is twenty seconds.
"""
_SHORT_REST: Final = r"(?!\s(?:pause|break|rest|hold|silence|timer|gap|sit|breath|inhale|exhale|count|interval)s?\b)"
_MORE_DECADES: Final = (
    r"(?:(?:,|\s?[-–]|,?\s(?:and|or|to|through|into))\s?(?:(?:the|early|mid|late)[\s-])?'?[02-9]0'?s\b)"
)
_OF_A_DECADE: Final = r"(?:music|songs?|hits|pop|rock|fashion|style|films?|movies?|kids?|child(?:ren)?)\b"


def _decade(figures: str) -> str:
    if len(figures) == 4:
        return plural(year(int(figures)))
    return "two thousands" if figures == "00" else plural(cardinal(int(figures)))


def _decades(match: "re.Match[str]") -> str:
    """Decades in a row, in words, such as ``the 80s and 90s``: if the first number is a decade, the others are decades
    too.
    """
    first = _decade(match[2] or match[3] or match[4])
    others = re.sub(r"'?([02-9]0)'?s\b", lambda other: _decade(other[1]), match[5])
    others = re.sub(r"^\s?[-–]\s?", " to ", others)
    return (match[1] or "").replace("'", "") + first + others


def _numbers_apart(match: "re.Match[str]") -> str:
    """A telephone number digit by digit, with a comma between its groups of digits."""
    plus = "plus " if match[0].lstrip("(").startswith("+") else ""
    return plus + ", ".join(digits(group) for group in re.findall(r"\d+", match[0])) + " "


_FEW_DIGITS: Final = r"(?:\d{3}\s\d{4}|\d{3}(?:[\s-]\d{3}){0,2}|\d{5,6}|\d\d(?:\s\d\d){1,3})"
_NOT_COUNTED: Final = (
    r"(?![\w-]|[.,]\d|\s(?:people|persons|times|friends|members|names|men|women|others|words|bells|percent)\b)"
)
_CALLING: Final = (
    r"\b(?:(?:call|dial|phone|ring)(?:l?ed|l?ing|s)?\s(?:(?:[a-z]+\s){0,3}?(?:at|on)\s)?"
    r"|reach\s(?:[a-z]+\s){1,3}?(?:at|on)\s|text(?:ed|ing|s)?\s(?:[\"']?[a-z]+[\"']?\sto\s)?)"
)
_HELP: Final = r"(?:samaritans|lifeline|childline|helpline|hotline|crisis\sline)"
"""Names of telephone help lines. A number near such a name is a telephone number, even without a word such as "call".
"""


def _short_numbers(match: "re.Match[str]") -> str:
    """Short telephone numbers, digit by digit, beside words such as "call" or "helpline": ``call 112 or 999``, ``988
    crisis line``.
    """
    return match[1] + re.sub(r"\d(?:[\s-]?\d)*", lambda number: _numbers_apart(number).strip(), match[2])


@cache
def date_rules(day_first: bool) -> tuple[Rule, ...]:
    """The rules that spell out dates. With `day_first`, ``3/4/2024`` is a day in April, and dates in figures are said
    as in Britain: "the third of April".
    """
    return (
        (re.compile(r"(?<![\w/.-])((?:1[1-9]|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})(?![\w/-])"),
         lambda match: _iso(match, day_first)),
        (re.compile(r"(?<![\w/.-])(\d{1,2})[/](\d{1,2})[/]((?:1[1-9]|20)\d\d|\d\d)(?![\w/-]|[.,]\d)"
                    rf"(?!\s{_RHYTHM})"),
         lambda match: _numeric(match, day_first)),
        (re.compile(r"(?<![\w/.,-])(\d{1,2})\.(\d{1,2})\.((?:1[1-9]|20)\d\d)(?![\w/-]|[.,]\d)"),
         lambda match: _numeric(match, day_first=True)),
        (re.compile(rf"\b({_ANY_MONTH}\s+{_PLAIN_DAY}|(?<![\d.,:/-]){_PLAIN_DAY}\s+{_ANY_MONTH})\s?[-–]\s?"
                    rf"(?={_ANY_MONTH}\s+\d|\d\d?(?:st|nd|rd|th)?\s+{_ANY_MONTH})"),
         r"\1 to "),
        (re.compile(rf"\b{_MONTH}\s?[-–]\s?{_MONTH}"), _months),
        (re.compile(rf"\b{_MONTH}\s+{_DAY_NUMBER}(?:\s?[-–]\s?|\s+to\s+(?=\d+(?:st|nd|rd|th|[.,;!?)]|$)))"
                    rf"{_DAY_NUMBER}(?![\w:/%°]|[.,]\d|\s?[-–]\s?\d)(?:,?\s+{_YEAR})?(?!\w)"),
         _month_days),
        (re.compile(rf"(?<![\w./:,–-])(?:([Tt]he)\s+)?{_DAY_NUMBER}(?:\s?[-–]\s?|\s+(to|and|or)\s+(?:the\s+)?)"
                    rf"{_DAY_NUMBER}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"),
         _days_month),
        (re.compile(rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?(?!\w)"), _month_day),
        (re.compile(rf"(?<![\w./:,–-])(?:([Tt]he)\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"), _day_month),
        (re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."), _month_alone),
        (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\.?\s?[-–]\s?(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\b\.?"),
         _days),
        (re.compile(rf"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\.\s(?={_ANY_MONTH})"), _first_of_two),
        (re.compile(rf"\b{_SHORT_DAY}(?:(?:,\s?(?:and\s|or\s)?|\s(?:and|or|to)\s){_SHORT_DAY}\b)+(?!\.\s?[a-z,])"),
         _several_days),
        (re.compile(r"\b(Tue|Thu|Fri)(?:s|r|rs)?\b(?!\.)"), _day_alone),
        (re.compile(rf"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?=\s{_YEAR})"), _month_alone),
        (re.compile(r"\b(Tue|Thu|Fri)(?:s|r|rs)?\."), _day_alone),
        (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\.(?=,|\s*[-–]|\s+(?:[a-z]|\d))"), _day_alone),
        (re.compile(rf"(?:{_BEFORE_DAYS}|(?<=, ))(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|r|rs|nes)?\."), _day_alone),
        (re.compile(rf"(?:({_LEAD})([02-9]0)'?s\b{_SHORT_REST}|\b(1[1-9]\d0|20\d0)'?s\b"
                    rf"|\b([2-9]0)(?:'s\b|s\b(?=\s{_OF_A_DECADE})))({_MORE_DECADES}*)"),
         _decades),
    )  # fmt: skip


@cache
def phone_rules(day_first: bool) -> tuple[Rule, ...]:
    """The rules that spell out telephone numbers. `day_first` is not used; all functions that return rules have it."""
    return (
        (re.compile(r"(?<![\w.,/-])(?:\+?\d{1,3}[\s.-])?(?:\(\d{2,4}\)\s?|\d{3}[\s.-])\d{3}[.-]\d{4}(?![\w-]|[.,]\d)"),
         _numbers_apart),
        (re.compile(r"(?<![\w.,/-])\d{3}-\d{4}(?![\w-]|[.,]\d)"), _numbers_apart),
        (re.compile(r"(?<![\w.,/-])(?:\(0\d{1,4}\)\s?\d{2,8}(?:[\s-]\d{2,8}){0,3}|0\d{2,4}[\s/-]\d{5,8}"
                    r"|0\d(?:[\s.-]\d\d){4})(?![\w-]|[.,]\d)"),
         _numbers_apart),
        (re.compile(r"(?i)(?<=\btelephone )\d{3,4}(?:[\s-]\d{3,4}){0,3}(?![\w-]|[.,]\d)"), _numbers_apart),
        (re.compile(r"(?<!\w)\+\d{1,3}(?:[\s-]\(?\d{1,4}\)?){2,6}(?![\w-])"), _numbers_apart),
        (re.compile(r"(?<![\w.,/-])0\d{2,4}(?:[\s-]\d{2,4}){1,3}(?![\w-]|[.,]\d)"), _numbers_apart),
        (re.compile(rf"(?i)({_CALLING})"
                    rf"({_FEW_DIGITS}(?:,?\s(?:or|and)\s(?:(?:call|dial|text|at|on)\s)?{_FEW_DIGITS})*){_NOT_COUNTED}"),
         _short_numbers),
        (re.compile(rf"(?i)(\b{_HELP}\b[^\d.!?]{{0,12}})({_FEW_DIGITS}){_NOT_COUNTED}"), _short_numbers),
        (re.compile(rf"(?i)()\b(\d{{3}}|\d{{5,6}})(?=\s(?:suicide|crisis|{_HELP}))"), _short_numbers),
    )  # fmt: skip
