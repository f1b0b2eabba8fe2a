"""What stands for English words in writing: numbers, times, units, signs and abbreviations."""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

_SMALL: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
                 "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
                 "nineteen")  # fmt: skip
_TENS: Final = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS: Final = ("", " thousand", " million", " billion")
_TOO_LARGE: Final = 1000 ** len(_GROUPS)
_IRREGULAR: Final = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
                     "nine": "ninth", "twelve": "twelfth"}  # fmt: skip


def cardinal(number: int) -> str:
    """``21`` as ``twenty one``. Not negative; from a million millions on, digit by digit."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = number % 100
        return f"{_SMALL[number // 100]} hundred" + (f" and {cardinal(rest)}" if rest else "")
    if number >= _TOO_LARGE:
        return digits(str(number))
    return _grouped(number)


def _grouped(number: int) -> str:
    parts: list[str] = []
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = number // 1000**power % 1000
        if group:
            joint = "and " if parts and power == 0 and group < 100 else ""
            parts.append(f"{joint}{cardinal(group)}{_GROUPS[power]}")
    return " ".join(parts)


def ordinal(number: int) -> str:
    """``21`` as ``twenty first``."""
    head, space, last = cardinal(number).rpartition(" ")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return head + space + _IRREGULAR.get(last, regular)


def year(number: int) -> str:
    """``1990`` as ``nineteen ninety``, ``2024`` as ``twenty twenty four``; for 1100 to 2099."""
    first, last = divmod(number, 100)
    if last == 0:
        return cardinal(number) if number % 1000 == 0 else f"{cardinal(first)} hundred"
    if 2000 < number < 2010:
        return cardinal(number)
    return f"{cardinal(first)} {cardinal(last) if last > 9 else 'oh ' + _SMALL[last]}"


def plural(words: str) -> str:
    """The last word in the plural: ``nineteen nineties``."""
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def digits(text: str) -> str:
    """Digit by digit: ``07`` as ``zero seven``."""
    return " ".join(_SMALL[int(digit)] for digit in text)


def spoken_number(text: str) -> str:
    """A written number without a sign: ``1,000``, ``4.5``, ``007``, and a year where it looks like one."""
    whole, *parts = text.replace(",", "").split(".")
    if len(whole) > 1 and whole.startswith("0"):
        words = digits(whole)
    elif "," not in text and not parts and len(whole) == 4 and 1100 <= int(whole) < 2100:
        words = year(int(whole))
    else:
        words = cardinal(int(whole)) if len(whole) <= 15 else digits(whole)
    return " point ".join([words, *(digits(part) for part in parts)])


def clock_time(hours: int, minutes: int, period: str = "") -> str:
    """A time of day or a length: ``7:30`` as ``seven thirty``; `period` is ``a`` or ``p`` or empty."""
    if minutes:
        words = f"{cardinal(hours)} {'oh ' if minutes < 10 else ''}{cardinal(minutes)}"
    else:
        words = cardinal(hours) if period or not 1 <= hours <= 12 else f"{cardinal(hours)} o'clock"
    if not period:
        return words
    return f"{words} {day_part(period, hours)}"


def day_part(period: str, hours: int | None = None) -> str:
    """What ``a.m.`` and ``p.m.`` mean, which voices read as words."""
    if period == "a":
        return "in the morning"
    return "in the evening" if hours is not None and 6 <= hours < 12 else "in the afternoon"


_Rule: TypeAlias = tuple["re.Pattern[str]", str | Callable[["re.Match[str]"], str]]

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*"

_DOT: Final = r"(?:\.(?!\s+(?-i:[A-Z])|\s*$))?"
"""The dot of an abbreviation, where it does not end the sentence too."""

_START: Final = r"(?<![\d.,])"
"""Not inside of a number: also what keeps a page of digits from being looked at from each of its digits."""

_UNITS: Final = {
    "s": "second", "sec": "second", "secs": "second", "m": "minute", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "kg": "kilogram", "g": "gram", "mg": "milligram", "km": "kilometre",
    "cm": "centimetre", "mm": "millimetre", "ml": "millilitre", "%": "percent", "°": "degree", "x": "time",
}  # fmt: skip

_CURRENCIES: Final = {"$": "dollar", "£": "pound", "€": "euro"}

_FRACTIONS: Final = {
    "½": "one half", "¼": "one quarter", "¾": "three quarters", "⅓": "one third", "⅔": "two thirds",
    "1/2": "one half", "1/4": "one quarter", "3/4": "three quarters", "1/3": "one third", "2/3": "two thirds",
}  # fmt: skip

_ABBREVIATIONS: Final = (
    (r"e\.\s?g\.,?", "for example,"),
    (r"i\.\s?e\.,?", "that is,"),
    (r"etc\.(?=\s+[a-z,;])", "and so on"),
    (r"etc\.", "and so on."),
    (r"vs\.?(?!\w)", "versus"),
    (r"approx\.", "approximately"),
    (r"Mr\.?(?=\s)", "Mister"),
    (r"Mrs\.?(?=\s)", "Missus"),
    (r"Ms\.?(?=\s[A-Z])", "Miz"),
    (r"Dr\.?(?=\s[A-Z])", "Doctor"),
    (r"Prof\.(?=\s)", "Professor"),
    (r"St\.(?=\s[A-Z])", "Saint"),
    (r"[Nn]o\.\s?(?=\d)", "number "),
    (r"w/o(?=\s)", "without"),
    (r"w/(?=\s)", "with"),
)


def spelled_out(text: str) -> str:
    """The text with everything that is not written as words written as words."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def _clock(match: "re.Match[str]") -> str:
    hours, minutes, seconds, period = int(match[1]), int(match[2]), match[3], (match[4] or "").lower()
    if seconds:
        return f"{cardinal(hours)} {clock_time(minutes, int(seconds))}"
    return clock_time(hours, minutes, period)


