"""Measures in English: a number with its unit, a length of time, a person's height, a fraction of a unit."""

import re
from typing import Final

from voiceguide.speech._english_abbreviations import ends_here
from voiceguide.speech._english_numbers import cardinal, counted, fraction

UNITS: Final = {
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
"""Units as they are written, in lower case, and as they are spoken."""

UNIT_NAMES: Final = "|".join(
    re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True) if unit not in ("%", "°", "‰")
)
"""A pattern for all units except the signs %, ° and ‰, the longest first."""

PORTION_UNITS: Final = r"h|hrs?|mins?|s|kg|g|km|cm|mm|lbs?|oz|ft|mi|yd|tsp|tbsp"
"""A pattern for the units of which people say halves and quarters, as in "half an hour"."""

PER: Final = {
    "day": "day", "d": "day", "week": "week", "month": "month", "year": "year", "hour": "hour", "h": "hour",
    "min": "minute", "minute": "minute", "s": "second", "kg": "kilogram", "l": "litre", "night": "night", "mo": "month",
    "yr": "year", "wk": "week", "hr": "hour", "person": "person", "session": "session", "side": "side", "set": "set",
    "lb": "pound",
}  # fmt: skip
"""Units that can follow a slash, and how they are spoken: "5 km/h", "€10/night"."""

AFTER_NOUNS: Final = "|".join(PER)
AFTER_FIGURES: Final = "|".join(word for word in PER if len(word) > 1)
"""Patterns for the units in `PER` after a slash. `AFTER_NOUNS` is for a slash after a noun ("breaths/min").
`AFTER_FIGURES` is for a slash after figures or a currency sign, and leaves out the units of a single letter.
"""

_SAME_FOR_MANY: Final = frozenset(("percent", "hertz", "kilohertz", "per mille"))

_FRACTIONS: Final = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
}  # fmt: skip


def measure(match: "re.Match[str]") -> str:
    """A number with its unit written out: ``5 kg``, ``20%``, ``10 km/h``. The unit is in the singular in "a 10 ft
    rope".
    """
    number, written = match[1], match[2].lower().replace(" ", "")
    if match[2] in ("S", "G", "H", "X", "M"):
        return match[0]  # 5G is no weight
    metres = written == "m" and match[0][len(number) : len(number) + 1].isspace()
    unit = "metre" if metres else UNITS[written]  # "5m" is a time here, "100 m" a distance
    if unit not in ("time", *_SAME_FOR_MANY) and describes(match):
        return f"{number} {unit}"
    if unit.startswith("degrees"):
        return f"{number} degree{'' if number == '1' else 's'} {unit.split()[1]}"
    many = "feet" if unit == "foot" else unit if unit in _SAME_FOR_MANY or " per " in unit else ""
    return counted(number, unit, many) + (f" per {PER[match[3].lower()]}" if match.lastindex == 3 and match[3] else "")


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


def describes(match: "re.Match[str]") -> bool:
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


def hours_and_minutes(match: "re.Match[str]") -> str:
    """Hours and minutes with their units written out: ``1h30``, ``1 h 30 min``."""
    stop = "." if ends_here(match) else ""
    return f"{counted(match[1], 'hour')} {counted(match[2], 'minute')}{stop}"


_LASTING: Final = ("hour", "minute", "second")


def lasting(match: "re.Match[str]") -> str:
    """Hours, minutes and seconds with their units written out: ``3m20s``, ``1h 20m 30s``."""
    parts = [counted(number, unit) for number, unit in zip(match.groups(), _LASTING, strict=True) if number]
    return " ".join(parts) + ("." if ends_here(match) else "")


def lasting_clock(match: "re.Match[str]") -> str:
    """A length of time that has a colon, with its units written out: ``5:30 min``. The units are in the singular in "a
    5:30 min song".
    """
    units = ("hour", "minute") if match[3].lower().startswith("h") else ("minute", "second")
    parts = [(number, unit) for number, unit in zip((match[1], match[2]), units, strict=True) if int(number)]
    one_thing = describes(match)
    return (
        " ".join(counted(str(int(number)), unit, unit if one_thing else "") for number, unit in parts)
        or f"0 {units[1]}s"
    )


def height(match: "re.Match[str]") -> str:
    """A height in feet and inches, in words: ``5'10"`` or ``5 ft 10 in`` as "five foot ten"."""
    return f"{cardinal(int(match[1]))} foot {cardinal(int(match[2]))} "


def inches(match: "re.Match[str]") -> str:
    """A number and a double quotation mark, read as inches; unchanged if the mark may close a quotation."""
    if _QUOTING.search(match.string[max(0, match.start() - _OPEN_QUOTE) : match.start()]):
        return match[0]
    return f"{counted(match[1], 'inch', 'inch' if describes(match) else 'inches')} "


def fraction_sign(match: "re.Match[str]") -> str:
    """A fraction in words, if it is a single sign: ``½``, ``1½ h``."""
    above, below = _FRACTIONS[match[2]]
    return _portion(match[1], above, below, match[3], describes=describes(match))


def written_fraction(match: "re.Match[str]") -> str:
    """A fraction in words, if it is written with a slash: ``3/4``, ``1 3/4 kg``."""
    whole, above, below = match[1], int(match[2]), int(match[3])
    if below == 0 or (whole and above >= below):
        return match[0]
    return _portion(whole, above, below, match[4], describes=describes(match))


def _portion(whole: str | None, above: int, below: int, written_unit: str | None, *, describes: bool) -> str:
    """A fraction in words, with the whole number and the unit if there are any: ``1½ h``, ``3/4 kg``, ``½``. The unit
    is in the singular in "a 1½ h walk".
    """
    words = fraction(above, below)
    unit = UNITS.get((written_unit or "").rstrip("."), "")
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


_OPEN_QUOTE: Final = 300
"""How many characters back to look for the beginning of a quotation."""

_QUOTING: Final = re.compile(r"(?<![^\s(\[—–])\"[^\"]*$")
"""Matches a text whose last quotation mark opens a quotation. A quotation mark after figures does not open one: it
means inches.
"""


def feet(match: "re.Match[str]") -> str:
    """A number and a single quotation mark, read as feet; unchanged if the mark may close a quotation."""
    if re.search(r"(?<!\w)'", match.string[max(0, match.start() - _OPEN_QUOTE) : match.start()]):
        return match[0]
    return f"{match[1]} foot" if describes(match) else counted(match[1], "foot", "feet")
