import numpy as np
import pytest

from voiceguide.dsp.edges import to_frame_rate
from voiceguide.units import FRAME_RATE


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000])
def test_a_tone_stays_the_same_tone(sample_rate: int) -> None:
    """Resampled from any common rate, a tone keeps its length, pitch, level and phase."""
    time = np.arange(sample_rate * 2) / sample_rate
    tone = (0.5 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    got = to_frame_rate(tone, sample_rate)
    assert len(got) == FRAME_RATE * 2
    wanted = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(len(got)) / FRAME_RATE)
    assert np.abs(got - wanted)[2_000:-2_000].max() < 1e-3


def test_channels_and_emptiness_stay() -> None:
    """Resampling keeps two channels as two, and an empty sound empty."""
    assert to_frame_rate(np.zeros((100, 2), dtype=np.float32), 22_050).shape == (200, 2)
    assert to_frame_rate(np.zeros(0, dtype=np.float32), 22_050).shape == (0,)
