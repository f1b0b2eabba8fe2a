import pytest

from voiceguide.speech.engine import estimated_seconds
from voiceguide.speech.engines._espeak import seconds_for, words_per_minute


def test_an_estimate_grows_with_the_text_and_shrinks_with_the_rate() -> None:
    """The estimated time grows with the text and is inversely proportional to the rate. For a long sentence it is near
    the pace of speech.
    """
    short, long = "Rest here.", "Rest here, for as long as you like, and notice the sounds around you."
    assert estimated_seconds(long, 140) > 2 * estimated_seconds(short, 140) > 0.5
    assert estimated_seconds(long, 70) == pytest.approx(2 * estimated_seconds(long, 140))
    assert 3.0 < estimated_seconds(long, 140) < 7.0


def test_no_words_take_no_time() -> None:
    """A text of nothing but punctuation takes no time."""
    assert estimated_seconds("... !", 140) == 0.0


@pytest.mark.parametrize(
    ("clauses", "rate", "seconds"),
    [
        (["f'aInd a# p@z'IS@n D@t Iz k'aInd tU@ jO@ b'0di", "and l'Et jO@ S'oUld3z s'0f@n"], 140, 5.44),
        (["f'aInd a# p@z'IS@n D@t Iz k'aInd tU@ jO@ b'0di", "and l'Et jO@ S'oUld3z s'0f@n"], 180, 4.19),
        (["'In"], 140, 0.85),
    ],
)
def test_phonemes_tell_how_long_a_line_takes(clauses: list[str], rate: int, seconds: float) -> None:
    """The time that is computed from a line's phonemes is within 15 %, or 0.15 s, of the time that espeak-ng takes. It
    serves to notice recordings that are too short or too long.
    """
    assert seconds_for(clauses, rate) == pytest.approx(seconds, rel=0.15, abs=0.15)


@pytest.mark.parametrize(("rate", "words"), [(1.0, 122), (0.5, 80), (0.9, 110), (10.0, 450)])
def test_rates_stay_inside_what_espeak_can_do(rate: float, words: int) -> None:
    """The rate in words a minute stays between 80 and 450, because espeak-ng would silently change it beyond that."""
    assert words_per_minute(rate) == words
