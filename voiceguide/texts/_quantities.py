"""Reads lengths of time as people write them, in nine languages: numbers and units, in words and in figures."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from voiceguide.texts._model import Amount
from voiceguide.texts._patterns import Pattern
from voiceguide.units import Seconds

LONGEST: Final[Seconds] = 4 * 3600.0
"""The longest pause, in seconds. A greater length is not taken for a pause."""
_BREATH: Final[Seconds] = 5.0
"""How long one breath takes, in and out, in seconds. "A few breaths" are three."""
_MOMENT: Final[Seconds] = 5.0

_UNITS: Final = (
    (0.001, r"ms|msecs?|milliseconds?|millisekunden?|milisegundos?|millisecondes?|millisecondi|毫秒|ミリ秒"),
    (1.0, r"s|secs?|seconds?|sek|sekund\w*|seg|segs|segundos?|secondes?|secondi|secondo|seconden?|″|\"|"
          r"秒钟|秒鐘|秒間|秒"),
    (60.0, r"m|mins?|minutes?|minuten?|minut\w?|minutos?|minuti|minuto|minuut|minuutje|min|′|分钟|分鐘|分間|分"),
    (3600.0, r"h|hrs?|hours?|stunden?|horas?|heures?|ore|ora|uur|小时|小時|時間"),
    (_BREATH, r"breaths?|breathing cycles?|breath cycles?|inhalations?|atemz[uü]ge?n?|atemzug|respiraci[oó]n(?:es)?"
             r"|respirations?|respiri|respiro|respirazion[ei]|respiração|respirações|ademhaling(?:en)?|ademteugen|teugen"
             r"|次深?呼吸|个呼吸|個呼吸|口气|呼吸分|呼吸|回呼吸|回の呼吸"),
    (_MOMENT, r"moments?|moment(?:e|en|os|i)|augenblicke?|momenti|instants?|instantes?|片刻"),
    (1.0, r"beats?|counts?|takte?"),
)  # fmt: skip

_NUMBERS: Final = {
    **dict.fromkeys(("one", "ein", "eine", "einen", "einer", "un", "una", "uno", "une", "um", "uma", "een", "a", "an",
                     "一"), 1.0),
    **dict.fromkeys(("two", "couple", "zwei", "dos", "deux", "due", "dois", "duas", "twee", "paar", "par", "二", "两",
                     "兩"), 2.0),
    **dict.fromkeys(("three", "few", "drei", "tres", "trois", "tre", "três", "drie", "einige", "quelques", "algunas",
                     "algunos", "unas", "unos", "alcuni", "alcune", "qualche", "algumas", "alguns", "enkele",
                     "several", "some", "mehrere", "varias", "varios", "plusieurs", "三", "几", "幾", "数"), 3.0),
    **dict.fromkeys(("four", "vier", "cuatro", "quatre", "quattro", "quatro", "四"), 4.0),
    **dict.fromkeys(("five", "fünf", "cinco", "cinq", "cinque", "vijf", "五"), 5.0),
    **dict.fromkeys(("six", "sechs", "seis", "sei", "zes", "六"), 6.0),
    **dict.fromkeys(("seven", "sieben", "siete", "sept", "sette", "sete", "zeven", "七"), 7.0),
    **dict.fromkeys(("eight", "acht", "ocho", "huit", "otto", "oito", "八"), 8.0),
    **dict.fromkeys(("nine", "neun", "nueve", "neuf", "nove", "negen", "九"), 9.0),
    **dict.fromkeys(("ten", "zehn", "diez", "dix", "dieci", "dez", "tien", "十"), 10.0),
    **dict.fromkeys(("twelve", "zwölf", "doce", "douze", "dodici", "doze", "twaalf"), 12.0),
    **dict.fromkeys(("fifteen", "fünfzehn", "quince", "quinze", "quindici", "vijftien", "十五"), 15.0),
    **dict.fromkeys(("twenty", "zwanzig", "veinte", "vingt", "venti", "vinte", "twintig", "二十"), 20.0),
    **dict.fromkeys(("thirty", "dreißig", "dreissig", "treinta", "trente", "trenta", "trinta", "dertig", "三十"), 30.0),
    **dict.fromkeys(("forty", "vierzig", "cuarenta", "quarante", "quaranta", "quarenta", "veertig"), 40.0),
    **dict.fromkeys(("forty-five", "fünfundvierzig", "cuarenta y cinco", "quarante-cinq", "quarantacinque"), 45.0),
    **dict.fromkeys(("sixty", "sechzig", "sesenta", "soixante", "sessanta", "sessenta", "zestig", "六十"), 60.0),
    **dict.fromkeys(("ninety", "neunzig", "noventa", "quatre-vingt-dix", "novanta", "negentig", "九十"), 90.0),
    **dict.fromkeys(("half", "half a", "half an", "halbe", "halben", "eine halbe", "medio", "media", "demi", "une demi",
                     "une demie", "mezzo", "mezza", "meio", "meia", "halve", "een halve", "半", "½"), 0.5),
    **dict.fromkeys(("anderthalb", "eineinhalb", "one and a half", "a minute and a half", "1½"), 1.5),
    "a few": 3.0, "a couple of": 2.0, "couple of": 2.0, "ein paar": 3.0, "een paar": 3.0, "un par de": 2.0,
    "2½": 2.5,
}  # fmt: skip

_WORDS: Final = "|".join(re.escape(word) for word in sorted(_NUMBERS, key=len, reverse=True))
_SIGNS: Final = "[一二三四五六七八九十两几数半]+"
_FIGURES: Final = r"\d{1,5}(?:[.,]\d{1,3})?"
_NUMBER: Final = Pattern(rf"{_FIGURES}|(?<!\w)(?:{_WORDS})(?![a-zà-ÿ])|{_SIGNS}")
_LAST: Final = Pattern(rf"{_FIGURES}(?![\d:])")
"""Matches the figures at the upper end of a range, such as the 20 in ``10-20 s``."""
_UNIT: Final = Pattern(f"(?:{'|'.join(f'({words})' for _, words in _UNITS)})(?![a-zà-ÿ])")
"""Matches a unit. The number of the group that matches is the unit's place in `_UNITS`, counted from 1."""
_JOINT: Final = Pattern(r"[\s\-]*")
_ADJECTIVES: Final = Pattern(
    r"[\s\-]*(?:(?:slow|deep|full|long|gentle|natural|more|tiefe|volle|langsame|langsam|tief)\s+){0,2}"
)
_TO: Final = Pattern(r"\s*(?:-|–|—|~|～|〜|tot|to|bis|à|até|a|ou|or|y|und|et|en|e|至|到|から)\s*")
_AND: Final = Pattern(r"\s*(?:and|und|et|y|en|e|,)\s*")
_CLOCK: Final = Pattern(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])", needs=":")
_BARE_SECONDS: Final = Pattern(r"\s*(\d{1,2})(?![\d:.,])")
_LETTERS: Final = Pattern(r"[^\W\d_]+")
LENGTH_ALONE: Final = Pattern(
    r"\d{1,3}(?:[.,]\d)?\s?(?:s|sec|secs|seconds?|min|mins|minutes?|sek|seg|sekunden|segundos|secondes|秒)\.?"
)
"""Matches a whole text that is one length in figures, such as ``30 seconds``."""


