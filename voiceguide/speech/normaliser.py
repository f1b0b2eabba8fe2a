"""Normalises written text for a voice: keeps only words and the punctuation that shapes them, and finds the words to
emphasise.

The plan decides how long pauses are, not the engine, so dashes, brackets and ellipses become commas or full stops.
Anything without a sound is removed. In English, numbers, times and abbreviations are spelled out. In other languages
they stay, because voices know better how to read them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from voiceguide.script.languages import plain_tag
from voiceguide.script.markup import unmarked
from voiceguide.speech._english import spelled_out
from voiceguide.speech._heteronyms import Heteronym, heteronyms_in
from voiceguide.system.plain_text import collapsed
from voiceguide.units import TextSpan

_APOSTROPHES: Final = "’‘ʼ‛′`´＇"
_HYPHENS: Final = "\u2010\u2011"
_AND: Final = {
    "en": "and",
    "de": "und",
    "fr": "et",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "en",
    "sv": "och",
    "da": "og",
    "nb": "og",
    "no": "og",
    "fi": "ja",
    "pl": "i",
    "cs": "a",
}

_MONTH_FIRST: Final = ("en-us", "en-ca", "en-ph")

_NEGATIVE: Final = re.compile(r"(?<![\w.,)])[-−](?=\d)")
_MINUS: Final = "\ue000"
"""Stands for the minus of a number, so that the minus is not taken for a dash."""

_SIGNS: Final = re.compile(r"(?<=\d)\s?[%‰°€£¥₹$]|[€£¥₹$§±]\s?(?=\d)|(?<=\d)\s?[+=×÷]\s?(?=\d)|(?<=\w)@(?=\w)")
"""Signs that stay in languages other than English, because a voice says them in its own language: signs that belong to
a number, and an @ between words.
"""

_STOPS: Final = ".,;:?!"
_FOREIGN_STOPS: Final = "。，、！？；：।॥؟،؛"
_TERMINAL: Final = ".?!。！？।॥؟"
_KEPT: Final = frozenset(f"{_STOPS}{_FOREIGN_STOPS}'- ")


def speakable(text: str, say: Sequence[tuple[str, str]] = (), lang: str = "en") -> str:
    """The words of `text`, ready for an engine, ending in a full stop, a question mark or an exclamation mark, or in
    the same mark of another writing system.

    `say` is a table of words as written and as spoken. Only whole words are replaced, the longest first; a possessive
    's may follow. Case is ignored. Returns "" if the text has no word and no number.
    """
    return _speakable(text, tuple(say), lang)


@lru_cache(maxsize=4096)
def _speakable(text: str, say: tuple[tuple[str, str], ...], lang: str) -> str:
    tag = plain_tag(lang)
    words = _pronounced(_plain_marks(text), say)
    words = re.sub(r"\s*&\s*", f" {_AND.get(lang.lower().split('-')[0], '')} ", words)
    if tag.split("-")[0] in ("", "en"):
        words = spelled_out(words, day_first=tag.startswith("en-") and tag not in _MONTH_FIRST)
        words = _sounding(_dashes_as_commas(words))
    else:
        words = _sounding(_dashes_as_commas(_NEGATIVE.sub(_MINUS, words)), _SIGNS)
    found = any(unicodedata.category(sign)[0] in "LN" for sign in words)
    return _tidied(words).replace(_MINUS, "-") if found else ""


def heteronyms(
    text: str, say: Sequence[tuple[str, str]] = (), lang: str = "en", *, spoken: str | None = None
) -> tuple[Heteronym, ...]:
    """The heteronyms in the result of `speakable`, with their pronunciations. English only; otherwise empty.

    Words that come from `say` are left out, because `say` has their spelling for the voice. `spoken` is the result of
    `speakable`, if it is already known.
    """
    if plain_tag(lang).split("-")[0] not in ("", "en"):
        return ()
    spoken = speakable(text, say, lang) if spoken is None else spoken
    return heteronyms_in(spoken, tuple(_respelled_spans(_plain_marks(text), spoken, say) if say else ()))


def _respelled_spans(text: str, spoken: str, say: Sequence[tuple[str, str]]) -> Iterator[TextSpan]:
    """The spans of the words in `spoken` that come from `say`."""
    for written, spoken_as in say:
        word, respelled = _plain_marks(written), _respelled(spoken_as)
        if word and respelled and re.search(_whole(word), text, re.IGNORECASE):
            yield from (found.span() for found in re.finditer(_whole(respelled), spoken, re.IGNORECASE))


def as_written(text: str) -> str:
    """The words of `text` as written, but with plain apostrophes, hyphens and spaces, and without emphasis and mark-up;
    "" if there is no word and no number.
    """
    words = _plain_marks(text)
    return words if any(unicodedata.category(sign)[0] in "LN" for sign in words) else ""


def _plain_marks(text: str) -> str:
    """The text with plain apostrophes, hyphens and spaces, without emphasis, invisible characters and mark-up."""
    text = unicodedata.normalize("NFC", unmarked(text)).replace("*", "")
    text = re.sub(f"[{_APOSTROPHES}]", "'", text)
    text = re.sub(f"[{_HYPHENS}]", "-", text)
    text = re.sub(r"<((?i:https?|ftp)://[^<>\s]+|(?i:mailto:)?[\w.+-]+@[\w.-]+)>", r"\1", text)
    text = re.sub(r"</?[A-Za-z][^<>]{0,80}>", " ", _UNUSUAL.sub(_unusual, text))
    return collapsed(text)


_UNUSUAL: Final = re.compile(r"(?P<power>(?<=\d)[⁺⁻]?[⁰¹²³⁴-⁹]+)|[^ -~]")
"""Finds characters that may have to be replaced: all but printable ASCII. An exponent is found as a whole, so that
``10⁶`` does not become 106.
"""
_UNSOUNDING: Final = re.compile(r"[^A-Za-z0-9.,;:?!' -]")


def _unusual(found: "re.Match[str]") -> str:
    return found["power"] or _visible(found[0])


_COMPATIBLE: Final = re.compile("[℀-℉℡㌀-㏟ﬀ-ﬆＡ-Ｚａ-ｚ]")
"""Ligatures, wide letters, and units written as one sign. They are replaced by plain letters, because voices know only
those.
"""


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    varies = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    if category in ("Cf", "Cs", "Co", "Cn", "Me") or varies:
        return ""  # joiners, soft hyphens, direction marks, emoji modifiers
    if _COMPATIBLE.match(sign) or (category == "No" and sign not in "½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘²³"):
        return unicodedata.normalize("NFKC", sign)
    return " " if category == "Cc" else sign


def _pronounced(text: str, say: Sequence[tuple[str, str]]) -> str:
    table = {word.lower(): (word, _respelled(spoken)) for written, spoken in say if (word := _plain_marks(written))}
    if not table:
        return text
    entries = sorted(table.values(), key=lambda entry: len(entry[0]), reverse=True)
    words = "|".join(f"({_whole(word)})" for word, _ in entries)  # the group's number tells which word it was
    return re.sub(words, lambda match: entries[(match.lastindex or 1) - 1][1], text, flags=re.IGNORECASE)


def _whole(word: str) -> str:
    before = r"(?<![\w'])" if re.match(r"\w", word) else ""
    after = r"(?!\w)(?!'(?!s\b)\w)" if re.search(r"\w$", word) else ""
    return before + re.escape(word) + after


def _respelled(spoken: str) -> str:
    """The spoken form from a table of words. It is put in lower case if capitals show the stress (``GUR-mer``), because
    some voices would spell such capitals out.
    """
    plain = _plain_marks(spoken)
    mixed = "-" in plain and plain.upper() != plain
    return plain.lower() if mixed and re.search(r"[A-Z]{2}", plain) else plain


def _dashes_as_commas(text: str) -> str:
    text = re.sub(r"\s*(\.\s?){2,}\.?(?=\s*[^\W_A-Z])|\s*…+(?=\s*[^\W_A-Z])", ", ", text)
    text = re.sub(r"(\.\s?){2,}|…+", ". ", text)
    text = re.sub(r"(?<=\w)[–](?=\w)", "-", text)
    text = re.sub(r"\s*(—|―|--+)\s*|\s+[-–−]\s+|\s*[–−]\s*", ", ", text)
    return re.sub(r"\s*[()|\[\]{}]\s*", ", ", text)


def _sounding(text: str, kept: re.Pattern[str] | None = None) -> str:
    """The text with spaces in place of everything but letters, their accents, digits and punctuation. Signs that match
    `kept` stay too.
    """
    stays = {place for found in kept.finditer(text) for place in range(*found.span())} if kept else ()
    return _UNSOUNDING.sub(lambda sign: sign[0] if _sounds(sign[0]) or sign.start() in stays else " ", text)


def _sounds(sign: str) -> bool:
    return sign in _KEPT or sign == _MINUS or unicodedata.category(sign)[0] in "LMN"


def _tidied(text: str) -> str:
    text = re.sub(r"(?<![^\W_])'|'(?![^\W_])", " ", text)
    text = re.sub(r"(?<![^\W_])-+|-+(?![^\W_])", " ", text)
    text = re.sub(rf"[{_STOPS}][{_STOPS}\s]*", _one_stop, text)
    text = collapsed(text).strip(f"{_STOPS} ") + _last_stop(text)
    return re.sub(rf"\s+(?=[{_STOPS}])", "", text)


def _one_stop(match: "re.Match[str]") -> str:
    """One punctuation mark for several in a row: a question mark if there is one, or else an exclamation mark, or else
    the last mark.
    """
    run = match[0]
    stops = run.replace(" ", "")
    follows = match.string[match.end() : match.end() + 1]
    if len(run) == 1 and follows and (stops == "." or follows.isdigit()):
        return run
    for strong in "?!":
        if strong in stops:
            return f"{strong} "
    return f"{stops[-1]} "


def _last_stop(text: str) -> str:
    last = text.rstrip()[-1:]
    return last if last in tuple("?!") else "" if last in _TERMINAL and last != "." else "."


_WORD: Final = re.compile(r"\S+")
_STOP_SIGNS: Final = ".,;:?!。，、！？；：।॥؟،؛"


def with_emphasis(text: str, say: Sequence[tuple[str, str]] = (), lang: str = "en") -> tuple[str, tuple[TextSpan, ...]]:
    """The result of `speakable`, and the spans in it of the words between asterisks in `text`: whole words, in order.

    To find these words in the result, it counts how many words are spoken before them.
    """
    spoken = speakable(text, say, lang)
    parts = text.split("*")
    if len(parts) == 1 or not spoken:
        return spoken, ()
    words = [(found.start(), found.start() + len(found[0].rstrip(_STOP_SIGNS))) for found in _WORD.finditer(spoken)]

    def count(until: int) -> int:
        return len(_WORD.findall(speakable("".join(parts)[:until], say, lang)))

    spans: list[TextSpan] = []
    plain = "".join(parts)
    for first, last in _stretches(parts):
        if not speakable(plain[first:last], say, lang):
            continue
        inside_a_word = plain[first - 1 : first].isalnum() and plain[first : first + 1].isalnum()
        begin = min(count(first) - inside_a_word, len(words) - 1)
        end = min(max(count(last), begin + 1), len(words))
        span = (words[max(0, begin)][0], words[end - 1][1])
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return spoken, tuple(spans)


def _stretches(parts: Sequence[str]) -> Iterator[TextSpan]:
    """The spans of the second part, the fourth part and so on, in the text that all parts make when joined. In a text
    split at its asterisks, these are the parts to emphasise. Empty parts are left out.
    """
    at = 0
    for index, part in enumerate(parts):
        if index % 2 and part:
            yield at, at + len(part)
        at += len(part)
