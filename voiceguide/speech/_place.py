"""The context of a word in an English sentence: the words around it, and whether it is likely a verb there.

There is no grammar and no model, only scores from short lists of function words, which tell what follows them. A tagger
trained on newspapers would be a hundred times larger, take a second to load, and know little about imperatives, which
are most of our sentences: "Close your eyes", "Use your breath".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


OWNERS: Final = _set(
    """
    my your his her its our their whose one's each every no some any another either neither what such little few
    many several much enough most more less two three four five six seven eight nine ten other same own first last
    next only whole
    """
)
ARTICLES: Final = _set("a an the") | OWNERS
POINTERS: Final = _set("this that these those all both half")
PERSONS: Final = _set(
    """
    i you we they who people i'll you'll we'll they'll he'll she'll it'll who'll i'd you'd we'd they'd
    """
)
ONES: Final = _set(
    """
    he she it which something everything nothing somebody someone nobody everybody everyone anyone one what
    """
)
OBJECTS: Final = _set(
    """
    it them me us him her you yourself yourselves itself themselves myself ourselves oneself himself herself this
    that these those everything something anything nothing someone anyone everyone what whatever all both each one
    my your his its our their the a an any some every no another
    """
)
MODALS: Final = _set(
    """
    can could may might will would shall should must let's lets don't doesn't didn't won't can't cannot couldn't
    wouldn't shouldn't needn't mustn't do did please cant dont ought dare
    """
)
BEING: Final = _set(
    """
    is are was were be been being am i'm you're we're they're it's he's she's that's there's isn't aren't wasn't
    weren't here's who's what's feel feels felt feeling seem seems seemed become becomes became look looks looked
    stay stays stayed staying remain remains remained grow grows grew
    """
)
HAVING: Final = _set(
    """
    have has had having i've you've we've they've haven't hasn't hadn't he'd she'd
    """
)
LETTING: Final = _set(
    """
    let lets letting help helps helping make makes making watch see hear notice feel
    """
)
PREPOSITIONS: Final = _set(
    """
    of in on at with by for from into onto under over through across near against about like as than without within
    upon toward towards around behind beside between among beneath above below after before during until per via
    beyond inside outside along
    """
)
_ASKING: Final = _set("how what whether where why who which when if")
PARTICLES: Final = _set(
    """
    up down out away off back through along around round on apart open together again over
    """
)
JOINING: Final = _set("and or but nor then yet so")
QUALITIES: Final = _set(
    """
    cold warm soft gentle cool strong light mild good small large big great long short deep new old fresh young high
    low quick easy wise kind best better right wrong clear quiet calm real true early late second final present
    daily regular careful proper gradual simple common full empty heavy sudden sharp human whole familiar favourite
    favorite inner outer north south east west western eastern northern southern evening morning summer winter
    autumn spring sea mountain desert busy happy sad
    """
)
_NO_ADVERBS: Final = _set(
    """
    family belly early july lily jelly reply ally bully holy ugly friendly lovely lonely lively silly daily only
    rely apply supply multiply fly curly likely homely elderly unfriendly homily assembly butterfly anomaly italy
    sally emily billy molly polly kelly
    """
)
_ADVERBS: Final = _set(
    """
    just then now also always never ever even still again maybe perhaps not too soon once often sometimes quite
    almost already instead either neither anyway indeed well
    """
)
_NO_PLURALS: Final = _set(
    """
    is was has does this its as us yes perhaps always sometimes thus plus towards afterwards less unless across his
    hers ours yours theirs others's let's besides's news
    """
)


class WordToken(NamedTuple):
    """A word or a punctuation mark of a text."""

    word: str
    """In lower case."""
    written: str
    start: int
    end: int


_TOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.,;:?!]")
_ENDS: Final = frozenset(".,;:?!")


def tokens(text: str) -> list[WordToken]:
    """The words and punctuation marks of a text that is ready to be spoken. A hyphen separates words."""
    return [WordToken(found[0].lower(), found[0], *found.span()) for found in _TOKEN.finditer(text)]


def is_adverb(word: str) -> bool:
    """Whether it is an adverb, which may come between a word and those that tell its role: slowly, just, never."""
    return word in _ADVERBS or (word.endswith("ly") and word not in _NO_ADVERBS)


@dataclass(frozen=True)
class WordPlace:
    """A word in its context."""

    tokens: Sequence[WordToken]
    at: int

    @property
    def word(self) -> str:
        """The word itself, in lower case."""
        return self.tokens[self.at].word

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The words before it in its clause, the nearest first."""
        return tuple(_until_stop(self.tokens[index].word for index in range(self.at - 1, -1, -1)))

    @cached_property
    def after(self) -> tuple[str, ...]:
        """The words after it in its clause."""
        return tuple(_until_stop(token.word for token in self.tokens[self.at + 1 :]))

    @cached_property
    def lefts(self) -> tuple[str, ...]:
        """The words before it in its clause, without adverbs, the nearest first."""
        return tuple(word for word in self.before if not is_adverb(word))

    @cached_property
    def left(self) -> str:
        """The nearest word before it that is not an adverb; empty at the beginning of a clause."""
        return self.lefts[0] if self.lefts else ""

    @cached_property
    def left_2(self) -> str:
        """The one before that."""
        return self.lefts[1] if len(self.lefts) > 1 else ""

    @cached_property
    def right(self) -> str:
        """The word after it; empty at the end of a clause."""
        return self.after[0] if self.after else ""

    @cached_property
    def right_2(self) -> str:
        """The one after that."""
        return self.after[1] if len(self.after) > 1 else ""

    @cached_property
    def sentence(self) -> frozenset[str]:
        """All words of the text."""
        return frozenset(token.word for token in self.tokens)

    @cached_property
    def begins(self) -> bool:
        """Whether it is where an imperative would be: first in its clause, or after a conjunction that is first."""
        return not self.left or (self.left in JOINING and len(self.lefts) == 1)

    @cached_property
    def named(self) -> bool:
        """Whether an article or a possessive belongs to it, perhaps with adjectives in between."""
        if self.left in ARTICLES or (self.left.endswith("'s") and self.left not in BEING | MODALS | PERSONS):
            return True
        if self.left in POINTERS and self.right not in ARTICLES:
            return True
        return self.left in QUALITIES and (self.left_2 in ARTICLES or self.left_2 in QUALITIES | PREPOSITIONS | {""})

    @cached_property
    def has_object(self) -> bool:
        """Whether an object follows."""
        return next((word for word in self.after if not is_adverb(word)), "") in OBJECTS

    @cached_property
    def let(self) -> bool:
        """Whether it depends on a verb such as let or help: "let the day wind", "help it close"."""
        if self.left in QUALITIES:
            return False
        for index, word in enumerate(self.lefts[:5]):
            if word in LETTING and index:
                return self.left in OBJECTS - ARTICLES or self.lefts[index - 1] in ARTICLES | POINTERS or index == 1
            if word in PREPOSITIONS | MODALS | BEING:
                return False
        return False

    @property
    def after_many(self) -> bool:
        """Whether a plural noun is before it, which may be its subject: "the eyes close"."""
        word = self.left
        return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "'s")) and word not in _NO_PLURALS

    @cached_property
    def after_one(self) -> bool:
        """Whether a singular noun is before it, which may be its subject: "the breath closes"."""
        return (
            bool(self.left) and self.left not in _SMALL and not self.after_many and self.left_2 in ARTICLES | QUALITIES
        )


