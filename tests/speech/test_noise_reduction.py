"""Cleaning speech that was recorded in a noisy room, compared with the same speech without the noise."""

import io
import subprocess

import numpy as np
import pytest
import soundfile

from tests.needs import needs
from voiceguide.dsp.samples import Samples
from voiceguide.speech.noise_reduction import cleaned

RATE = 22_050
GAP = int(0.9 * RATE)


@pytest.fixture(scope="module")
def words() -> Samples:
    """The samples of a spoken sentence, made by espeak-ng."""
    text = "Find a position that is kind to your body, and let your shoulders soften."
    spoken = subprocess.run(["espeak-ng", "-s", "140", "--stdout", text], capture_output=True, check=True).stdout
    samples: Samples = soundfile.read(io.BytesIO(spoken), dtype="float32")[0]
    return samples


def pink(count: int, level: float) -> Samples:
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum, count)
    return np.asarray(noise / noise.std() * level, dtype=np.float32)


def levels(samples: Samples) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The level of each 20 ms, in dBFS."""
    size = RATE // 50
    pieces = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    return np.asarray(10 * np.log10(np.square(pieces).mean(axis=1) + 1e-12))


def lined_up(clean: Samples, noisy: Samples) -> tuple[Samples, Samples]:
    """The cleaned sound, and the stretch of `noisy` from which it was made. Cleaning cuts off both ends."""
    size = len(noisy) + len(clean)
    echo = np.fft.irfft(np.fft.rfft(noisy, size) * np.conj(np.fft.rfft(clean, size)), size)
    start = int(np.argmax(echo[: len(noisy)]))
    return clean, noisy[start : start + len(clean)]


@pytest.mark.real
@needs("espeak-ng")
@pytest.mark.parametrize("under_db", [50, 40, 30, 24])
def test_noise_between_words_sinks_and_speech_stays(words: Samples, under_db: int) -> None:
    """Cleaning lowers the noise between two sentences by more than 10 dB. Speech changes by less than 0.5 dB, except
    where it is more than 30 dB softer than its loudest part.
    """
    pause = np.zeros(GAP, dtype=np.float32)
    dry = np.concatenate((pause, words, pause, words, pause))
    noisy = dry + pink(len(dry), float(np.sqrt(np.square(words).mean())) * 10 ** (-under_db / 20))
    clean, before = lined_up(cleaned(noisy, RATE), noisy)
    _, without = lined_up(clean, dry)
    change = levels(clean) - levels(before)
    speech = levels(without)
    edge = 3  # the very ends are faded
    loud = np.flatnonzero(speech > speech.max() - 30)
    assert np.abs(change[loud[(loud > edge) & (loud < len(change) - edge)]]).max() < 0.5
    middle = len(clean) // 2 // (RATE // 50)
    assert change[middle + 2 : middle + 8].max() < -10


def test_a_word_that_dies_away_is_not_chopped() -> None:
    """A word that dies away by 40 dB within a third of a second in a quiet room keeps its whole ending."""
    time = np.arange(RATE) / RATE
    tone = np.sin(2 * np.pi * 220 * time) * 0.3 * np.where(time < 0.6, 1.0, 10 ** (-(time - 0.6) * 6))
    room = np.random.default_rng(1).standard_normal(3 * RATE) * 0.0003
    noisy = room.astype(np.float32)
    noisy[RATE : 2 * RATE] += tone.astype(np.float32)
    clean, before = lined_up(cleaned(noisy, RATE), noisy)
    place = levels(before)
    ending = np.flatnonzero(place > place.max() - 40)
    assert np.abs((levels(clean) - place)[ending[ending > 3]]).max() < 0.5
    assert len(clean) / RATE > 0.9


@pytest.mark.parametrize("at", [0.1, 2.7])
def test_a_click_of_the_mouse_at_an_end_is_cut_off(at: float) -> None:
    """A short click that stands alone at an end, like that of a mouse, is cut off: it is not taken for a word."""
    noisy = (np.random.default_rng(1).standard_normal(3 * RATE) * 0.0003).astype(np.float32)
    noisy[RATE : 2 * RATE] += 0.2 * np.sin(np.arange(RATE) * 0.1).astype(np.float32)
    with_click = noisy.copy()
    with_click[int(at * RATE) : int(at * RATE) + RATE // 50] += 0.3
    assert len(cleaned(with_click, RATE)) == pytest.approx(len(cleaned(noisy, RATE)), abs=RATE // 20)
    assert np.abs(cleaned(with_click, RATE)).max() < 0.25


@pytest.mark.real
@needs("espeak-ng")
def test_speech_without_any_room_around_it_stays_whole(words: Samples) -> None:
    """Speech with digital silence around it in place of noise is hardly changed by cleaning."""
    clean, before = lined_up(cleaned(words, RATE), words)
    assert np.square(clean).sum() == pytest.approx(np.square(words).sum(), rel=0.01)
    assert len(clean) > len(words) - 0.5 * RATE
    assert np.square(clean - before).sum() < 0.001 * np.square(words).sum()


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(RATE), np.full(RATE, 0.2)])
def test_nothing_that_sounds_is_nothing(samples: Samples) -> None:
    """Cleaning no samples, silence or a constant offset raises no error and adds no sound."""
    middle = cleaned(samples.astype(np.float32), RATE)[RATE // 4 :]
    assert not len(middle) or np.abs(middle).max() == pytest.approx(0.2, abs=0.01)
