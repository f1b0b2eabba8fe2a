"""Pause marks as people write them, in nine languages: words to an amount of quiet."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from voiceguide.texts._patterns import Pattern
from voiceguide.texts.model import Amount, words_of
from voiceguide.units import Seconds

USUAL: Final[Seconds] = 5.0
LONG_PAUSE: Final[Seconds] = 15.0
SHORT_PAUSE: Final[Seconds] = 3.0
DOTS: Final[Seconds] = 3.0
"""A line of dots."""
BREATH: Final[Seconds] = 5.0
"""A breath, in and out; "a few breaths" are three."""

_LONGEST: Final[Seconds] = 4 * 3600.0
"""What is longer is no pause."""
_FROM_NOTHING: Final[Seconds] = 1.0
"""The least of a range that begins at nothing: a script's pause has some length."""
_SHORTEST: Final[Seconds] = 0.25
"""What is shorter is heard as no pause."""


# Nouns and verbs that say: be quiet now. With a stem's * any ending may follow.
def _table(text: str) -> Pattern:
    """Words, of which those with a star may have any ending."""
    return Pattern("|".join(word.replace("*", r"\w*") for word in text.split()))


_PAUSE_WORDS: Final = _table(
    "pause* pausing silence* silent* stillness break quiet wait* hold "
    "pausier* stille schweige* ruhe* pausa* silencio* silêncio* silenzio* silencieu* pauz* stilte* rust "
    "attend* espera* aguard* attes* wacht* delay slnc"
)
_STRICT: Final = _table(
    "pause pauses silence pausing break stille schweigen pausa pausas silencio silêncio silenzio pauze pauza stilte"
)
"""Those that are a mark even without brackets, on a line of their own."""
_BEGINNING: Final = _table(
    "pause* pausing silence* stillness pausier* stille schweige* pausa* silencio* silêncio* silenzio* silencieu* "
    "pauz* stilte*"
)
"""Those after which anything may follow within brackets."""
_SILENCES: Final = _table("silence* stille silencio* silêncio* silenzio* stilte schweige*")
_CJK_PAUSE: Final = Pattern(
    r"停顿|停頓|暂停|暫停|静默|靜默|沉默|安静|安靜|静音|留白|间隔|間隔|停|間(?!隔)|ポーズ|休止|沈黙|無音|静寂|間を|静かに"
)
_LONG_WORDS: Final = _table(
    "long longer extended lengthy lang* läng* larga* largo longue* long lungo lunga* longa* prolongad* extens*"
)
_SHORT_WORDS: Final = _table(
    "short shorter brief quick small tiny slight little kurz* klein* corta* corto breve* courte* court petite* "
    "petit curta* curto "
    "korte* kort kleine beat"
)
_CJK_LONG: Final = Pattern(r"长|長")
_CJK_SHORT: Final = Pattern(r"短")

# Words that may stand beside a pause or a length and change nothing.
_FILLERS: Final = words_of(
    "for a an of the in with to and or here about approx approximately around roughly circa ca at least up maybe "
    "then please let allow take stay rest sit full slow deep natural medium moderate dramatic mindful "
    "comfortable another cycles cycle more time us now moment moments "
    "complete gentle total minimum mins each between while count counts beat beats music only before continuing "
    "für eine einen einer etwa ungefähr circa lang und von der die das in zu bis noch hier mit kurz lass lasse "
    "de del la el un una unos unas por durante y en con aproximadamente unos cerca da do di d l le les des du une "
    "pendant et environ pour à au a per circa con un' di del della uma umas por cerca volle tiefe "
    "van een met voor ongeveer en te de het nog lange long s x"
)

_DOINGS: Final = words_of("then please let allow take stay rest sit now us lass lasse before continuing only music")
"""Of them those that say what to do: without brackets they are spoken."""

