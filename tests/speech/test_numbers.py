import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.speech._english_numbers import cardinal, clock_time, ordinal, year


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (21, "twenty one"),
        (100, "one hundred"),
        (115, "one hundred and fifteen"),
        (1_000_001, "one million and one"),
        (
            999_999_999_999,
            "nine hundred and ninety nine billion nine hundred and ninety nine million "
            "nine hundred and ninety nine thousand nine hundred and ninety nine",
        ),
        (10**12, "one" + " zero" * 12),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    """Numbers become English words with "and" in the British manner. From 10¹² on, they are read digit by digit."""
    assert cardinal(number) == words


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1))
def test_different_numbers_sound_different(one: int, other: int) -> None:
    """Different numbers have different words."""
    assert (cardinal(one) == cardinal(other)) == (one == other)


@pytest.mark.parametrize(("number", "word"), [(1, "first"), (12, "twelfth"), (20, "twentieth"), (33, "thirty third")])
def test_places(number: int, word: str) -> None:
    """Ordinal numbers become words, irregular ones such as "twelfth" too."""
    assert ordinal(number) == word


@pytest.mark.parametrize(
    ("number", "words"),
    [(1900, "nineteen hundred"), (2000, "two thousand"), (1906, "nineteen oh six"), (2026, "twenty twenty six")],
)
def test_years(number: int, words: str) -> None:
    """Years become words as people say them, such as "nineteen oh six"."""
    assert year(number) == words


@pytest.mark.parametrize(
    ("hours", "minutes", "period", "words"),
    [
        (7, 0, "", "seven o'clock"),
        (7, 5, "", "seven oh five"),
        (12, 15, "p", "twelve fifteen in the afternoon"),
        (7, 0, "p", "seven in the evening"),
        (0, 30, "", "zero thirty"),
        (0, 0, "", "zero"),
    ],
)
def test_times(hours: int, minutes: int, period: str, words: str) -> None:
    """Times become words as people read a clock, such as "seven oh five"."""
    assert clock_time(hours, minutes, period) == words