_COUNTS: Final = _set("many several few most")
_SMALL: Final = (ARTICLES | POINTERS | PERSONS | ONES | OBJECTS | MODALS | BEING | HAVING | PREPOSITIONS | PARTICLES
                 | JOINING | QUALITIES | {"to", "there", "if", "when", "while", "because"})  # fmt: skip


def _until_stop(words: Iterator[str]) -> Iterator[str]:
    for word in words:
        if word in _ENDS:
            return
        yield word


def verbal(place: WordPlace) -> int:
    """How likely the word is a verb: above 0 it is, below 0 it is not, 0 is undecided."""
    with_s = place.word.endswith("s") and not place.word.endswith("ss")
    return _from_left(place, with_s) + _from_right(place)


def _from_left(place: WordPlace, with_s: bool) -> int:
    left = place.left
    if left in _COUNTS and not with_s and place.right in PREPOSITIONS | PARTICLES | {""} and place.right != "of":
        return 3  # "many object": a noun would be in the plural
    if place.named:
        return -6
    if left in MODALS or left == "to":
        return -4 if with_s else 5 if left in MODALS or not _no_infinitive(place) else -3
    if place.let:
        return -1 if with_s else 4
    if left in PERSONS:
        return 0 if with_s else 5
    if left in ONES or left in ("that", "this"):
        return 5 if with_s else 0
    if left in PREPOSITIONS or left in BEING or left in QUALITIES:
        return -5
    return _from_neighbours(place, with_s)


def _from_neighbours(place: WordPlace, with_s: bool) -> int:
    left = place.left
    if left in HAVING:
        return -4
    if place.begins:
        return -1 if with_s else 1
    if left in JOINING:
        return _joined(place)
    if with_s:
        return 3 if place.after_one else -1
    if place.after_many or (place.after_one and "and" in place.lefts[1:4]):
        return 3
    return -2 if any(word in ARTICLES for word in place.lefts[1:3]) else -1


def _joined(place: WordPlace) -> int:
    """The score of a word after a conjunction, from the words before that."""
    before = place.lefts[1:]
    asked = any(word in MODALS or word == "to" or word in PERSONS for word in before)
    if asked:
        return 2
    return 1 if before and before[-1] not in _SMALL else -1


def _no_infinitive(place: WordPlace) -> bool:
    """Whether "to" is a preposition here: "close to", "put to use"."""
    return (
        "put" in place.lefts[1:3]
        or place.left_2 in ("puts", "close", "due", "thanks", "according", "next", "devoted")
        or (place.left_2 in PARTICLES and not place.has_object)
    )


def _from_right(place: WordPlace) -> int:
    right = next((word for word in place.after if not is_adverb(word)), "")
    if right == "of":
        return -4
    if right in ("is", "was", "has", "can", "may", "will", "comes", "are", "were", "and's"):
        return -5
    if place.has_object or right in _ASKING:
        return 3
    if right in PARTICLES:
        return 1
    return 0
