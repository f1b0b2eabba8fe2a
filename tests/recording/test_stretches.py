"""The kinds of sounds: a bell rings, a car does not."""

import numpy as np
import pytest

from tests.recording.practices import RATE, bell
from tests.recording.takes import HeldSound
from voiceguide.dsp.samples import Samples
from voiceguide.recording import _stretches

DYING_AWAY = np.linspace(-40.0, -60.0, 400, dtype=np.float32)


def car(seed: int) -> Samples:
    """The sound of a car that drives away, for 4 s."""
    tones = np.fft.rfft(np.random.default_rng(seed).standard_normal(4 * RATE))
    rumble = np.fft.irfft(tones * np.maximum(1.0, np.arange(len(tones)) / 120) ** -0.9)
    return np.asarray(0.01 * rumble / rumble.std() * np.exp(-np.arange(4 * RATE) / RATE / 2), dtype=np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_a_car_does_not_ring(seed: int) -> None:
    """A car, whose sound is mostly in a few low frequencies, is not taken for a bell."""
    assert not _stretches._is_bell(HeldSound(car(seed), RATE), 0, 400, DYING_AWAY)


def test_a_bell_rings() -> None:
    """A bell is recognised, even without its low frequencies."""
    assert _stretches._is_bell(HeldSound(bell(4.0), RATE), 0, 400, DYING_AWAY)
