"""Tells which writing systems a voice can read. For example, an English voice cannot read Chinese: for each character
it says "Chinese letter", or nothing.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from voiceguide.script.languages import family
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.table import engine_display_name, engine_entry, voice_name
from voiceguide.system.plain_text import word_set


def _written_in(languages: str, *writings: str) -> dict[str, set[str]]:
    return {language: set(writings) for language in languages.split()}


_LATIN: Final = frozenset({"LATIN"})
_READ: Final = {
    **_written_in("ru uk be bg mk sr bs kk ky tt mn ba cv uz", "CYRILLIC"),
    **_written_in("ar fa ur ps sd ug ku", "ARABIC"),
    **_written_in("hi mr ne kok sa", "DEVANAGARI"),
    **_written_in("zh yue hak wuu", "CJK", "BOPOMOFO"),
    "ja": {"CJK", "HIRAGANA", "KATAKANA"}, "ko": {"HANGUL", "CJK"}, "el": {"GREEK"}, "grc": {"GREEK"},
    "he": {"HEBREW"}, "yi": {"HEBREW"}, "th": {"THAI"}, "lo": {"LAO"}, "my": {"MYANMAR"}, "km": {"KHMER"},
    "ka": {"GEORGIAN"}, "hy": {"ARMENIAN"}, "hyw": {"ARMENIAN"}, "am": {"ETHIOPIC"}, "ti": {"ETHIOPIC"},
    "bn": {"BENGALI"}, "as": {"BENGALI"}, "bpy": {"BENGALI"}, "ta": {"TAMIL"}, "te": {"TELUGU"}, "ml": {"MALAYALAM"},
    "kn": {"KANNADA"}, "gu": {"GUJARATI"}, "pa": {"GURMUKHI"}, "or": {"ORIYA"}, "si": {"SINHALA"},
    "chr": {"CHEROKEE"},
}  # fmt: skip
"""For each language, the writing systems that its voices can read besides Latin, by their Unicode names."""

_ESPEAK_CANNOT: Final = {"ja": {"CJK"}, "hak": {"CJK"}, "ko": {"CJK"}, "yue": {"BOPOMOFO"}, "ku": {"ARABIC"}}
"""For some languages, the writing systems in `_READ` that espeak-ng 1.52 cannot read. For each of their characters, it
says "Chinese letter" or the like.
"""

_SYMBOLS: Final = frozenset(map(chr, range(0x2100, 0x2150)))
"""Signs like ℵ and ℃. They do not count as letters, because they say nothing about the writing system of a text."""

_DISPLAY_NAMES: Final = {
    "CJK": "Chinese characters",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
}


@dataclass(frozen=True)
class UnreadableWriting:
    """Words that a voice cannot read."""

    place: Place
    """Where in the script the first sentence with such words is."""
    sentences: int
    """How many sentences have such words."""
    writing: str
    """The writing system that most of those sentences use: ``Chinese characters``, ``Cyrillic``."""
    voice: str
    lang: str = ""
    """The voice's language, if `writing` belongs to that language and the voice still cannot read it; otherwise empty.
    """

    def __str__(self) -> str:
        many = f" ({self.sentences} sentences from here on)" if self.sentences > 1 else ""
        remedy = (
            "write the script's language in its front matter (lang: …); "
            "'voiceguide voices --lang …' shows who speaks it"
        )
        if self.lang:
            remedy = f"write it as it sounds, or choose another voice ('voiceguide voices --lang {self.lang}')"
        return f"{self.voice} cannot read {self.writing}{many}, and will say something else or nothing; {remedy}"


def unreadable_writing(said: Iterable[Utterance], voice: VoiceChoice, lang: str) -> UnreadableWriting | None:
    """The words that the voice of a script in `lang` cannot read; None if it can read all words, or if the voice's
    language is unknown.
    """
    speaks = _language(voice, lang)
    if not speaks:
        return None
    language = family(speaks)
    reads = (_LATIN | _READ.get(language, set())) - _unreadable_in(voice.engine, language)
    found = [(one, strange) for one in said if (strange := _writings(one.plain) - reads)]
    if not found:
        return None
    most = Counter(writing for _, strange in found for writing in sorted(strange)).most_common(1)[0][0]
    own = language if most in _READ.get(language, set()) else ""
    return UnreadableWriting(found[0][0].place, len(found), _display_name(most), voice_name(voice, lang), own)


def unreadable_by(engine: str, lang: str) -> str:
    """The writing systems that voices of an engine cannot read, although their language uses them; usually empty."""
    return ", ".join(sorted({_display_name(writing) for writing in _unreadable_in(engine, family(lang))}))


def _unreadable_in(engine: str, language: str) -> set[str]:
    return _ESPEAK_CANNOT.get(language, set()) if engine_display_name(engine) == "espeak" else set()


def _display_name(writing: str) -> str:
    return _DISPLAY_NAMES.get(writing, writing.capitalize())


def _language(voice: VoiceChoice, lang: str) -> str:
    """The language that the voice reads; empty if unknown."""
    entry = engine_entry(voice.engine)
    if voice.name:
        return entry.language(voice.name)
    return "" if entry.as_written else lang or "en"


_NO_WRITING: Final = word_set(
    """
    LATIN FULLWIDTH MODIFIER MATHEMATICAL SCRIPT DOUBLE BLACK PLANCK OHM KELVIN ANGSTROM MICRO FEMININE MASCULINE
    TURNED CIRCLED SQUARED
    """
)
"""The first words in the Unicode names of some letters. Whoever reads Latin letters can read these letters too, so they
do not count as another writing system.
"""


def _writings(text: str) -> set[str]:
    """The writing systems of the text's letters, without symbols. Each is named by the first word of the letter's
    Unicode name.
    """
    letters = {
        sign
        for sign in text
        if ord(sign) > 0x2AF and sign not in _SYMBOLS and unicodedata.category(sign) in ("Lo", "Lu", "Ll", "Lt")
    }
    return {unicodedata.name(sign, "").split(" ")[0].split("-")[0] for sign in letters} - _NO_WRITING - {""}
