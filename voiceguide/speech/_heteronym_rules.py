"""Rules for heteronyms such as "close" and "read", whose sound depends on more than whether the word is a verb."""

from collections.abc import Callable, Mapping
from typing import Final

from voiceguide.speech._heteronym_table import COMPANIONS
from voiceguide.speech._word_context import (
    ADJECTIVES,
    CONJUNCTIONS,
    DEMONSTRATIVES,
    DETERMINERS,
    FORMS_OF_BE,
    FORMS_OF_HAVE,
    MODALS,
    OBJECT_STARTS,
    OTHER_SUBJECTS,
    PARTICLES,
    PERCEPTION_VERBS,
    PERSONAL_SUBJECTS,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    WordContext,
    is_adverb,
)
from voiceguide.system.plain_text import word_set

_COMING: Final = word_set(
    """
    come comes came coming draw draws drew drawn drawing get gets getting got move moves moved moving stay stays
    stayed hold holds held holding keep keeps kept keeping sit sits sat sitting lie lies lay lying stand stands
    stood standing bring brings brought press pressed pull pulls pulled lean leans leaned gather gathered step steps
    stepped so very too as how quite pretty really fairly more wrap wrapped huddle nestle snuggle curl tuck tucked
    follow follows people someone somebody anyone those live living seen up uncomfortably settle settles settled
    remain remains walk walked feel dear somewhere rests rest resting breathe float hover linger
    """
)
_BESIDE: Final = word_set(
    """
    to by enough beside behind friend friends friendship family relative relatives one ones attention look contact
    range quarters knit against upon call match together companion companions relation relations relationship bond
    link watch inspection proximity neighbour neighbours neighbor up-close
    """
)


_NEAR_ONES: Final = word_set(
    """
    friend friends friendship friendships family relative relatives ones relation relations relationship relationships
    companion companions attention contact range quarters proximity inspection
    """
)
_WHERE: Final = word_set("here there alone on deep inside long together apart somewhere elsewhere")
_CLOSING: Final = word_set(
    """
    eye eyes eyelid eyelids lid lids lip lips mouth hand fist fists door doors gate gates window windows shop shops
    store stores office offices petal petals flower flowers curtain curtains blind blinds shutter shutters
    """
)


def _close(context: WordContext) -> str:
    left, right = context.left, context.right
    if role := _close_to(context):
        return role
    if context.before[:1] in (("how",), ("as",), ("too",)) or _brought(context):
        return "near"
    if context.has_object and not (context.has_determiner or left in FORMS_OF_BE):
        return "near" if right in ("this", "that", "all") and left in _COMING - {"so"} else "verb"
    if (
        context.has_determiner
        or left in FORMS_OF_BE
        or left in _COMING
        or (left in PREPOSITIONS and right not in OBJECT_STARTS)
    ):
        return "near"
    if context.after_causative or left in PERSONAL_SUBJECTS or context.after_plural:
        return (
            "near"
            if right in _BESIDE - {"together", "up", "by"} and right != "to" and not context.after_causative
            else "verb"
        )
    if right in _BESIDE or (right == "at" and context.right_2 == "hand"):
        return "near"
    if any(word in _COMING for word in context.before[:4]) and left not in CONJUNCTIONS:
        return "near"
    if left in CONJUNCTIONS and word_set("eyes eyelids lids").isdisjoint(
        context.before
    ):  # "eyelids grow heavy and close"
        return "near" if context.left_2 in ADJECTIVES | FORMS_OF_BE | {"near", "here"} else "verb"
    return "verb"


