"""Heteronyms: words with one spelling and several pronunciations, told apart by their context. English only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voiceguide.speech._heteronym_rules import RULES, set_phrase_role
from voiceguide.speech._heteronym_table import USUALLY_VERBS, WORD_SOUNDS
from voiceguide.speech._heteronym_things import THINGS
from voiceguide.speech._heteronym_verbs import verb_score
from voiceguide.speech._word_context import WordContext, tokens
from voiceguide.units import TextSpan


@dataclass(frozen=True)
class Heteronym:
    """A heteronym in a text, with the pronunciation that is right in its context."""

    span: TextSpan
    word: str
    """The word as it is written in the text."""
    role: str
    """The role of the word in its context, which decides how it is pronounced: ``verb``, ``metal``, ``past``."""
    ipa: str
    respelt: str
    """A spelling that an engine is more likely to say right; empty if there is none."""


def heteronyms_in(text: str, decided: Sequence[TextSpan] = ()) -> tuple[Heteronym, ...]:
    """The heteronyms in an English text that is ready to be spoken, in order. Those in a span of `decided` are left
    out, because their pronunciation is already known.
    """
    if WORD_SOUNDS.keys().isdisjoint(text.lower().translate(_STOPS_AS_SPACES).split()):
        return ()
    found = tokens(text)
    found_heteronyms = []
    for at, token in enumerate(found):
        sounds = WORD_SOUNDS.get(token.word)
        if sounds is None or any(first <= token.start < last for first, last in decided):
            continue
        role = _role(WordContext(found, at))
        said = sounds[role]
        found_heteronyms.append(Heteronym((token.start, token.end), token.written, role, said.ipa, said.respelt))
    return tuple(found_heteronyms)


_STOPS_AS_SPACES: Final = str.maketrans(".,;:?!-", "       ")


def _role(context: WordContext) -> str:
    if role := set_phrase_role(context):
        return role
    if rule := RULES.get(context.word) or THINGS.get(context.word):
        return rule(context)
    if len(WORD_SOUNDS[context.word]) == 1:
        return next(iter(WORD_SOUNDS[context.word]))
    return "verb" if _is_verb(context, context.word.removesuffix("s") in USUALLY_VERBS) else "other"


def _is_verb(context: WordContext, usually: bool) -> bool:
    likely = verb_score(context) + (1 if usually else 0)
    if context.at_clause_start and not context.has_object and not usually:
        return likely > 1
    return likely > (0 if usually else 1)
