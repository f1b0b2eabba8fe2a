import numpy as np
import pytest

from voiceguide.dsp.edges import sounding
from voiceguide.dsp.samples import Samples
from voiceguide.speech.hiss import without_hiss

RATE = 16_000


def noise(seconds: float, level_db: float) -> Samples:
    """Noise of this RMS."""
    made = np.random.default_rng(1).standard_normal(round(seconds * RATE)) * 10 ** (level_db / 20)
    return np.asarray(made, dtype=np.float32)


def silence(seconds: float) -> Samples:
    """Nothing."""
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def words(seconds: float = 1.0) -> Samples:
    """A hum of −17 dB that comes and goes within a tenth of a second."""
    time = np.arange(round(seconds * RATE)) / RATE
    ease = np.clip(np.minimum(time, seconds - time) / 0.1, 0, 1)
    return np.asarray(0.2 * ease * np.sin(2 * np.pi * 150 * time), dtype=np.float32)


def seconds_heard(samples: Samples) -> float:
    """How long it is once it is trimmed."""
    first, last = sounding(samples, RATE)
    return (last - first) / RATE


@pytest.mark.parametrize("level_db", [-63.0, -56.0, -50.0])
@pytest.mark.parametrize("offset", [0.0, 0.1])
def test_noise_around_a_line_is_no_part_of_it(level_db: float, offset: float) -> None:
    """Before it, behind it, or after a rest: flite's voices have 0.2 s of it, which was kept as speech."""
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
    """The "f" of "off": noise as well, but short."""
    line = np.concatenate((words(), noise(seconds, -50.0)))
    assert np.array_equal(without_hiss(line, RATE), line)


@pytest.mark.parametrize("line", [words(), words(0.3), noise(1.0, -20.0), silence(1.0), silence(0.0), words(0.005)])
def test_what_has_no_noise_around_it_stays_as_it_is(line: Samples) -> None:
    """Clean speech, a whisper of one level, nothing at all."""
    assert np.array_equal(without_hiss(line, RATE), line)


def test_a_loud_breath_is_kept() -> None:
    """Noise that is not far under the voice was meant to be heard."""
    line = np.concatenate((words(), noise(0.8, -40.0)))
    assert np.array_equal(without_hiss(line, RATE), line)
