"""How single words are said, in the signs that each engine takes: espeak's own, IPA, or other letters.

All begin with the IPA of `_heteronym_table`, which serves both sides of the ocean.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from voiceguide.speech.engine import Sound, Span
from voiceguide.speech.languages import family, plain_tag

_BRITISH: Final = (("ɪɹ", "iə"), ("ɛɹ", "eə"), ("oʊ", "əʊ"), ("ɚ", "ə"), ("ɜːɹ", "ɜː"), ("uːs", "juːs"), ("jjuː", "juː"))
_AMERICAN: Final = (("ɒ", "ɑː"),)
_BEFORE_VOWEL: Final = r"(?=[aɑeɛəɪiɔoʊuʌɒæɜᵻ])"

_ESPEAK: Final = (
    ("eɪ", "eI"), ("aɪ", "aI"), ("oʊ", "oU"), ("aʊ", "aU"), ("iː", "i:"), ("uː", "u:"), ("ɔːɹ", "o@"), ("ɔːl", "O:l"),
    ("ɔː", "O:"), ("ɑːɹ", "A@"), ("ɑː", "A:"), ("ɜːɹ", "3:"), ("ɜː", "3:"), ("tʃ", "tS"), ("dʒ", "dZ"), ("ɪɹ", "i@3"),
    ("ɛɹ", "e@3"), ("ɚɹ", "3r"), ("ɚ", "3"), ("ɹ", "r"), ("ˈ", "'"), ("ˌ", ","), ("ɪ", "I"), ("ɛ", "E"), ("æ", "a"),
    ("ə", "@"), ("ʌ", "V"), ("ʊ", "U"), ("ɒ", "0"), ("θ", "T"), ("ð", "D"), ("ʃ", "S"), ("ʒ", "Z"), ("ŋ", "N"),
    ("ɡ", "g"),
)  # fmt: skip
"""IPA and what espeak-ng writes for it, the longer first."""

_ESPEAK_SIGNS: Final = dict(_ESPEAK)
_ESPEAK_PARTS: Final = re.compile("|".join(map(re.escape, _ESPEAK_SIGNS)))


def espeak_signs(ipa: str) -> str:
    """The phonemes as espeak-ng writes them, which each of its English voices says in its own way."""
    return _ESPEAK_PARTS.sub(lambda found: _ESPEAK_SIGNS[found[0]], ipa)
