"""Mixes: they have the bed's loudness as a whole, and their parts the requested balance."""

from itertools import pairwise

import numpy as np
import pytest

from tests.loudness import integrated_loudness
from tests.sound.conftest import noise
from voiceguide.sound.bed import BED_LUFS
from voiceguide.sound.loops import LayeredBed, LoopBed

LENGTH = 5 * 44_100


def tone(hertz: float) -> LoopBed:
    """A steady tone at the bed's loudness."""
    wave = np.sin(2 * np.pi * hertz * np.arange(LENGTH) / 44_100).astype(np.float32)
    pair = np.column_stack((wave, wave))
    pair *= np.float32(10 ** ((BED_LUFS - integrated_loudness(pair)) / 20))
    return LoopBed(f"{hertz:g}", f"{hertz:g}", pair)


def test_a_mix_is_as_loud_as_one_and_keeps_its_balance() -> None:
    """A mix has the bed's loudness. A part at −6 dB is 6 dB softer than one at 0 dB."""
    mix = LayeredBed(((tone(1_000), 0.0), (tone(1_500), -6.0)))
    heard = mix.read(0, LENGTH)
    assert integrated_loudness(heard) == pytest.approx(BED_LUFS, abs=0.2)
    spectrum = np.abs(np.fft.rfft(heard[:, 0].astype(np.float64)))
    alone = [np.abs(np.fft.rfft(tone(hertz).read(0, LENGTH)[:, 0])).max() for hertz in (1_000.0, 1_500.0)]
    balance = spectrum[1_000 * 5] / alone[0] / (spectrum[1_500 * 5] / alone[1])
    assert 20 * np.log10(balance) == pytest.approx(6, abs=0.05)


def test_a_mix_of_loops_is_a_loop() -> None:
    """A mix of loops with the same length is a loop of that length. A mix of loops with different
    lengths has no loop.
    """
    assert LayeredBed(((tone(500), 0.0), (tone(700), -3.0))).loop_frames == LENGTH
    other = LoopBed("noise", "noise", noise(12_345, level=0.01))
    assert LayeredBed(((tone(500), 0.0), (other, 0.0))).loop_frames is None


def test_a_mix_is_known_by_its_parts_and_their_levels() -> None:
    """The key of a mix depends on its parts and their levels."""
    keys = {LayeredBed(((tone(500), gain), (tone(700), 0.0))).key for gain in (0.0, -3.0)}
    assert len(keys) == 2


def test_what_is_read_together_does_not_matter() -> None:
    """The samples do not depend on how the mix is divided into reads."""
    mix = LayeredBed(((tone(500), 0.0), (LoopBed("n", "n", noise(9_999, level=0.3)), 3.0)))
    whole = mix.read(0, 50_000)
    edges = [0, 1, 777, 9_998, 10_000, 33_333, 50_000]
    pieces = [mix.read(first, last) for first, last in pairwise(edges)]
    assert np.array_equal(np.concatenate(pieces), whole)


def test_a_mix_of_very_soft_parts_is_as_loud_as_any() -> None:
    """Only the difference between the levels of its parts changes a mix: two parts at −40 dB give the same samples as
    both at 0 dB.
    """
    soft = LayeredBed(((tone(1_000), -40.0), (tone(1_500), -40.0))).read(0, LENGTH)
    usual = LayeredBed(((tone(1_000), 0.0), (tone(1_500), 0.0))).read(0, LENGTH)
    assert np.abs(soft - usual).max() < 1e-6
