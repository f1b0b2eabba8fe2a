"""Scores how likely a word is a verb in its place.

A tagger trained on newspapers would be a hundred times larger, take a second to load, and know little about
imperatives, which are most of our sentences: "Close your eyes", "Use your breath".
"""

from typing import Final

from voiceguide.speech._place import (
    ARTICLES,
    ASKING,
    BEING,
    DESCRIBING,
    FUNCTION_WORDS,
    HAVING,
    JOINING,
    MODALS,
    ONES,
    PARTICLES,
    PERSONS,
    POINTERS,
    PREPOSITIONS,
    QUALITIES,
    SENSING,
    WordPlace,
    is_adverb,
    is_plural,
    with_s,
)
from voiceguide.system.plain_text import word_set

_COUNTS: Final = word_set("many several few most")
_PAIRED: Final = word_set(
    """
    expand rise swell stretch tighten lengthen shorten loosen relax increase decrease gather widen soften
    """
)
_ALSO_NOUNS: Final = word_set("light cold calm quiet good sea mountain desert morning evening")
_STATES: Final = word_set(
    """
    awake aware alert relaxed grounded open safe rested alive free rooted steady attentive curious complete
    """
)
_KEEPING: Final = word_set("keep keeps kept keeping hold holds held holding leave leaves left")
_INNER: Final = word_set("you us me him them")
_ITSELF: Final = word_set("yourself yourselves itself themselves myself ourselves oneself himself herself")


def verbal(place: WordPlace) -> int:
    """A score for how likely the word is a verb: above 0 it likely is, below 0 it likely is not, and 0 is undecided."""
    return _from_left(place) + _from_right(place)


def _from_left(place: WordPlace) -> int:
    left, doing = place.left, with_s(place.word)
    if place.relative:
        return 5
    if left in _COUNTS and not doing and place.right in PREPOSITIONS | PARTICLES | {""} and place.right != "of":
        return 3  # "many object": a noun would be in the plural
    if doing and left in _ALSO_NOUNS and place.left_2 in ARTICLES:
        return 1  # "the light increases"
    if place.named:
        return -6
    if left in MODALS or left == "to":
        return -4 if doing else 5 if left in MODALS or not _no_infinitive(place) else -3
    if place.let:
        return _let(place)
    if left in PERSONS | ONES | POINTERS or (doing and left in _INNER):
        return _after_pronoun(place)
    if left in PREPOSITIONS or left in BEING or left in QUALITIES:
        return -5
    return _from_neighbours(place)


def _let(place: WordPlace) -> int:
    """The score of a word that may depend on a verb such as "let", "help", "make" or "see"."""
    if with_s(place.word):
        return -1
    if place.letting in SENSING and not place.after_many:
        described = place.letting.startswith("mak") or place.left in _ITSELF
        return -3 if described and place.word in DESCRIBING else 1  # "make it perfect"
    content = place.right not in FUNCTION_WORDS | {""} and not is_adverb(place.right)
    return 1 if content and place.left not in FUNCTION_WORDS and not place.after_many else 4


def _after_pronoun(place: WordPlace) -> int:
    left = place.left
    if place.asked:
        return -5
    if with_s(place.word):
        inner = left in _INNER and place.left_2 in ("in", "inside", "within", "of")  # "something in you objects"
        return 5 if inner or left in ONES else 0
    if left in PERSONS:
        return 5
    if place.left_2 in MODALS and place.word != "present":
        return 5  # "Does it object?", but "May everyone present be well"
    return -2 if left in ONES - {"which", "what"} else 0


def _from_neighbours(place: WordPlace) -> int:
    left, doing = place.left, with_s(place.word)
    if left in HAVING or _kept(place):
        return -4
    if place.begins:
        return -1 if doing else 1
    if left in JOINING:
        return _joined(place)
    if doing:
        return 3 if place.after_one else 1 if _after_bare_noun(place) else -1
    if place.asked:
        return -5
    if place.after_many or (place.after_one and "and" in place.lefts[1:4]) or _asked_to_do(place):
        return 3
    if len(place.lefts) == 3 and place.left_2 == "and" and FUNCTION_WORDS.isdisjoint(place.lefts[::2]):
        return 1  # "tension and ease alternate"
    return -2 if any(word in ARTICLES for word in place.lefts[1:3]) else -1


