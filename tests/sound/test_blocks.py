"""Blocks of sound: every sample rate is converted to 44 100 Hz, and nothing is heard where two blocks meet."""

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceguide.sound._blocks import BLOCK, DecodedFile


class Tone:
    """A source that is a tone of 440 Hz at any rate."""

    def __init__(self, rate: int, seconds: float) -> None:
        self.rate = rate
        self.frames = round(rate * seconds)
        self.asked: list[int] = []

    def read(self, first: int, last: int) -> NDArray[np.float32]:
        """The tone, mono."""
        assert 0 <= first <= last <= self.frames
        self.asked.append(first)
        wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(first, last) / self.rate)
        return wave.astype(np.float32)[:, np.newaxis]


@pytest.mark.parametrize("rate", [44_100, 48_000, 8_000, 192_000, 22_050, 44_099, 96_000, 11_025])
def test_a_tone_stays_one_tone_across_blocks(rate: int) -> None:
    """A tone that is resampled block by block is the same tone at 44 100 Hz, with an error below −80 dB, even where
    blocks meet.
    """
    blocks = DecodedFile(Tone(rate, 12.3))
    assert blocks.frames == pytest.approx(12.3 * 44_100, abs=3)
    heard = blocks.read(0, blocks.frames)[:, 0]
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(len(heard)) / 44_100)
    inside = slice(2_000, -2_000)
    assert np.abs(heard - expected)[inside].max() < 1e-4


def test_blocks_are_decoded_once_while_they_are_near() -> None:
    """If a file is read in many small steps, each of its blocks is decoded only once, because the blocks used last stay
    in memory.
    """
    source = Tone(44_100, 60)
    blocks = DecodedFile(source)
    for first in range(0, 2 * BLOCK - 1_000, 1_000):
        blocks.read(first, first + 1_000)
    assert source.asked == [0, BLOCK]


def test_the_order_of_reading_does_not_matter() -> None:
    """A resampled file has the same samples whether it is read forwards or backwards."""
    through, back = DecodedFile(Tone(48_000, 31)), DecodedFile(Tone(48_000, 31))
    whole = through.read(0, through.frames)
    for first in range(30 * 44_100, 0, -77_777):
        assert np.array_equal(back.read(first, first + 4_000), whole[first : first + 4_000])
