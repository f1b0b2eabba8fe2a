"""Reads pause marks as people write them, in nine languages: from words to an amount of quiet."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from voiceguide.system.plain_text import collapsed, word_set
from voiceguide.texts._language import spaceless
from voiceguide.texts._model import Amount
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._quantities import LONGEST, length_in, lengths
from voiceguide.units import Seconds

USUAL: Final[Seconds] = 5.0
LONG_PAUSE: Final[Seconds] = 15.0
SHORT_PAUSE: Final[Seconds] = 3.0
DOTS: Final[Seconds] = 3.0
"""The pause for a line of several dots, in seconds."""

_FROM_NOTHING: Final[Seconds] = 1.0
"""The lower end, in seconds, of a range that is written from zero, such as ``0-10 s``. A pause in a script must have
some length.
"""
_SHORTEST: Final[Seconds] = 0.25
"""The shortest pause, in seconds. Anything shorter is not heard as a pause."""


class _Table:
    """A set of words in lower case. A word written with a star stands for all words that begin with it and have no
    apostrophe.
    """

    def __init__(self, text: str) -> None:
        self._whole: Final = frozenset(word for word in text.split() if not word.endswith("*"))
        self._stems: Final = tuple(word[:-1] for word in text.split() if word.endswith("*"))

    def __contains__(self, word: str) -> bool:
        return word in self._whole or (word.startswith(self._stems) and "'" not in word)

    def among(self, words: Iterable[str]) -> bool:
        """Whether one of the words is in the table."""
        return any(word in self for word in words)


# Nouns and verbs that ask for quiet.
_PAUSE_WORDS: Final = _Table(
    "pause* pausing silence* silent* stillness break quiet wait* hold "
    "pausier* stille schweige* ruhe* pausa* silencio* silêncio* silenzio* silencieu* pauz* stilte* rust "
    "attend* espera* aguard* attes* wacht* delay slnc"
)
_STRICT: Final = _Table(
    "pause pauses silence pausing break stille schweigen pausa pausas silencio silêncio silenzio pauze pauza stilte"
)
"""Words that ask for a pause even without brackets, if they are on a line of their own."""
_BEGINNING: Final = _Table(
    "pause* pausing silence* stillness pausier* stille schweige* pausa* silencio* silêncio* silenzio* silencieu* "
    "pauz* stilte*"
)
"""Words that, at the beginning of brackets, ask for a pause, whatever follows them in the brackets."""
_SILENCES: Final = _Table("silence* stille silencio* silêncio* silenzio* stilte schweige*")
_CJK_PAUSE: Final = Pattern(
    r"停顿|停頓|暂停|暫停|静默|靜默|沉默|安静|安靜|静音|留白|间隔|間隔|停|間(?!隔)|ポーズ|休止|沈黙|無音|静寂|間を|静かに",
    wide=True,
)
_LONG_WORDS: Final = _Table(
    "long longer extended lengthy lang* läng* larga* largo longue* long lungo lunga* longa* prolongad* extens*"
)
_SHORT_WORDS: Final = _Table(
    "short shorter brief quick small tiny slight little kurz* klein* corta* corto breve* courte* court petite* "
    "petit curta* curto "
    "korte* kort kleine beat"
)
_CJK_LONG: Final = ("长", "長")
_CJK_SHORT: Final = "短"

# Words that may come with a pause or a length and change nothing.
_FILLERS: Final = word_set(
    "for a an of the in with to and or here about approx approximately around roughly circa ca at least up maybe "
    "then please let allow take stay rest sit full slow deep natural medium moderate dramatic mindful "
    "comfortable another cycles cycle more time us now moment moments "
    "complete gentle total minimum mins each between while count counts beat beats music only before continuing "
    "für eine einen einer etwa ungefähr circa lang und von der die das in zu bis noch hier mit kurz lass lasse "
    "de del la el un una unos unas por durante y en con aproximadamente unos cerca da do di d l le les des du une "
    "pendant et environ pour à au a per circa con un' di del della uma umas por cerca volle tiefe "
    "van een met voor ongeveer en te de het nog lange long s x"
)

_DOINGS: Final = word_set("then please let allow take stay rest sit now us lass lasse before continuing only music")
"""The words of `_FILLERS` that say what to do. A line with one of them is spoken, unless it is in brackets."""

_TOKEN: Final = Pattern(r"[^\W\d_]+(?:'[^\W\d_]*)?")
_DOT_LINE: Final = Pattern(r"(?:[.·•․。…⋯]\s*){2,}|[…⋯]\s*", needs=".·•․。…⋯")
_STEMS: Final = ("paus", "pauz", "silenc", "silenz", "silent", "silên", "break", "stil", "schweig")
"""The beginnings of words for a pause. A text without brackets is a pause mark only if it contains one of these, or a
Chinese or Japanese word for a pause.
"""
_MINUTES: Final = Pattern(r"(?<=\d)['’′](?![\w])", needs="'’′")
_AFTER: Final = Pattern(r"\bpause[- ]?after\b", needs=("after",))
_TIMES: Final = Pattern(r"\W*pauses? ?[x×] ?(\d)\W*", needs="x×")
_MILLISECONDS: Final = Pattern(r"\b(pause|break|wait|silence|delay) ?ms\s*[:=]?\s*(\d+)$", needs=("ms",))
_ABBREVIATED: Final = Pattern(r"\b(s|secs?|sek|seg|min|mins|std|ca|approx|env)\.", re.IGNORECASE, needs=".")
_TRIM: Final = " \t\r\n*_~-–—=:;,.!?…·|#<>/\\"


_ABOUT: Final = Pattern(
    r"(?i)\b(?:you|your|yourself|takes?|lasts?|is|are|was|will|can|total|duration|length|version|du|dein\w*|sie|ihr\w*|"
    r"dauert|ist|tu|tus|dura|es|vous|votre|dure|est|dura|è|você|seu|sua|je|jouw|duurt|is)\b"
)
"""Matches words such as "lasts" or "you", which tell how long something takes or speak to the listener. A length beside
such a word is no instruction to pause.
"""


@lru_cache(maxsize=4096)
def read_pause(text: str, *, marked: bool = True) -> Amount | None:
    """The quiet that a mark asks for: ``pause for 15 seconds``, ``long pause``, ``2 minutes of silence``. 0 seconds if
    it asks for less than can be heard as a pause. None: it is not a mark for a pause.

    `marked`: the text is in brackets. Then it may also be a length alone, or have more words after the words for a
    pause. Without brackets, the text must be a whole line, and counts only if it can mean nothing else.
    """
    if len(text) > 300 or not (marked or _may_be(text)):
        return None
    plain = _plain(text)
    if not plain:
        return None
    words = _TOKEN.findall(plain)
    named = _PAUSE_WORDS.among(words) or bool(_CJK_PAUSE.search(plain))
    if times := _TIMES.fullmatch(plain):  # that many pauses of the usual length
        return Amount(USUAL * int(times[1]), USUAL * int(times[1]))
    found, rest = length_in(plain, bare=named)
    left = [word for word in _TOKEN.findall(rest) if not _adds_nothing(word)]
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


def _may_be(text: str) -> bool:
    small = text.lower()
    return any(stem in small for stem in _STEMS) or bool(_CJK_PAUSE.search(text))


def _plain(text: str) -> str:
    """The words of a mark in lower case, with single spaces, and abbreviations without their periods."""
    plain = unicodedata.normalize("NFKC", _MINUTES.sub(" min", text.replace("″", '"').replace("½", " ½")))
    plain = collapsed(plain.replace("_", " ").lower()).strip(_TRIM).replace("(", " ").replace(")", " ")
    return _ABBREVIATED.sub(r"\1", _MILLISECONDS.sub(r"\1 \2 ms", _AFTER.sub("pause", plain)))


def length_within(text: str) -> Amount | None:
    """The length of time in a direction for the person who reads the text aloud: ``give them 20 seconds``, ``2 min - on
    your own``.

    None if there is no length in seconds or minutes, if there are several, if the words say how long something takes,
    or if there are more than 12 words.
    """
    if len(text.split()) > 12 or _ABOUT.search(re.sub(r"(?i)\b(?:on your own|by yourself|with yourself)\b", "", text)):
        return None
    plain = _ABBREVIATED.sub(r"\1", unicodedata.normalize("NFKC", text).replace("_", " ").lower())
    found = [length for length in lengths(plain) if 1.0 in length.units or 60.0 in length.units]
    if len(found) != 1 or re.search(r"\b(?:counts?|beats?|takte?)$", plain[found[0].start : found[0].end]):
        return None
    return found[0].amount


def read_dots(line: str) -> Amount | None:
    """The quiet for a line of dots: `DOTS` for several dots, 1 s for one. None if the line has anything else."""
    stripped = line.strip()
    if stripped in (".", "·"):
        return Amount(1.0, 1.0)
    return Amount(DOTS, DOTS) if _DOT_LINE.fullmatch(stripped) else None


def seconds_of(text: str) -> Seconds | None:
    """The seconds in an attribute such as ``2500ms``, ``1.5s`` or ``+2s``; None for anything else, and for more than
    `LONGEST`.
    """
    match = re.fullmatch(
        r"\+?\s*(\d{0,6}(?:\.\d{1,6})?)\s*(ms|msec|s|sec|secs|seconds?|m|min|minutes?)?", text.strip().lower()
    )
    if match is None or not match[1] or match[1] == ".":
        return None
    unit = match[2] or "s"
    value = float(match[1]) * (0.001 if unit.startswith("ms") else 60.0 if unit[0] == "m" else 1.0)
    return value if value <= LONGEST else None


def amount_of(text: str) -> Amount | None:
    """The quiet in a field of data that contains a length or a pause mark; None if it contains neither."""
    seconds = seconds_of(text)
    return Amount(seconds, seconds) if seconds is not None else read_pause(text)


def _unmarked(text: str, words: list[str], named: bool, only: bool, found: Amount | None) -> bool:
    strict = (named and only and _STRICT.among(words)) or bool(_CJK_PAUSE.fullmatch(text.strip(_TRIM)))
    if (
        not strict
        or re.search(r"[.!?]\s+\S", _ABBREVIATED.sub(r"\1", text.strip(_TRIM)))
        or any(word in _DOINGS for word in words)
    ):
        return False
    ends = text.strip().strip("*_-–—~ ")[-1:] in ".!?"
    sized = _LONG_WORDS.among(words[:1]) or _SHORT_WORDS.among(words[:1])
    return not ends or len(words) == 1 or (sized and len(words) == 2) or bool(re.search(r"\d", text))


def _known(word: str) -> bool:
    return any(word in known for known in (_FILLERS, _PAUSE_WORDS, _LONG_WORDS, _SHORT_WORDS))


def _adds_nothing(word: str) -> bool:
    """Whether a word is Chinese or Japanese and has at most 4 characters. In a mark, such a word adds nothing to the
    length that was found beside it.
    """
    return len(word) <= 4 and spaceless(word) > 0


def _begins(plain: str) -> bool:
    """Whether a mark begins with a word of `_BEGINNING`, or with such a word after "long" or "short". Anything may come
    after it.
    """
    words = _TOKEN.findall(plain)[:3]
    if _CJK_PAUSE.match(plain):
        return True
    if not words or not re.match(r"[^\W\d_]", plain):
        return False
    sized = _LONG_WORDS.among(words[:1]) or _SHORT_WORDS.among(words[:1])
    first = words[1:2] if sized else words[:1]
    return _BEGINNING.among(first)


def _unmeasured(words: list[str], plain: str) -> Amount:
    if _LONG_WORDS.among(words) or any(sign in plain for sign in _CJK_LONG):
        length = LONG_PAUSE
    elif _SHORT_WORDS.among(words) or _CJK_SHORT in plain:
        length = SHORT_PAUSE
    elif _SILENCES.among(words):
        length = LONG_PAUSE
    else:
        length = USUAL
    return Amount(length, length)
