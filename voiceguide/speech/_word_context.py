"""The context of a word in an English sentence: the words around it, and their relation to it.

There is no grammar and no model, only short lists of function words, which suggest what kind of word follows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from voiceguide.system.plain_text import word_set

POSSESSIVES: Final = word_set(
    """
    my your his her its our their whose one's each every no some any another either neither what such little few
    many several much enough most more less two three four five six seven eight nine ten other same own first last
    next only whole
    """
)
DETERMINERS: Final = word_set("a an the") | POSSESSIVES
DEMONSTRATIVES: Final = word_set("this that these those all both half")
PERSONAL_SUBJECTS: Final = word_set(
    """
    i you we they who people i'll you'll we'll they'll he'll she'll it'll who'll i'd you'd we'd they'd
    """
)
OTHER_SUBJECTS: Final = word_set(
    """
    he she it which something everything nothing somebody someone nobody everybody everyone anyone one what
    """
)
OBJECT_STARTS: Final = word_set(
    """
    it them me us him her you yourself yourselves itself themselves myself ourselves oneself himself herself this
    that these those everything something anything nothing someone anyone everyone what whatever all both each one
    my your his its our their the a an any some every no another
    """
)
MODALS: Final = word_set(
    """
    can could may might will would shall should must let's lets don't doesn't didn't won't can't cannot couldn't
    wouldn't shouldn't needn't mustn't do does did please cant dont ought dare
    """
)
FORMS_OF_BE: Final = word_set(
    """
    is are was were be been being am i'm you're we're they're it's he's she's that's there's isn't aren't wasn't
    weren't here's who's what's feel feels felt feeling seem seems seemed become becomes became look looks looked
    stay stays stayed staying remain remains remained grow grows grew
    """
)
FORMS_OF_HAVE: Final = word_set(
    """
    have has had having i've you've we've they've haven't hasn't hadn't he'd she'd
    """
)
PERCEPTION_VERBS: Final = word_set("make makes making watch see hear notice feel")
CAUSATIVE_VERBS: Final = word_set("let lets letting help helps helping") | PERCEPTION_VERBS
PREPOSITIONS: Final = word_set(
    """
    of in on at with by for from into onto under over through across near against about like as than without within
    upon toward towards around behind beside between among beneath above below after before during until per via
    beyond inside outside along
    """
)
QUESTION_WORDS: Final = word_set("how what whether where why who which when if")
PARTICLES: Final = word_set(
    """
    up down out away off back through along around round on apart open together again over
    """
)
CONJUNCTIONS: Final = word_set("and or but nor then yet so")
ADJECTIVES: Final = word_set(
    """
    cold warm soft gentle cool strong light mild good small large big great long short deep new old fresh young high
    low quick easy wise kind best better right wrong clear quiet calm real true early late second final present
    daily regular careful proper gradual simple common full empty heavy sudden sharp human whole familiar favourite
    favorite inner outer north south east west western eastern northern southern evening morning summer winter
    autumn spring sea mountain desert busy happy sad slow slight subtle steady tiny vast wooden golden solid ordinary
    smooth nearest distant skilful skillful precious beautiful bright single rough ancient upper lower
    """
)
ADJECTIVE_HETERONYMS: Final = word_set(
    """
    perfect present separate deliberate moderate appropriate elaborate articulate alternate intimate diffuse animate
    approximate desolate
    """
)
"""Heteronyms that are adjectives when they are not verbs."""
_NO_ADVERBS: Final = word_set(
    """
    family belly early july lily jelly reply ally bully holy ugly friendly lovely lonely lively silly daily only
    rely apply supply multiply fly curly likely homely elderly unfriendly homily assembly butterfly anomaly italy
    sally emily billy molly polly kelly
    """
)
_ADVERBS: Final = word_set(
    """
    just then now also always never ever even still again maybe perhaps not too soon once often sometimes quite
    almost already instead either neither anyway indeed well
    """
)
_NO_PLURALS: Final = word_set(
    """
    is was has does this its as us yes perhaps always sometimes thus plus towards afterwards less unless across his
    hers ours yours theirs others's let's besides's news
    """
)
_PLURALS: Final = word_set("people children men women teeth feet")
_VERBS_WITH_THAT: Final = word_set(
    "knows says feels thinks means shows tells notices sees hears believes senses trusts hopes"
)
_ARE: Final = word_set("is are was were am isn't aren't wasn't weren't")


class WordToken(NamedTuple):
    """A word or a punctuation mark of a text."""

    word: str
    """The word or the punctuation mark, in lower case."""
    written: str
    start: int
    end: int


_TOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.,;:?!]")
_ENDS: Final = frozenset(".,;:?!")


def tokens(text: str) -> list[WordToken]:
    """The words and punctuation marks of a text that is ready to be spoken. A hyphen separates words."""
    return [WordToken(found[0].lower(), found[0], *found.span()) for found in _TOKEN.finditer(text)]


def is_adverb(word: str) -> bool:
    """Whether the word is likely to be an adverb, such as "slowly", "just" or "never". An adverb may be between a word
    and the words that decide its role, so it is skipped.
    """
    return word in _ADVERBS or (word.endswith("ly") and word not in _NO_ADVERBS)


@dataclass(frozen=True)
class WordContext:
    """A word in its context. A clause ends at any punctuation mark."""

    tokens: Sequence[WordToken]
    at: int
    """The index of the word in `tokens`."""

    @property
    def word(self) -> str:
        """The word itself, in lower case."""
        return self.tokens[self.at].word

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The words before this word in its clause, the nearest first."""
        return tuple(_until_stop(self.tokens[index].word for index in range(self.at - 1, -1, -1)))

    @cached_property
    def after(self) -> tuple[str, ...]:
        """The words after this word in its clause."""
        return tuple(_until_stop(token.word for token in self.tokens[self.at + 1 :]))

    @cached_property
    def left_words(self) -> tuple[str, ...]:
        """The words before this word in its clause, without adverbs, the nearest first."""
        words = self.before
        # "no longer" is an adverb of two words.
        longer = words.index("longer") if ("longer", "no") in pairwise(words) else len(words)
        return tuple(word for word in words[:longer] + words[longer + 2 :] if not is_adverb(word))

    @cached_property
    def left(self) -> str:
        """The nearest word before this word that is not an adverb; empty at the beginning of a clause."""
        return self.left_words[0] if self.left_words else ""

    @cached_property
    def left_2(self) -> str:
        """The second word before this word, adverbs not counted; empty if there is none in its clause."""
        return self.left_words[1] if len(self.left_words) > 1 else ""

    @cached_property
    def right(self) -> str:
        """The word after this word; empty at the end of a clause."""
        return self.after[0] if self.after else ""

    @cached_property
    def right_2(self) -> str:
        """The second word after this word; empty if there is none in its clause."""
        return self.after[1] if len(self.after) > 1 else ""

    @cached_property
    def sentence(self) -> frozenset[str]:
        """All words and punctuation marks of the whole text."""
        return frozenset(token.word for token in self.tokens)

    @cached_property
    def at_clause_start(self) -> bool:
        """Whether this word is where an imperative would be: at the beginning of its clause, or after a conjunction
        that begins the clause. Adverbs before the word do not count.
        """
        return not self.left or (self.left in CONJUNCTIONS and len(self.left_words) == 1)

    @cached_property
    def has_determiner(self) -> bool:
        """Whether this word is likely to belong to a noun phrase, because it comes after a determiner (an article, a
        possessive, "this", a numeral …) or an adjective.
        """
        if self.left in DETERMINERS or (
            self.left.endswith("'s") and self.left not in FORMS_OF_BE | MODALS | PERSONAL_SUBJECTS
        ):
            return True
        if self.left in DEMONSTRATIVES and self.right not in DETERMINERS:
            return not self.in_relative_clause
        return self.left in ADJECTIVES and (
            self.left_2 in DETERMINERS or self.left_2 in ADJECTIVES | PREPOSITIONS | {""}
        )

    @cached_property
    def in_relative_clause(self) -> bool:
        """Whether "that" or a similar pronoun before the word is its subject: "the walls that separate us", "that
        increases it".
        """
        if with_s(self.word):
            return self.left in ("that", "this")
        return self.left in ("that", "which") and is_plural(self.left_2) and self.left_2 not in _VERBS_WITH_THAT

    @cached_property
    def next_word(self) -> str:
        """The next word after this word that is not an adverb; empty if there is none in the clause."""
        return next((word for word in self.after if not is_adverb(word)), "")

    @cached_property
    def has_object(self) -> bool:
        """Whether the next word that is not an adverb can begin an object: "close your eyes"."""
        return self.next_word in OBJECT_STARTS

    @cached_property
    def in_question(self) -> bool:
        """Whether the word comes after a form of "be" and a subject in a question, so that it is not a verb: "Are you
        present?".
        """
        if self.left in PERSONAL_SUBJECTS | OTHER_SUBJECTS | DEMONSTRATIVES:
            return self.left_2 in _ARE and (self.left_words[2:3] == () or self.left_words[2] in QUESTION_WORDS)
        return len(self.left_words) == 3 and self.left_2 in DETERMINERS and self.left_words[2] in _ARE

    @cached_property
    def shares_article(self) -> bool:
        """Whether a conjunction joins the word to a noun with an article or a possessive: "the jaw and mouth"."""
        if self.left not in CONJUNCTIONS or self.left_2 in FUNCTION_WORDS:
            return False
        earlier = next((word for word in self.left_words[2:] if word not in ADJECTIVES - DETERMINERS), "")
        return earlier in DETERMINERS | DEMONSTRATIVES

    @cached_property
    def after_causative(self) -> bool:
        """Whether the word depends on a verb such as "let" or "help": "let the day wind", "help it close"."""
        return bool(self.causative_verb)

    @cached_property
    def causative_verb(self) -> str:
        """The verb, such as "let" or "help", on which the word depends; empty if there is none."""
        if self.left in ADJECTIVES or self.shares_article:
            return ""
        for index, word in enumerate(self.left_words[: 7 if self.has_object else 5]):
            if word in CAUSATIVE_VERBS and index:
                close = (
                    self.left in OBJECT_STARTS - DETERMINERS
                    or self.left_words[index - 1] in DETERMINERS | DEMONSTRATIVES
                    or index == 1
                )
                return word if close else ""
            if word in PREPOSITIONS | MODALS | FORMS_OF_BE | QUESTION_WORDS and not (word == "of" and self.has_object):
                return ""
        return ""

    @property
    def after_plural(self) -> bool:
        """Whether the word before this word is a plural noun, which may be its subject: "the eyes close"."""
        return is_plural(self.left)

    @cached_property
    def after_singular(self) -> bool:
        """Whether the word before this word is likely to be a singular noun, which may be its subject: it follows a
        determiner or an adjective, and is neither a plural nor a function word, as in "the breath closes".
        """
        return (
            bool(self.left)
            and self.left not in FUNCTION_WORDS
            and not self.after_plural
            and self.left_2 in DETERMINERS | ADJECTIVES
        )


FUNCTION_WORDS: Final = (
    DETERMINERS
    | DEMONSTRATIVES
    | PERSONAL_SUBJECTS
    | OTHER_SUBJECTS
    | OBJECT_STARTS
    | MODALS
    | FORMS_OF_BE
    | FORMS_OF_HAVE
    | PREPOSITIONS
    | PARTICLES
    | CONJUNCTIONS
    | ADJECTIVES
    | {"to", "there", "if", "when", "while", "because"}
)
"""Function words (articles, pronouns, prepositions, auxiliary verbs, conjunctions and the like) and common adjectives.
Any other word is likely to be a noun or a main verb.
"""


def is_plural(word: str) -> bool:
    """Whether the word is likely to be a noun in the plural."""
    if word in _PLURALS:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "'s")) and word not in _NO_PLURALS


def with_s(word: str) -> bool:
    """Whether the word ends like a verb in the third person or like a plural: "uses" does, "progress" does not."""
    return word.endswith("s") and not word.endswith("ss")


def _until_stop(words: Iterator[str]) -> Iterator[str]:
    for word in words:
        if word in _ENDS:
            return
        yield word
