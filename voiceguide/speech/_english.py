"""Spells out English numbers, times, units, symbols and abbreviations.

The library num2words could replace only `_english_numbers`. Most of the work is to know what a symbol or a unit means,
and which numbers are years, dates or telephone numbers. And its import takes 45 ms, a whole practice here 20.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from voiceguide.speech._english_dates import Rule, date_rules, phone_rules
from voiceguide.speech._english_numbers import (
    cardinal,
    clock_time,
    counted,
    day_part,
    fraction,
    ordinal,
    plural,
    spoken_number,
    year,
)
from voiceguide.speech._english_shortened import ends_here, letters, shortened

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*"

_DOT: Final = r"(?:\.(?!\s+(?-i:[A-Z])|\s*$))?"
"""The period of an abbreviation, unless it also ends the sentence."""

_START: Final = r"(?<![\d.,])"
"""Not inside a number. (Without this, a page of digits would be searched from every digit again.)"""

_AFTER_UNIT: Final = r"(?!\w)(?!')" + _DOT + r"(?=[\s,;:!?.)\]\"-]|$)"

_UNITS: Final = {
    "s": "second", "sec": "second", "secs": "second", "m": "minute", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "ms": "millisecond", "kg": "kilogram", "g": "gram", "mg": "milligram",
    "km": "kilometre", "cm": "centimetre", "mm": "millimetre", "ml": "millilitre", "l": "litre", "%": "percent",
    "°": "degree", "x": "time", "lb": "pound", "lbs": "pound", "oz": "ounce", "ft": "foot", "yd": "yard", "yds": "yard",
    "mi": "mile", "hz": "hertz", "khz": "kilohertz", "db": "decibel", "kcal": "kilocalorie", "bpm": "beats per minute",
    "mph": "miles per hour", "km/h": "kilometres per hour", "kmh": "kilometres per hour", "m/s": "metres per second",
    "m/s²": "metres per second squared",
    "°c": "degrees Celsius", "°f": "degrees Fahrenheit", "m²": "square metre", "m2": "square metre",
    "km²": "square kilometre", "m³": "cubic metre", "‰": "per mille", "w": "watt", "kw": "kilowatt", "v": "volt",
    "gb": "gigabyte", "mb": "megabyte", "kb": "kilobyte",
}  # fmt: skip
_SAME_FOR_MANY: Final = frozenset(("percent", "hertz", "kilohertz", "per mille"))

_CURRENCIES: Final = {
    "$": ("dollar", "dollars", "cent"), "£": ("pound", "pounds", "pence"), "€": ("euro", "euros", "cent"),
    "¥": ("yen", "yen", ""), "₹": ("rupee", "rupees", ""),
}  # fmt: skip

_FRACTIONS: Final = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
}  # fmt: skip


def spelled_out(text: str, day_first: bool = False) -> str:
    """The text with everything written out in words.

    With `day_first`, ``3/4/2024`` is a day in April, as in Britain.
    """
    for needed, rules in _GROUPS:
        if needed.search(text):
            for pattern, replacement in rules(day_first):
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
    number, written = match[1], match[2].lower().replace(" ", "")
    if match[2] in ("S", "G", "H", "X", "M"):
        return match[0]  # 5G is no weight
    if written == "m" and match[0][len(number) : len(number) + 1].isspace():
        return counted(number, "metre")  # "5m" is a time here, "100 m" a distance
    unit = _UNITS[written]
    if unit.startswith("degrees"):
        return f"{number} degree{'' if number == '1' else 's'} {unit.split()[1]}"
    many = "feet" if unit == "foot" else unit if unit in _SAME_FOR_MANY or " per " in unit else ""
    return counted(number, unit, many) + (f" per {_PER[match[3].lower()]}" if match.lastindex == 3 and match[3] else "")


_PER: Final = {"day": "day", "d": "day", "week": "week", "month": "month", "year": "year", "hour": "hour", "h": "hour",
               "min": "minute", "minute": "minute", "s": "second", "kg": "kilogram", "l": "litre",
               "night": "night"}  # fmt: skip


def _hours(match: "re.Match[str]") -> str:
    stop = "." if ends_here(match) else ""
    return f"{counted(match[1], 'hour')} {counted(match[2], 'minute')}{stop}"


def _height(match: "re.Match[str]") -> str:
    return f"{cardinal(int(match[1]))} foot {cardinal(int(match[2]))} "


def _inches(match: "re.Match[str]") -> str:
    """Inches, unless the mark may close a quotation."""
    if match.string[: match.start()].count('"') % 2:
        return match[0]
    return f"{counted(match[1], 'inch', 'inches')} "


_SCALES: Final = {"M": "million", "m": "million", "bn": "billion", "k": "thousand", "K": "thousand"}
_CODES: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def _money(sign: str, number: str, scale: str) -> str:
    one, many, small = _CURRENCIES[sign]
    if scale:
        return f"{number} {_SCALES.get(scale, scale)} {many}"
    whole, point, part = number.replace(",", "").partition(".")
    if len(whole) > 15 or (point and not (small and len(part) == 2)):
        return counted(number, one, many)
    cents = int(part or 0)
    coins = f"{cents} {small if small == 'pence' or cents == 1 else small + 's'}"
    if cents and not int(whole):
        return coins
    notes = f"{cardinal(int(whole))} {one if whole == '1' else many}"  # not read as a year, as 1999 might be
    return notes + (f" and {coins}" if cents else "")


def _sign_first(match: "re.Match[str]") -> str:
    return _money(match[1], match[2], match[3] or "") + " "


def _sign_last(match: "re.Match[str]") -> str:
    return _money(match[2], match[1], "") + " "


def _vulgar(match: "re.Match[str]") -> str:
    above, below = _FRACTIONS[match[2]]
    words = fraction(above, below)
    if match[3]:
        unit = _UNITS[match[3]]
        if not match[1]:
            part = "half" if below == 2 else f"{words} of"
            return f" {part} {'an' if unit == 'hour' else 'a'} {unit} "
        return f"{match[1]} and {words.replace('one h', 'a h')} {unit}s "
    return f"{match[1]} and {words.replace('one h', 'a h')} " if match[1] else f" {words} "


def _fraction(match: "re.Match[str]") -> str:
    whole, above, below = match[1], int(match[2]), int(match[3])
    if below == 0 or (whole and above >= below):
        return match[0]
    words = fraction(above, below)
    return f"{whole} and {words.replace('one half', 'a half')} " if whole else f" {words} "


def _address(match: "re.Match[str]") -> str:
    """A web or e-mail address as one reads it aloud."""
    written = re.sub(r"^https?://", "", match[0])
    end = re.search(r"[.,;:!?)]*$", written)
    stops = end[0] if end else ""
    for sign, word in (("www.", "www dot "), (".", " dot "), ("/", " slash "), ("@", " at "), ("_", " underscore "),
                       ("-", " dash "), ("?", " question mark "), ("=", " equals "), ("&", " and "), ("#", " hash "),
                       (":", " colon "), ("~", " tilde "), ("%", " percent ")):  # fmt: skip
        written = (written[: -len(stops)] if stops and written.endswith(stops) else written).replace(sign, word)
    return re.sub(r" slash\s*$", "", written).strip() + stops


def _plain(match: "re.Match[str]") -> str:
    return f"{'minus ' if match[1] else ''}{spoken_number(match[2])} "


def _feet(match: "re.Match[str]") -> str:
    """Feet, unless the mark may close a quotation."""
    if re.search(r"(?<!\w)'", match.string[: match.start()]):
        return match[0]
    return f"{counted(match[1], 'foot', 'feet')}"


_UNIT_NAMES: Final = "|".join(
    re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True) if unit not in ("%", "°", "‰")
)
_SITES: Final = "com|org|net|edu|gov|info|io|uk|de|fr|es|it|eu|ch|at|nl|ca|au|us|dev|app|me|tv"


@cache
def _addresses(day_first: bool) -> tuple[Rule, ...]:
    found = (
        r"https?://[^\s<>\"]+|(?<![\w@])www\.[^\s<>\"]+|[\w.+-]+@[\w-]+\.[\w.-]*\w"
        rf"|(?<![\w@.])(?:[\w-]+\.)+(?:{_SITES})\b(?:/[^\s<>\"]*)?(?!\.?\w)"
    )
    return ((re.compile(found), _address),)


@cache
def _numbers(day_first: bool) -> tuple[Rule, ...]:
    return (
        (re.compile(r"(?<![\w.,/])(\d{1,3})((?:[ \u00a0\u2009\u202f]\d{3})+)(?![\w/]|[.,]\d|\s?\d)"),
         lambda match: match[1] + re.sub(r"\D", "", match[2])),
        (re.compile(r"(?<![\w.,])(\d{1,3})((?:\.\d{3}){2,})(?![\w/]|[.,]\d)"), lambda match: match[0].replace(".", "")),
        (re.compile(rf"(?<![\w.,])(\d+),(\d{{1,2}})(?=\s?(?:[$£€¥₹%°‰]|(?:{_UNIT_NAMES}|USD|EUR|seconds?|minutes?|hours?)\b))"
                    r"|(?<=[$£€])\s?(\d+),(\d\d)(?![\d,])"),
         lambda match: f"{match[1] or match[3]}.{match[2] or match[4]}"),
        (re.compile(rf"(?<=\d)\s?[-–−]\s?(?={_NUMBER}\s?=)"), " minus "),
        (re.compile(r"(?<![\w.])\.(?=\d)"), "0."),
        (re.compile(r"(?<![\d/])24/7(/365)?(?![\d/])"),
         lambda match: "twenty four seven" + (" three sixty five" if match[1] else "")),
        (re.compile(r"(?<![\d/])9/11(?![\d/])"), "nine eleven"),
        (re.compile(r"(?i)(\b[ap]\.?m\.?)\s?[-–]\s?(?=\d)"), lambda match: f"{match[1]} to "),
        (re.compile(r"(?<![\d.,:])(\d{1,2})\s?h\s?(\d{1,2})\s?(?:m|min)?\b\.?(?=[\s,;:!?.)]|$)"), _hours),
        (re.compile(r"(?<![\d/])50/50(?![\d/])"), "fifty fifty"),
        (re.compile(r"(?<![\d.,])(\d{1,2})'\s?(\d{1,2})(?:''|[\"”″])?(?![\w'])"), _height),
        (re.compile(rf"{_START}(\d{{1,2}})\s?ft\.?\s(\d{{1,2}})\s?in\b\.?"), _height),
        (re.compile(rf"{_START}({_NUMBER})\s?[\"″](?!\w)"), _inches),
        (re.compile(r"(?<![\w.,'])(\d{1,2})'(?=\s[a-z])"), _feet),
        (re.compile(rf"{_START}({_NUMBER})\s?in\.(?=\s+[a-z,])"),
         lambda match: f"{counted(match[1], 'inch', 'inches')}"),
        (re.compile(r"(?<![\d:/.,])(?:(\d+)\s)?(\d{1,3})\s?/\s?(\d{1,3})(?![\d/]|[.,]\d)"), _fraction),
        (re.compile(r"(?:(\d)\s?)?([½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘])(?:\s?(h|hr|min|s|kg|km|cm|lb|oz)\b\.?)?"), _vulgar),
        (re.compile(rf"(?i)(?<![\d:.])(\d{{1,2}})\.([0-5]\d)()\s?([ap])\.?m\b{_DOT}"), _clock),
        (re.compile(rf"(?i)(?<![\d:])(\d{{1,2}}):([0-5]\d)(?::([0-5]\d))?(?![\d:])(?:\s?([ap])\.?\s?m\b{_DOT})?"),
         _clock),
        (re.compile(rf"(?i)(?<![\d:])(1[0-2]|[1-9])\s?([ap])\.?\s?m\b{_DOT}"),
         lambda match: clock_time(int(match[1]), 0, match[2].lower())),
        (re.compile(rf"(?i)(?<!\w)([ap])\.\s?m\b{_DOT}"), lambda match: day_part(match[1].lower())),
        (re.compile(rf"(?:US)?([$£€¥₹])\s?({_NUMBER})(?:\s?(million|billion|thousand|trillion|M|bn|[kK])\b)?"),
         _sign_first),
        (re.compile(rf"{_START}({_NUMBER})\s?(USD|EUR|GBP|JPY|INR)\b"),
         lambda match: _money(_CODES[match[2]], match[1], "") + " "),
        (re.compile(rf"{_START}({_NUMBER})\s?([$£€¥₹])"), _sign_last),
        (re.compile(rf"{_START}({_NUMBER})\s?¢"), lambda match: counted(match[1], "cent")),
        (re.compile(rf"{_START}({_NUMBER})p\b(?!\.\s?m)"), lambda match: counted(match[1], "penny", "pence")),
        (re.compile(rf"(?<![\w.-]){_NUMBER}(?:\s?[-–]\s?{_NUMBER})+(?![\w-])"), _chain),
        (re.compile(r"(?<![\w.-])\d+(?:[-–]\d+)+(?=[a-z%°])"), _chain),
        (re.compile(r"\b(1[1-9]\d0|20\d0)'?s\b"), lambda match: plural(year(int(match[1])))),
        (re.compile(r"(?:(?<=\bthe )|(?<=\bearly )|(?<=\blate )|(?<=\bmid-)|(?<!\w)'|(?=\d0's))([2-9]0)'?s\b"),
         lambda match: plural(cardinal(int(match[1])))),
        (re.compile(rf"{_START}({_NUMBER})\s?(°\s?[CF])\b"), _measure),
        (re.compile(rf"{_START}({_NUMBER})\s?(%|°|‰)"), _measure),
        (re.compile(rf"{_START}({_NUMBER})[\s-]?((?ai:{_UNIT_NAMES}))(?:/((?ai:{'|'.join(_PER)})))?{_AFTER_UNIT}"),
         _measure),
        (re.compile(r"\b(\d{1,12})(?:st|nd|rd|th)\b", re.I), lambda match: f"{ordinal(int(match[1]))} "),
        (re.compile(r"#\s?(?=\d)"), "number "),
    )  # fmt: skip


@cache
def _signs(day_first: bool) -> tuple[Rule, ...]:
    return (
        (re.compile(r"\+\s?/\s?[-−]|±"), " plus or minus "),
        (re.compile(r"(?<=\d)\s?[:]\s?(?=\d)"), " to "),
        (re.compile(r"(?<=\d)\s?/\s?(?=\d)"), " over "),
        (re.compile(r"(?:≤|<=)\s?(?=\d)"), "at most "),
        (re.compile(r"(?:≥|>=)\s?(?=\d)"), "at least "),
        (re.compile(r"(?<=\d)\s?<\s?(?=\d)"), " is less than "),
        (re.compile(r"(?<=\d)\s?>\s?(?=\d)"), " is more than "),
        (re.compile(r"<\s?(?=\d)"), "less than "),
        (re.compile(r">\s?(?=\d)"), "more than "),
        (re.compile(r"(?<!\w)[~≈]\s?(?=\d)"), "about "),
        (re.compile(r"(?<=\d)\s?[×x∗]\s?(?=\d)|(?<=\d)\s?×"), " times "),
        (re.compile(r"\s?÷\s?"), " divided by "),
        (re.compile("²"), " squared "),
        (re.compile("³"), " cubed "),
        (re.compile(r"(?<=\d)\s?\^\s?(?=\d)"), " to the power of "),
        (re.compile(r"(?<=\d)\s?\+(?!\s?\d)"), " or more"),
        (re.compile(r"\s?\+\s?"), " plus "),
        (re.compile(r"\s?≠\s?"), " is not "),
        (re.compile(r"\s?=+\s?"), " equals "),
        (re.compile(r"\s?(?:→|⇒|->|=>)\s?"), ", "),
        (re.compile(r"(?<=\w)\s?@\s?(?=\w)"), " at "),
        (re.compile(r"(?<=[^\W\d_])(?=\d)"), " "),
        (re.compile(rf"(?:(?<![\w.])([-−])\s?)?({_NUMBER})"), _plain),
    )


_GROUPS: Final[tuple[tuple["re.Pattern[str]", Callable[[bool], tuple[Rule, ...]]], ...]] = (
    (re.compile(r"\..|\b(?:M(?:rs?|s)|Drs?|vs|et al)\b|w/|[№°§]|"
                r"\b(?:etc|St|Ave|Rd|Blvd|Jr|Sr|al|approx|max|incl|viz|cf)\."),
     shortened),
    (re.compile(r"[.@]\w"), _addresses),
    (re.compile(r"[A-Z]\.|Ph|[IVX]{2}|[VX]\b|War I"), letters),
    (re.compile(r"\d|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,3}"
                r"(?:\.|\s?[-–])"),
     date_rules),
    (re.compile(r"\d\D?\d\d"), phone_rules),
    (re.compile(r"[\d½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘]|[ap]\.\s?m", re.IGNORECASE), _numbers),
    (re.compile(r"[\d²³±+≤≥<>~≈×∗÷^≠=→⇒@]|->"), _signs),
)  # fmt: skip
"""Groups of rules, in order, each with a pattern that a text must contain for any of its rules to match.

Most sentences contain none of them. A group is compiled only when needed: compiling all takes longer than a practice.
"""
