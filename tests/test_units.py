"""The conversion between frames, seconds and clock times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.units import FRAME_RATE, format_clock, to_frames, to_seconds


@given(st.integers(0, 10**10))
def test_frames_survive_seconds(frames: int) -> None:
    """Frames converted to seconds and back are the same frames, for far longer than any session."""
    assert to_frames(to_seconds(frames)) == frames


@given(st.floats(0, 10**5))
def test_seconds_are_rounded_to_the_nearest_frame(seconds: float) -> None:
    """Seconds are converted to the nearest frame: the difference is at most half a frame."""
    assert abs(to_seconds(to_frames(seconds)) - seconds) <= 0.5 / FRAME_RATE + 1e-9


@pytest.mark.parametrize(
    ("seconds", "clock"),
    [
        (0, "0:00"),
        (7.4, "0:07"),
        (59.6, "1:00"),
        (450, "7:30"),
        (3599.7, "1:00:00"),
        (3900, "1:05:00"),
        (36000, "10:00:00"),
    ],
)
def test_clocks(seconds: float, clock: str) -> None:
    """A time such as "7:30" or "1:05:00" is rounded to whole seconds. The hours are written only if there are any."""
    assert format_clock(seconds) == clock
