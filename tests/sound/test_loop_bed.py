"""Loops as beds: endless, the same from wherever they are read, and never silent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sound.conftest import noise
from voiceguide.sound.loops import FLOOR_DB, FLOOR_FRAMES, LoopBed, around_loop, noise_floor
from voiceguide.sound.recipe import LOOP_FRAMES


@given(st.integers(1, 40), st.integers(0, 500), st.integers(0, 200))
def test_any_stretch_is_that_of_the_endless_loop(length: int, first: int, count: int) -> None:
    """Wherever a read begins and ends, it gives the loop's frames in their order, over and over."""
    loop = noise(length)
    expected = loop[np.arange(first, first + count) % length]
    assert np.array_equal(around_loop(loop, first, first + count), expected)


def test_a_bed_says_after_how_many_frames_it_repeats() -> None:
    """Reading one loop later gives the same samples."""
    bed = LoopBed("it", "key", noise(1_000))
    assert bed.loop_frames == 1_000
    assert np.array_equal(bed.read(10, 700), bed.read(1_010, 1_700))


def test_the_floor_is_soft_and_never_silent() -> None:
    """The noise for no background lies at −75 dBFS in every tenth of a second, on both sides."""
    floor = noise_floor()
    assert floor.shape == (FLOOR_FRAMES, 2)
    assert LOOP_FRAMES % FLOOR_FRAMES == 0
    power = (floor[: 150 * 4_410].reshape(150, 4_410, 2).astype(np.float64) ** 2).mean(axis=1)
    levels = 10 * np.log10(power)
    assert levels.mean() == pytest.approx(FLOOR_DB, abs=0.5)
    assert np.abs(levels - FLOOR_DB).max() < 4
    assert np.abs(floor).max() < 10 ** (-55 / 20)
