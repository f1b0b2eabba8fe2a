"""Rules for heteronyms that are two different things, or a thing and an action."""

from collections.abc import Callable, Mapping
from typing import Final

from voiceguide.speech._heteronym_verbs import verbal
from voiceguide.speech._place import (
    ARTICLES,
    ASKING,
    BEING,
    JOINING,
    MODALS,
    OBJECTS,
    ONES,
    OWNERS,
    PERSONS,
    PREPOSITIONS,
    QUALITIES,
    WordPlace,
    is_adverb,
)
from voiceguide.system.plain_text import word_set

_METAL: Final = word_set(
    """
    pipe pipes weight weights paint pencil pencils sheet sheets shot bullet bullets poisoning apron ball balls glass
    free sinker sinkers balloon ore mine mines figures coffin roof
    """
)


def _lead(place: WordPlace) -> str:
    left = place.left
    if place.begins and place.right in ("is", "was"):
        return "metal"
    if left in QUALITIES and place.left_2 in ("of", "like", "as") and not place.right:
        return "metal"
    if place.right in _METAL or (
        left in word_set("of as like with than into from") and place.right not in ARTICLES | OWNERS
    ):
        return "metal"
    if left == "to" and place.left_2 in word_set("turn turns turned turning change changed") | {
        "feet",
        "legs",
        "arms",
        "limbs",
    }:
        return "metal"
    said_of_metal = word_set("molten heavy grey gray liquid melted is")
    return "metal" if left in said_of_metal and place.right in ("", "and") else "verb"


_CLOTH: Final = word_set(
    """
    paper fabric cloth sleeve shirt muscle seam sail page curtain ligament rip fence net hole stocking dress sheet
    map tent canvas letter photo tyre tire jeans coat wear knee tendon retina
    """
)
_RIPPED: Final = word_set("up down apart open off away through out into at yourself itself loose along")


def _tear(place: WordPlace) -> str:
    left, right = place.left, place.right
    if _crying(place):
        return "drop"
    if left == "and" and "wear" in place.lefts[1:2]:
        return "rip"
    if place.named or left in PREPOSITIONS:
        ripped = right == "in" and "eye" not in place.sentence and "eyes" not in place.sentence
        return (
            "rip"
            if ripped
            or (
                place.sentence & _CLOTH
                and not place.sentence
                & word_set(
                    """
                eye eyes cheek cry cried
                """
                )
            )
            else "drop"
        )
    if place.word == "tears":
        doing = left in ONES | {"that"} or (place.after_one and (place.has_object or right in _RIPPED))
        return "rip" if doing and (place.has_object or right in _RIPPED | {"easily", ""}) else "drop"
    doing = left in MODALS | PERSONS | {"to"} or place.has_object or right in _RIPPED or place.let
    return "rip" if doing and right != "ducts" else "drop"


def _crying(place: WordPlace) -> bool:
    """Whether "tear" is about crying: it is in "you may tear up", but not in "tear up the letter"."""
    if place.named or place.has_object or place.sentence & _CLOTH:
        return False
    if place.right != "up":
        return not word_set("eye eyes").isdisjoint(place.lefts) and place.right not in _RIPPED
    after = place.right_2
    little = after == "a" and place.after[2:3] in (("little",), ("bit",))
    return little or is_adverb(after) or after in JOINING | PREPOSITIONS | ASKING | {""}


_KNOTTED: Final = word_set(
    """
    arrow arrows violin violins cello fiddle viola string strings ribbon ribbons hair tie tied ties tying archer
    archers shoot bowstring gift knot knots lace laces shoelace shoelaces shoe shoes present quiver musician
    orchestra wrapping gifts presents dress curtains
    """
)


_BOWED: Final = word_set("arrow violin cello fiddle viola ribbon quiver")


def _bow(place: WordPlace) -> str:
    left, right = place.left, place.right
    if right in ("tie", "ties") or (right == "and" and place.right_2 in ("arrow", "arrows")):
        return "knot"
    tied = not word_set("tie ties tied tying").isdisjoint(place.before)
    if not place.sentence & _KNOTTED or (right == "to" and not tied):
        return "bend"
    if place.named or left in _KNOTTED - word_set("archer archers musician orchestra") or left in PREPOSITIONS:
        return "knot"
    if place.word == "bow":  # a bow that is a knot has an article
        described = place.after_one and not place.let  # "a red bow"
        return "knot" if described or (left in JOINING and place.left_2 in _BOWED) else "bend"
    doing = left in MODALS | PERSONS | ONES | {"to"} or place.has_object or place.let or place.after_one
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


def _minute(place: WordPlace) -> str:
    if (place.right in _TINY and not _counted(place)) or (place.before[:1] == ("most",) and place.right != "of"):
        return "tiny"
    described = place.left in BEING - {"there's"} or place.before[:1] in (("so",), ("quite",), ("almost",))
    return "tiny" if described and place.right in ("", "and", "but", "or", "compared") else "time"