def _kept(place: WordPlace) -> bool:
    """Whether the word says how something is kept, as in "keep your thoughts separate"."""
    if place.word not in DESCRIBING or place.has_object or place.left in JOINING:
        return False
    for word in place.lefts[1:4]:
        if word in PREPOSITIONS | JOINING | ASKING | MODALS | PERSONS:
            return False
        if word in _KEEPING:
            return True
    return False


def _after_bare_noun(place: WordPlace) -> bool:
    """Whether the word before it is a noun without an article, and likely its subject: "if tension increases"."""
    if place.left in FUNCTION_WORDS or place.after_many:
        return False
    if place.left_2:
        return place.left_2 in ASKING | word_set("because while as until once since before after and but")
    return place.right in FUNCTION_WORDS | {""} or is_adverb(place.right)


def _asked_to_do(place: WordPlace) -> bool:
    """Whether the word is the verb at the end of a short question: "Does the mind object?"."""
    asks = place.lefts[2:3] and place.lefts[2] in MODALS and place.left_2 in ARTICLES and place.left not in JOINING
    return bool(asks) and not place.right and (len(place.lefts) == 3 or place.lefts[3] in ASKING)


def _joined(place: WordPlace) -> int:
    """The score of a word after a conjunction, from the words before the conjunction."""
    before = place.lefts[1:]
    if paired := _paired(place):
        return paired
    if _joins_quality(place) and ("how" in before or not place.has_object):
        return -7  # "calm and present", "how calm and present you are"
    if place.shares_article and place.word not in DESCRIBING:
        return -3 if place.right in ("that", "which", "who", "both", "all") else 0
    if any(word in MODALS or word == "to" or word in PERSONS for word in before):
        return 2
    meeting = place.left_2 not in FUNCTION_WORDS and is_plural(place.lefts[2] if len(place.lefts) > 2 else "")
    return 1 if meeting or (before and before[-1] not in FUNCTION_WORDS) else -1  # "the hands meet and separate"


def _paired(place: WordPlace) -> int:
    """The score of the second of two words that belong together, as in "expand and contract" or "an increase or
    decrease"; 0 if it is no such word.
    """
    first, doing = place.left_2, with_s(place.word)
    if first.removesuffix("s") not in _PAIRED or with_s(first) != doing:
        return 0
    named = place.lefts[2:3] and place.lefts[2] in ARTICLES | QUALITIES
    return -4 if named else 4


def _joins_quality(place: WordPlace) -> bool:
    """Whether the conjunction before the word joins it to an adjective: "calm and present"."""
    if place.word not in DESCRIBING:
        return False
    return place.left_2 in QUALITIES | _STATES | BEING or any(word in BEING for word in place.lefts[2:4])


def _no_infinitive(place: WordPlace) -> bool:
    """Whether "to" is a preposition here: "close to", "put to use", "from house to house"."""
    if "from" in place.lefts[2:4] and not place.has_object and place.left_2 not in FUNCTION_WORDS:
        return not (place.left_2.endswith("ing") or "far" in place.lefts[3:5])
    return (
        "put" in place.lefts[1:3]
        or place.left_2 in ("puts", "close", "due", "thanks", "according", "next", "devoted", place.word)
        or (place.left_2 in PARTICLES and not place.has_object)
    )


def _from_right(place: WordPlace) -> int:
    right = place.following
    if right == "of":
        return -4
    if right in ("is", "was", "has", "can", "may", "will", "comes", "are", "were", "and's"):
        return -5
    if place.has_object or right in ASKING:
        return 3
    if right in PARTICLES:
        return 1
    return 0