_UNITS: Final = (
    (0.001, r"ms|msecs?|milliseconds?|millisekunden?|milisegundos?|millisecondes?|millisecondi|毫秒|ミリ秒"),
    (1.0, r"s|secs?|seconds?|sek|sekund\w*|seg|segs|segundos?|secondes?|secondi|secondo|seconden?|″|\"|"
          r"秒钟|秒鐘|秒間|秒"),
    (60.0, r"m|mins?|minutes?|minuten?|minut\w?|minutos?|minuti|minuto|minuut|minuutje|min|′|分钟|分鐘|分間|分"),
    (3600.0, r"h|hrs?|hours?|stunden?|horas?|heures?|ore|ora|uur|小时|小時|時間"),
    (BREATH, r"breaths?|breathing cycles?|breath cycles?|inhalations?|atemz[uü]ge?n?|atemzug|respiraci[oó]n(?:es)?"
             r"|respirations?|respiri|respiro|respirazion[ei]|respiraç(?:ão|ões)|ademhaling(?:en)?|ademteugen|teugen"
             r"|次深?呼吸|个呼吸|個呼吸|口气|呼吸分|呼吸|回呼吸|回の呼吸"),
    (USUAL, r"moments?|moment(?:e|en|os|i)|augenblicke?|momenti|instants?|instantes?|片刻"),
    (1.0, r"beats?|counts?|takte?"),
)  # fmt: skip
_UNIT: Final = "|".join(f"(?P<u{index}_NR>{words})" for index, (_, words) in enumerate(_UNITS))

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
_WORD_NUMBER: Final = "|".join(re.escape(word) for word in sorted(_NUMBERS, key=len, reverse=True))
_NUM: Final = rf"(?:\d{{1,5}}(?:[.,]\d{{1,3}})?|(?<!\w)(?:{_WORD_NUMBER})(?![a-zà-ÿ])|[一二三四五六七八九十两几数半]+)"
_TO: Final = r"\s*(?:-|–|—|~|～|〜|to|bis|à|a|ou|or|y|e|und|et|en|tot|até|至|到|から)\s*"


_ADJECTIVES: Final = "(?:slow|deep|full|long|gentle|natural|more|tiefe|volle|langsame|langsam|tief)"


def _units(number: int) -> str:
    return _UNIT.replace("_NR>", f"_{number}>")


