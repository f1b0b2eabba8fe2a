"""Pronunciations of single words in the notation of each engine: espeak's own, IPA, or a respelling.

`_heteronym_table` has one IPA spelling for American and British English together. The American or British IPA, and
espeak's notation, are made from it. The respellings are in that table too, and need no change.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from voiceguide.script.languages import plain_tag
from voiceguide.speech._heteronyms import Heteronym
from voiceguide.speech.engine import Sound
from voiceguide.units import TextSpan

_VOWELS: Final = "aɑeɛəɪiɔoʊuʌɒæɜ"
_BRITISH: Final = (("oʊ", "əʊ"), ("ˈɪɹ", "ˈiəɹ"), ("ˈɛɹ", "ˈeəɹ"), ("ɚ", "ə"))
_R_BEFORE_NO_VOWEL: Final = re.compile(f"ɹ(?![{_VOWELS}ɚ])")

_ESPEAK: Final = (
    ("eɪ", "eI"), ("aɪ", "aI"), ("oʊ", "oU"), ("aʊ", "aU"), ("iː", "i:"), ("uː", "u:"), ("ɔːɹ", "o@"), ("ɔːl", "O:l"),
    ("ɔː", "O:"), ("ɑːɹ", "A@"), ("ɑː", "A:"), ("ɜːɹ", "3:"), ("ɜː", "3:"), ("tʃ", "tS"), ("dʒ", "dZ"), ("ɪɹ", "i@3"),
    ("ɛɹ", "e@"), ("ɚɹ", "3r"), ("ɚ", "3"), ("ɹ", "r"), ("ˈ", "'"), ("ˌ", ","), ("ɪ", "I"), ("ɛ", "E"), ("æ", "a"),
    ("ə", "@"), ("ʌ", "V"), ("ʊ", "U"), ("ɒ", "0"), ("θ", "T"), ("ð", "D"), ("ʃ", "S"), ("ʒ", "Z"), ("ŋ", "N"),
    ("ɡ", "g"),
)  # fmt: skip
"""IPA symbols, each with espeak-ng's notation for it. Longer symbols come before the shorter ones that they begin with,
so that the longest symbol is found.
"""

_ESPEAK_SIGNS: Final = dict(_ESPEAK)
_ESPEAK_PARTS: Final = re.compile("|".join(map(re.escape, _ESPEAK_SIGNS)))


def espeak_signs(ipa: str) -> str:
    """The phonemes in espeak-ng's notation. Each of espeak-ng's English voices says them with its own accent."""
    return _ESPEAK_PARTS.sub(lambda found: _ESPEAK_SIGNS[found[0]], ipa)


def ipa_of(ipa: str, lang: str, after: str = "") -> str:
    """The IPA for piper's and Kokoro's voices, in the English of `lang`: British for ``en-gb``, otherwise American.

    `after` is the IPA of the text after the word: a British "tear" has an ``ɹ`` only before a vowel.
    """
    if not plain_tag(lang).startswith("en-gb"):
        return ipa.replace("ɒ", "ɑː")
    for american, british in _BRITISH:
        ipa = ipa.replace(american, british)
    vowel = _joined(after)
    return _R_BEFORE_NO_VOWEL.sub("", ipa + vowel).removesuffix(vowel)


def _joined(after: str) -> str:
    """The first sound of the next word, if it is a vowel and no punctuation comes before it; otherwise empty."""
    first = after.lstrip(" ˈˌ")[:1] if after.startswith(" ") else ""
    return first if first and first in _VOWELS else ""


def marked_sounds(text: str, sounds: Sequence[Sound]) -> str:
    """The text with the words in `sounds` replaced by phonemes in espeak's notation: ``[[kl'oUz]] your eyes``."""
    return _replaced(text, [(sound.first, sound.last, f"[[{espeak_signs(sound.ipa)}]]") for sound in sounds])


_STAND_IN: Final = ("zizz", "ozzig")
"""Two made-up words: the first takes the place of words that begin with a consonant, the second of words that begin
with a vowel. espeak pronounces them the same in any sentence.
"""


def sounds_inside(sounds: Sequence[Sound], span: TextSpan) -> list[Sound]:
    """The pronunciations of words in a span of a text, with their places counted from the beginning of the span."""
    first, last = span
    return [
        Sound(sound.first - first, sound.last - first, sound.ipa) for sound in sounds if first <= sound.first < last
    ]


def phonemes_of(text: str, sounds: Sequence[Sound], lang: str, phonemise: Callable[[str], str]) -> str:
    """The IPA of the whole text, with its words pronounced as `sounds` says.

    `phonemise` is the engine's own function from text to IPA. It gets the whole sentence, with made-up words in place
    of those in `sounds`, so that the words around them are said as usual. Then the IPA of the made-up words is
    replaced. If that IPA is not found exactly as often as expected, the text is phonemised unchanged.
    """
    if not sounds:
        return phonemise(text)
    stand_ins = [_STAND_IN[sound.ipa.lstrip("ˈˌ")[:1] in _VOWELS] for sound in sounds]
    replacements = [
        (sound.first, sound.last, _in_case(word, text[sound.first : sound.last]))
        for sound, word in zip(sounds, stand_ins, strict=True)
    ]
    whole = phonemise(_replaced(text, replacements))
    known = [phonemise(word).strip(" .") for word in stand_ins]
    parts, at = [], 0
    for sound, as_said in zip(sounds, known, strict=True):
        found = whole.find(as_said, at)
        if found < 0 or whole.count(as_said) != known.count(as_said):
            return phonemise(text)
        parts.append(whole[at:found])
        at = found + len(as_said)
        parts.append(ipa_of(sound.ipa, lang, whole[at : at + 3]))
    return "".join([*parts, whole[at:]])


def respelt(
    text: str, found_heteronyms: Sequence[Heteronym], spans: Sequence[TextSpan] = ()
) -> tuple[str, tuple[TextSpan, ...]]:
    """The text with words respelled where that helps, and the `spans` of the old text moved to fit the new one."""
    replacements = [(*one.span, _in_case(one.respelt, one.word)) for one in found_heteronyms if one.respelt]

    def moved(place: int) -> int:
        return place + sum(len(word) - (last - first) for first, last, word in replacements if last <= place)

    return _replaced(text, replacements), tuple((moved(first), moved(last)) for first, last in spans)


def _in_case(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _replaced(text: str, replacements: Sequence[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for first, last, word in replacements:
        parts += [text[at:first], word]
        at = last
    return "".join([*parts, text[at:]])
