"""The chart of a sound shows its level and its spectrum."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.sound.conftest import noise
from voiceguide.pictures.sound_chart import SIZE, bell_chart_png, chart_png, spectrum
from voiceguide.sound.backgrounds import open_bell
from voiceguide.sound.loops import LoopBed


def dark(path: Path, rows: tuple[int, int]) -> np.ndarray:
    """For each pixel column, the row where the blue curve is highest, counted from the first of `rows`. 0 if the column
    has no curve between `rows`.
    """
    with Image.open(path) as picture:
        assert picture.size == (SIZE[0] // 2, SIZE[1] // 2)
        pixels = np.asarray(picture.convert("RGB")).astype(int)[rows[0] : rows[1]]
    blue = (pixels[:, :, 2] - pixels[:, :, 0] > 60) & (pixels[:, :, 0] < 110)
    return np.where(blue.any(axis=0), blue.argmax(axis=0), 0)


def test_a_louder_half_is_drawn_higher(tmp_path: Path) -> None:
    """The level in the chart rises where the sound gets louder, and the picture has its intended size."""
    samples = noise(40 * 44_100, level=0.01)
    samples[20 * 44_100 :] *= 8
    path = tmp_path / "it.png"
    chart_png(LoopBed("it", "it", samples), path)
    curve = dark(path, (525, 815))
    assert 0 < curve[800] < curve[350] - 30


def test_the_spectrum_has_its_peak_where_the_tone_is() -> None:
    """The spectrum of a tone at 1 kHz in soft noise has its peak at 1 kHz."""
    samples = noise(5 * 44_100, level=0.001)
    samples += 0.1 * np.sin(2 * np.pi * 1_000 * np.arange(len(samples)) / 44_100).astype(np.float32)[:, np.newaxis]
    hertz, decibels = spectrum(samples)
    assert hertz[decibels.argmax()] == pytest.approx(1_000, rel=0.03)
    assert decibels.max() == 0
    assert np.median(decibels) < -40


def test_a_bell_has_a_picture_too(tmp_path: Path) -> None:
    """A bell, which is a short sound, also gets a chart with a curve."""
    path = tmp_path / "bell.png"
    bell_chart_png(open_bell("bell", sounds=None, cache_folder=tmp_path), "bell", path)
    assert np.count_nonzero(dark(path, (95, 430))) > 20
