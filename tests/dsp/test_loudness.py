import math
import subprocess
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.loudness import integrated_loudness
from tests.needs import needs
from voiceguide.dsp.loudness import local_peaks, true_peak_db
from voiceguide.dsp.samples import Samples
from voiceguide.units import FRAME_RATE


def noise(seconds: float, level: float = 0.1, seed: int = 1, channels: int = 2) -> Samples:
    random = np.random.default_rng(seed)
    return np.asarray(random.standard_normal((round(seconds * FRAME_RATE), channels)) * level, dtype=np.float32)


def speech_like(seconds: float = 8.0) -> Samples:
    """Noise in bursts, with 50 dB softer noise between them, which the measurement of loudness has to leave out by its
    gates.
    """
    samples = noise(seconds)
    bursts = np.sin(np.arange(len(samples)) * 2 * np.pi * 0.7 / FRAME_RATE) > 0.3
    return np.asarray(samples * (0.003 + bursts[:, np.newaxis]), dtype=np.float32)


@pytest.mark.parametrize("samples", [noise(3.0), speech_like(), noise(0.5)], ids=["steady", "bursts", "short"])
def test_agrees_with_the_usual_library(samples: Samples) -> None:
    """The gated loudness agrees with that of pyloudnorm to 0.1 LU."""
    assert integrated_loudness(samples) == pytest.approx(
        pyloudnorm.Meter(FRAME_RATE).integrated_loudness(samples), abs=0.1
    )


@pytest.mark.real
@needs("ffmpeg")
def test_agrees_with_an_independent_program(tmp_path: Path) -> None:
    """Loudness and true peak agree with ffmpeg's filter ebur128, to 0.15 LU and 0.2 dB."""
    samples = speech_like() * np.float32(0.8)
    soundfile.write(tmp_path / "bursts.wav", samples, FRAME_RATE, subtype="FLOAT")
    report = subprocess.run(
        ["ffmpeg", "-nostats", "-i", "bursts.wav", "-af", "ebur128=peak=true", "-f", "null", "-"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = report.rpartition("Summary:")[2]
    figures = dict(line.split(":", 1) for line in summary.splitlines() if line.strip().startswith(("I:", "Peak:")))
    measured = {name.strip(): float(value.split()[0]) for name, value in figures.items()}
    assert integrated_loudness(samples) == pytest.approx(measured["I"], abs=0.15)
    assert true_peak_db(samples) == pytest.approx(measured["Peak"], abs=0.2)


def test_full_scale_sine_reads_as_the_standard_says() -> None:
    """As ITU-R BS.1770 says, a 997 Hz sine at 0 dBFS in one of two channels has −3.01 LUFS."""
    sine = np.sin(2 * np.pi * 997 * np.arange(FRAME_RATE * 3) / FRAME_RATE).astype(np.float32)
    assert integrated_loudness(np.column_stack((sine, np.zeros_like(sine)))) == pytest.approx(-3.01, abs=0.05)


def test_mono_counts_as_the_same_in_both_channels() -> None:
    """A mono clip is measured as if it were in both channels: 3 LU louder than in one channel alone."""
    mono = noise(2.0, channels=1)[:, 0]
    both = np.column_stack((mono, mono))
    alone = np.column_stack((mono, np.zeros_like(mono)))
    assert integrated_loudness(mono) == pytest.approx(integrated_loudness(both), abs=1e-3)
    assert integrated_loudness(mono) - integrated_loudness(alone) == pytest.approx(3.01, abs=0.01)


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.37, 0.39])
def test_a_single_short_word_can_be_measured(seconds: float) -> None:
    """Noise shorter than 0.4 s, which pyloudnorm cannot measure, has nearly the loudness of the same noise at 4 s."""
    assert integrated_loudness(noise(4.0)[: round(seconds * FRAME_RATE)]) == pytest.approx(
        integrated_loudness(noise(4.0)), abs=0.8
    )


@pytest.mark.parametrize("samples", [np.zeros((0, 2)), np.zeros((5, 2)), np.zeros(FRAME_RATE)], ids=str)
def test_silence_has_no_loudness(samples: Samples) -> None:
    """The loudness and the true peak of silence, or of no samples at all, are −inf."""
    assert integrated_loudness(samples.astype(np.float32)) == -math.inf
    assert true_peak_db(samples.astype(np.float32)) == -math.inf


@pytest.mark.parametrize("frequency", [997, 5512, 11_025, 15_000, 19_000])
def test_true_peak_finds_what_lies_between_the_samples(frequency: int) -> None:
    """The true peak of a sine is its amplitude, even where no sample is exactly on the top of the wave."""
    time = np.arange(FRAME_RATE) / FRAME_RATE
    sine = 0.5 * np.sin(2 * np.pi * frequency * time + np.pi / 4) * np.hanning(len(time))
    assert true_peak_db(sine.astype(np.float32)) == pytest.approx(20 * math.log10(0.5), abs=0.1)


@given(st.integers(1, 700), st.integers(0, 2**32 - 1), st.sampled_from([1, 2]))
def test_true_peak_is_never_under_the_sample_peak(length: int, seed: int, channels: int) -> None:
    """The true peak is never lower than the highest sample."""
    samples = np.random.default_rng(seed).uniform(-1, 1, (length, channels)).astype(np.float32)
    assert np.all(local_peaks(samples) >= np.abs(samples).max(axis=1))
    assert true_peak_db(samples) >= 20 * math.log10(np.abs(samples).max()) - 1e-4


def test_true_peak_does_not_depend_on_how_it_is_cut_up() -> None:
    """A long piece is measured in parts. A true peak at the border of two parts is found like any other."""
    samples = np.zeros(1 << 19, dtype=np.float32)
    border = 1 << 18
    samples[border - 2 : border + 2] = (-0.5, 0.9, 0.9, -0.5)
    assert true_peak_db(samples) == pytest.approx(true_peak_db(samples[border - 500 : border + 500]), abs=1e-3)
