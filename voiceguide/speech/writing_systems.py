"""Which writing systems a voice can read. An English one says "Chinese letter" for each character, or nothing."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from voiceguide.script.languages import family
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.table import engine_entry, voice_name


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
"""The writing systems, by their Unicode names, that voices of a language read besides Latin."""

_CALLED: Final = {"CJK": "Chinese characters", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@dataclass(frozen=True)
class Unread:
    """Words that a voice cannot read."""

    place: Place
    """Where the first of them is."""
    sentences: int
    writing: str
    """The writing system of most of them: ``Chinese characters``, ``Cyrillic``."""
    voice: str

    def __str__(self) -> str:
        many = f" ({self.sentences} sentences from here on)" if self.sentences > 1 else ""
        return (
            f"{self.voice} cannot read {self.writing}{many}, and will say "
            "something else or nothing; give the script its "
            "language (lang: …), and 'voiceguide voices --lang …' shows who speaks it"
        )


def unread(said: Iterable[Utterance], voice: VoiceChoice, lang: str) -> Unread | None:
    """The words that the voice of a script in `lang` cannot read; None if it reads all, or if that is unknown."""
    speaks = _language(voice, lang)
    if not speaks:
        return None
    reads = _LATIN | _READ.get(family(speaks), set())
    found = [(one, strange) for one in said if (strange := _writings(one.plain) - reads)]
    if not found:
        return None
    most = Counter(writing for _, strange in found for writing in sorted(strange)).most_common(1)[0][0]
    writing = _CALLED.get(most, most.capitalize())
    return Unread(found[0][0].place, len(found), writing, voice_name(voice, lang))


def _language(voice: VoiceChoice, lang: str) -> str:
    """The language that the voice reads; empty if unknown."""
    entry = engine_entry(voice.engine)
    if voice.name:
        return entry.language(voice.name)
    return "" if entry.as_written else lang or "en"


def _writings(text: str) -> set[str]:
    """The writing systems of its letters, by the first word of each letter's Unicode name, without symbols."""
    letters = {sign for sign in text if ord(sign) > 0x2AF and unicodedata.category(sign) in ("Lo", "Lu", "Ll", "Lt")}
    return {unicodedata.name(sign, "").split(" ")[0].split("-")[0] for sign in letters} - {
        "", "LATIN", "FULLWIDTH", "MODIFIER", "MATHEMATICAL", "SCRIPT", "DOUBLE", "BLACK", "PLANCK", "OHM", "KELVIN",
        "ANGSTROM", "MICRO", "FEMININE", "MASCULINE", "TURNED", "CIRCLED", "SQUARED"
    }  # fmt: skip