class Length(NamedTuple):
    """A number in a text, with its unit, and the end of its range if it has one."""

    amount: Amount | None
    """The length or range in seconds; None: it is too long for a pause."""
    start: int
    end: int
    """`start` and `end` are its span in the text."""
    units: tuple[Seconds, ...]
    """How many seconds its unit has. Two values if both ends of a range have a unit; empty if there is no unit."""
    figures: bool
    """Whether it begins with figures and not with a word."""
    single: bool
    """Whether it is one number and not a range."""


def lengths(plain: str) -> Iterator[Length]:
    """Every number in a text, with its unit, in order. The text must be in lower case."""
    at = 0
    while (number := _NUMBER.search(plain, at)) is not None:
        found = _length_at(plain, number)
        yield found
        at = found.end


def _length_at(plain: str, number: "re.Match[str]") -> Length:
    first, end = _unit_after(plain, number.end(), _JOINT)
    last, end = _range_end(plain, end)
    second, end = _unit_after(plain, end, _ADJECTIVES)
    units = tuple(unit for unit in (first, second) if unit is not None)
    least = _value(number[0]) * (units[0] if units else 1.0)
    greatest = least if last is None else last * (units[-1] if units else 1.0)
    if first is not None and last is not None and second is None:  # "1 minute and 30" is no range
        least = greatest = least + (last if first == 60.0 else 0.0)
    return Length(bounded(least, greatest), number.start(), end, units, number[0][0].isdigit(), last is None)


