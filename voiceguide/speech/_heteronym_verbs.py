"""Scores how likely a word is to be a verb in its sentence.

A tagger trained on newspapers would be a hundred times larger, take a second to load, and know little about
imperatives, which are most of our sentences: "Close your eyes", "Use your breath".
"""

from typing import Final

from voiceguide.speech._word_context import (
    ADJECTIVE_HETERONYMS,
    ADJECTIVES,
    CONJUNCTIONS,
    DEMONSTRATIVES,
    DETERMINERS,
    FORMS_OF_BE,
    FORMS_OF_HAVE,
    FUNCTION_WORDS,
    MODALS,
    OTHER_SUBJECTS,
    PARTICLES,
    PERCEPTION_VERBS,
    PERSONAL_SUBJECTS,
    PREPOSITIONS,
    QUESTION_WORDS,
    WordContext,
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


def verb_score(context: WordContext) -> int:
    """A score for how likely the word is to be a verb: above 0 means likely, below 0 means unlikely, and 0 means
    undecided.
    """
    return _from_left(context) + _from_right(context)


def _from_left(context: WordContext) -> int:
    left, doing = context.left, with_s(context.word)
    if context.in_relative_clause:
        return 5
    if left in _COUNTS and not doing and context.right in PREPOSITIONS | PARTICLES | {""} and context.right != "of":
        return 3  # "many object": a noun would be in the plural
    if doing and left in _ALSO_NOUNS and context.left_2 in DETERMINERS:
        return 1  # "the light increases"
    if context.has_determiner:
        return -6
    if left in MODALS or left == "to":
        return -4 if doing else 5 if left in MODALS or not _no_infinitive(context) else -3
    if context.after_causative:
        return _let(context)
    if left in PERSONAL_SUBJECTS | OTHER_SUBJECTS | DEMONSTRATIVES or (doing and left in _INNER):
        return _after_pronoun(context)
    if left in PREPOSITIONS or left in FORMS_OF_BE or left in ADJECTIVES:
        return -5
    return _from_neighbours(context)


def _let(context: WordContext) -> int:
    """The score of a word that depends on a verb such as "let", "help", "make" or "see", as in "let the tension
    decrease".
    """
    if with_s(context.word):
        return -1
    if context.causative_verb in PERCEPTION_VERBS and not context.after_plural:
        described = context.causative_verb.startswith("mak") or context.left in _ITSELF
        return -3 if described and context.word in ADJECTIVE_HETERONYMS else 1  # "make it perfect"
    content = context.right not in FUNCTION_WORDS | {""} and not is_adverb(context.right)
    return 1 if content and context.left not in FUNCTION_WORDS and not context.after_plural else 4


def _after_pronoun(context: WordContext) -> int:
    left = context.left
    if context.in_question:
        return -5
    if with_s(context.word):
        inner = left in _INNER and context.left_2 in ("in", "inside", "within", "of")  # "something in you objects"
        return 5 if inner or left in OTHER_SUBJECTS else 0
    if left in PERSONAL_SUBJECTS:
        return 5
    if context.left_2 in MODALS and context.word != "present":
        return 5  # "Does it object?", but "May everyone present be well"
    return -2 if left in OTHER_SUBJECTS - {"which", "what"} else 0


def _from_neighbours(context: WordContext) -> int:
    left, doing = context.left, with_s(context.word)
    if left in FORMS_OF_HAVE or _kept(context):
        return -4
    if context.at_clause_start:
        return -1 if doing else 1
    if left in CONJUNCTIONS:
        return _joined(context)
    if doing:
        return 3 if context.after_singular else 1 if _after_bare_noun(context) else -1
    if context.in_question:
        return -5
    if context.after_plural or (context.after_singular and "and" in context.left_words[1:4]) or _asked_to_do(context):
        return 3
    if len(context.left_words) == 3 and context.left_2 == "and" and FUNCTION_WORDS.isdisjoint(context.left_words[::2]):
        return 1  # "tension and ease alternate"
    return -2 if any(word in DETERMINERS for word in context.left_words[1:3]) else -1


def _kept(context: WordContext) -> bool:
    """Whether the word says how something is kept, as in "keep your thoughts separate"."""
    if context.word not in ADJECTIVE_HETERONYMS or context.has_object or context.left in CONJUNCTIONS:
        return False
    for word in context.left_words[1:4]:
        if word in PREPOSITIONS | CONJUNCTIONS | QUESTION_WORDS | MODALS | PERSONAL_SUBJECTS:
            return False
        if word in _KEEPING:
            return True
    return False


def _after_bare_noun(context: WordContext) -> bool:
    """Whether a noun without an article is directly before the word, and is likely to be its subject: "if tension
    increases".
    """
    if context.left in FUNCTION_WORDS or context.after_plural:
        return False
    if context.left_2:
        return context.left_2 in QUESTION_WORDS | word_set("because while as until once since before after and but")
    return context.right in FUNCTION_WORDS | {""} or is_adverb(context.right)


def _asked_to_do(context: WordContext) -> bool:
    """Whether the word is the verb at the end of a short question: "Does the mind object?"."""
    asks = (
        context.left_words[2:3]
        and context.left_words[2] in MODALS
        and context.left_2 in DETERMINERS
        and context.left not in CONJUNCTIONS
    )
    return (
        bool(asks) and not context.right and (len(context.left_words) == 3 or context.left_words[3] in QUESTION_WORDS)
    )


def _joined(context: WordContext) -> int:
    """The score of a word after a conjunction. It depends mostly on the words before the conjunction."""
    before = context.left_words[1:]
    if paired := _paired(context):
        return paired
    if _joins_quality(context) and ("how" in before or not context.has_object):
        return -7  # "calm and present", "how calm and present you are"
    if context.shares_article and context.word not in ADJECTIVE_HETERONYMS:
        return -3 if context.right in ("that", "which", "who", "both", "all") else 0
    if any(word in MODALS or word == "to" or word in PERSONAL_SUBJECTS for word in before):
        return 2
    meeting = context.left_2 not in FUNCTION_WORDS and is_plural(
        context.left_words[2] if len(context.left_words) > 2 else ""
    )
    return 1 if meeting or (before and before[-1] not in FUNCTION_WORDS) else -1  # "the hands meet and separate"


def _paired(context: WordContext) -> int:
    """The score of the second of two words that belong together, as in "expand and contract" or "an increase or
    decrease"; 0 if the word is not the second of such a pair.
    """
    first, doing = context.left_2, with_s(context.word)
    if first.removesuffix("s") not in _PAIRED or with_s(first) != doing:
        return 0
    has_determiner = context.left_words[2:3] and context.left_words[2] in DETERMINERS | ADJECTIVES
    return -4 if has_determiner else 4


def _joins_quality(context: WordContext) -> bool:
    """Whether the conjunction before the word joins it to an adjective: "calm and present"."""
    if context.word not in ADJECTIVE_HETERONYMS:
        return False
    return context.left_2 in ADJECTIVES | _STATES | FORMS_OF_BE or any(
        word in FORMS_OF_BE for word in context.left_words[2:4]
    )


def _no_infinitive(context: WordContext) -> bool:
    """Whether "to" is a preposition here: "close to", "put to use", "from house to house"."""
    if "from" in context.left_words[2:4] and not context.has_object and context.left_2 not in FUNCTION_WORDS:
        return not (context.left_2.endswith("ing") or "far" in context.left_words[3:5])
    return (
        "put" in context.left_words[1:3]
        or context.left_2 in ("puts", "close", "due", "thanks", "according", "next", "devoted", context.word)
        or (context.left_2 in PARTICLES and not context.has_object)
    )


def _from_right(context: WordContext) -> int:
    right = context.next_word
    if right == "of":
        return -4
    if right in ("is", "was", "has", "can", "may", "will", "comes", "are", "were", "and's"):
        return -5
    if context.has_object or right in QUESTION_WORDS:
        return 3
    if right in PARTICLES:
        return 1
    return 0
