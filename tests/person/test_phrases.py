import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.look_alikes import look_alikes
from voiceguide.person.own_words import _DEAR_ONES, _SECOND_PERSON, _VERBS, KEYS, phrased


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("name", "robin", "Robin"),
        ("name", "Anne-Marie.", "Anne-Marie"),
        ("dear", "Bella", "Bella"),
        ("dear", "My dog Bella.", "your dog Bella"),
        ("dear", "our old cat", "your old cat"),
        ("dear", "dog", "your dog"),
        ("dear", "grandma", "your grandma"),
        ("dear", "The cat next door", "the cat next door"),
        ("comfort.physical", "A warm bath", "a warm bath"),
        ("comfort.physical", "take a bath", "taking a bath"),
        ("comfort.mental", "to read my book", "reading your book"),
        ("comfort.emotional", "a call with my sister, when I'm sad", "a call with your sister, when you're sad"),
        ("comfort.emotional", "a friend, because I am alone", "a friend, because you are alone"),
        ("comfort", "walking", "walking"),
        ("comfort.mental", "I like to read", "reading"),
        ("comfort.physical", "I really enjoy my bath", "your bath"),
        ("comfort.emotional", "the friends I love to see", "the friends you love to see"),
        ("comfort.mental", "Reading in bed", "reading in bed"),
        ("comfort.physical", "sit and listen to music", "sitting and listening to music"),
        ("comfort.physical", "bread and walk", "bread and walk"),
        ("dear", "my dog, Bella", "your dog Bella"),
        ("dear", "sister, Anne", "your sister Anne"),
        ("dear", "my sister, whom I miss", "your sister, whom you miss"),
        ("garden", "my rose beds", "your rose beds"),
        ("garden", "İ and ı, and my roses", "İ and ı, and your roses"),
    ],
)
def test_answers_are_turned_to_the_one_who_listens(key: str, answer: str, said: str) -> None:
    """An answer in the first person is turned into the second person, so that a voice can say it to the listener."""
    assert phrased(key, answer) == said


@pytest.mark.parametrize("answer", ["Mime", "Iris", "Army", "tummy rubs", "ourselves-free", "Usha"])
def test_words_that_only_look_alike_are_left_alone(answer: str) -> None:
    """ "my", "me" and "us" are changed only as whole words, not inside other words."""
    assert phrased("dear", answer) == answer


@pytest.mark.parametrize(
    "answer",
    [
        *(f"a rose for {word} here" for word in _SECOND_PERSON),
        *(f"{verb} and walk" for verb in _VERBS),
        *sorted(_DEAR_ONES),
    ],
)
def test_letters_that_only_look_alike_stay_as_typed(answer: str) -> None:
    """If a letter of an answer is replaced by a look-alike from another alphabet, the answer is phrased as with the
    usual letter, or it keeps the look-alike. There is no error.
    """
    for key in KEYS:
        for typed, twin in look_alikes(answer):
            said = phrased(key, typed)
            assert said == phrased(key, answer) or twin.lower() in said.lower(), typed


@pytest.mark.parametrize("answer", ["", "   ", "?!", "{}", "[[*]]", "\x1b\x07", "---"])
def test_where_nothing_can_be_said_there_is_nothing(answer: str) -> None:
    """An answer without a letter or digit, such as "?!", counts as empty."""
    assert phrased("comfort", answer) == ""


@settings(deadline=None, max_examples=60)
@given(key=st.sampled_from(KEYS), answer=st.text())
@example(key="dear", answer="{name|x} [bell 3] *a* \\ <!-- b --> \ud800 c")
@example(key="comfort.mental", answer="to to to")
@example(key="comfort.mental", answer="line\u2028[5s]\nmore")
def test_no_answer_can_be_taken_for_script(key: str, answer: str) -> None:
    """Whatever a person types becomes one line of plain words, without any sign of the script format."""
    said = phrased(key, answer)
    assert not re.search(r"[{}\[\]*\\|<>\n\r\t\x00-\x1f]", said)
    assert said == " ".join(said.split())
    said.encode("utf-8")