def _unit_after(plain: str, at: int, between: Pattern) -> tuple[Seconds | None, int]:
    joint = between.match(plain, at)
    unit = _UNIT.match(plain, joint.end() if joint else at)
    return (_seconds(unit), unit.end()) if unit else (None, at)


def _range_end(plain: str, at: int) -> tuple[float | None, int]:
    joint = _TO.match(plain, at)
    if joint is None:
        return None, at
    figures = plain[joint.end() : joint.end() + 1].isdecimal()
    number = (_LAST if figures else _NUMBER).match(plain, joint.end())
    if number is None or re.match(r"[\d:]", plain[number.end() : number.end() + 1]):
        return None, at
    return _value(number[0]), number.end()


def length_in(plain: str, *, bare: bool) -> tuple[Amount | None, str]:
    """The length in a mark (None if there is none, or if it is too long for a pause), and the rest of the mark. `bare`:
    a number in figures without a unit means seconds.
    """
    if clock := _CLOCK.search(plain):
        seconds = int(clock[1]) * 60.0 + int(clock[2])
        return bounded(seconds, seconds), _without(plain, clock.start(), clock.end())
    for found in lengths(plain):
        if not found.units and not (bare and found.figures):
            continue
        amount, end = found.amount, found.end
        if found.single and found.units[:1] == (60.0,):
            more, end = _seconds_after(plain, end)
            amount = amount and bounded(amount.least + more, amount.greatest + more)
        return amount, _without(plain, found.start, end)
    return _unit_alone(plain)


def _seconds_after(plain: str, at: int) -> tuple[Seconds, int]:
    """The seconds that follow minutes, as in ``1 minute 30 seconds`` or ``1 min 30``, and the offset after them. If
    there are none, 0 and `at`.
    """
    joint = _AND.match(plain, at)
    for start in (joint.end(), at) if joint else (at,):
        number = _NUMBER.match(plain, _after_space(plain, start))
        unit = _UNIT.match(plain, _after_space(plain, number.end())) if number else None
        if number and unit and _seconds(unit) == 1.0:
            return _value(number[0]), unit.end()
    digits = _BARE_SECONDS.match(plain, at)
    return (float(digits[1]), digits.end()) if digits else (0.0, at)


def _after_space(plain: str, at: int) -> int:
    return len(plain) - len(plain[at:].lstrip())


def _unit_alone(plain: str) -> tuple[Amount | None, str]:
    """The length of a unit without a number, such as ``a breath``, ``a moment`` or ``breaths`` (None if there is no
    unit), and the rest of the text.
    """
    for letters in _LETTERS.finditer(plain):
        unit = _UNIT.match(plain, letters.start())
        if unit is None or _LETTERS.match(plain, unit.end()) or (len(unit[0]) < 4 and unit[0].isascii()):
            continue
        seconds = _seconds(unit) * (2.0 if _seconds(unit) == _MOMENT and unit[0].endswith("s") else 1.0)
        return bounded(seconds, seconds), _without(plain, unit.start(), unit.end())
    return None, plain


def _without(plain: str, start: int, end: int) -> str:
    return plain[:start] + " " + plain[end:]


def _seconds(unit: "re.Match[str]") -> Seconds:
    return _UNITS[(unit.lastindex or 1) - 1][0]


def _value(number: str) -> float:
    if number[0].isdigit():
        return float(number.replace(",", "."))
    if number in _NUMBERS:
        return _NUMBERS[number]
    total = 0.0
    for sign in number:
        value = _NUMBERS.get(sign, 0.0)
        total = (total or 1.0) * 10.0 if sign == "十" else total + value
    return total


def bounded(least: Seconds, greatest: Seconds) -> Amount | None:
    """The amount between the two ends, in whichever order they are given; None if it is too long for a pause."""
    least, greatest = min(least, greatest), max(least, greatest)
    return None if greatest > LONGEST else Amount(round(max(least, 0.0), 3), round(greatest, 3))
