"""Rules for heteronyms that name two different things, such as "bass", or a thing and an action, such as "tear"."""

from collections.abc import Callable, Mapping
from typing import Final

from voiceguide.speech._heteronym_verbs import verb_score
from voiceguide.speech._word_context import (
    ADJECTIVES,
    CONJUNCTIONS,
    DETERMINERS,
    FORMS_OF_BE,
    MODALS,
    OBJECT_STARTS,
    OTHER_SUBJECTS,
    PERSONAL_SUBJECTS,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    WordContext,
    is_adverb,
)
from voiceguide.system.plain_text import word_set

_METAL: Final = word_set(
    """
    pipe pipes weight weights paint pencil pencils sheet sheets shot bullet bullets poisoning apron ball balls glass
    free sinker sinkers balloon ore mine mines figures coffin roof
    """
)


def _lead(context: WordContext) -> str:
    left = context.left
    if context.at_clause_start and context.right in ("is", "was"):
        return "metal"
    if left in ADJECTIVES and context.left_2 in ("of", "like", "as") and not context.right:
        return "metal"
    if context.right in _METAL or (
        left in word_set("of as like with than into from") and context.right not in DETERMINERS | POSSESSIVES
    ):
        return "metal"
    if left == "to" and context.left_2 in word_set("turn turns turned turning change changed") | {
        "feet",
        "legs",
        "arms",
        "limbs",
    }:
        return "metal"
    said_of_metal = word_set("molten heavy grey gray liquid melted is")
    return "metal" if left in said_of_metal and context.right in ("", "and") else "verb"


_CLOTH: Final = word_set(
    """
    paper fabric cloth sleeve shirt muscle seam sail page curtain ligament rip fence net hole stocking dress sheet
    map tent canvas letter photo tyre tire jeans coat wear knee tendon retina
    """
)
_RIPPED: Final = word_set("up down apart open off away through out into at yourself itself loose along")


def _tear(context: WordContext) -> str:
    left, right = context.left, context.right
    if _crying(context):
        return "drop"
    if left == "and" and "wear" in context.left_words[1:2]:
        return "rip"
    if context.has_determiner or left in PREPOSITIONS:
        ripped = right == "in" and "eye" not in context.sentence and "eyes" not in context.sentence
        return (
            "rip"
            if ripped
            or (
                context.sentence & _CLOTH
                and not context.sentence
                & word_set(
                    """
                eye eyes cheek cry cried
                """
                )
            )
            else "drop"
        )
    if context.word == "tears":
        doing = left in OTHER_SUBJECTS | {"that"} or (
            context.after_singular and (context.has_object or right in _RIPPED)
        )
        return "rip" if doing and (context.has_object or right in _RIPPED | {"easily", ""}) else "drop"
    doing = (
        left in MODALS | PERSONAL_SUBJECTS | {"to"} or context.has_object or right in _RIPPED or context.after_causative
    )
    return "rip" if doing and right != "ducts" else "drop"


def _crying(context: WordContext) -> bool:
    """Whether "tear" means crying, as in "you may tear up", but not in "tear up the letter"."""
    if context.has_determiner or context.has_object or context.sentence & _CLOTH:
        return False
    if context.right != "up":
        return not word_set("eye eyes").isdisjoint(context.left_words) and context.right not in _RIPPED
    after = context.right_2
    little = after == "a" and context.after[2:3] in (("little",), ("bit",))
    return little or is_adverb(after) or after in CONJUNCTIONS | PREPOSITIONS | QUESTION_WORDS | {""}


_KNOTTED: Final = word_set(
    """
    arrow arrows violin violins cello fiddle viola string strings ribbon ribbons hair tie tied ties tying archer
    archers shoot bowstring gift knot knots lace laces shoelace shoelaces shoe shoes present quiver musician
    orchestra wrapping gifts presents dress curtains
    """
)


_BOWED: Final = word_set("arrow violin cello fiddle viola ribbon quiver")


