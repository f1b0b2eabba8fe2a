"""The bundled practices with the listener's own words, in the forms in which people type them."""

import re

import pytest

from tests.practices.sessions import NAMES, library, script
from voiceguide.person.own_words import phrased
from voiceguide.script.model import PathName, SessionKind
from voiceguide.script.outliner import Listener, outline, utterances

ANSWERS: tuple[dict[str, str], ...] = (
    {},
    {"name": "robin", "dear": "Bella", "comfort.physical": "a warm bath", "comfort.mental": "An old film.",
     "comfort.emotional": "my notebook"},
    {"name": "Dr. Kim", "dear": "my dog", "comfort.physical": "take a walk by the sea", "comfort.mental": "to read",
     "comfort.emotional": "a call with my sister, when she's at home"},
    {"name": "José {x}", "dear": "our cat [Mimi]", "comfort.physical": "*tea*", "comfort.mental": "sudoku!",
     "comfort.emotional": "cook for the two of us"},
)  # fmt: skip

WAYS: tuple[tuple[PathName, SessionKind], ...] = (
    ("gentle", "day"),
    ("inward", "day"),
    ("gentle", "sleep"),
    ("inward", "sleep"),
)


def sentences(name: str, path: PathName, kind: SessionKind, answers: dict[str, str]) -> list[str]:
    """Every sentence that this listener may hear."""
    words = {key: phrased(key, answer) for key, answer in answers.items()}
    if words:
        words["comfort"] = words["comfort.physical"]
    spoken = utterances(outline(script(name), Listener(path, kind, words), library().included))
    return [utterance.plain for utterance in spoken]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answers", ANSWERS, ids=["none", "short", "phrases", "signs"])
def test_sentences_read_well_with_anyone_s_words(name: str, answers: dict[str, str]) -> None:
    """With the listener's own words filled in, each sentence begins with a capital and ends with ".", "?", "!" or ":".
    It has no sign of the script format, no gap, no doubled article, and no "my" or "our" where "your" belongs.
    """
    for sentence in (sentence for way in WAYS for sentence in sentences(name, *way, answers)):
        assert not re.search(r"[{}\[\]*|\\]|  | [,.;:!?]|[,.;:!?]{2}", sentence), sentence
        assert sentence[0].isupper(), sentence
        assert sentence[-1] in ".!?:", sentence
        assert not re.search(r"\b(my|me|our|us) (dog|cat|sister|notebook)\b", sentence), sentence
        assert not re.search(r"\b(a|an|the|your) (a|an|the|your)\b", sentence, re.IGNORECASE), sentence


PATHS: tuple[PathName, ...] = ("gentle", "inward")


@pytest.mark.parametrize("key", ["name", "dear", "comfort", "comfort.physical", "comfort.mental", "comfort.emotional"])
def test_each_of_the_words_has_a_place_in_the_library(key: str) -> None:
    """Every word that `voiceguide me` asks for is used in some practice."""
    word = "Quillon"
    places = [
        sentence
        for name in NAMES
        for path in PATHS
        for sentence in _with_one(name, path, key, word)
        if word in sentence
    ]
    assert places


def _with_one(name: str, path: PathName, key: str, word: str) -> list[str]:
    spoken = utterances(outline(script(name), Listener(path, "day", {key: word}), library().included))
    return [utterance.plain for utterance in spoken]