def _chain(match: "re.Match[str]") -> str:
    """``4-6`` is a range, ``4-7-8`` a rhythm."""
    numbers = re.split(r"\s*[-–]\s*", match[0])
    return f" {'to' if len(numbers) == 2 else ''} ".join(numbers)


def _measure(match: "re.Match[str]") -> str:
    number, unit = match[1], _UNITS[match[2].lower()]
    return f"{number} {unit if number == '1' or unit == 'percent' else unit + 's'}"


def _money(match: "re.Match[str]") -> str:
    return f"{match[2]} {_CURRENCIES[match[1]]}{'' if match[2] == '1' else 's'}"


def _plain(match: "re.Match[str]") -> str:
    return f"{'minus ' if match[1] else ''}{spoken_number(match[2])} "


_RULES: Final[tuple[_Rule, ...]] = (
    *((re.compile(rf"(?<![\w.]){written}", re.ASCII), spoken) for written, spoken in _ABBREVIATIONS),
    (re.compile(r"(?<![\d:/])(1/2|1/4|3/4|1/3|2/3)(?![\d/])"), lambda match: f" {_FRACTIONS[match[0]]} "),
    (re.compile(r"(\d)\s?([½¼¾⅓⅔])"), lambda match: f"{match[1]} and {_FRACTIONS[match[2]].replace('one h', 'a h')} "),
    (re.compile("[½¼¾⅓⅔]"), lambda match: f" {_FRACTIONS[match[0]]} "),
    (re.compile(rf"(?i)(?<![\d:])(\d{{1,2}}):([0-5]\d)(?::([0-5]\d))?(?![\d:])(?:\s?([ap])\.?m\b{_DOT})?"), _clock),
    (re.compile(rf"(?i)(?<![\d:])(1[0-2]|[1-9])\s?([ap])\.?m\b{_DOT}"),
     lambda match: clock_time(int(match[1]), 0, match[2].lower())),
    (re.compile(rf"(?i)(?<!\w)([ap])\.m\b{_DOT}"), lambda match: day_part(match[1].lower())),
    (re.compile(rf"([$£€])\s?({_NUMBER})"), _money),
    (re.compile(rf"(?<![\w.-]){_NUMBER}(?:\s?[-–]\s?{_NUMBER})+(?![\w-])"), _chain),
    (re.compile(r"(?<![\w.-])\d+(?:[-–]\d+)+(?=[a-z%°])"), _chain),
    (re.compile(r"\b(1[1-9]\d0|20\d0)'?s\b"), lambda match: plural(year(int(match[1])))),
    (re.compile(rf"{_START}({_NUMBER})\s?(%|°)"), _measure),
    (re.compile(rf"(?i){_START}({_NUMBER})\s?(secs?|mins?|hrs?|kg|km|cm|mm|ml|mg|[smhgx])\b(?!'){_DOT}(?=[\s,;:!?.)]|$)"),
     _measure),
    (re.compile(r"\b(\d{1,12})(?:st|nd|rd|th)\b", re.I), lambda match: f"{ordinal(int(match[1]))} "),
    (re.compile(r"#\s?(?=\d)"), "number "),
    (re.compile(r"(?<=\d)\s?[:]\s?(?=\d)"), " to "),
    (re.compile(r"(?<=\d)\s?/\s?(?=\d)"), " over "),
    (re.compile(r"<\s?(?=\d)"), "less than "),
    (re.compile(r">\s?(?=\d)"), "more than "),
    (re.compile(r"[~≈]\s?(?=\d)"), "about "),
    (re.compile(r"(?<=\d)\s?[×x]\s?(?=\d)"), " times "),
    (re.compile(r"(?<=\d)\s?\+(?!\s?\d)"), " or more"),
    (re.compile(r"\s?\+\s?"), " plus "),
    (re.compile(r"\s?=\s?"), " equals "),
    (re.compile(r"(?<=\w)\s?@\s?(?=\w)"), " at "),
    (re.compile(r"(?<=[^\W\d_])(?=\d)"), " "),
    (re.compile(rf"(?:(?<![\w.])([-−])\s?)?({_NUMBER})"), _plain),
)  # fmt: skip
