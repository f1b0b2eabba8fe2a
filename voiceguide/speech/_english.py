"""Spells out English numbers, times, units, symbols and abbreviations.

The library num2words is not used, because it could replace only `_english_numbers`. Most of the work is finding out
what symbols and units mean, and which numbers are years, dates or telephone numbers. Besides, importing num2words takes
45 ms, while spelling out a whole practice with this module takes 30 ms.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from voiceguide.speech._english_abbreviations import letters, shortened
from voiceguide.speech._english_addresses import addresses
from voiceguide.speech._english_dates import Rule, date_rules, phone_rules
from voiceguide.speech._english_measures import (
    AFTER_FIGURES,
    AFTER_NOUNS,
    PER,
    PORTION_UNITS,
    UNIT_NAMES,
    UNITS,
    describes,
    feet,
    fraction_sign,
    height,
    hours_and_minutes,
    inches,
    lasting,
    lasting_clock,
    measure,
    written_fraction,
)
from voiceguide.speech._english_numbers import (
    DOLLARS,
    cardinal,
    clock_time,
    counted,
    day_part,
    money,
    ordinal,
    plural,
    spoken_number,
)

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*"

_DOT: Final = r"(?:\.(?!\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)(?-i:[A-Z])|\s*$))?"
"""A pattern for the period of an abbreviation. It does not match a period that also ends the sentence: one at the end
of the text, or one before a capital letter, unless the name of a day begins there, as in "5 p.m. Monday".
"""

_START: Final = r"(?<![\d.,])"
"""A pattern that keeps a match from beginning inside a number. (It also saves time: without it, a long row of digits
would be searched again from each digit.)
"""

_AFTER_UNIT: Final = r"(?!\w)(?!')" + _DOT + r"(?=[\s,;:!?.)\]\"/-]|$)"


def spelled_out(text: str, day_first: bool = False) -> str:
    """The text with its numbers, times, units, symbols and abbreviations written out in words.

    With `day_first`, ``3/4/2024`` is a day in April, as in Britain.
    """
    for needed, rules in _GROUPS:
        if needed.search(text):
            for pattern, replacement in rules(day_first):
                text = pattern.sub(replacement, text)
    return text


_BEFORE_TIME: Final = re.compile(r"(?i)\b(?:at|by|until|till|before|after|since)\s$")
"""Matches if the text before a number ends in a word such as "at", so that the number is a time of day."""


def _clock(match: "re.Match[str]") -> str:
    """A time of day in words, such as ``7:30 pm`` or ``12:30:15``. If there are three numbers and the second or the
    third is zero, as in ``1:05:00``, it is read as a length of time, with its units. But after a word such as "at", or
    before "am" or "pm", even that is a time of day.
    """
    hours, minutes, seconds, period = int(match[1]), int(match[2]), int(match[3] or 0), (match[4] or "").lower()
    in_day = f" {day_part(period, hours)}" if period else ""
    if minutes and seconds:
        return f"{cardinal(hours)} {clock_time(minutes, seconds)}{in_day}"
    before = match.string[max(0, match.start() - 8) : match.start()]
    if match[3] and not period and not _BEFORE_TIME.search(before):
        parts = [(hours, "hour"), (minutes, "minute"), (seconds, "second")]
        return " ".join(counted(str(number), unit) for number, unit in parts if number) or "zero seconds"
    if seconds:
        return f"{clock_time(hours, 0)} and {counted(str(seconds), 'second')}{in_day}"
    return clock_time(hours, minutes, period)


def _chain(match: "re.Match[str]") -> str:
    """Numbers joined by dashes. ``4-6`` is a range and is read with "to"; ``4-7-8`` is a breathing rhythm and is read
    without "to".
    """
    numbers = re.split(r"\s*[-–]\s*", match[0])
    return f" {'to' if len(numbers) == 2 else ''} ".join(numbers)


_CODES: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def _sign_first(match: "re.Match[str]") -> str:
    """A sum of money in words, if its currency sign is in front: ``-$5``, ``US$5``, ``$5 million``. In "a $20 bill",
    the currency is in the singular.
    """
    said = money(match[3], match[5], match[6] or "", describes=describes(match))
    said = said.replace("dollar", DOLLARS.get(match[2] or "", "") + "dollar", 1)
    return f" {'minus ' if match[1] or match[4] else ''}{said} "


def _sign_last(match: "re.Match[str]") -> str:
    return money(match[2], match[1], "") + " "


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
    """An exponent in words, with its unit if one follows, as in ``10⁶`` and ``10⁶ km``. (``10²`` and ``10³`` are not
    handled here; they are read as "squared" and "cubed".)
    """
    figures = match[1].translate(_SUPERSCRIPT)
    power = f"to the power of {'minus ' if figures.startswith('⁻') else ''}{spoken_number(figures.lstrip('⁺⁻'))}"
    return f" {power} {counted('', 'metre' if match[2] == 'm' else UNITS[match[2]]).strip() if match[2] else ''} "


@cache
def _ranges() -> tuple[Rule, ...]:
    """The rules for ranges. Most of them put "to" between two times, sums of money, percentages, fractions or measures.
    Some only remove a sign: the slash in ``2019/20``, the hyphens in ``$5-a-day``, the hyphen in ``1-1/2``.
    """
    a_measure = rf"{_NUMBER}\s?(?:{UNIT_NAMES}|[%°]C?)"
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
        (re.compile(rf"(?<![\w.,–-])({a_measure})\s?[-–]\s?(?={a_measure}(?![\w–-]))"), r"\1 to "),
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
        (re.compile(rf"(?<![\w.,])(\d+),(\d{{1,2}})(?=\s?(?:[$£€¥₹%°‰]|(?:{UNIT_NAMES}|USD|EUR|seconds?|minutes?|hours?)\b))"
                    r"|(?<=[$£€])\s?(\d+),(\d\d)(?![\d,])"),
         lambda match: f"{match[1] or match[3]}.{match[2] or match[4]}"),
        (re.compile(rf"(?<=\d)\s?[-–−]\s?(?={_NUMBER}\s?=)"), " minus "),
        *_ranges(),
        (re.compile(rf"(?<![\w.,])({_NUMBER}\s?([mc]?m|in\.|ft\.?|yd|[\"″'′]))\s?[x×]\s?(?={_NUMBER}\s?\2)"),
         r"\1 by "),
        (re.compile(rf"(?<=[a-z]s)/({AFTER_NOUNS})\b|(?<=[\d€£$])/({AFTER_FIGURES})\b"),
         lambda match: f" per {PER[match[1] or match[2]]}"),
        (re.compile(r"(?<![\w.])\.(?=\d)"), "0."),
        (re.compile(r"(?<![\d/])24/7(/365)?(?![\d/])"),
         lambda match: "twenty four seven" + (" three sixty five" if match[1] else "")),
        (re.compile(r"(?<![\d/])9/11(?![\d/])"), "nine eleven"),
        (re.compile(r"(?<![\d/.,])\d{1,3}(?:/\d{1,3}){2,}(?![\d/]|[.,]\d)"), lambda match: match[0].replace("/", " ")),
        (re.compile(rf"(?i)(?<![\d:])(\d{{1,3}}):([0-5]\d)\s?(mins?|minutes?|h|hrs?|hours?)\b{_DOT}"), lasting_clock),
        (re.compile(r"(?<![\d.,:])(?:(\d{1,3})\s?h(?:rs?)?\.?\s?)?(\d{1,3})\s?m(?:ins?)?\.?\s?(\d{1,3})\s?s(?:ecs?)?\b\.?"
                    r"(?=[\s,;:!?.)]|$)"), lasting),
        (re.compile(r"(?<![\d.,:])(\d{1,2})\s?h\s?(\d{1,2})\s?(?:m|min)?\b\.?(?=[\s,;:!?.)]|$)"), hours_and_minutes),
        (re.compile(r"(?<![\d/])50/50(?![\d/])"), "fifty fifty"),
        (re.compile(r"(?<![\d.,])(\d{1,2})'\s?(\d{1,2})(?:''|[\"”″])?(?![\w'])"), height),
        (re.compile(rf"{_START}(\d{{1,2}})\s?ft\.?\s(\d{{1,2}})\s?in\b\.?"), height),
        (re.compile(rf"(?<![\d.,/])({_NUMBER})\s?[\"″](?!\w)"), inches),
        (re.compile(r"(?<![\w.,'])(\d{1,2})'(?=\s[a-z]|[,;.!?)]|$)"), feet),
        (re.compile(rf"(?<![\d.,/])({_NUMBER})\s?in"
                    r"(?:\.(?=\s+[a-z,]|\s*$)|(?=\s(?:wide|long|tall|high|deep|thick|across|apart)\b))"),
         lambda match: f"{counted(match[1], 'inch', 'inches')}"),
        (re.compile(r"(?<![\d:/.,])(?:(\d+)\s)?(\d{1,3})\s?/\s?(\d{1,3})(?![\d/]|[.,]\d)"
                    rf"(?:[\s-]?((?:{PORTION_UNITS})\b{_DOT}|in\.|[\"″](?!\w)))?"), written_fraction),
        (re.compile(r"(?:(\d)\s?)?([½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘])"
                    rf"(?:[\s-]?((?:{PORTION_UNITS})\b{_DOT}|in\.|[\"″](?!\w)))?"), fraction_sign),
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
        (re.compile(rf"{_START}({_NUMBER})\s?(°\s?[CF])\b"), measure),
        (re.compile(rf"{_START}({_NUMBER})\s?°\s?([NESW])\b"),
         lambda match: f"{counted(match[1], 'degree')} {_DIRECTIONS[match[2]]}"),
        (re.compile(rf"{_START}({_NUMBER})\s?(%|°|‰)"), measure),
        (re.compile(r"(?<=[A-Za-z])(\d{1,3})s\b"), lambda match: f" {plural(cardinal(int(match[1])))}"),
        (re.compile(rf"{_START}({_NUMBER})[\s-]?((?ai:{UNIT_NAMES}))(?:/((?ai:{'|'.join(PER)})))?{_AFTER_UNIT}"),
         measure),
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
"""The groups of rules, in the order in which they are applied. Each group comes with a pattern: if the pattern matches
nothing in a text, no rule of the group can match.

Most sentences match none of these patterns. A group's rules are compiled only when they are needed, because compiling
all of them takes longer than spelling out a practice.
"""
