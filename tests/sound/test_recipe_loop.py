"""Whole loops: they have no seam, the right loudness, the same samples each time, and the sound that their names
promise.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.sound.conftest import SHORT, Rendered, shipped
from voiceguide.dsp.loudness import gated_loudness
from voiceguide.dsp.samples import Samples
from voiceguide.pictures.sound_chart import loudness_over, spectrum
from voiceguide.sound._levels import LOOP_CEILING, tenths
from voiceguide.sound._recipe import LOOP_FRAMES, Grains, Recipe, Strikes
from voiceguide.sound._recipe_loop import render_loop
from voiceguide.sound.bed import BED_LUFS
from voiceguide.sound.catalogue import list_sounds
from voiceguide.units import FRAME_RATE

Powers: TypeAlias = Callable[[str], NDArray[np.float64]]

NAMES = [sound.name for sound in list_sounds(None) if sound.kind == "background"]
MOVING = {"ocean", "thunder-far", "bowls", "drone"}
"""The backgrounds whose level goes up and down over a long time, so that a test of the level needs the whole loop."""


def slope(samples: Samples, low: float, high: float) -> tuple[float, float]:
    """A straight line fitted to the spectrum between two frequencies: its slope in dB per octave, and the greatest
    distance of the spectrum from it in dB.
    """
    hertz, decibels = spectrum(samples)
    inside = (hertz >= low) & (hertz <= high)
    octaves = np.log2(hertz[inside])
    line = np.polyfit(octaves, decibels[inside], 1)
    return float(line[0]), float(np.abs(decibels[inside] - np.polyval(line, octaves)).max())


def flux(samples: Samples) -> NDArray[np.float64]:
    """How much the spectrum changes from each 23 ms to the next, as an RMS in dB, from shortly before the end of the
    loop to 8 s after its beginning.
    """
    twice = np.concatenate([samples[-8_192:], samples[: 8 * FRAME_RATE]]).mean(axis=1)
    hop, size = 1_024, 2_048
    starts = range(0, len(twice) - size, hop)
    window = np.hanning(size)
    bands = np.array([np.abs(np.fft.rfft(twice[start : start + size] * window))[4:800] for start in starts])
    grouped = (bands[:, : 796 - 796 % 12].reshape(len(bands), -1, 12) ** 2).mean(axis=2)
    decibels = 10 * np.log10(grouped + 1e-14)
    moved: NDArray[np.float64] = np.sqrt(np.mean(np.diff(decibels, axis=0) ** 2, axis=1))
    return moved


@pytest.mark.parametrize("name", NAMES)
def test_a_loop_has_no_seam(name: str, short_loop: Rendered) -> None:
    """Across the end of a loop, the spectrum and the level change no more than elsewhere."""
    moved = flux(short_loop(name))
    across = moved[4:12]  # the frames that touch frame 0, which lies 8 192 in
    assert across.max() <= np.quantile(moved, 0.999) * 1.05
    jumps = np.abs(np.diff(np.concatenate([short_loop(name)[-1:], short_loop(name)]), axis=0)).max(axis=1)
    assert jumps[0] <= np.quantile(jumps[1:], 0.9999)


@pytest.mark.parametrize("name", NAMES)
def test_a_loop_is_as_loud_as_promised_and_does_not_peak(name: str, short_loop: Rendered, short_powers: Powers) -> None:
    """The integrated loudness of each loop is within 0.5 LU of the bed's level, no sample is above the ceiling, and no
    stretch is silent.
    """
    loop = short_loop(name)
    assert loop.dtype == np.float32
    assert loop.shape == (SHORT, 2)
    assert gated_loudness(short_powers(name)) == pytest.approx(BED_LUFS, abs=0.5)
    assert np.abs(loop).max() <= LOOP_CEILING
    assert loudness_over(short_powers(name), 1).min() > -60
    assert abs(float(loop.mean())) < 1e-4


@pytest.mark.parametrize("name", NAMES)
def test_both_ears_hear_it_and_one_speaker_too(name: str, short_loop: Rendered) -> None:
    """Left and right differ in level by less than 2 dB, and do not cancel each other when one speaker plays both."""
    left, right = short_loop(name).astype(np.float64).T
    assert abs(10 * np.log10(np.mean(left**2) / np.mean(right**2))) < 2
    assert np.corrcoef(left, right)[0, 1] > -0.1


@pytest.mark.parametrize("name", NAMES)
def test_a_bed_does_not_jump(name: str, short_loop: Rendered, whole_loop: Rendered) -> None:
    """The loudness over three seconds changes by less than 3 LU from one second to the next, even when a bowl is
    struck.
    """
    powers = tenths((whole_loop if name in MOVING else short_loop)(name))
    short_term = loudness_over(np.tile(powers, 2), 30)
    assert np.abs(short_term[10:] - short_term[:-10]).max() < 3


def test_the_drone_never_fades_away(whole_loop: Rendered) -> None:
    """The level of the drone stays within 6 dB nearly all the time, because its notes do not beat
    against each other.
    """
    levels = loudness_over(tenths(whole_loop("drone")), 4)
    assert np.quantile(levels, 0.99) - np.quantile(levels, 0.01) < 6


def test_bowls_are_struck_rarely_and_ring(whole_loop: Rendered) -> None:
    """A bowl is struck every 13–19 s, first within a second, and rings for ten seconds."""
    levels = loudness_over(tenths(whole_loop("bowls")), 4)
    rises = np.roll(levels, -8) - levels
    strokes = [at for at in range(len(rises)) if rises[at] > 2.5 and rises[at] == np.roll(rises, 40 - at)[:80].max()]
    gaps = np.diff([*strokes, strokes[0] + len(levels)]) / 10
    assert 6 <= len(strokes) <= 10
    assert gaps.min() > 8


@pytest.mark.parametrize(("name", "expected"), [("white-noise", 0.0), ("pink-noise", -3.01), ("brown-noise", -6.02)])
def test_noise_has_the_slope_of_its_colour(name: str, expected: float, short_loop: Rendered) -> None:
    """From 50 Hz to 5 kHz, the spectrum of coloured noise follows its straight line within 1 dB."""
    measured, off = slope(short_loop(name), 50, 5_000)
    assert measured == pytest.approx(expected, abs=0.1)
    assert off < 1


def test_rain_is_broad_and_steady(short_loop: Rendered, short_powers: Powers) -> None:
    """From 200 Hz to 8 kHz, the highest point of the spectrum of rain is less than 25 dB above the lowest. The loudness
    over 3 s changes by less than 2 LU.
    """
    hertz, decibels = spectrum(short_loop("rain"))
    inside = decibels[(hertz > 200) & (hertz < 8_000)]
    assert inside.max() - inside.min() < 25
    short_term = loudness_over(short_powers("rain"), 30)
    assert short_term.max() - short_term.min() < 2


def test_drops_are_heard_one_by_one(short_loop: Rendered) -> None:
    """Single drops stand out in rain on the roof: in steps of 10 ms, its level rises higher above the median than that
    of steady rain, by at least 2 dB.
    """

    def swing(name: str) -> float:
        mono = short_loop(name).mean(axis=1)
        power = (mono[: len(mono) // 441 * 441].reshape(-1, 441) ** 2).mean(axis=1)
        return float(np.quantile(10 * np.log10(power), 0.99) - np.median(10 * np.log10(power)))

    assert swing("rain-on-roof") > swing("rain") + 2


def test_the_ocean_swells_every_six_to_eleven_seconds(whole_loop: Rendered) -> None:
    """The waves of the ocean come every 6–11 s, measured by the autocorrelation of the level. Between them, the
    loudness changes by 4–10 LU.
    """
    levels = loudness_over(tenths(whole_loop("ocean")), 4)
    moved = levels - levels.mean()
    spectrum_of_level = np.abs(np.fft.rfft(moved)) ** 2
    correlation = np.fft.irfft(spectrum_of_level, len(moved))
    lags = np.arange(30, 200)
    assert 6 <= lags[correlation[30:200].argmax()] / 10 <= 11
    assert 4 < np.quantile(levels, 0.95) - np.quantile(levels, 0.05) < 10


def test_a_whole_loop_is_long_enough_and_whole_mp3_frames(whole_loop: Rendered) -> None:
    """A whole loop is at least two minutes long, and a whole number of MP3 frames of 1 152 samples."""
    loop = whole_loop("ocean")
    assert len(loop) == LOOP_FRAMES
    assert LOOP_FRAMES % 1_152 == 0
    assert LOOP_FRAMES / FRAME_RATE >= 120


@pytest.mark.parametrize("name", ["rain", "forest-night", "drone"])
def test_the_same_recipe_gives_the_same_samples(name: str) -> None:
    """On one machine, the same recipe gives the same samples, bit for bit. Another name or seed gives other samples."""
    recipe, frames = shipped(name), 2_304 * 20
    once = render_loop(recipe, frames)
    assert np.array_equal(once, render_loop(recipe, frames))
    other = Recipe(**{**vars(recipe), "seed": 7})
    assert not np.array_equal(once, render_loop(other, frames))


def test_progress_comes_to_its_end() -> None:
    """The reported progress reaches its total."""
    steps: list[tuple[int, int]] = []
    render_loop(shipped("rain"), 2_304 * 10, lambda done, total: steps.append((done, total)))
    assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))
    assert {total for _, total in steps} == {len(steps)}


def test_a_louder_layer_is_louder() -> None:
    """If the drops of rain on a roof are raised by 12 dB, they stand out more: the amplitude of the loop becomes more
    uneven in relation to its level.
    """
    recipe = shipped("rain-on-roof")
    frames = 2_304 * 100
    drops = [layer for layer in recipe.layers if isinstance(layer, Grains | Strikes)]
    assert drops
    louder = tuple(
        type(layer)(**{**vars(layer), "level_db": layer.level_db + 12}) if layer in drops else layer
        for layer in recipe.layers
    )
    before = render_loop(recipe, frames)
    after = render_loop(Recipe(**{**vars(recipe), "layers": louder}), frames)
    assert np.std(np.abs(after)) / np.std(after) > np.std(np.abs(before)) / np.std(before)
