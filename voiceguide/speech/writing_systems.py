"""Which writing a voice reads: an English one says "Chinese letter" for each sign of a Chinese text, or nothing."""

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
"""The scripts, as Unicode names them, that voices of a language read besides the Latin one."""

_CALLED: Final = {"CJK": "Chinese characters", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@dataclass(frozen=True)
class Unread:
    """Words that a voice does not read."""

    place: Place
    """Of the first."""
    sentences: int
    writing: str
    """``Chinese characters``, ``Cyrillic``: most of the signs."""
    voice: str

    def __str__(self) -> str:
        many = f" ({self.sentences} sentences from here on)" if self.sentences > 1 else ""
        return (
            f"{self.voice} cannot read {self.writing}{many}, and will say "
            "something else or nothing; give the script its "
            "language (lang: …), and 'voiceguide voices --lang …' shows who speaks it"
        )


def unread(said: Iterable[Utterance], voice: VoiceChoice, lang: str) -> Unread | None:
    """What of these the voice of a script in `lang` does not read; None where it reads all, or nobody knows."""
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
    """The language that the voice reads, as far as its engine knows."""
    entry = engine_entry(voice.engine)
    if voice.name:
        return entry.language(voice.name)
    return "" if entry.as_written else lang or "en"


def _writings(text: str) -> set[str]:
    """The scripts of its letters, by the first word of each letter's name. Signs for maths and the like are none."""
    letters = {sign for sign in text if ord(sign) > 0x2AF and unicodedata.category(sign) in ("Lo", "Lu", "Ll", "Lt")}
    return {unicodedata.name(sign, "").split(" ")[0].split("-")[0] for sign in letters} - {
        "", "LATIN", "FULLWIDTH", "MODIFIER", "MATHEMATICAL", "SCRIPT", "DOUBLE", "BLACK", "PLANCK", "OHM", "KELVIN",
        "ANGSTROM", "MICRO", "FEMININE", "MASCULINE", "TURNED", "CIRCLED", "SQUARED"
    }  # fmt: skip
