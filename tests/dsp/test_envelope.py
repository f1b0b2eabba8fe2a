"""Envelopes, which are levels over time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.dsp.envelope import Envelope, Point, constant_after, gains, in_order

CROSS_FADE = Envelope((Point(100, -96.0, "power"), Point(500, -3.0), Point(700, -3.0, "power"), Point(1_100, -96.0)))
FALL = Envelope((Point(100, 0.0), Point(500, -12.0), Point(900, -12.0), Point(1_000, -24.0)))


@given(st.sampled_from([FALL, CROSS_FADE]), st.integers(0, 1_200))
def test_an_envelope_can_be_held_anywhere(envelope: Envelope, frame: int) -> None:
    """An envelope can be held from any frame on: from there it keeps the level that it has at that frame. Up to there,
    its levels are unchanged.
    """
    kept = constant_after(envelope, frame)
    assert abs(gains(kept, 0, frame + 1) - gains(envelope, 0, frame + 1)).max() < 1e-5
    assert len(set(gains(kept, frame, frame + 2_000).tolist())) == 1


def test_a_corner_that_was_passed_is_left_out() -> None:
    """If points are given in any order, `in_order` leaves out each point whose frame is not later than that of the
    point kept before it.
    """
    points = [Point(5, 0.0), Point(9, -1.0), Point(9, -2.0), Point(7, -3.0), Point(12, -4.0)]
    assert in_order(points).points == (points[0], points[1], points[4])


@given(st.floats(-96, 0), st.integers(1, 999))
def test_a_power_cross_fade_keeps_its_power(level: float, frame: int) -> None:
    """If one fade of the curve "power" rises while another falls, the sum of their powers stays the same."""
    down = gains(Envelope((Point(0, level, "power"), Point(1_000, -96.0))), frame, frame + 1)
    up = gains(Envelope((Point(0, -96.0, "power"), Point(1_000, level))), frame, frame + 1)
    assert down[0] ** 2 + up[0] ** 2 == pytest.approx(0.0 if level <= -96 else 10 ** (level / 10), rel=1e-4)


def test_a_fade_in_decibels_is_a_straight_line_in_decibels() -> None:
    """Halfway through a fade from −40 dB to 0 dB, the level is −20 dB."""
    assert gains(Envelope((Point(0, -40.0), Point(1_000, 0.0))), 500, 501)[0] == pytest.approx(0.1, rel=1e-4)
