"""A bed whose high tones are softened."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.dsp.samples import Samples
from voiceguide.mix.mixer import softened
from voiceguide.units import FRAME_RATE, Frames

LOOP = np.random.default_rng(5).uniform(-0.05, 0.05, (500, 2)).astype(np.float32)
LOOP[250] = 0.1
FULL, NONE, HALF = np.float32(1.0), np.float32(0.0), np.float32(0.5)


class LoopBed:
    """A bed that repeats after 500 frames."""

    name = key = "loop"
    loop_frames = 500
    even = False

    def read(self, first: Frames, last: Frames) -> Samples:
        return LOOP[np.arange(first, last) % 500]


class ToneBed:
    """A tone that begins at frame 0 and never repeats."""

    name = key = "tone"
    loop_frames = None
    even = False

    def __init__(self, hertz: float) -> None:
        self._hertz = hertz

    def read(self, first: Frames, last: Frames) -> Samples:
        assert first >= 0
        wave = 0.1 * np.sin(2 * np.pi * self._hertz * np.arange(first, last) / FRAME_RATE)
        return np.column_stack((wave, wave)).astype(np.float32)


@given(st.lists(st.integers(0, 1_200), max_size=8))
def test_any_division_into_blocks_gives_the_same_samples(cuts: list[int]) -> None:
    """Blocks of any size, joined together, are bit for bit the same as the whole: for a loop, and for a sound that
    begins at frame 0.
    """
    fall = np.linspace(1, 0, 1_200, dtype=np.float32)[:, np.newaxis]
    for bed in (LoopBed(), ToneBed(440.0)):
        whole = softened(bed, 0, 1_200, fall)
        edges = [0, *sorted(cuts), 1_200]
        blocks = [softened(bed, a, b, fall[a:b]) for a, b in pairwise(edges)]
        assert np.array_equal(np.concatenate(blocks), whole)


def test_a_loop_stays_a_loop() -> None:
    """The second round of a softened loop has the same samples as the first, also across the seam."""
    assert np.array_equal(softened(LoopBed(), 0, 500, HALF), softened(LoopBed(), 500, 1_000, HALF))
    assert np.array_equal(softened(LoopBed(), 490, 510, HALF)[10:], softened(LoopBed(), 0, 10, HALF))


def test_whole_highs_change_nothing() -> None:
    """If the highs of a bed are softened by the factor 1, the samples are those of the bed itself."""
    assert softened(LoopBed(), 20, 300, FULL) == pytest.approx(LOOP[20:300], abs=1e-8)


@pytest.mark.parametrize(
    ("hertz", "least", "greatest"),
    [
        (100, -0.1, 0.0),
        (1_000, -1.1, -0.8),
        (2_000, -4.1, -3.7),
        (4_000, -20, -18),
        (8_000, -90, -25),
        (15_000, -90, -25),
    ],
)
def test_without_its_highs_it_keeps_its_lows(hertz: float, least: float, greatest: float) -> None:
    """When the highs of a bed are removed, a tone of 100 Hz keeps its level, one of 1 kHz loses about 1 dB, and those
    from 8 kHz up lose more than 25 dB. Tones up to 4 kHz keep their phase.
    """
    bed = ToneBed(hertz)
    own, dull = (softened(bed, 0, 44_100, highs)[100:-100, 0].astype(np.float64) for highs in (FULL, NONE))
    assert least <= 10 * np.log10(np.mean(dull**2) / np.mean(own**2)) <= greatest
    if hertz <= 4_000:
        assert np.corrcoef(own, dull)[0, 1] > 0.9999


@given(st.floats(0, 1, width=32))
def test_nothing_gets_louder(highs: float) -> None:
    """No frame is louder than the loudest frame of the unchanged bed, so the ceiling of the beds still holds."""
    assert np.abs(softened(LoopBed(), 0, 500, np.float32(highs))).max() <= np.abs(LOOP).max() * (1 + 1e-6)
