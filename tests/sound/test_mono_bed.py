"""A background that is played in mono. It has the same loudness as in stereo."""

import numpy as np
import pytest

from tests.loudness import integrated_loudness
from tests.sound.conftest import noise
from voiceguide.dsp.samples import Samples
from voiceguide.sound._levels import FILE_CEILING
from voiceguide.sound.bed import BED_LUFS
from voiceguide.sound.catalogue import NONE
from voiceguide.sound.loops import FLOOR_DB, LoopBed, MonoBed, noise_floor

LENGTH = 12 * 44_100


def bed(samples: Samples) -> LoopBed:
    """A loop of these samples, brought to the usual loudness of a bed."""
    return LoopBed("it", "it", samples * np.float32(10 ** ((BED_LUFS - integrated_loudness(samples)) / 20)))


@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0], ids=["apart", "half", "together"])
def test_one_channel_is_as_loud_as_two(shared: float) -> None:
    """A stereo bed that is played in mono has equal channels and its usual loudness, whether its left and right were
    independent, partly alike or equal.
    """
    apart, common = noise(LENGTH), noise(LENGTH, 1, seed=2)
    mono = MonoBed(bed(np.sqrt(np.float32(1 - shared)) * apart + np.sqrt(np.float32(shared)) * common))
    heard = mono.read(0, LENGTH)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert integrated_loudness(heard) == pytest.approx(BED_LUFS, abs=0.1)
    assert np.array_equal(mono.read(LENGTH - 500, LENGTH + 700), mono.read(2 * LENGTH - 500, 2 * LENGTH + 700))


def test_the_noise_floor_keeps_its_level_too() -> None:
    """The noise floor for `none` is at −75 dBFS in mono too."""
    floor = MonoBed(LoopBed(NONE, NONE, noise_floor())).read(0, 44_100)
    assert 20 * np.log10(floor.std()) == pytest.approx(FLOOR_DB, abs=0.7)


def test_what_cancels_is_not_blown_up() -> None:
    """If left and right cancel each other almost completely, the mono sound stays far below the usual loudness, because
    its gain is limited.
    """
    one = noise(LENGTH, 1)
    heard = MonoBed(bed(np.column_stack((one[:, 0], -one[:, 0] * np.float32(0.999))))).read(0, LENGTH)
    assert integrated_loudness(heard) < BED_LUFS - 40
    assert np.abs(heard).max() <= FILE_CEILING
