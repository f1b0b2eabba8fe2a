"""A background in which nothing begins suddenly."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.sound.conftest import SHORT, Rendered
from voiceguide.dsp.loudness import weighted_power
from voiceguide.dsp.samples import Samples
from voiceguide.sound._gentle_bed import HOP, GentleBed
from voiceguide.sound.catalogue import known_names
from voiceguide.sound.loops import FLOOR_DB, LoopBed
from voiceguide.units import FRAME_RATE, Frames, to_frames

LOOP: Frames = 1_728 * HOP
"""The length of a loop in frames: about 20 s, and a whole number of hops like every loop of a recipe."""


def noise(frames: Frames, level: float = 0.005) -> Samples:
    """Steady noise, to which a test adds something."""
    return (np.random.default_rng(3).standard_normal((frames, 2)) * level).astype(np.float32)


def struck(frames: Frames) -> Samples:
    """Noise with three strikes that die away, a crackle, and a sudden change of level."""
    out = noise(frames)
    ring = np.exp(-np.arange(2 * FRAME_RATE) / FRAME_RATE * 4) * np.sin(np.arange(2 * FRAME_RATE) * 0.06) * 0.08
    for second in (5, 9, 12.5):
        start = to_frames(second)
        out[start : start + len(ring)] += ring[:, np.newaxis].astype(np.float32)
    out[to_frames(7) : to_frames(7.01)] *= 12
    out[to_frames(15) :] *= 4
    return out


class Once:
    """A bed that never repeats within the test."""

    name = key = "once"
    loop_frames = None
    even = False

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def read(self, first: Frames, last: Frames) -> Samples:
        assert first >= 0
        return self._samples[np.minimum(np.arange(first, last), len(self._samples) - 1)]


def greatest_rise(power: NDArray[np.float32], window: float = 0.2) -> float:
    """The greatest rise within 200 ms, in dB, of the level in windows of this many seconds."""
    size, step = to_frames(window), to_frames(0.02)
    sums = np.concatenate([[0.0], np.cumsum(power, dtype=np.float64)])
    starts = np.arange(0, len(power) - size, step)
    levels = 10 * np.log10((sums[starts + size] - sums[starts]) / size)
    return float((levels[10:] - levels[:-10]).max())


def rises(samples: Samples) -> tuple[float, float]:
    """The greatest rise within 200 ms, in dB: first of the plain level, then of the K-weighted level."""
    return greatest_rise(np.square(samples).sum(axis=1)), greatest_rise(weighted_power(samples))


def test_what_begins_suddenly_comes_up_slowly() -> None:
    """Strikes, crackles and sudden steps rise by more than 8 dB within 200 ms. In a gentle bed, they rise by at most 3
    dB.
    """
    own = struck(LOOP)
    assert min(rises(own)) > 8
    assert max(rises(GentleBed(Once(own)).read(0, LOOP))) <= 3.0


def test_what_begins_after_silence_comes_up_slowly() -> None:
    """If music begins suddenly after 3 s of complete silence, it rises out of the noise floor by at most 3 dB within
    200 ms.
    """
    own = noise(LOOP, 0.02)
    own[: to_frames(3)] = 0.0
    floor = noise(LOOP, 10 ** (FLOOR_DB / 20))[::-1]
    assert max(rises(own + floor)) > 35
    assert max(rises(GentleBed(Once(own)).read(0, LOOP) + floor)) <= 3.0


@pytest.mark.parametrize("name", known_names(None, "background"))
def test_no_background_of_ours_rises_suddenly(name: str, short_loop: Rendered) -> None:
    """No shipped background rises suddenly, not even bowls, drops, crackles and thunder, anywhere in its loop or at its
    seam.
    """
    bed = GentleBed(LoopBed(name, name, short_loop(name)))
    assert max(rises(bed.read(0, SHORT + to_frames(1)))) <= 3.0


def test_what_is_steady_stays_as_it_is() -> None:
    """A gentle bed lowers steady noise by less than 0.1 dB, and makes no sample of any sound larger."""
    own = noise(LOOP)
    gentle = GentleBed(Once(own)).read(0, LOOP)
    assert 10 * np.log10(np.mean(np.square(gentle)) / np.mean(np.square(own))) > -0.1
    strikes = struck(LOOP)
    assert (np.abs(GentleBed(Once(strikes)).read(0, LOOP)) <= np.abs(strikes)).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 3 * FRAME_RATE), max_size=5), st.integers(0, 12 * FRAME_RATE))
def test_any_division_gives_the_same_samples(cuts: list[int], start: int) -> None:
    """A gentle bed has the same samples, bit for bit, whether it is read at once or in blocks from the last to the
    first. This holds for a loop and for a sound that never repeats.
    """
    own = struck(LOOP)
    edges = [0, *sorted(cuts), 3 * FRAME_RATE]
    for bed in (Once(own), LoopBed("loop", "loop", own)):
        whole = GentleBed(bed).read(start, start + 3 * FRAME_RATE)
        gentle = GentleBed(bed)
        blocks = [gentle.read(start + a, start + b) for a, b in reversed(list(pairwise(edges)))]
        assert np.array_equal(np.concatenate(blocks[::-1]), whole)


def test_a_loop_stays_a_loop() -> None:
    """If a loop is a whole number of hops long, the gentle bed made from it repeats after the same number of frames. If
    not, the gentle bed has no loop.
    """
    bed = GentleBed(LoopBed("loop", "loop", struck(LOOP)))
    assert bed.loop_frames == LOOP
    assert np.array_equal(bed.read(0, LOOP), bed.read(7 * LOOP, 8 * LOOP))
    assert GentleBed(LoopBed("odd", "odd", noise(1_000))).loop_frames is None