def _counted(place: WordPlace) -> bool:
    """Whether "minute" is counted, and so is a time: "a forty minute sound bath", "each minute sounds longer"."""
    left, many = place.left, place.right.endswith("s")
    if left in _NUMBERS or left == "per":
        return True
    return many if left in ("each", "every", "this") else left in ("couple", "few") and not many


_FULL: Final = word_set("of in page pages creator creators matters warning type quality for that you")


def _content(place: WordPlace) -> str:
    left, right = place.left, place.right
    if left == "heart's" or (place.before[:1] in (("how",), ("so",), ("too",), ("very",)) and right != "is"):
        return "pleased"
    if left in ("more", "most") or (right in ("with", "to") and not (place.named and left not in QUALITIES)):
        return "pleased"
    if place.named:
        smiling = right in word_set(
            """
            smile smiles sigh sighs silence look cat baby child person heart mind face breath life people hum purr
            animal mood little and quiet
            """
        )
        return "pleased" if smiling and left in word_set("a an the your her his its their this") else "what is in it"
    if left in PREPOSITIONS or right in _FULL - {"in", "for", "that"}:
        return "what is in it"
    if left in JOINING and place.left_2 in word_set(
        """
        form style context shape process structure tone title
        """
    ):
        return "what is in it"
    known = left in BEING | JOINING | PERSONS | MODALS | OBJECTS | {
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
        if known or is_adverb(place.before[0] if place.before else "")
        else "pleased"
        if not right
        else ("what is in it")
    )


_LOUD: Final = word_set("terrible blazing furious awful loud bitter flaming blinding dreadful nasty")
_QUARRELLED: Final = word_set("had have has having was start started into after")


def _row(place: WordPlace) -> str:
    if place.left in _LOUD:
        return "quarrel"
    if place.left in word_set("last first next front back middle whole same") or place.left_2 in ("in", "at", "from"):
        return "line"
    between = place.named and place.right in ("", "with", "about", "over", "last", "yesterday")
    return "quarrel" if between and any(word in _QUARRELLED for word in place.before[1:4]) else "line"


def _polish(place: WordPlace) -> str:
    capital = place.tokens[place.at].written[0].isupper()
    return "from Poland" if capital and not (place.begins and (place.has_object or place.right == "up")) else "verb"


def _when(words: str, yes: str, no: str) -> Callable[[WordPlace], str]:
    """A rule: `yes` if one of `words` is in the sentence and the heteronym is likely to be a noun; otherwise `no`."""
    clues = word_set(words)
    return lambda place: yes if place.sentence & clues and verbal(place) <= 0 else no


def _sow(place: WordPlace) -> str:
    clues = word_set("pig pigs piglet piglets boar boars litter sty")
    return "pig" if place.named or (place.sentence & clues and verbal(place) <= 0) else "verb"


def _does(place: WordPlace) -> str:
    many = place.left in word_set("two three four five several many some few") or (
        place.left == "the" and not place.has_object
    )
    return "deer" if many or (place.right == "and" and place.right_2 in ("fawns", "stags", "bucks")) else "verb"


def _dove(place: WordPlace) -> str:
    diving = place.right in word_set("into in down deep off under headfirst") and not place.named
    return "verb" if diving and (place.left in PERSONS | ONES or place.after_many or place.after_one) else "bird"


def _resume(place: WordPlace) -> str:
    owned = place.left in word_set("a your my his her their the our") and place.left_2 not in MODALS
    return "summary" if owned and not place.has_object else "verb"


def _deserts(place: WordPlace) -> str:
    if place.left == "just" or place.before[:1] == ("just",):
        return "verb"
    return "verb" if verbal(place) > 1 and place.has_object else "other"


def _wise(words: str, yes: str) -> Callable[[WordPlace], str]:
    """A rule: `yes` between an article and one of `words`; otherwise ``verb``."""
    clues = word_set(words)
    return lambda place: yes if place.named and place.right in clues else "verb"


def _slough(place: WordPlace) -> str:
    return "verb" if place.right == "off" or place.has_object else "other"


_SCHOLARS: Final = "man woman people person scholar friend professor teacher colleague judge society journal men women"


def _aged(place: WordPlace) -> str:
    people = place.left == "the" and place.right in ("", "and")
    return "old" if people or (place.named and place.right not in ("", "cheese", "between", "wood")) else "verb"


THINGS: Final[Mapping[str, Callable[[WordPlace], str]]] = {
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
    "bass": _when("fish fishing lake river pond caught striped sea swim swims swam", "fish", "low"),
    "dove": _dove,
    "does": _does,
    "deserts": _deserts,
    "polish": _polish,
    "resume": _resume,
    "learned": _wise(_SCHOLARS, "wise"),
    "blessed": _wise("one ones virgin sleep silence relief moment day rest peace quiet souls", "holy"),
    "aged": _aged,
    "slough": _slough,
}
"""The rules, by word in lower case."""