def _close_to(context: WordContext) -> str:
    """The role of "close" (``verb`` or ``near``), if the words beside it show it clearly; otherwise empty."""
    left, right = context.left, context.right
    if _at_the_close(context):
        return "verb"
    if left == "to" and (context.left_2 in ("next", "near") or right in _NEAR_ONES):
        return "near"
    if left in MODALS or left == "to" or context.in_relative_clause:
        return "verb"
    if (right == "by" and context.right_2 in CONJUNCTIONS | {""}) or (right == "to" and "with" in context.before[:4]):
        return "near"
    if context.in_question or (right in CONJUNCTIONS and context.right_2 in ("far", "distant", "dear")):
        return "near"
    seen = context.causative_verb in PERCEPTION_VERBS or (context.after_plural and not context.after_causative)
    if seen and left not in _CLOSING:
        return "near" if right == "to" or context.right_2 == "hand" else ""  # "sounds close to you"
    return ""


def _at_the_close(context: WordContext) -> bool:
    """Whether "close" means the end: "at the close of the day", "to a close"."""
    if context.left not in DETERMINERS or context.left_2 not in PREPOSITIONS | _NEARING | {"to", "", "until"}:
        return False
    if context.right in ("of", ""):
        return True
    return context.left_2 == "to" and (
        context.right in PREPOSITIONS | QUESTION_WORDS | CONJUNCTIONS | _WHERE | {"whenever", "once"}
        or is_adverb(context.right)
    )


_NEARING: Final = word_set("near nears nearing reach reached reaching approach approaches approaching")


def _brought(context: WordContext) -> bool:
    """Whether a verb that moves or holds something comes before "close", as in "bring your hands close together"."""
    for index, word in enumerate(context.before[:5]):
        if word in word_set("until when as and while before after if or"):
            return False
        if word in _HOLDING:
            return index > 0 and not (context.has_object and context.right not in word_set("to it"))
    return False


_HOLDING: Final = word_set(
    """
    hold holds held holding keep keeps kept keeping bring brings brought bringing draw draws drew pull pulls pulled
    press pressed gather tuck wrap hug move moving
    """
)

_ALONG: Final = word_set(
    """
    down up through along around round its back across about between among over past into on toward towards in away
    uphill downhill upstream downstream upward upwards downward downwards onward homeward
    """
)
_WOUND_UP: Final = word_set(
    """
    yarn wool thread rope string cord clock watch toy spring scarf ribbon bandage hose cable bobbin
    """
)
_AIR_MOVED: Final = word_set(
    """
    hear feel notice listen watch with in against of by through from into like and or for
    """
)
_WINDING: Final = word_set(
    """
    road roads path paths river rivers stream streams trail trails lane stairs stair stairway staircase vine ivy
    creek brook day days evening week session practice afternoon night year smoke mist thread street track passage
    tunnel corridor
    """
)


_UNWINDING: Final = word_set("routine ritual time hour practice period session walk music toy key clock")


def _wind(context: WordContext) -> str:
    left, right = context.left, context.next_word
    if _wind_down(context):
        return "verb"
    if context.has_determiner or (left in _AIR_MOVED - {"and", "or"} and not context.has_object):
        return "air"
    if context.word == "winds":
        doing = left in OTHER_SUBJECTS | _WINDING | {"that"} or context.after_singular
        return "verb" if doing and (right in _ALONG | {"", "to"} or right.endswith(("ward", "wards"))) else "air"
    if left in MODALS | PERSONAL_SUBJECTS or (left == "to" and (right in _ALONG or context.has_object)):
        return "verb"
    if context.has_object or (right in ("down", "up", "back") and left not in ADJECTIVES):
        return "verb"
    if (context.after_causative or context.after_plural) and (right in _ALONG or left.rstrip("s") in _WINDING):
        return "verb"
    beginning = left == "to" and not right and context.left_2 in ("begin", "begins", "start", "starts")
    return "verb" if beginning else "air"


def _wind_down(context: WordContext) -> bool:
    """Whether "wind" or "winds" is part of "wind down" or "wind up", although a word like "the" or "your" before it
    suggests a noun: "your wind-down", "the evening winds down".
    """
    if not context.has_determiner or context.right not in ("down", "up"):
        return False
    if context.word == "winds":
        return context.left in _WINDING and context.right_2 not in DETERMINERS
    if context.left in word_set("my your his her our their") or context.right_2 in _UNWINDING:
        return True
    ended = context.right == "down" and context.right_2 in word_set("is for before that can helps") | {""}
    return ended and context.left in ("a", "this", "evening", "daily")


