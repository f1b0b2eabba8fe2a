"""Where a sentence ends."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.script.sentences import LONGEST, sentences


def parted(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "written",
    [
        "One.|Two!|Three?|Four",
        "Dr. Neff and Mrs. Germer agree.|So does Prof. Gilbert.",
        "Something soft, e.g. a blanket, i.e. warmth.|Stay.",
        "Breathe for 4.5 seconds.|Then rest.",
        "Breathe in... and out.|Rest.",
        "Breathe in…|Then rest… and stay.",
        "It may be hard...|That is all right.",
        "Really?!|Yes.",
        '"Rest now."|"You may."|Good.',
        "“Rest now.”|‘You may.’|Good.",
        '"It is hard." she said.|"Is it?" he asked.',
        "(Take your time.)|Then go on.",
        "*Rest.*|Now.|*You* may.",
        "We met at 7 p.m. and left at 9 a.m.|Then we slept.",
        "Tea, milk, etc. are fine.|Tea, milk, etc.|Rest.",
        "Take No. 5.|Or say no.|Rest.",
        "We begin on Jan. 3.|Drs. Neff and Germer agree, see Neff et al. for a start.|Rest.",
        "The drawing on p. 12 helps.|He works for the D.E.A. as a clerk.|So what?",
        "It is 3 a.m. where you are.|In St. Ives, lay a coat, etc., under your knees.",
        "Am 3. Januar, z. B. abends, d. h. spät.|Dann ruhen.",
        "You have three breaths, or 3.|Rest now.",
        "J. Smith wrote it.|So do I.|Then rest.",
        "日本語です。|休みましょう。",
        "आराम करें।|धन्यवाद॥",
        "هل أنت بخير؟|نعم.",
        "One. |Two.",
        "Wait.|5 breaths.",
        "Visit example.org today.|Rest.",
        "breathe.|and rest",
        "Why?|because it helps",
    ],
)
def test_ends(written: str) -> None:
    """A full stop ends a sentence unless it belongs to an abbreviation. A closing quotation mark belongs to its
    sentence.
    """
    parts = [part.strip() for part in written.split("|")]
    joint = "" if "。" in written else " "
    assert parted(joint.join(parts)) == parts


def test_signs_go_with_the_sentence_before() -> None:
    """Signs without letters or digits belong to the sentence before them, or at the beginning to the one after them.
    They never make a sentence of their own.
    """
    assert parted("One. … Two. * ! ?") == ["One. …", "Two. * ! ?"]
    assert parted("… — One.") == ["… — One."]
    assert parted("… — !") == []
    assert parted("") == []


def test_a_long_sentence_is_divided_at_commas() -> None:
    """A sentence that is too long for a voice is divided at the last comma that fits; without a comma, at a space;
    without a space, after 300 characters.
    """
    long = "and notice the breath, " * 40 + "and rest."
    parts = parted(long)
    assert all(part.endswith(",") for part in parts[:-1])
    assert " ".join(parts) == long
    assert all(len(part) <= LONGEST for part in parted("word " * 200))
    assert [len(part) for part in parted("a" * 700)] == [300, 300, 100]


@given(st.text("aB5 .,;!?…\"'*()。é\u0301-", max_size=700))
def test_nothing_is_lost(text: str) -> None:
    """For any text, the sentences are in order, have no spaces at their ends, are not too long, and together contain
    every letter and digit of the text.
    """
    spans = sentences(text)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() and 0 < end - start <= LONGEST for start, end in spans)
    assert all(any(map(str.isalnum, text[start:end])) for start, end in spans)
    kept = "".join(text[start:end] for start, end in spans)
    assert [sign for sign in kept if sign.isalnum()] == [sign for sign in text if sign.isalnum()]
