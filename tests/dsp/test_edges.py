import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.dsp.edges import faded, softly_cut, sounding, trimmed
from voiceguide.dsp.samples import Samples

RATE = 22_050


def tone(seconds: float, level: float = 0.5) -> Samples:
    return np.asarray(level * np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE), dtype=np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


@given(before=st.floats(0.0, 1.0), after=st.floats(0.0, 1.0), level=st.floats(0.01, 1.0), seconds=st.floats(0.05, 0.5))
def test_silence_at_both_ends_goes_and_no_sound_does(before: float, after: float, level: float, seconds: float) -> None:
    """Silence at both ends is cut off without losing any of the sound. At most 20 ms of silence stay before the sound,
    and 45 ms after it.
    """
    first, last = sounding(np.concatenate((silence(before), tone(seconds, level), silence(after))), RATE)
    begin, end = round(before * RATE), round(before * RATE) + round(seconds * RATE)
    assert first <= begin + 1
    assert last >= end - round(0.005 * RATE)
    assert first >= begin - 0.0201 * RATE
    assert last <= end + 0.0461 * RATE


def test_a_breathy_onset_stays() -> None:
    """A breath at the beginning of a word is not cut off, even if it is 36 dB softer than the voice."""
    breath = tone(0.1, 0.5 * 10 ** (-36 / 20))
    first, _ = sounding(np.concatenate((silence(0.5), breath, tone(0.4))), RATE)
    assert first <= 0.5 * RATE


@pytest.mark.parametrize("samples", [silence(1.0), silence(0.0), tone(0.3, 1e-5)], ids=["zeros", "none", "hiss"])
def test_nothing_to_hear_is_nothing(samples: Samples) -> None:
    """In digital silence and in noise of less than one step of 16 bits, no sound is found."""
    assert sounding(samples, RATE) == (0, 0)
    assert len(trimmed(samples, RATE)) == 0


def test_the_edges_are_soft() -> None:
    """A piece cut out of a tone begins softly, from zero, and its middle is unchanged."""
    cut = softly_cut(tone(0.3), RATE)
    assert abs(cut[0]) < 1e-6
    assert np.abs(np.diff(cut[:40])).max() < np.abs(np.diff(tone(0.3))).max()
    assert np.array_equal(cut[500:1000], tone(0.3)[500:1000])


@given(st.integers(0, 50), st.integers(0, 80))
def test_a_fade_fits_into_any_length(length: int, frames: int) -> None:
    """A sound of any length can be faded in and out, even if the fades are longer than the sound."""
    got = faded(np.ones((length, 2), dtype=np.float32), frames)
    assert got.shape == (length, 2)
    assert np.all((got >= 0) & (got <= 1))
