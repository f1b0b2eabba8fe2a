"""Letters that look like s, k or i, such as "ſ". A pattern that ignores upper and lower case takes them for these
letters.
"""

import pytest

from tests.look_alikes import look_alikes
from tests.speech.test_numbers_and_signs import LIST
from voiceguide.speech._english_dates import _DAYS, MONTHS
from voiceguide.speech._english_measures import PER, UNITS
from voiceguide.speech._english_numbers import _CURRENCIES
from voiceguide.speech.normaliser import speakable

WRITTEN = (
    *(line.partition("|")[0] for line in LIST if "<" not in line),
    *(f"Rest {number} {unit} now." for unit in UNITS for number in ("5", "1.5")),
    *(f"Rest 5{unit} now." for unit in UNITS),
    *(f"It is 5 km/{unit}, or 5 kg/{unit.capitalize()}." for unit in PER),
    *(f"It is {month} 3, or 3 {month} 2024." for month in MONTHS),
    *(f"It is {month[:3]}. 3, or in {month[:3]}. then." for month in MONTHS),
    *(f"Open {day.capitalize()}.-Sun., and on {day.capitalize()}. too." for day in _DAYS),
    *(f"It is {sign}5 million, or {sign}3k, or 5 {sign}." for sign in _CURRENCIES),
    "On the 1st, 2nd, 3rd and 21st, at 7:30 am, or 10 p.m. sharp.",
    "Mr. and Mrs. King, Ms. Kim, Dr. Smith, Prof. Iris, Capt. Kirk and Sgt. Sims, approx. 5 times, incl. this, etc.",
    "It is ½ min, 1½ kg, 5 ft 10 in, 6 in. wide, 5 USD, and 3 hours 5 min.",
)


@pytest.mark.parametrize("written", WRITTEN)
def test_letters_that_look_like_those_of_a_unit_are_spoken(written: str) -> None:
    """If a unit, month or abbreviation is written with a look-alike letter, it is spoken as if with the usual letter,
    or as written, and no error is raised.
    """
    for text, twin in look_alikes(written):
        spoken = speakable(text)
        assert spoken == speakable(written) or twin.lower() in spoken.lower(), text


@pytest.mark.parametrize("written", ["Istanbul", "Kristin Neff", "e.g. this", "kiss", "GIKS"])
def test_letters_that_look_like_those_in_a_table_are_spoken(written: str) -> None:
    """If a word is written with a look-alike letter, in the script or in the table of pronunciations, it is still found
    in the table.
    """
    for text, twin in look_alikes(written):
        assert speakable(f"in {text} now", ((written, "aaa"),), "tr") == "in aaa now.", text
        assert speakable(f"in {written} now", ((text, "aaa"),), "tr") == "in aaa now.", text
        assert speakable(f"in {text} now", ((text, "aaa"),), "tr") == "in aaa now.", twin


def test_greek_letters_with_two_forms_are_the_same_in_a_table() -> None:
    """In the table of pronunciations, the micro sign equals the letter mu, and both forms of sigma are equal."""
    assert speakable("5 μg, σασ", (("µg", "aaa"), ("σας", "bbb")), "el") == "5 aaa, bbb."


def test_a_later_entry_of_the_table_goes_before_an_earlier_one() -> None:
    """If the table of pronunciations has a word twice, the later entry is used, even if one is in capitals and the
    other is not.
    """
    assert speakable("Neff", (("Neff", "one"), ("neff", "two"))) == "two."


def test_a_sum_of_any_length_is_spoken() -> None:
    """A sum of 5 000 digits is spoken digit by digit. Python would refuse to convert it to a number."""
    assert speakable("$" + "9" * 5000) == "nine " * 5000 + "dollars."
