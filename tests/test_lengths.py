"""Lengths of sessions in the forms in which people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import LengthError
from voiceguide.lengths import LONGEST, format_length, parse_length


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("5m", 300),
        ("1m30s", 90),
        ("1m 30s", 90),
        ("1h05m", 3900),
        ("1h", 3600),
        ("1h30s", 3630),
        ("7m30", None),
        ("4.5s", 4.5),
        ("0.5m", 30),
        ("20 sec", 20),
        ("20 Seconds", 20),
        ("1 minute", 60),
        ("2 hours", 7200),
        ("90 min", 5400),
        ("1:30", 90),
        ("0:05", 5),
        ("90:00", 5400),
        ("1:05:00", 3900),
        ("1:05.5", 65.5),
        (" 5M ", 300),
        ("24h", 86400),
    ],
)
def test_written_lengths(text: str, seconds: float | None) -> None:
    """A length can be typed with units ("5m") or as a clock ("1:30"), with capitals or spaces. "7m30", whose last unit
    is missing, is refused.
    """
    if seconds is None:
        with pytest.raises(LengthError):
            parse_length(text)
    else:
        assert parse_length(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "banana", "0", "0s", "0:00", "-5m", "5", "5x", "5mm", "5m5m", "5s1m", "1:60", "1:75:00", "1:2:3:4"),
        *(":30", "5:", "1e9", "1e3s", "nan", "inf", "infs", "99h", "25h", "1,5m", "٥m", "5½m", "5 m m", "0x10s", "+5s"),
        *("5s.", "9" * 400 + "s"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """A text that is not a length is refused with an error that contains the text and a remedy."""
    with pytest.raises(LengthError) as caught:
        parse_length(text)
    assert caught.value.text == text
    assert caught.value.remedy


def test_a_bare_number_means_what_the_place_says() -> None:
    """A number without a unit is read in units of `bare` seconds, here as minutes. Zero, negative lengths and lengths
    of more than a day are refused.
    """
    assert parse_length("10", bare=60) == 600
    assert parse_length("0.5", bare=60) == 30
    assert parse_length("10s", bare=60) == 10
    for text in ("0", "1e9", "2000", "-3"):
        with pytest.raises(LengthError):
            parse_length(text, bare=60)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (600, "10m"),
        (450, "7m30s"),
        (3900, "1h05m"),
        (3600, "1h"),
        (4.5, "4.5s"),
        (90, "1m30s"),
        (3661, "1h01m1s"),
        (59.9999, "1m"),
    ],
)
def test_the_shortest_way_to_write_a_length(seconds: float, text: str) -> None:
    """A length is written in hours, minutes and seconds, without the units that are zero."""
    assert format_length(seconds) == text


@given(st.floats(0.001, LONGEST - 0.001))
def test_what_is_written_is_read_back(seconds: float) -> None:
    """A length that is written and read back is the same to the millisecond."""
    assert parse_length(format_length(seconds)) == pytest.approx(seconds, abs=0.000501)


@given(st.text(max_size=30))
def test_any_text_is_a_length_or_an_error(text: str) -> None:
    """Any text is either refused with LengthError or read as a length above zero and of at most a day."""
    try:
        seconds = parse_length(text, bare=60)
    except LengthError:
        return
    assert 0 < seconds <= LONGEST
