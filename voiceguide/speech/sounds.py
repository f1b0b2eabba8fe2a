"""How single words are said, in the signs that each engine takes: espeak's own, IPA, or other letters.

All begin with the IPA of `_heteronym_table`, which serves both sides of the ocean.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from voiceguide.script.languages import plain_tag
from voiceguide.speech.engine import Sound, Span
from voiceguide.speech.heteronyms import Doubtful

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
"""IPA and what espeak-ng writes for it, the longer first."""

_ESPEAK_SIGNS: Final = dict(_ESPEAK)
_ESPEAK_PARTS: Final = re.compile("|".join(map(re.escape, _ESPEAK_SIGNS)))


def espeak_signs(ipa: str) -> str:
    """The phonemes as espeak-ng writes them, which each of its English voices says in its own way."""
    return _ESPEAK_PARTS.sub(lambda found: _ESPEAK_SIGNS[found[0]], ipa)


def ipa_of(ipa: str, lang: str, after: str = "") -> str:
    """The same as piper's and Kokoro's voices of that English know it: British where the tag says so.

    `after` is the IPA of what follows: a British "tear" has an ``ɹ`` before a vowel only.
    """
    if not plain_tag(lang).startswith("en-gb"):
        return ipa.replace("ɒ", "ɑː")
    for american, british in _BRITISH:
        ipa = ipa.replace(american, british)
    vowel = _joined(after)
    return _R_BEFORE_NO_VOWEL.sub("", ipa + vowel).removesuffix(vowel)


def _joined(after: str) -> str:
    """The vowel that follows without a stop between; empty where none does."""
    first = after.lstrip(" ˈˌ")[:1] if after.startswith(" ") else ""
    return first if first and first in _VOWELS else ""


def marked_sounds(text: str, sounds: Sequence[Sound]) -> str:
    """The text with espeak's phonemes in place of the words, as espeak reads them: ``[[kl'oUz]] your eyes``."""
    return _replaced(text, [(sound.first, sound.last, f"[[{espeak_signs(sound.ipa)}]]") for sound in sounds])


_STAND_IN: Final = ("zizz", "ozzig")
"""Words that espeak says in one way wherever they stand, for words that begin with a consonant and with a vowel."""


def phonemes_of(text: str, sounds: Sequence[Sound], lang: str, phonemise: Callable[[str], str]) -> str:
    """The IPA of the whole text, the words of `sounds` said as they say.

    `phonemise` is the engine's own, from a text to its IPA. Words that no text has stand in for ours, so that it sees
    the whole sentence and says what is around them as usual; where they cannot be found again, nothing is changed.
    """
    if not sounds:
        return phonemise(text)
    stand_ins = [_STAND_IN[sound.ipa.lstrip("ˈˌ")[:1] in _VOWELS] for sound in sounds]
    pieces = [
        (sound.first, sound.last, _in_case(word, text[sound.first : sound.last]))
        for sound, word in zip(sounds, stand_ins, strict=True)
    ]
    whole = phonemise(_replaced(text, pieces))
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


def respelt(text: str, doubtful: Sequence[Doubtful], spans: Sequence[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """The text with other letters for the words that have better ones, and where the `spans` of the text are now."""
    pieces = [(*one.span, _in_case(one.respelt, one.word)) for one in doubtful if one.respelt]

    def moved(place: int) -> int:
        return place + sum(len(word) - (last - first) for first, last, word in pieces if last <= place)

    return _replaced(text, pieces), tuple((moved(first), moved(last)) for first, last in spans)


def _in_case(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _replaced(text: str, pieces: Sequence[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for first, last, word in pieces:
        parts += [text[at:first], word]
        at = last
    return "".join([*parts, text[at:]])
