import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.dsp.samples import Samples
from voiceguide.player._fader import SILENT_DB, Fader
from voiceguide.units import FRAME_RATE


def level(fader: Fader, frames: int) -> Samples:
    samples = np.ones((frames, 2), dtype=np.float32)
    fader.apply(samples)
    assert np.array_equal(samples[:, 0], samples[:, 1])
    return samples[:, 0]


def test_a_fader_at_rest_changes_nothing() -> None:
    """At 0 dB, the samples stay the same, bit for bit."""
    assert np.array_equal(level(Fader(), 100), np.ones(100, np.float32))


@settings(max_examples=40, deadline=None)
@given(st.floats(-79.0, 0.0), st.floats(-79.0, 0.0), st.lists(st.integers(1, 12_000), min_size=1, max_size=5))
def test_a_fade_is_even_in_decibels_whatever_the_blocks(start: float, goal: float, blocks: list[int]) -> None:
    """In a fade, the level in dB changes evenly in blocks of any size, and then stays."""
    fader = Fader(start)
    fader.go(goal, 0.5)
    curve = np.concatenate([level(fader, count) for count in blocks])
    time = np.arange(1, len(curve) + 1) / (0.5 * FRAME_RATE)
    wanted = start + (goal - start) * np.minimum(1.0, time)
    assert np.allclose(20 * np.log10(curve), wanted, atol=0.02)


def test_a_fade_to_nothing_ends_in_exactly_nothing() -> None:
    """Below −80 dB, the output is exact silence. A fade back from there begins without a jump."""
    fader = Fader()
    fader.go(-120.0, 0.1)
    assert not fader.silent
    assert level(fader, FRAME_RATE // 10)[-1] <= 10 ** (SILENT_DB / 20) * 1.01
    assert fader.silent
    assert not level(fader, 10).any()
    fader.go(0.0, 0.1)
    up = level(fader, FRAME_RATE // 10)
    assert up[0] < 0.001
    assert up[-1] == pytest.approx(1.0, abs=1e-3)


def test_a_new_order_begins_where_the_last_one_was() -> None:
    """If a fade is reversed halfway, the level does not jump."""
    fader = Fader()
    fader.go(-60.0, 0.2)
    down = level(fader, FRAME_RATE // 10)
    fader.go(0.0, 0.2)
    assert level(fader, 10)[0] == pytest.approx(down[-1], rel=0.01)
