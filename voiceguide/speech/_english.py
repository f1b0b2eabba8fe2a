"""Spells out English numbers, times, units, symbols and abbreviations.

The library num2words could replace only `_english_numbers`: the real work is to tell what symbols and units mean, and
which numbers are years, dates or telephone numbers. It takes 45 ms to import; a whole practice takes 30 ms here.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from voiceguide.speech._english_abbreviations import ends_here, letters, shortened
from voiceguide.speech._english_addresses import addresses
from voiceguide.speech._english_dates import Rule, date_rules, phone_rules
from voiceguide.speech._english_numbers import (
    DOLLARS,
    cardinal,
    clock_time,
    counted,
    day_part,
    fraction,
    money,
    ordinal,
    plural,
    spoken_number,
)

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*"

_DOT: Final = r"(?:\.(?!\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)(?-i:[A-Z])|\s*$))?"
"""The period of an abbreviation, unless it also ends the sentence; in "5 p.m. Monday" it does not."""

_START: Final = r"(?<![\d.,])"
"""Not inside a number. (Without this, a page of digits would be searched from every digit again.)"""

_AFTER_UNIT: Final = r"(?!\w)(?!')" + _DOT + r"(?=[\s,;:!?.)\]\"/-]|$)"

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
    "tsp": "teaspoon", "tbsp": "tablespoon", "fl oz": "fluid ounce", "floz": "fluid ounce",
    "gb": "gigabyte", "mb": "megabyte", "kb": "kilobyte",
}  # fmt: skip
_SAME_FOR_MANY: Final = frozenset(("percent", "hertz", "kilohertz", "per mille"))

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
    metres = written == "m" and match[0][len(number) : len(number) + 1].isspace()
    unit = "metre" if metres else _UNITS[written]  # "5m" is a time here, "100 m" a distance
    if unit not in ("time", *_SAME_FOR_MANY) and _describes(match):
        return f"{number} {unit}"
    if unit.startswith("degrees"):
        return f"{number} degree{'' if number == '1' else 's'} {unit.split()[1]}"
    many = "feet" if unit == "foot" else unit if unit in _SAME_FOR_MANY or " per " in unit else ""
    return counted(number, unit, many) + (f" per {_PER[match[3].lower()]}" if match.lastindex == 3 and match[3] else "")


_PER: Final = {"day": "day", "d": "day", "week": "week", "month": "month", "year": "year", "hour": "hour", "h": "hour",
               "min": "minute", "minute": "minute", "s": "second", "kg": "kilogram", "l": "litre",
               "night": "night", "mo": "month", "yr": "year", "wk": "week", "hr": "hour", "person": "person",
               "session": "session", "side": "side", "set": "set", "lb": "pound"}  # fmt: skip
_AFTER_NOUNS: Final = "|".join(_PER)
_AFTER_FIGURES: Final = "|".join(word for word in _PER if len(word) > 1)


_DETERMINER: Final = re.compile(
    r"\b(?:(an?|another|each|every)|this|that|the|your|my|our|his|her|their|one)\s"
    r"(?:(?:full|good|short|quick|whole|brief|single|nice)\s)?(?:[\d.,]+\s?[^\s\d]*\s+(?:to|by)\s)*$",
    re.IGNORECASE,
)
_THINGS: Final = re.compile(
    r"\s(?:breaks?|pauses?|sits?|walks?|rests?|timers?|practices?|meditations?|sessions?|holds?|naps?|runs?|rope|wall|bag|dash|race|"
    r"sprint|bills?|notes?|coins?|fees?|tickets?|meals?|plans?)\b"
)
_NO_THING: Final = re.compile(
    r"\s(?:or|and|to|in|of|per|for|at|from|more|later|ago|away|each|is|was|are|between|than|on|with|after|before|but|if|"
    r"when|as|then|so)\b"
)


def _describes(match: "re.Match[str]") -> bool:
    """Whether a measure describes a thing, and so is singular: "a 10 ft rope", "5-min breaks"."""
    after = match.string[match.end() : match.end() + 20]
    if not re.match(r"\s[a-z]", after):
        return False
    if re.match(r"[\d.,]+-[a-z]", match[0]):
        return not _NO_THING.match(after)
    lead = _DETERMINER.search(match.string[max(0, match.start() - 40) : match.start()])
    if not lead:
        return False
    return _THINGS.match(after) is not None or (lead[1] is not None and not _NO_THING.match(after))


def _hours(match: "re.Match[str]") -> str:
    stop = "." if ends_here(match) else ""
    return f"{counted(match[1], 'hour')} {counted(match[2], 'minute')}{stop}"


_LASTING: Final = ("hour", "minute", "second")


def _lasting(match: "re.Match[str]") -> str:
    """``3m20s``, ``1h 20m 30s``."""
    parts = [counted(number, unit) for number, unit in zip(match.groups(), _LASTING, strict=True) if number]
    return " ".join(parts) + ("." if ends_here(match) else "")


def _lasting_clock(match: "re.Match[str]") -> str:
    """``5:30 min``, and in the singular "a 5:30 min song"."""
    units = ("hour", "minute") if match[3].lower().startswith("h") else ("minute", "second")
    parts = [(number, unit) for number, unit in zip((match[1], match[2]), units, strict=True) if int(number)]
    describes = _describes(match)
    return (
        " ".join(counted(str(int(number)), unit, unit if describes else "") for number, unit in parts)
        or f"0 {units[1]}s"
    )


def _height(match: "re.Match[str]") -> str:
    return f"{cardinal(int(match[1]))} foot {cardinal(int(match[2]))} "


def _inches(match: "re.Match[str]") -> str:
    """Inches, unless the mark may close a quotation."""
    if _QUOTING.search(match.string[max(0, match.start() - _OPEN_QUOTE) : match.start()]):
        return match[0]
    return f"{counted(match[1], 'inch', 'inch' if _describes(match) else 'inches')} "


_CODES: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def _sign_first(match: "re.Match[str]") -> str:
    """``-$5``, ``US$5``, ``$5 million``; "a $20 bill" in the singular."""
    said = money(match[3], match[5], match[6] or "", describes=_describes(match))
    said = said.replace("dollar", DOLLARS.get(match[2] or "", "") + "dollar", 1)
    return f" {'minus ' if match[1] or match[4] else ''}{said} "


def _sign_last(match: "re.Match[str]") -> str:
    return money(match[2], match[1], "") + " "


def _vulgar(match: "re.Match[str]") -> str:
    above, below = _FRACTIONS[match[2]]
    return _portion(match[1], above, below, match[3], describes=_describes(match))


def _fraction(match: "re.Match[str]") -> str:
    whole, above, below = match[1], int(match[2]), int(match[3])
    if below == 0 or (whole and above >= below):
        return match[0]
    return _portion(whole, above, below, match[4], describes=_describes(match))


def _portion(whole: str | None, above: int, below: int, written_unit: str | None, *, describes: bool) -> str:
    """``1½ h``, ``3/4 kg``, ``½``, and in the singular "a 1½ h walk"."""
    words = fraction(above, below)
    unit = _UNITS.get((written_unit or "").rstrip("."), "")
    if (written_unit or "") in ("in.", '"', "″"):
        unit = "inch"
    if whole:
        many = unit if describes else {"foot": "feet", "inch": "inches"}.get(unit, f"{unit}s" if unit else "")
        return f"{whole} and {words.replace('one half', 'a half')} {many} "
    if not unit:
        return f" {words} "
    if describes:
        return f" {words.replace('one half', 'half').replace('quarters', 'quarter')} {unit} "
    part = "half" if (above, below) == (1, 2) else f"{words} of"
    return f" {part} {'an' if unit in ('hour', 'inch', 'ounce') else 'a'} {unit} "


_COUNTED_THINGS: Final = re.compile(
    r"\s(?:seconds|minutes|hours|days|weeks|months|years|times|steps|people|words|miles)\b"
)


def _plain(match: "re.Match[str]") -> str:
    number = match[2]
    counts = re.fullmatch(r"[1-9]\d(?!00)\d\d", number) and _COUNTED_THINGS.match(match.string, match.end())
    words = cardinal(int(number)) if counts else spoken_number(number)
    return f"{'minus ' if match[1] else ''}{words} "


_SUPERSCRIPT: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _power(match: "re.Match[str]") -> str:
    """``10⁶``, ``10⁶ km``. (``10²`` is squared.)"""
    figures = match[1].translate(_SUPERSCRIPT)
    power = f"to the power of {'minus ' if figures.startswith('⁻') else ''}{spoken_number(figures.lstrip('⁺⁻'))}"
    return f" {power} {counted('', 'metre' if match[2] == 'm' else _UNITS[match[2]]).strip() if match[2] else ''} "


_OPEN_QUOTE: Final = 300
"""How many characters back to look for the beginning of a quotation."""

_QUOTING: Final = re.compile(r"(?<![^\s(\[—–])\"[^\"]*$")
"""Matches if the last quotation mark opens a quotation; a mark after figures means inches."""


def _feet(match: "re.Match[str]") -> str:
    """Feet, unless the mark may close a quotation."""
    if re.search(r"(?<!\w)'", match.string[max(0, match.start() - _OPEN_QUOTE) : match.start()]):
        return match[0]
    return f"{match[1]} foot" if _describes(match) else counted(match[1], "foot", "feet")


_UNIT_NAMES: Final = "|".join(
    re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True) if unit not in ("%", "°", "‰")
)


_PORTION_UNITS: Final = r"h|hrs?|mins?|s|kg|g|km|cm|mm|lbs?|oz|ft|mi|yd|tsp|tbsp"


@cache
def _ranges() -> tuple[Rule, ...]:
    """The rules that say "to" between two of a kind: times, sums, percentages, fractions, measures."""
    measure = rf"{_NUMBER}\s?(?:{_UNIT_NAMES}|[%°]C?)"
    return (
        (re.compile(r"(?i)(?<![\w.,:/–-])(\d{1,2})\.([0-5]\d)\s?[-–]\s?(?=\d{1,2}\.[0-5]\d\s?[ap]\.?m\b)"),
         r"\1:\2 to "),
        (re.compile(r"(?i)(?<![\w.,:/–-])(\d{1,2}:[0-5]\d|noon|midnight"
                    r"|\d{1,2}(?=\s?[-–]\s?(?:\d{1,2}:[0-5]\d|\d{1,2}(?:\.[0-5]\d)?\s?[ap]\.?\s?m\b)))\s?[-–]\s?(?=\d)"),
         r"\1 to "),
        (re.compile(r"(?i)((?<![a-z])[ap]\.?m\b\.?)\s?[-–]\s?(?=\d|noon\b|midnight\b)"), r"\1 to "),
        (re.compile(rf"([$£€¥₹]\s?{_NUMBER}(?:M|bn|[kK])?)\s?[-–]\s?(?=[$£€¥₹]\s?\d)"), r"\1 to "),
        (re.compile(rf"([$£€¥₹])\s?({_NUMBER})\s?[-–]\s?(?=\d[\d.,]*(?![\d–-]))"), r"\2 to \1"),
        (re.compile(rf"([$£€]\s?{_NUMBER})-a-(?=(?:day|week|month|year)\b)"), r"\1 a "),
        (re.compile(rf"(?<![\w.,–-])({measure})\s?[-–]\s?(?={measure}(?![\w–-]))"), r"\1 to "),
        (re.compile(r"(?<![\w.])([-−]\d+(?:\.\d+)?)\s?–\s?(?=\d)"), r"\1 to "),
        (re.compile(r"(?<![\w.,'])(\d{1,2}'(?:\s?\d{1,2}\"?)?)\s?[-–]\s?(?=\d{1,2}')"), r"\1 to "),
        (re.compile(r"\b([A-Z]\d{1,2})\s?–\s?(?=[A-Z]\d)"), r"\1 to "),
        (re.compile(r"(?<![\d/])((?:19|20)\d\d)/(?=\d\d(?![\d/]))"), r"\1 "),
        (re.compile(r"([½¼¾⅓⅔])\s?[-–]\s?(?=\d|[½¼¾⅓⅔])"), r"\1 to "),
        (re.compile(r"(?<![\d/-])(\d{1,2})-(?=\d/\d(?![\d/]))"), r"\1 "),
        (re.compile(r"(?<![\d/])(\d/\d)\s?[-–]\s?(?=\d/\d(?![\d/])|\d\s[a-z])"), r"\1 to "),
    )  # fmt: skip


@cache
def _numbers(day_first: bool) -> tuple[Rule, ...]:
    return (
        (re.compile(r"(?<![\w.,/])(\d{1,3})((?:[ \u00a0\u2009\u202f]\d{3})+)(?![\w/]|[.,]\d|\s?\d)"),
         lambda match: match[1] + re.sub(r"\D", "", match[2])),
        (re.compile(r"(?<![\w.,])(\d{1,3}(?:[. \u00a0\u202f]\d{3})+),(\d\d?)(?=\s?[€£$%])"),
         lambda match: re.sub(r"\D", "", match[1]) + "." + match[2]),
        (re.compile(r"(?<![\w.,])(\d{1,3})((?:\.\d{3}){2,})(?![\w/]|[.,]\d)"), lambda match: match[0].replace(".", "")),
        (re.compile(rf"(?<![\w.,])(\d+),(\d{{1,2}})(?=\s?(?:[$£€¥₹%°‰]|(?:{_UNIT_NAMES}|USD|EUR|seconds?|minutes?|hours?)\b))"
                    r"|(?<=[$£€])\s?(\d+),(\d\d)(?![\d,])"),
         lambda match: f"{match[1] or match[3]}.{match[2] or match[4]}"),
        (re.compile(rf"(?<=\d)\s?[-–−]\s?(?={_NUMBER}\s?=)"), " minus "),
        *_ranges(),
        (re.compile(rf"(?<![\w.,])({_NUMBER}\s?([mc]?m|in\.|ft\.?|yd|[\"″'′]))\s?[x×]\s?(?={_NUMBER}\s?\2)"),
         r"\1 by "),
        (re.compile(rf"(?<=[a-z]s)/({_AFTER_NOUNS})\b|(?<=[\d€£$])/({_AFTER_FIGURES})\b"),
         lambda match: f" per {_PER[match[1] or match[2]]}"),
        (re.compile(r"(?<![\w.])\.(?=\d)"), "0."),
        (re.compile(r"(?<![\d/])24/7(/365)?(?![\d/])"),
         lambda match: "twenty four seven" + (" three sixty five" if match[1] else "")),
        (re.compile(r"(?<![\d/])9/11(?![\d/])"), "nine eleven"),
        (re.compile(r"(?<![\d/.,])\d{1,3}(?:/\d{1,3}){2,}(?![\d/]|[.,]\d)"), lambda match: match[0].replace("/", " ")),
        (re.compile(rf"(?i)(?<![\d:])(\d{{1,3}}):([0-5]\d)\s?(mins?|minutes?|h|hrs?|hours?)\b{_DOT}"), _lasting_clock),
        (re.compile(r"(?<![\d.,:])(?:(\d{1,3})\s?h(?:rs?)?\.?\s?)?(\d{1,3})\s?m(?:ins?)?\.?\s?(\d{1,3})\s?s(?:ecs?)?\b\.?"
                    r"(?=[\s,;:!?.)]|$)"), _lasting),
        (re.compile(r"(?<![\d.,:])(\d{1,2})\s?h\s?(\d{1,2})\s?(?:m|min)?\b\.?(?=[\s,;:!?.)]|$)"), _hours),
        (re.compile(r"(?<![\d/])50/50(?![\d/])"), "fifty fifty"),
        (re.compile(r"(?<![\d.,])(\d{1,2})'\s?(\d{1,2})(?:''|[\"”″])?(?![\w'])"), _height),
        (re.compile(rf"{_START}(\d{{1,2}})\s?ft\.?\s(\d{{1,2}})\s?in\b\.?"), _height),
        (re.compile(rf"(?<![\d.,/])({_NUMBER})\s?[\"″](?!\w)"), _inches),
        (re.compile(r"(?<![\w.,'])(\d{1,2})'(?=\s[a-z]|[,;.!?)]|$)"), _feet),
        (re.compile(rf"(?<![\d.,/])({_NUMBER})\s?in"
                    r"(?:\.(?=\s+[a-z,]|\s*$)|(?=\s(?:wide|long|tall|high|deep|thick|across|apart)\b))"),
         lambda match: f"{counted(match[1], 'inch', 'inches')}"),
        (re.compile(r"(?<![\d:/.,])(?:(\d+)\s)?(\d{1,3})\s?/\s?(\d{1,3})(?![\d/]|[.,]\d)"
                    rf"(?:[\s-]?((?:{_PORTION_UNITS})\b{_DOT}|in\.|[\"″](?!\w)))?"), _fraction),
        (re.compile(r"(?:(\d)\s?)?([½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘])"
                    rf"(?:[\s-]?((?:{_PORTION_UNITS})\b{_DOT}|in\.|[\"″](?!\w)))?"), _vulgar),
        (re.compile(rf"(?i)(?<![\d:.])(\d{{1,2}})\.([0-5]\d)()\s?([ap])\.?m\b{_DOT}"), _clock),
        (re.compile(rf"(?i)(?<![\d:])(\d{{1,2}}):([0-5]\d)(?::([0-5]\d))?(?![\d:])(?:\s?([ap])\.?\s?m\b{_DOT})?"),
         _clock),
        (re.compile(rf"(?i)(?<![\d:])(1[0-2]|[1-9])\s?([ap])\.?\s?m\b{_DOT}"),
         lambda match: clock_time(int(match[1]), 0, match[2].lower())),
        (re.compile(rf"(?i)(?<!\w)([ap])\.\s?m\b{_DOT}"), lambda match: day_part(match[1].lower())),
        (re.compile(rf"(?:(?<![\w.])([-−]))?(?:(?<![A-Za-z])(US|AU?|CA?|NZ|HK|S)(?=\$))?"
                    rf"([$£€¥₹])\s?([-−])?({_NUMBER})(?:\s?(million|billion|thousand|trillion|[mM]|bn|[kK])\b)?"),
         _sign_first),
        (re.compile(rf"{_START}({_NUMBER})\s?(USD|EUR|GBP|JPY|INR)\b"),
         lambda match: money(_CODES[match[2]], match[1], "") + " "),
        (re.compile(rf"{_START}({_NUMBER})\s?([$£€¥₹])"), _sign_last),
        (re.compile(rf"{_START}({_NUMBER})\s?¢"), lambda match: counted(match[1], "cent")),
        (re.compile(rf"{_START}({_NUMBER})p\b(?!\.\s?m)"), lambda match: counted(match[1], "penny", "pence")),
        (re.compile(rf"(?<![\w.-]){_NUMBER}(?:\s?[-–]\s?{_NUMBER})+(?![\w-])"), _chain),
        (re.compile(r"(?<![\w.-])\d+(?:[-–]\d+)+(?=-?[a-z%°])"), _chain),
        (re.compile(rf"{_START}({_NUMBER})\s?(°\s?[CF])\b"), _measure),
        (re.compile(rf"{_START}({_NUMBER})\s?°\s?([NESW])\b"),
         lambda match: f"{counted(match[1], 'degree')} {_DIRECTIONS[match[2]]}"),
        (re.compile(rf"{_START}({_NUMBER})\s?(%|°|‰)"), _measure),
        (re.compile(r"(?<=[A-Za-z])(\d{1,3})s\b"), lambda match: f" {plural(cardinal(int(match[1])))}"),
        (re.compile(rf"{_START}({_NUMBER})[\s-]?((?ai:{_UNIT_NAMES}))(?:/((?ai:{'|'.join(_PER)})))?{_AFTER_UNIT}"),
         _measure),
        (re.compile(r"(\d(?:st|nd|rd|th))\s?[-–]\s?(?=\d+(?:st|nd|rd|th)\b)", re.I), r"\1 to "),
        (re.compile(r"(?<![\d,.])(\d{1,12}|\d{1,3}(?:,\d{3})+)(?:st|nd|rd|th)\b", re.I),
         lambda match: f"{ordinal(int(match[1].replace(',', '')))} "),
        (re.compile(r"#\s?(?=\d)"), "number "),
    )  # fmt: skip


_DIRECTIONS: Final = {"N": "north", "E": "east", "S": "south", "W": "west"}


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
        (re.compile(r"(?<=\d)([⁻⁺][⁰¹²³⁴-⁹]+|[⁰¹²³⁴-⁹]{2,}|[⁰¹⁴-⁹])(?:\s?(k?m|k?g|s|h|cm|mm|l|w|hz)\b)?"), _power),
        (re.compile("²"), " squared "),
        (re.compile("³"), " cubed "),
        (re.compile(r"(?<=\d)\s?\^\s?(?=\d)"), " to the power of "),
        (re.compile(r"(?<=\d)\s?\+(?!\s?\d)"), " or more"),
        (re.compile(r"\s?\+\s?"), " plus "),
        (re.compile(r"\s?≠\s?"), " is not "),
        (re.compile(r"\s?=+\s?"), " equals "),
        (re.compile(r"\s?(?:→|⇒|->|=>)\s?"), ", "),
        (re.compile(r"(?<=\w)\s?@\s?(?=\w)"), " at "),
        (re.compile(r"(?<![\w@])@(?=\w)"), "at "),
        (re.compile(r"(?<=[^\W\d_])(?=\d)"), " "),
        (re.compile(r"[⁰¹⁴-⁹]+"), lambda match: f" {match[0].translate(_SUPERSCRIPT)}"),
        (re.compile(rf"(?:(?<![\w.])([-−])\s?)?({_NUMBER})"), _plain),
    )


_GROUPS: Final[tuple[tuple["re.Pattern[str]", Callable[[bool], tuple[Rule, ...]]], ...]] = (
    (re.compile(r"\..|\b(?:M(?:rs?|s)|Drs?|vs|et al)\b|w/|[№°§]|"
                r"\b(?:Inc|Ltd|Corp|[Dd]ept|etc|St|Ave|Rd|Blvd|Jr|Sr|al|approx|max|incl|viz|cf)\."),
     shortened),
    (re.compile(r"[.@]\w"), addresses),
    (re.compile(r"[A-Z]\.|[A-G][#♯]|[A-Z]–[A-Z]|A-Z|Ph|[IVX]{2}|[VX]\b|War I"), letters),
    (re.compile(r"\d|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,3}"
                r"(?:\.|\s?[-–])|\b(?:Tues?|Thu(?:rs?)?|Fri)\b|\b(?:Mon|Wed|Sat|Sun)(?:,|\s(?:and|or|to)\s)"),
     date_rules),
    (re.compile(r"\d\D?\d\d"), phone_rules),
    (re.compile(r"[\d½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘]|[ap]\.\s?m", re.IGNORECASE), _numbers),
    (re.compile(r"[\d⁰¹²³⁴-⁹±+≤≥<>~≈×∗÷^≠=→⇒@]|->"), _signs),
)  # fmt: skip
"""Groups of rules, in order, each with a pattern that a text must contain for any of its rules to match.

Most sentences contain none of them. A group is compiled only when needed: compiling all takes longer than a practice.
"""
