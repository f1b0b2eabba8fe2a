from hypothesis import given
from hypothesis import strategies as st

from tests.bedtime.sessions import laid_out
from voiceguide.mix.mixer import gains
from voiceguide.player._live_session import delayed
from voiceguide.timeline import After, Envelope, Point, held, in_order
from voiceguide.units import to_frames

FALL = Envelope((Point(100, 0.0), Point(500, -12.0), Point(900, -12.0), Point(1_000, -24.0)))


@given(st.integers(0, 1_200))
def test_an_envelope_can_be_held_anywhere(frame: int) -> None:
    """Up to a frame it is what it was; from there on it stays as it is there."""
    kept = held(FALL, frame)
    assert abs(gains(kept, 0, frame + 1) - gains(FALL, 0, frame + 1)).max() < 1e-6
    assert len(set(gains(kept, frame, frame + 2_000).tolist())) == 1


def test_a_corner_that_was_passed_is_left_out() -> None:
    """Corners come in order, each at a frame of its own."""
    points = [Point(5, 0.0), Point(9, -1.0), Point(9, -2.0), Point(7, -3.0), Point(12, -4.0)]
    assert in_order(points).points == (points[0], points[1], points[4])


def test_a_delay_moves_the_highs_with_the_words() -> None:
    """A session that begins later loses its highs as much later."""
    plain = laid_out(After(to_frames(600)))
    later = delayed(plain, to_frames(20))
    for before, after in zip(plain.beds, later.beds, strict=True):
        assert [point.frame + to_frames(20) for point in before.highs.points] == [
            point.frame for point in after.highs.points
        ]
