import numpy as np
import pytest

from voiceguide.dsp.edges import sounding
from voiceguide.dsp.samples import Samples
from voiceguide.speech.hiss import without_hiss

RATE = 16_000


def noise(seconds: float, level_db: float) -> Samples:
    """Noise with an RMS level of `level_db` dBFS."""
    made = np.random.default_rng(1).standard_normal(round(seconds * RATE)) * 10 ** (level_db / 20)
    return np.asarray(made, dtype=np.float32)


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def words(seconds: float = 1.0) -> Samples:
    """A hum of −17 dBFS in place of speech. It is faded in and out over 0.1 s."""
    time = np.arange(round(seconds * RATE)) / RATE
    ease = np.clip(np.minimum(time, seconds - time) / 0.1, 0, 1)
    return np.asarray(0.2 * ease * np.sin(2 * np.pi * 150 * time), dtype=np.float32)


def seconds_heard(samples: Samples) -> float:
    """The length of the samples in seconds, without the quiet at both ends."""
    first, last = sounding(samples, RATE)
    return (last - first) / RATE


@pytest.mark.parametrize("level_db", [-63.0, -56.0, -50.0])
@pytest.mark.parametrize("offset", [0.0, 0.1])
def test_noise_around_a_line_is_no_part_of_it(level_db: float, offset: float) -> None:
    """Soft noise before or after the words, or on both sides, is cut off: the clip is as long as without noise. The
    voices of flite have 0.2 s of such noise.
    """
    alone = seconds_heard(words())
    under = np.concatenate((silence(0.5), words(), silence(0.7))) + noise(2.2, level_db)
    before = np.concatenate((silence(0.1), noise(0.3, level_db), words()))
    behind = np.concatenate((words(), silence(0.2), noise(0.4, level_db), silence(0.05)))
    for line in (under, before, behind):
        assert seconds_heard(without_hiss(line + np.float32(offset), RATE) - np.float32(offset)) == pytest.approx(
            alone, abs=0.08
        )


@pytest.mark.parametrize("seconds", [0.1, 0.18])
def test_a_soft_consonant_at_an_end_is_kept(seconds: float) -> None:
    """Noise of less than 0.2 s at the end of a line is kept, because it may be a consonant, like the "f" of "off"."""
    line = np.concatenate((words(), noise(seconds, -50.0)))
    assert np.array_equal(without_hiss(line, RATE), line)


@pytest.mark.parametrize("line", [words(), words(0.3), noise(1.0, -20.0), silence(1.0), silence(0.0), words(0.005)])
def test_what_has_no_noise_around_it_stays_as_it_is(line: Samples) -> None:
    """A line without noise around it is not changed: clean speech, a steady whisper, or silence."""
    assert np.array_equal(without_hiss(line, RATE), line)


def test_a_loud_breath_is_kept() -> None:
    """Noise after the words is kept if it is only 23 dB softer than the voice, because it may be a breath."""
    line = np.concatenate((words(), noise(0.8, -40.0)))
    assert np.array_equal(without_hiss(line, RATE), line)