def _wound(context: WordContext) -> str:
    if context.has_determiner or (context.left in PREPOSITIONS and context.right not in PARTICLES):
        return "hurt"
    if context.left in ("to", *MODALS):
        return "hurt"
    turning = context.right in _ALONG - {"in", "on", "into", "toward", "towards"} or context.before[:1] == ("tightly",)
    if context.has_object and (
        context.right_2 == "up" or not word_set("around round onto").isdisjoint(context.after[1:5])
    ):
        turning = True  # "wound it around her wrist"
    return "turned" if turning or context.right in ("tight", "tightly") or context.sentence & _WOUND_UP else "hurt"


def _used(context: WordContext) -> str:
    if context.right != "to":
        return "verb"
    left, after = context.left, context.right_2
    if left in word_set("is are was were be been being it's that's can could may might to will"):
        if left == "was" and "i" in context.left_words[1:2]:
            return "habit"
        person = context.left_2 in PERSONAL_SUBJECTS | {"he", "she", "it"} and left != "be"
        if after in OBJECT_STARTS or after.endswith("ing") or (person and context.left_2 != "it"):
            return "habit"
        return "verb"
    return "verb" if left in _USEFUL and after in _PURPOSES else "habit"


_USEFUL: Final = word_set(
    """
    word words phrase phrases term terms name names image images sound sounds bell bells tool tools technique techniques
    method methods exercise exercises cushion cushions blanket blankets position positions object objects
    """
)
_PURPOSES: Final = word_set(
    """
    describe calm mark reduce signal train guide support help make measure treat express soothe relax settle anchor
    begin end teach explain name build bring ease
    """
)
"""Verbs that name a purpose. In "the bell used to mark the end", "used to" is followed by such a verb and means
"employed to", not "in the habit of".
"""


_PAST: Final = word_set(
    """
    was were had did child childhood school yesterday ago last said wrote went came knew told thought felt found took
    made gave once heard saw sat lay stood stayed ate drank opened smiled closed looked stopped turned
    """
)
_NO_TIME: Final = word_set(
    """
    to can could may might will would shall should must let let's don't doesn't didn't won't can't cannot couldn't
    wouldn't shouldn't do does did please
    """
)
_NO_PAST: Final = word_set("bed need seed feed speed indeed shed hundred weed reed red breed sacred naked")
_NO_DEED: Final = word_set("bed school work church town sleep them him her it us me you")


def _read(context: WordContext) -> str:
    left = context.left
    if _asked_or_wished(context):
        return "verb"
    if left in FORMS_OF_HAVE or left in word_set(
        """
        is are was were be been being it's that's isn't aren't wasn't weren't
        """
    ):
        return "past"
    if any(word in FORMS_OF_HAVE for word in context.left_words[1:3]) and left in PERSONAL_SUBJECTS | OTHER_SUBJECTS:
        return "past"  # "have you read"
    if left in FORMS_OF_HAVE | {"he", "she", "it", "who"} or (context.after_singular and left not in CONJUNCTIONS):
        return "past"
    if left in PERSONAL_SUBJECTS and context.right == "somewhere":
        return "past"
    if left in DETERMINERS or context.at_clause_start or left in PREPOSITIONS:
        return "past" if context.before[:1] in (("well",), ("widely",)) else "verb"
    if left in PERSONAL_SUBJECTS and any(word in _PAST - {"did"} for word in context.sentence):
        return "past"
    if left in CONJUNCTIONS and _after_past(context):
        return "past"
    if left in OBJECT_STARTS and any(
        word in FORMS_OF_HAVE | word_set("heard had hear") for word in context.left_words[1:4]
    ):
        return "past"  # "to hear it read"
    return "verb"


