"""English numbers, and sums of money, in words."""

from typing import Final

from voiceguide.system.plain_text import words_of

_SMALL: Final = words_of(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """
)
_TENS: Final = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS: Final = ("", " thousand", " million", " billion")
_TOO_LARGE: Final = 1000 ** len(_GROUPS)
_IRREGULAR: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_WHOLE_MARKS: Final = (5, 10, 100)
"""The highest scores on common scales, such as tests and pain scales. Full marks on such a scale are read with "out
of": ``10/10`` is "ten out of ten", but ``20/20`` is "twenty twenty".
"""


def cardinal(number: int) -> str:
    """``21`` as ``twenty one``. `number` must not be negative; a million million or more is read digit by digit."""
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
    """The words with the last one in the plural: ``nineteen nineties``."""
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def digits(text: str) -> str:
    """Digit by digit: ``07`` as ``zero seven``."""
    return " ".join(_SMALL[int(digit)] for digit in text)


def spoken_number(text: str) -> str:
    """A written number, without plus or minus, in words: ``1,000``, ``4.5``, ``007``. Four figures from 1100 to 2099
    are read as a year.
    """
    whole, *parts = text.replace(",", "").split(".")
    if len(whole) > 1 and whole.startswith("0"):
        words = digits(whole)
    elif "," not in text and not parts and len(whole) == 4 and 1100 <= int(whole) < 2100:
        words = year(int(whole))
    else:
        words = cardinal(int(whole)) if len(whole) <= 15 else digits(whole)
    return " point ".join([words, *(digits(part) for part in parts)])


def clock_time(hours: int, minutes: int, period: str = "") -> str:
    """A time of day or a duration: ``7:30`` as ``seven thirty``. `period` is ``a`` for a.m., ``p`` for
    p.m., or empty.
    """
    if period and hours == 12 and not minutes:
        return "midnight" if period == "a" else "noon"
    if minutes:
        words = f"{cardinal(hours)} {'oh ' if minutes < 10 else ''}{cardinal(minutes)}"
    else:
        words = cardinal(hours) if period or not 1 <= hours <= 12 else f"{cardinal(hours)} o'clock"
    if not period:
        return words
    return f"{words} {day_part(period, hours)}"


def day_part(period: str, hours: int | None = None) -> str:
    """What is said for ``a.m.`` (if `period` is ``a``) or ``p.m.``: "in the morning", "in the afternoon" or "in the
    evening". Voices misread the letters.
    """
    if period == "a":
        return "in the morning"
    return "in the evening" if hours is not None and 6 <= hours < 12 else "in the afternoon"


def fraction(above: int, below: int) -> str:
    """A fraction in words: ``2/3`` as ``two thirds``. If `below` is more than nine, "out of" is used: ``seven out of
    ten``. If the fraction is greater than one, "over" is used: ``five over three``.

    In two cases there is no word between the numbers: if they add up to a hundred (``eighty twenty``), or if they are
    equal and not in `_WHOLE_MARKS` (``twenty twenty``).
    """
    if below > 9 or above >= below:
        alike = above == below and below not in _WHOLE_MARKS
        joint = "" if alike or above + below == 100 else "out of " if above <= below else "over "
        return f"{cardinal(above)} {joint}{cardinal(below)}"
    part = {2: "half", 4: "quarter"}.get(below, ordinal(below))
    return f"{cardinal(above)} {part if above == 1 else 'halves' if below == 2 else part + 's'}"


def counted(number: str, one: str, many: str = "") -> str:
    """A written number with its noun in the singular or plural: ``1 degree``, ``1.5 degrees``."""
    return f"{number} {one if number == '1' else many or one + 's'}"


_CURRENCIES: Final = {
    "$": ("dollar", "dollars", "cent"),
    "£": ("pound", "pounds", "pence"),
    "€": ("euro", "euros", "cent"),
    "¥": ("yen", "yen", ""),
    "₹": ("rupee", "rupees", ""),
}
_SCALES: Final = {"M": "million", "m": "million", "bn": "billion", "k": "thousand", "K": "thousand"}
DOLLARS: Final = {
    "A": "Australian ",
    "AU": "Australian ",
    "C": "Canadian ",
    "CA": "Canadian ",
    "NZ": "New Zealand ",
    "HK": "Hong Kong ",
    "S": "Singapore ",
}
"""Letters before a dollar sign, and the word that is spoken for them: ``A$5`` is five Australian dollars."""


def money(sign: str, number: str, scale: str, *, describes: bool = False) -> str:
    """A sum of money, from its sign (``$``), its written number (``3.50``) and its scale (``million``, or empty). With
    `describes`, the sum describes a thing and the currency is in the singular: "a $20 bill".
    """
    one, many, small = _CURRENCIES[sign]
    if describes and "." not in number:
        many = one
    if scale:
        return f"{number} {_SCALES.get(scale, scale)} {many}"
    whole, point, part = number.replace(",", "").partition(".")
    if len(whole) > 15 or (point and not (small and len(part) == 2)):
        return counted(number, one, many)
    cents = int(part or 0)
    coins = f"{cents} {small if small == 'pence' or cents == 1 else small + 's'}"
    if cents and not int(whole):
        return coins
    notes = f"{cardinal(int(whole))} {one if whole == '1' else many}"  # in words, or 1999 would be read as a year
    return notes + (f" and {coins}" if cents else "")
