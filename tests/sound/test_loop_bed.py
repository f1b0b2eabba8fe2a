"""Loops as beds: they never end, are never silent, and have the same samples wherever a read begins."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sound.conftest import noise
from voiceguide.sound._loop_cache import cached_loop
from voiceguide.sound._recipe import LOOP_FRAMES
from voiceguide.sound.loops import FLOOR_DB, FLOOR_FRAMES, LoopBed, around_loop, noise_floor


@given(st.integers(1, 40), st.integers(0, 500), st.integers(0, 200))
def test_any_stretch_is_that_of_the_endless_loop(length: int, first: int, count: int) -> None:
    """A read of any stretch gives the loop's frames in order, round after round."""
    loop = noise(length)
    expected = loop[np.arange(first, first + count) % length]
    assert np.array_equal(around_loop(loop, first, first + count), expected)


def test_a_bed_says_after_how_many_frames_it_repeats() -> None:
    """`loop_frames` is the period of a bed: that many frames later, the samples are the same."""
    bed = LoopBed("it", "key", noise(1_000))
    assert bed.loop_frames == 1_000
    assert np.array_equal(bed.read(10, 700), bed.read(1_010, 1_700))


STATUS = Path("/proc/self/status")


def mapped_megabytes() -> float:
    """The memory of this process, in MB, that consists of mapped files."""
    row = next(line for line in STATUS.read_text(encoding="utf-8").splitlines() if line.startswith("RssFile"))
    return int(row.split()[1]) / 1024


@pytest.mark.skipif(not STATUS.is_file(), reason="the kernel of Linux tells it")
def test_what_was_read_of_a_kept_loop_does_not_stay_in_memory(tmp_path: Path) -> None:
    """After a stored loop of 43 MB was read twice from end to end, less than 20 MB of it are in memory. The samples are
    unchanged.
    """
    samples = np.resize(noise(44_100), (LOOP_FRAMES, 2))
    bed = LoopBed("it", "key", cached_loop(tmp_path, "it", LOOP_FRAMES, lambda: samples))
    before = mapped_megabytes()
    for first in [*range(0, LOOP_FRAMES, 441_000)] * 2:
        last = min(first + 441_000, LOOP_FRAMES)
        assert np.array_equal(bed.read(first, last), samples[first:last])
    assert mapped_megabytes() - before < 20


def test_the_floor_is_soft_and_never_silent() -> None:
    """The noise floor for `none` is at −75 dBFS in every tenth of a second, in both channels."""
    floor = noise_floor()
    assert floor.shape == (FLOOR_FRAMES, 2)
    assert LOOP_FRAMES % FLOOR_FRAMES == 0
    power = (floor[: 150 * 4_410].reshape(150, 4_410, 2).astype(np.float64) ** 2).mean(axis=1)
    levels = 10 * np.log10(power)
    assert levels.mean() == pytest.approx(FLOOR_DB, abs=0.5)
    assert np.abs(levels - FLOOR_DB).max() < 4
    assert np.abs(floor).max() < 10 ** (-55 / 20)
