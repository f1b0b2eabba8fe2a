import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.dsp.filters import Response, chained, filtered, high_shelf, low_cut, low_shelf
from voiceguide.dsp.loudness import K_WEIGHTING
from voiceguide.dsp.samples import Samples


def gain_db(response: Response, frequency: float) -> float:
    return float(20 * np.log10(np.abs(response(np.array([frequency]), 44_100)[0])))


def test_is_the_filter_that_its_coefficients_say() -> None:
    """The K-weighting, which is applied in the spectrum, gives the same samples as the filter with the coefficients of
    the standard.
    """
    samples = np.random.default_rng(1).standard_normal(60_000).astype(np.float32)
    shelf = ([1.53512485958697, -2.69169618940638, 1.19839281085285], [1.0, -1.69065929318241, 0.73248077421585])
    cut = ([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621])
    one_by_one = scipy.signal.lfilter(*cut, scipy.signal.lfilter(*shelf, samples))
    assert np.abs(filtered(samples, K_WEIGHTING, 48_000) - one_by_one).max() < 1e-4


@settings(max_examples=25)
@given(st.integers(0, 90_000), st.integers(0, 90_000))
def test_a_sum_filtered_is_the_sum_of_the_filtered(first: int, length: int) -> None:
    """A low cut gives a click the same response at any place in a sound of any length. The response is cut off where
    the sound ends, and nothing comes before the click.
    """
    samples = np.zeros(length, dtype=np.float32)
    samples[first : first + 1] = 1.0
    alone = np.zeros(4_000, dtype=np.float32)
    alone[0] = 1.0
    answer = filtered(alone, low_cut(70.0), 22_050)[: max(0, length - first)]
    got = filtered(samples, low_cut(70.0), 22_050)
    assert np.abs(got[first : first + len(answer)] - answer).max(initial=0.0) < 1e-5
    assert np.abs(got[:first]).max(initial=0.0) < 1e-5


def test_filters_do_what_they_say() -> None:
    """Low cuts and shelves have the requested gain at the requested frequencies, and chained filters
    add their gains.
    """
    assert gain_db(low_cut(70.0), 70.0) == pytest.approx(-3.01, abs=0.01)
    assert gain_db(low_cut(70.0), 7.0) == pytest.approx(-40.0, abs=0.1)
    assert gain_db(low_shelf(250.0, 2.5), 1.0) == pytest.approx(2.5, abs=0.01)
    assert gain_db(low_shelf(250.0, 2.5), 250.0) == pytest.approx(1.25, abs=0.01)
    assert gain_db(low_shelf(250.0, 2.5), 15_000.0) == pytest.approx(0.0, abs=0.01)
    assert gain_db(high_shelf(4_000.0, -4.0), 10.0) == pytest.approx(0.0, abs=0.01)
    assert gain_db(high_shelf(4_000.0, -4.0), 4_000.0) == pytest.approx(-2.0, abs=0.01)
    both = chained(low_shelf(250.0, 2.5), high_shelf(4_000.0, -4.0))
    assert gain_db(both, 900.0) == pytest.approx(
        gain_db(low_shelf(250.0, 2.5), 900.0) + gain_db(high_shelf(4_000.0, -4.0), 900.0)
    )


@pytest.mark.parametrize(
    "samples", [np.ones((50_000, 2)), np.ones((0, 2)), np.ones(0)], ids=["long", "no pair", "none"]
)
def test_shape_stays(samples: Samples) -> None:
    """Filtering keeps the shape of the samples: both channels are filtered alike, and an empty piece stays empty."""
    got = filtered(samples.astype(np.float32), low_cut(70.0), 44_100)
    assert got.shape == samples.shape
    assert got.dtype == np.float32
    if samples.size:
        assert np.array_equal(got[:, 0], got[:, 1])