def _bow(context: WordContext) -> str:
    left, right = context.left, context.right
    if right in ("tie", "ties") or (right == "and" and context.right_2 in ("arrow", "arrows")):
        return "knot"
    tied = not word_set("tie ties tied tying").isdisjoint(context.before)
    if not context.sentence & _KNOTTED or (right == "to" and not tied):
        return "bend"
    if (
        context.has_determiner
        or left in _KNOTTED - word_set("archer archers musician orchestra")
        or left in PREPOSITIONS
    ):
        return "knot"
    if context.word == "bow":  # a bow that is a knot has an article
        described = context.after_singular and not context.after_causative  # "a red bow"
        return "knot" if described or (left in CONJUNCTIONS and context.left_2 in _BOWED) else "bend"
    doing = (
        left in MODALS | PERSONAL_SUBJECTS | OTHER_SUBJECTS | {"to"}
        or context.has_object
        or context.after_causative
        or context.after_singular
    )
    return "bend" if doing else "knot"


_TINY: Final = word_set(
    """
    detail details change changes amount amounts movement movements difference differences adjustment adjustments
    quantity quantities particle particles shift shifts sensation sensations fraction tremor tremors sound sounds
    motion motions crack cracks drop drops dose doses speck specks grain grains insect insects creature creatures
    variation variations dot dots step steps trace traces piece pieces flower flowers crystals bubbles droplets
    seeds vibration vibrations pulse flicker gap gaps examination inspection scrutiny attention care precision
    """
)