def _after_past(context: WordContext) -> bool:
    """Whether "read", after a conjunction, is in the past tense, because the verb before the conjunction is: "she sat
    and read". In "she wanted to sit and read", it is not.
    """
    for index, word in enumerate(context.left_words[1:], 1):
        if word in _PAST | FORMS_OF_HAVE or (word.endswith("ed") and word not in _NO_PAST):
            return True
        if word in MODALS or (word == "to" and context.left_words[index - 1] not in DETERMINERS | _NO_DEED):
            return False
    return False


def _asked_or_wished(context: WordContext) -> bool:
    if context.left in _NO_TIME or context.after_causative:
        return True
    return context.left in PERSONAL_SUBJECTS | OTHER_SUBJECTS and any(
        word in ("do", "does", "did", "to", "can", "will") for word in context.left_words[1:2]
    )


_PLAYED: Final = word_set(
    """
    music recording recordings concert concerts broadcast stream show session audience wire wires performance video
    coverage animals animal event events chat talk talks ammunition coal coals radio version album band bait action
    feed class classes sessions lessons
    """
)


def _live(context: WordContext) -> str:
    left, right = context.left, context.right
    if (
        right in _PLAYED
        and left == "to"
        and context.left_2 in word_set("listen listening listened dance danced go went")
    ):
        return "other"
    joined = context.left_2 in word_set("join watch hear")  # "join us live", "watch it live"
    if left in MODALS or left == "to" or (left in PERSONAL_SUBJECTS and not joined):
        return "verb"
    if joined and left in word_set("us it them me him her") and right not in DETERMINERS:
        return "other"
    if left in word_set("some many most few all both others several") and right in PREPOSITIONS | _WHERE:
        return "verb"
    if right in _PLAYED and not (context.at_clause_start and right == "action"):
        return "other"
    if left == "long" and len(context.left_words) == 1:
        return "verb"
    if left in DEMONSTRATIVES | {"it", "he", "she"} and context.left_2 in FORMS_OF_BE:
        return "other"
    if left in DETERMINERS | ADJECTIVES or left in word_set(
        """
        is are was were be been being going go goes went we're it's i'm you're
        """
    ):
        return "other"
    if left in word_set(
        """
        made recorded streamed streaming broadcast performed played filmed sung heard seen appearing coming
        """
    ):
        return "other"
    return "other" if right == "from" and context.at_clause_start else "verb"


_OF_LIVES: Final = word_set("people's lives human past former")


def _lives(context: WordContext) -> str:
    left = context.left
    if left == "what" and context.right in PREPOSITIONS:
        return "verb"
    if context.has_determiner or left in PREPOSITIONS | POSSESSIVES | _OF_LIVES or context.right == "of":
        return "other"
    if left in OTHER_SUBJECTS | {"that", "there", "here", "where", "who"} or context.after_singular:
        return "verb"
    doing = context.next_word in PREPOSITIONS | _WHERE and left and left not in CONJUNCTIONS | FORMS_OF_BE
    return "verb" if doing else "other"


RULES: Final[Mapping[str, Callable[[WordContext], str]]] = {
    "close": _close,
    "wind": _wind,
    "winds": _wind,
    "wound": _wound,
    "used": _used,
    "read": _read,
    "reread": _read,
    "live": _live,
    "lives": _lives,
}
"""The rules: for each word in lower case, a function that returns the word's role in a context."""


def set_phrase_role(context: WordContext) -> str:
    """The role of a word in a set phrase, such as "present moment" or "did not use to"; otherwise empty."""
    right = context.right
    if context.word == "use":
        before = context.left_words[:4]
        did = not word_set("did didn't").isdisjoint(before)
        return "other" if right == "to" and did and "what" not in before else ""
    again = right in context.after[1:3]  # "They present day by day."
    return "other" if right in COMPANIONS.get(context.word, ()) and not again else ""
