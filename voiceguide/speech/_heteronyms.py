"""Heteronyms: words with one spelling and several pronunciations, told apart by their context. English only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voiceguide.speech._heteronym_rules import RULES, fixed
from voiceguide.speech._heteronym_table import SAYINGS, USUALLY_VERBS
from voiceguide.speech._heteronym_things import THINGS
from voiceguide.speech._heteronym_verbs import verbal
from voiceguide.speech._place import WordPlace, tokens
from voiceguide.units import TextSpan


@dataclass(frozen=True)
class Doubtful:
    """A heteronym in a text, with the pronunciation that is right in its context."""

    span: TextSpan
    word: str
    """The word as it is written in the text."""
    role: str
    """The role of the word in its context, which decides how it is pronounced: ``verb``, ``metal``, ``past``."""
    ipa: str
    respelt: str
    """A spelling that an engine is more likely to say right; empty if there is none."""


def heteronyms_in(text: str, decided: Sequence[TextSpan] = ()) -> tuple[Doubtful, ...]:
    """The heteronyms in an English text that is ready to be spoken, in order. Those in a span of `decided` are left
    out, because their pronunciation is already known.
    """
    if SAYINGS.keys().isdisjoint(text.lower().translate(_PARTED).split()):
        return ()
    found = tokens(text)
    doubtful = []
    for at, token in enumerate(found):
        sayings = SAYINGS.get(token.word)
        if sayings is None or any(first <= token.start < last for first, last in decided):
            continue
        role = _role(WordPlace(found, at))
        said = sayings[role]
        doubtful.append(Doubtful((token.start, token.end), token.written, role, said.ipa, said.respelt))
    return tuple(doubtful)


_PARTED: Final = str.maketrans(".,;:?!-", "       ")


def _role(place: WordPlace) -> str:
    if role := fixed(place):
        return role
    if rule := RULES.get(place.word) or THINGS.get(place.word):
        return rule(place)
    if len(SAYINGS[place.word]) == 1:
        return next(iter(SAYINGS[place.word]))
    return "verb" if _is_verb(place, place.word.removesuffix("s") in USUALLY_VERBS) else "other"


def _is_verb(place: WordPlace, usually: bool) -> bool:
    likely = verbal(place) + (1 if usually else 0)
    if place.begins and not place.has_object and not usually:
        return likely > 1
    return likely > (0 if usually else 1)
