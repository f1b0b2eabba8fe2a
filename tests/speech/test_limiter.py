import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.dsp.loudness import true_peak_db
from voiceguide.dsp.samples import Samples
from voiceguide.speech._limiter import STEP, limit, limiting_gain, step_peaks
from voiceguide.units import FRAME_RATE

CEILING = -3.0


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1),
    length=st.integers(1, 20_000),
    loudness=st.floats(0.01, 8.0),
    cut=st.sampled_from([2_000, 8_000, 16_000]),
    channels=st.sampled_from([1, 2]),
)
def test_no_true_peak_passes_the_ceiling(seed: int, length: int, loudness: float, cut: int, channels: int) -> None:
    """No true peak exceeds the ceiling after the limiter, for noise of any level, band, length and
    number of channels.
    """
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal((length, channels)), axis=0)
    spectrum[np.fft.rfftfreq(length, 1 / FRAME_RATE) > cut] = 0
    samples = (np.fft.irfft(spectrum, length, axis=0) * loudness).astype(np.float32)
    limited = limit(samples if channels == 2 else samples[:, 0], CEILING)
    assert limited.shape == (samples if channels == 2 else samples[:, 0]).shape
    assert true_peak_db(limited) <= CEILING + 0.02


def test_what_is_quiet_passes_unchanged() -> None:
    """The limiter does not change sound that stays below the ceiling."""
    quiet = (np.random.default_rng(1).uniform(-0.3, 0.3, 9_999)).astype(np.float32)
    assert np.array_equal(limit(quiet, CEILING), quiet)


def test_the_gain_moves_without_a_click() -> None:
    """Around a single peak of +6 dB, the gain falls and rises over milliseconds, without a step that could be heard as
    a click.
    """
    samples = np.zeros(FRAME_RATE, dtype=np.float32)
    samples[20_000] = 2.0
    gain = limiting_gain(step_peaks(samples), CEILING)
    assert gain.min() == pytest.approx(10 ** (-3.1 / 20) / 2.0, rel=0.02)
    assert np.abs(np.diff(gain)).max() < 0.09
    touched = np.flatnonzero(gain < 0.999) * STEP
    assert 18_500 < touched[0] < 20_000 < touched[-1] < 21_500


def test_the_gain_does_not_follow_the_swings_of_a_low_voice() -> None:
    """The gain stays constant over a loud 100 Hz tone. If it followed each swing of the wave, the tone would be
    distorted.
    """
    tone = np.sin(2 * np.pi * 100 * np.arange(FRAME_RATE) / FRAME_RATE).astype(np.float32)
    gain = limiting_gain(step_peaks(tone), CEILING)
    middle = gain[len(gain) // 4 : -len(gain) // 4]
    assert middle.max() - middle.min() < 0.003


def test_channels_move_together() -> None:
    """A peak in the left channel lowers both channels alike, so that the voice does not seem to move sideways."""
    samples = np.full((FRAME_RATE // 10, 2), 0.1, dtype=np.float32)
    samples[2_000, 0] = 2.0
    limited = limit(samples, CEILING)
    assert limited[2_000, 1] == pytest.approx(0.1 * limited[2_000, 0] / 2.0, rel=1e-3)


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros((0, 2))], ids=["mono", "stereo"])
def test_nothing_stays_nothing(samples: Samples) -> None:
    """Limiting an empty sound gives an empty sound."""
    assert limit(samples.astype(np.float32), CEILING).shape == samples.shape
