"""Swells: curves between 0 and 1 that change as fast as their recipe says. The end of each curve joins its beginning,
so that the loop has no seam.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import find_peaks

from tests.sound.conftest import shipped
from voiceguide.sound._recipe import LOOP_FRAMES, Drift, Follow, Recipe, Rolls, Swell, Waves
from voiceguide.sound._swells import CONTROL, apply_gain, swell_curves
from voiceguide.units import FRAME_RATE

RATE = FRAME_RATE / CONTROL


def curves_of(*swells: Swell, frames: int = LOOP_FRAMES) -> dict[str, np.ndarray]:
    """The curves of a recipe that has these swells and no layers, each under the name of its swell."""
    return swell_curves(Recipe("test", "", "", "background", 0, 0.0, swells, ()), frames)


def spans(low: float, middle: float, high: float) -> st.SearchStrategy[tuple[float, float]]:
    """A strategy that gives a least value from `low` to `middle` and a greatest value from `middle` to `high`."""
    return st.tuples(st.floats(low, middle), st.floats(middle, high))


IT = st.just("it")
SWELLS = st.one_of(
    st.builds(Drift, IT, st.floats(0.3, 40), st.floats(0, 1)),
    st.builds(Waves, IT, spans(1, 8, 20), st.floats(0.1, 0.9), spans(0, 0.5, 1), st.floats(0, 3)),
    st.builds(Rolls, IT, spans(20, 25, 50), spans(2, 3, 5), spans(4, 6, 10), spans(0, 0.5, 1)),
)


@settings(max_examples=40, deadline=None)
@given(SWELLS)
def test_a_curve_stays_between_its_ends_and_closes_around_the_loop(swell: Swell) -> None:
    """Every swell is between 0 and 1. The step from its last point to its first is like any other step."""
    curve = curves_of(swell)["it"]
    assert curve.shape == (2, LOOP_FRAMES // CONTROL)
    assert curve.min() >= 0
    assert curve.max() <= 1
    steps = np.abs(np.diff(curve, axis=1))
    assert np.all(np.abs(curve[:, 0] - curve[:, -1]) <= steps.max(axis=1) + 1e-9)


def test_ocean_waves_come_every_six_to_eleven_seconds() -> None:
    """Two crests of the shipped ocean are 6–11 s apart, everywhere in the loop and across its end."""
    recipe = shipped("ocean")
    curve = swell_curves(recipe, LOOP_FRAMES)["waves"].mean(axis=0)
    twice = np.tile(curve, 2)
    crests = find_peaks(twice, prominence=0.2)[0]
    gaps = np.diff(crests) / RATE
    assert len(gaps) > 20
    assert 6 <= gaps.min() < gaps.max() <= 11
    assert gaps.std() > 0.5, "the waves differ"


def test_a_roll_never_comes_suddenly() -> None:
    """A roll of thunder takes more than 2 s to rise from a tenth to nine tenths of its crest. Between rolls there is
    silence, and the loop begins with 5 s of it, so that no session opens with thunder.
    """
    curve = swell_curves(shipped("thunder-far"), LOOP_FRAMES)["rolls"][0]
    crests = find_peaks(curve, height=0.3)[0]
    assert 2 <= len(crests) <= 4
    for crest in crests:
        before = curve[:crest] / curve[crest]
        assert (np.flatnonzero(before < 0.9)[-1] - np.flatnonzero(before < 0.1)[-1]) / RATE > 2
    assert np.mean(curve == 0) > 0.3
    assert not curve[: round(5 * RATE)].any()


def test_a_follower_is_the_same_swell_later() -> None:
    """A swell that follows another one with a delay of one second has the same curve one second later. The end of the
    curve comes round to the beginning of the loop.
    """
    curves = curves_of(Drift("it", 9, 0.5), Follow("late", "it", 1.0))
    assert np.array_equal(curves["late"], np.roll(curves["it"], round(RATE), axis=1))


def test_a_drift_has_its_period() -> None:
    """A drift takes about its period from crest to crest."""
    curve = curves_of(Drift("it", 6, 0))["it"][0]
    crests = find_peaks(curve, prominence=0.15)[0]
    assert 120 / 6 * 0.6 < len(crests) < 120 / 6 * 1.4


def test_a_gain_has_no_steps() -> None:
    """Between the points of a curve, the gain changes in a straight line, without steps. After the last point it
    returns to the first, so that the loop closes.
    """
    samples = np.ones(CONTROL * 4, dtype=np.float32)
    apply_gain(samples, np.array([1.0, 0.5, 0.25, 0.5]))
    assert samples[::CONTROL].tolist() == pytest.approx([1.0, 0.5, 0.25, 0.5])
    assert np.abs(np.diff(np.append(samples, 1.0))).max() <= 0.5 / CONTROL + 1e-6