_NUMBERS: Final = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety last final first next half
    """
)


def _minute(context: WordContext) -> str:
    if (context.right in _TINY and not _counted(context)) or (
        context.before[:1] == ("most",) and context.right != "of"
    ):
        return "tiny"
    described = context.left in FORMS_OF_BE - {"there's"} or context.before[:1] in (("so",), ("quite",), ("almost",))
    return "tiny" if described and context.right in ("", "and", "but", "or", "compared") else "time"


def _counted(context: WordContext) -> bool:
    """Whether "minute" means sixty seconds, because a word before it counts minutes: "a forty minute sound bath", "each
    minute sounds longer".
    """
    left, many = context.left, context.right.endswith("s")
    if left in _NUMBERS or left == "per":
        return True
    return many if left in ("each", "every", "this") else left in ("couple", "few") and not many


_FULL: Final = word_set("of in page pages creator creators matters warning type quality for that you")


def _content(context: WordContext) -> str:
    left, right = context.left, context.right
    if left == "heart's" or (context.before[:1] in (("how",), ("so",), ("too",), ("very",)) and right != "is"):
        return "pleased"
    if left in ("more", "most") or (
        right in ("with", "to") and not (context.has_determiner and left not in ADJECTIVES)
    ):
        return "pleased"
    if context.has_determiner:
        smiling = right in word_set(
            """
            smile smiles sigh sighs silence look cat baby child person heart mind face breath life people hum purr
            animal mood little and quiet
            """
        )
        return "pleased" if smiling and left in word_set("a an the your her his its their this") else "what is in it"
    if left in PREPOSITIONS or right in _FULL - {"in", "for", "that"}:
        return "what is in it"
    if left in CONJUNCTIONS and context.left_2 in word_set(
        """
        form style context shape process structure tone title
        """
    ):
        return "what is in it"
    known = left in FORMS_OF_BE | CONJUNCTIONS | PERSONAL_SUBJECTS | MODALS | OBJECT_STARTS | {
        "",
        "to",
        "sit",
        "rest",
        "lie",
        "breathe",
        "heart",
        "more",
    }
    return (
        "pleased"
        if known or is_adverb(context.before[0] if context.before else "")
        else "pleased"
        if not right
        else ("what is in it")
    )


_LOUD: Final = word_set("terrible blazing furious awful loud bitter flaming blinding dreadful nasty")
_QUARRELLED: Final = word_set("had have has having was start started into after")


def _row(context: WordContext) -> str:
    if context.left in _LOUD:
        return "quarrel"
    if context.left in word_set("last first next front back middle whole same") or context.left_2 in (
        "in",
        "at",
        "from",
    ):
        return "line"
    between = context.has_determiner and context.right in ("", "with", "about", "over", "last", "yesterday")
    return "quarrel" if between and any(word in _QUARRELLED for word in context.before[1:4]) else "line"


def _polish(context: WordContext) -> str:
    capital = context.tokens[context.at].written[0].isupper()
    return (
        "from Poland"
        if capital and not (context.at_clause_start and (context.has_object or context.right == "up"))
        else "verb"
    )


def _by_sentence(words: str, yes: str, no: str) -> Callable[[WordContext], str]:
    """A rule that returns `yes` if one of `words` is in the text and the heteronym is not likely to be a verb;
    otherwise `no`.
    """
    clues = word_set(words)
    return lambda context: yes if context.sentence & clues and verb_score(context) <= 0 else no


def _sow(context: WordContext) -> str:
    clues = word_set("pig pigs piglet piglets boar boars litter sty")
    return "pig" if context.has_determiner or (context.sentence & clues and verb_score(context) <= 0) else "verb"


def _does(context: WordContext) -> str:
    many = context.left in word_set("two three four five several many some few") or (
        context.left == "the" and not context.has_object
    )
    return "deer" if many or (context.right == "and" and context.right_2 in ("fawns", "stags", "bucks")) else "verb"


def _dove(context: WordContext) -> str:
    diving = context.right in word_set("into in down deep off under headfirst") and not context.has_determiner
    return (
        "verb"
        if diving
        and (context.left in PERSONAL_SUBJECTS | OTHER_SUBJECTS or context.after_plural or context.after_singular)
        else "bird"
    )


def _resume(context: WordContext) -> str:
    owned = context.left in word_set("a your my his her their the our") and context.left_2 not in MODALS
    return "summary" if owned and not context.has_object else "verb"


def _deserts(context: WordContext) -> str:
    if context.left == "just" or context.before[:1] == ("just",):
        return "verb"
    return "verb" if verb_score(context) > 1 and context.has_object else "other"


def _by_next_word(words: str, yes: str) -> Callable[[WordContext], str]:
    """A rule that returns `yes` if an article, a possessive or a word like "this" belongs to the heteronym, and the
    word after the heteronym is one of `words`; otherwise ``verb``.
    """
    clues = word_set(words)
    return lambda context: yes if context.has_determiner and context.right in clues else "verb"


def _slough(context: WordContext) -> str:
    return "verb" if context.right == "off" or context.has_object else "other"


_SCHOLARS: Final = "man woman people person scholar friend professor teacher colleague judge society journal men women"


def _aged(context: WordContext) -> str:
    people = context.left == "the" and context.right in ("", "and")
    return (
        "old"
        if people or (context.has_determiner and context.right not in ("", "cheese", "between", "wood"))
        else "verb"
    )


THINGS: Final[Mapping[str, Callable[[WordContext], str]]] = {
    "lead": _lead,
    "tear": _tear,
    "tears": _tear,
    "bow": _bow,
    "bows": _bow,
    "minute": _minute,
    "content": _content,
    "row": _row,
    "rows": _row,
    "sow": _sow,
    "bass": _by_sentence("fish fishing lake river pond caught striped sea swim swims swam", "fish", "low"),
    "dove": _dove,
    "does": _does,
    "deserts": _deserts,
    "polish": _polish,
    "resume": _resume,
    "learned": _by_next_word(_SCHOLARS, "wise"),
    "blessed": _by_next_word("one ones virgin sleep silence relief moment day rest peace quiet souls", "holy"),
    "aged": _aged,
    "slough": _slough,
}
"""The rules: for each word in lower case, a function that returns the word's role in a context."""
