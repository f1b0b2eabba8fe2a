"""Numbers and signs as people read them aloud. The list in numbers.txt can be checked by readers who do not program."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.speech.normaliser import as_written, speakable

LIST = Path(__file__).with_name("numbers.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", LIST)
def test_numbers_and_signs_are_said_as_one_reads_them(line: str) -> None:
    """In each line of numbers.txt, the text before the bar is spoken as the words after it."""
    written, _, spoken = line.partition("|")
    assert speakable(written) == spoken


def test_days_come_first_in_britain() -> None:
    """In British and Australian English, dates are spoken with the day before the month, and 3/4 is the
    third of April.
    """
    assert speakable("On 3/4/2024.", lang="en-gb") == "On the third of April, twenty twenty four."
    assert speakable("On 2024-05-03.", lang="en-AU") == "On the third of May, twenty twenty four."
    assert speakable("On 3/4/24.", lang="en-gb") == "On the third of April, twenty twenty four."


def test_an_exponent_is_no_figure_of_the_number() -> None:
    """10⁶ is never read as 106: in English it is spoken as a power, and in other languages it stays as written."""
    assert speakable("10⁶ stars") == "ten to the power of six stars."
    assert speakable("10⁶ Sterne", lang="de") == "10⁶ Sterne."
    assert as_written("10⁶ stars") == "10⁶ stars"
    assert speakable("a note⁶") == "a note six."


PIECES = ("Jan.", "St.", "p.", "12", "5'", '10"', "$3", "€", "°", "C", "3/4/2024", "24/7", "±", "988", "555-1234", "et",
          "al.", "II", "¼", ".5", "word")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["", " "]))
def test_no_word_is_lost(parts: list[str], joint: str) -> None:
    """Beside any mixture of abbreviations, numbers and signs, an ordinary word is always spoken."""
    text = f" {joint}".join(parts)
    assert len(re.findall(r"\bword\b", speakable(text))) == parts.count("word")