_AMOUNT: Final = Pattern(
    rf"(?P<n1>{_NUM})(?:[\s\-]*(?:{_units(1)})(?![a-zà-ÿ]))?"
    rf"(?:{_TO}(?P<n2>{_NUM})(?![\d:]))?"
    rf"(?:[\s\-]*(?:{_ADJECTIVES}\s+){{0,2}}(?:{_units(2)})(?![a-zà-ÿ]))?"
)
"""A length. It, and what else is looked for in the words of a mark, is looked for in small letters."""
_CLOCK: Final = Pattern(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_TAIL: Final = Pattern(rf"\s*(?:and|und|et|y|e|en|,)?\s*(?P<n1>{_NUM})\s*(?:{_units(1)})(?![a-zà-ÿ])")
_DIGITS: Final = Pattern(r"\s*(\d{1,2})(?![\d:.,])")
_TOKEN: Final = Pattern(r"[^\W\d_]+(?:'[^\W\d_]*)?", re.UNICODE)
LENGTH_ALONE: Final = Pattern(
    r"\d{1,3}(?:[.,]\d)?\s?(?:s|sec|secs|seconds?|min|mins|minutes?|sek|seg|sekunden|segundos|secondes|秒)\.?"
)
"""A length and nothing else."""
_DOT_LINE: Final = Pattern(r"(?:[.·•․。…⋯]\s*){2,}|[…⋯]\s*")
_MAY_BE: Final = Pattern(r"pau[sz]|paus|silen[czt]|silên|break|stil|schweig|" + _CJK_PAUSE.pattern, re.IGNORECASE)
_ABBREVIATED: Final = Pattern(r"\b(s|secs?|sek|seg|min|mins|std|ca|approx|env)\.", re.IGNORECASE)
_TRIM: Final = " \t\r\n*_~-–—=:;,.!?…·|#<>/\\"


_TELLS: Final = Pattern(
    r"(?i)\b(?:you|your|yourself|takes?|lasts?|is|are|was|will|can|total|duration|length|version|du|dein\w*|sie|ihr\w*|"
    r"dauert|ist|tu|tus|dura|es|vous|votre|dure|est|dura|è|você|seu|sua|je|jouw|duurt|is)\b"
)
"""What tells about a length, or speaks to the listener, instead of asking for quiet."""


@lru_cache(maxsize=4096)
def read_pause(text: str, *, marked: bool = True) -> Amount | None:
    """The quiet that a mark asks for: ``pause for 15 seconds``, ``long pause``, ``2 minutes of silence``.

    `marked`: it stands in brackets, so that a length alone, or a pause with more words after it, is one as well.
    Without, only a whole line that can mean nothing else is. None: it asks for no quiet.
    """
    if len(text) > 300 or not (marked or _MAY_BE.search(text)):
        return None
    plain = (
        unicodedata.normalize(
            "NFKC", re.sub(r"(?<=\d)['’′](?![\w])", " min", text.replace("″", '"').replace("½", " ½"))
        )
        .replace("_", " ")
        .lower()
    )
    plain = " ".join(plain.split()).strip(_TRIM).replace("(", " ").replace(")", " ")
    plain = re.sub(r"\bpause[- ]?after\b", "pause", plain)
    plain = re.sub(r"\b(pause|break|wait|silence|delay) ?ms\s*[:=]?\s*(\d+)$", r"\1 \2 ms", plain)
    plain = _ABBREVIATED.sub(r"\1", plain)
    if not plain:
        return None
    words = _TOKEN.findall(plain)
    named = _has(words, _PAUSE_WORDS) or bool(_CJK_PAUSE.search(plain))
    found, rest = _amount(plain, bare=named)
    left = [word for word in _TOKEN.findall(rest) if not _ascii_tail(word)]
    only = all(_known(word) for word in left)
    if marked:
        ok = (named and (only or _begins(plain))) or (found is not None and only)
    else:
        ok = _unmarked(text, words, named, only, found)
    if not ok:
        return None
    amount = found or _unmeasured(words, plain)
    if amount.greatest < _SHORTEST:
        return Amount(0.0, 0.0)
    return amount if amount.least > 0 else Amount(min(_FROM_NOTHING, amount.greatest), amount.greatest)


def length_within(text: str) -> Amount | None:
    """The one length of time that words for a reader name: ``give them 20 seconds``, ``2 min - on your own``.

    None: there is none, there are several, or the words tell how long something takes.
    """
    if len(text.split()) > 12 or _TELLS.search(re.sub(r"(?i)\b(?:on your own|by yourself|with yourself)\b", "", text)):
        return None
    plain = _ABBREVIATED.sub(r"\1", unicodedata.normalize("NFKC", text).replace("_", " ").lower())
    found = [
        match
        for match in _AMOUNT.finditer(plain)
        if 1.0 in (units := (_unit(match, 1), _unit(match, 2))) or 60.0 in units
    ]
    if len(found) != 1 or re.search(r"\b(?:counts?|beats?|takte?)$", found[0][0]):
        return None
    return _amount(found[0][0], bare=False)[0]


def read_dots(line: str) -> Amount | None:
    """The quiet of a line that holds nothing but dots; None if it holds more."""
    stripped = line.strip()
    if stripped in (".", "·"):
        return Amount(1.0, 1.0)
    return Amount(DOTS, DOTS) if _DOT_LINE.fullmatch(stripped) else None


def seconds_of(text: str) -> Seconds | None:
    """Seconds of an attribute such as ``2500ms``, ``1.5s`` or ``+2s``; None for anything else."""
    match = re.fullmatch(
        r"\+?\s*(\d{0,6}(?:\.\d{1,6})?)\s*(ms|msec|s|sec|secs|seconds?|m|min|minutes?)?", text.strip().lower()
    )
    if match is None or not match[1] or match[1] == ".":
        return None
    unit = match[2] or "s"
    value = float(match[1]) * (0.001 if unit.startswith("ms") else 60.0 if unit[0] == "m" else 1.0)
    return value if value <= _LONGEST else None


def _unmarked(text: str, words: list[str], named: bool, only: bool, found: Amount | None) -> bool:
    strict = (named and only and _has(words, _STRICT)) or bool(_CJK_PAUSE.fullmatch(text.strip(_TRIM)))
    if (
        not strict
        or re.search(r"[.!?]\s+\S", _ABBREVIATED.sub(r"\1", text.strip(_TRIM)))
        or any(word in _DOINGS for word in words)
    ):
        return False
    ends = text.strip().strip("*_-–—~ ")[-1:] in ".!?"
    sized = _has(words[:1], _LONG_WORDS) or _has(words[:1], _SHORT_WORDS)
    return not ends or len(words) == 1 or (sized and len(words) == 2) or bool(re.search(r"\d", text))


def _has(words: Iterable[str], known: Pattern) -> bool:
    return any(known.fullmatch(word) for word in words)


def _known(word: str) -> bool:
    return word in _FILLERS or _has([word], _PAUSE_WORDS) or _has([word], _LONG_WORDS) or _has([word], _SHORT_WORDS)


def _ascii_tail(word: str) -> bool:
    """Whether a word is of a script without spaces, where what is left of a mark says nothing more."""
    return any("぀" <= sign <= "鿿" for sign in word) and len(word) <= 4


def _begins(plain: str) -> bool:
    """Whether a mark begins with a pause: what comes after may be anything."""
    words = _TOKEN.findall(plain)[:3]
    if _CJK_PAUSE.match(plain):
        return True
    if not words or not re.match(r"[^\W\d_]", plain):
        return False
    sized = _has(words[:1], _LONG_WORDS) or _has(words[:1], _SHORT_WORDS)
    first = words[1:2] if sized else words[:1]
    return _has(first, _BEGINNING)


def _unmeasured(words: list[str], plain: str) -> Amount:
    if _has(words, _LONG_WORDS) or _CJK_LONG.search(plain):
        length = LONG_PAUSE
    elif _has(words, _SHORT_WORDS) or _CJK_SHORT.search(plain):
        length = SHORT_PAUSE
    elif _has(words, _SILENCES):
        length = LONG_PAUSE
    else:
        length = USUAL
    return Amount(length, length)


def _amount(plain: str, *, bare: bool) -> tuple[Amount | None, str]:
    """The length in a mark, and the mark without it. `bare`: a number without a unit is seconds."""
    clock = _CLOCK.search(plain)
    if clock:
        length = int(clock[1]) * 60.0 + int(clock[2])
        return _bounded(length, length), plain[: clock.start()] + " " + plain[clock.end() :]
    for match in _AMOUNT.finditer(plain):
        unit_1, unit_2 = _unit(match, 1), _unit(match, 2)
        digits = match["n1"][0].isdigit()
        if unit_1 is None and unit_2 is None and not (bare and digits):
            continue
        if unit_1 is not None and match["n2"] is not None and unit_2 is None:  # "1 minute 30": no range
            return _compound(plain, match)
        last = unit_2 if unit_2 is not None else unit_1 if unit_1 is not None else 1.0
        first = unit_1 if unit_1 is not None else last
        least = _number(match["n1"]) * first
        greatest = _number(match["n2"]) * last if match["n2"] is not None else least
        end = match.end()
        if match["n2"] is None and first == 60.0:
            more, end = _seconds_after(plain, end)
            least, greatest = least + more, greatest + more
        return _bounded(least, greatest), plain[: match.start()] + " " + plain[end:]
    return _alone(plain)


def _compound(plain: str, match: "re.Match[str]") -> tuple[Amount | None, str]:
    unit = _unit(match, 1) or 1.0
    length = _number(match["n1"]) * unit + (_number(match["n2"]) if unit == 60.0 else 0.0)
    return _bounded(length, length), plain[: match.start()] + " " + plain[match.end() :]


def _seconds_after(plain: str, at: int) -> tuple[Seconds, int]:
    """The seconds after minutes, as in ``1 minute 30 seconds`` or ``1 min 30``."""
    tail = _TAIL.match(plain, at)
    if tail and (_unit(tail, 1) or 0) == 1.0:
        return _number(tail["n1"]), tail.end()
    digits = _DIGITS.match(plain, at)
    return (float(digits[1]), digits.end()) if digits else (0.0, at)


_UNIT_ALONE: Final = Pattern(rf"(?<![^\W\d_])(?:{_units(1)})(?![^\W\d_])")


def _alone(plain: str) -> tuple[Amount | None, str]:
    """A unit without a number: ``a breath``, ``a moment``, ``breaths``."""
    for match in _UNIT_ALONE.finditer(plain):
        if len(match[0]) < 4 and match[0].isascii():
            continue
        unit = _unit(match, 1) or 1.0
        count = 2.0 if unit == USUAL and match[0].endswith("s") else 1.0
        return _bounded(unit * count, unit * count), plain[: match.start()] + " " + plain[match.end() :]
    return None, plain


def _unit(match: "re.Match[str]", number: int) -> float | None:
    for index, (seconds, _) in enumerate(_UNITS):
        if match[f"u{index}_{number}"] is not None:
            return seconds
    return None


def _number(text: str) -> float:
    if text[0].isdigit():
        return float(text.replace(",", "."))
    if text in _NUMBERS:
        return _NUMBERS[text]
    total = 0.0
    for sign in text:
        value = _NUMBERS.get(sign, 0.0)
        total = (total or 1.0) * 10.0 if sign == "十" else total + value
    return total


def _bounded(least: Seconds, greatest: Seconds) -> Amount | None:
    """Both ends in their order; None where nobody would be quiet for so long."""
    least, greatest = min(least, greatest), max(least, greatest)
    return None if greatest > _LONGEST else Amount(round(max(least, 0.0), 3), round(greatest, 3))
