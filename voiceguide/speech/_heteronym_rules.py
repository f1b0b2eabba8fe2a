"""Rules for heteronyms whose pronunciation depends on more than whether they are a verb."""

from collections.abc import Callable, Mapping
from typing import Final

from voiceguide.speech._heteronym_table import COMPANIONS
from voiceguide.speech._place import (
    ARTICLES,
    ASKING,
    BEING,
    HAVING,
    JOINING,
    MODALS,
    OBJECTS,
    ONES,
    OWNERS,
    PARTICLES,
    PERSONS,
    POINTERS,
    PREPOSITIONS,
    QUALITIES,
    SENSING,
    WordPlace,
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


def _close(place: WordPlace) -> str:
    left, right = place.left, place.right
    if role := _close_to(place):
        return role
    if place.before[:1] in (("how",), ("as",), ("too",)) or _brought(place):
        return "near"
    if place.has_object and not (place.named or left in BEING):
        return "near" if right in ("this", "that", "all") and left in _COMING - {"so"} else "verb"
    if place.named or left in BEING or left in _COMING or (left in PREPOSITIONS and right not in OBJECTS):
        return "near"
    if place.let or left in PERSONS or place.after_many:
        return "near" if right in _BESIDE - {"together", "up", "by"} and right != "to" and not place.let else "verb"
    if right in _BESIDE or (right == "at" and place.right_2 == "hand"):
        return "near"
    if any(word in _COMING for word in place.before[:4]) and left not in JOINING:
        return "near"
    if left in JOINING and word_set("eyes eyelids lids").isdisjoint(place.before):  # "eyelids grow heavy and close"
        return "near" if place.left_2 in QUALITIES | BEING | {"near", "here"} else "verb"
    return "verb"


def _close_to(place: WordPlace) -> str:
    """The role of "close", if the words beside it decide; otherwise empty."""
    left, right = place.left, place.right
    if _at_the_close(place):
        return "verb"
    if left == "to" and (place.left_2 in ("next", "near") or right in _NEAR_ONES):
        return "near"
    if left in MODALS or left == "to" or place.relative:
        return "verb"
    if (right == "by" and place.right_2 in JOINING | {""}) or (right == "to" and "with" in place.before[:4]):
        return "near"
    if place.asked or (right in JOINING and place.right_2 in ("far", "distant", "dear")):
        return "near"
    seen = place.letting in SENSING or (place.after_many and not place.let)
    if seen and left not in _CLOSING:
        return "near" if right == "to" or place.right_2 == "hand" else ""  # "sounds close to you"
    return ""


def _at_the_close(place: WordPlace) -> bool:
    """Whether "close" means the end: "at the close of the day", "to a close"."""
    if place.left not in ARTICLES or place.left_2 not in PREPOSITIONS | _NEARING | {"to", "", "until"}:
        return False
    if place.right in ("of", ""):
        return True
    return place.left_2 == "to" and (
        place.right in PREPOSITIONS | ASKING | JOINING | _WHERE | {"whenever", "once"} or is_adverb(place.right)
    )


_NEARING: Final = word_set("near nears nearing reach reached reaching approach approaches approaching")


def _brought(place: WordPlace) -> bool:
    """Whether a verb that moves or holds something comes earlier, as in "bring your hands close together"."""
    for index, word in enumerate(place.before[:5]):
        if word in word_set("until when as and while before after if or"):
            return False
        if word in _HOLDING:
            return index > 0 and not (place.has_object and place.right not in word_set("to it"))
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


def _wind(place: WordPlace) -> str:
    left, right = place.left, place.following
    if _wind_down(place):
        return "verb"
    if place.named or (left in _AIR_MOVED - {"and", "or"} and not place.has_object):
        return "air"
    if place.word == "winds":
        doing = left in ONES | _WINDING | {"that"} or place.after_one
        return "verb" if doing and (right in _ALONG | {"", "to"} or right.endswith(("ward", "wards"))) else "air"
    if left in MODALS | PERSONS or (left == "to" and (right in _ALONG or place.has_object)):
        return "verb"
    if place.has_object or (right in ("down", "up", "back") and left not in QUALITIES):
        return "verb"
    if (place.let or place.after_many) and (right in _ALONG or left.rstrip("s") in _WINDING):
        return "verb"
    beginning = left == "to" and not right and place.left_2 in ("begin", "begins", "start", "starts")
    return "verb" if beginning else "air"


def _wind_down(place: WordPlace) -> bool:
    """Whether "wind" or "winds" belongs to "down" or "up" although an article is before it: "your wind-down", "the
    evening winds down".
    """
    if not place.named or place.right not in ("down", "up"):
        return False
    if place.word == "winds":
        return place.left in _WINDING and place.right_2 not in ARTICLES
    if place.left in word_set("my your his her our their") or place.right_2 in _UNWINDING:
        return True
    ended = place.right == "down" and place.right_2 in word_set("is for before that can helps") | {""}
    return ended and place.left in ("a", "this", "evening", "daily")


def _wound(place: WordPlace) -> str:
    if place.named or (place.left in PREPOSITIONS and place.right not in PARTICLES):
        return "hurt"
    if place.left in ("to", *MODALS):
        return "hurt"
    turning = place.right in _ALONG - {"in", "on", "into", "toward", "towards"} or place.before[:1] == ("tightly",)
    if place.has_object and (place.right_2 == "up" or not word_set("around round onto").isdisjoint(place.after[1:5])):
        turning = True  # "wound it around her wrist"
    return "turned" if turning or place.right in ("tight", "tightly") or place.sentence & _WOUND_UP else "hurt"


def _used(place: WordPlace) -> str:
    if place.right != "to":
        return "verb"
    left, after = place.left, place.right_2
    if left in word_set("is are was were be been being it's that's can could may might to will"):
        if left == "was" and "i" in place.lefts[1:2]:
            return "habit"
        person = place.left_2 in PERSONS | {"he", "she", "it"} and left != "be"
        if after in OBJECTS or after.endswith("ing") or (person and place.left_2 != "it"):
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
"""Verbs that say what a thing is for, if "used to" is between the thing and the verb: "the bell used to mark the end".
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


def _read(place: WordPlace) -> str:
    left = place.left
    if _asked_or_wished(place):
        return "verb"
    if left in HAVING or left in word_set(
        """
        is are was were be been being it's that's isn't aren't wasn't weren't
        """
    ):
        return "past"
    if any(word in HAVING for word in place.lefts[1:3]) and left in PERSONS | ONES:
        return "past"  # "have you read"
    if left in HAVING | {"he", "she", "it", "who"} or (place.after_one and left not in JOINING):
        return "past"
    if left in PERSONS and place.right == "somewhere":
        return "past"
    if left in ARTICLES or place.begins or left in PREPOSITIONS:
        return "past" if place.before[:1] in (("well",), ("widely",)) else "verb"
    if left in PERSONS and any(word in _PAST - {"did"} for word in place.sentence):
        return "past"
    if left in JOINING and _after_past(place):
        return "past"
    if left in OBJECTS and any(word in HAVING | word_set("heard had hear") for word in place.lefts[1:4]):
        return "past"  # "to hear it read"
    return "verb"


def _after_past(place: WordPlace) -> bool:
    """Whether the verb before the conjunction is in the past: it is in "she sat and read", but not in "she wanted to
    sit and read".
    """
    for index, word in enumerate(place.lefts[1:], 1):
        if word in _PAST | HAVING or (word.endswith("ed") and word not in _NO_PAST):
            return True
        if word in MODALS or (word == "to" and place.lefts[index - 1] not in ARTICLES | _NO_DEED):
            return False
    return False


def _asked_or_wished(place: WordPlace) -> bool:
    if place.left in _NO_TIME or place.let:
        return True
    return place.left in PERSONS | ONES and any(
        word in ("do", "does", "did", "to", "can", "will") for word in place.lefts[1:2]
    )


_PLAYED: Final = word_set(
    """
    music recording recordings concert concerts broadcast stream show session audience wire wires performance video
    coverage animals animal event events chat talk talks ammunition coal coals radio version album band bait action
    feed class classes sessions lessons
    """
)


def _live(place: WordPlace) -> str:
    left, right = place.left, place.right
    if right in _PLAYED and left == "to" and place.left_2 in word_set("listen listening listened dance danced go went"):
        return "other"
    joined = place.left_2 in word_set("join watch hear")  # "join us live", "watch it live"
    if left in MODALS or left == "to" or (left in PERSONS and not joined):
        return "verb"
    if joined and left in word_set("us it them me him her") and right not in ARTICLES:
        return "other"
    if left in word_set("some many most few all both others several") and right in PREPOSITIONS | _WHERE:
        return "verb"
    if right in _PLAYED and not (place.begins and right == "action"):
        return "other"
    if left == "long" and len(place.lefts) == 1:
        return "verb"
    if left in POINTERS | {"it", "he", "she"} and place.left_2 in BEING:
        return "other"
    if left in ARTICLES | QUALITIES or left in word_set(
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
    return "other" if right == "from" and place.begins else "verb"


_OF_LIVES: Final = word_set("people's lives human past former")


def _lives(place: WordPlace) -> str:
    left = place.left
    if left == "what" and place.right in PREPOSITIONS:
        return "verb"
    if place.named or left in PREPOSITIONS | OWNERS | _OF_LIVES or place.right == "of":
        return "other"
    if left in ONES | {"that", "there", "here", "where", "who"} or place.after_one:
        return "verb"
    doing = place.following in PREPOSITIONS | _WHERE and left and left not in JOINING | BEING
    return "verb" if doing else "other"


RULES: Final[Mapping[str, Callable[[WordPlace], str]]] = {
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
"""The rules, by word in lower case."""


def fixed(place: WordPlace) -> str:
    """The role of a word, if the words beside it decide, as in "present moment" and "did not use to"; otherwise
    empty.
    """
    right = place.right
    if place.word == "use":
        before = place.lefts[:4]
        did = not word_set("did didn't").isdisjoint(before)
        return "other" if right == "to" and did and "what" not in before else ""
    again = right in place.after[1:3]  # "They present day by day."
    return "other" if right in COMPANIONS.get(place.word, ()) and not again else ""
