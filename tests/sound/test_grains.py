"""Grains: short sounds that are scattered over the loop, evenly also around its end."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.sound._grains import render_grains, wrapped
from voiceguide.sound._random import seeded_rng
from voiceguide.sound._recipe import Echo, Grains
from voiceguide.units import FRAME_RATE

FRAMES = 10 * FRAME_RATE
TICK = Grains(
    "tick", 0.0, 0.0, (), rate=4, regular=1, pitch=(2_000, 2_000), length=(0.01, 0.01), attack=0.001, tone=1, blur=1,
    glide=0, spread=0, bunch=(1, 1), gap=(0.02, 0.02), echo=None,
)  # fmt: skip


def onsets(sound: np.ndarray) -> np.ndarray:
    """The frames at which sound begins after at least 5 ms of silence. The loop goes round: before its beginning, its
    end is heard.
    """
    loud = np.abs(sound) > 1e-4
    quiet = 220
    recent = np.convolve(np.concatenate([loud[-quiet:], loud]), np.ones(quiet))[quiet - 1 : quiet - 1 + len(loud)]
    return np.flatnonzero(loud & (recent == 0))


@given(st.integers(1, 50), st.integers(0, 300))
def test_what_passes_the_end_goes_on_at_the_beginning(frames: int, beyond: int) -> None:
    """Sound that is longer than the loop comes round: the part after the end of the loop is added at its beginning."""
    canvas = np.arange(2 * (frames + beyond), dtype=np.float32).reshape(2, -1)
    expected = np.zeros((2, frames))
    for place in range(frames + beyond):
        expected[:, place % frames] += canvas[:, place]
    assert np.array_equal(wrapped(canvas.copy(), frames), expected)


def test_a_regular_rate_is_a_clock() -> None:
    """Four grains a second with full regularity are 0.25 s apart, also from the last grain of the loop to the first."""
    starts = onsets(render_grains(TICK, FRAMES, seeded_rng("a"))[0])
    gaps = np.diff(np.append(starts, starts[0] + FRAMES)) / FRAME_RATE
    assert len(starts) == 40
    assert gaps == pytest.approx(np.full(40, 0.25), abs=0.002)


def test_chance_has_the_rate_and_no_clock() -> None:
    """Without regularity, about as many grains come, but at random times, with gaps as uneven as those between
    raindrops.
    """
    starts = onsets(render_grains(replace(TICK, regular=0, length=(0.002, 0.002)), FRAMES, seeded_rng("b"))[0])
    assert 30 <= len(starts) <= 40
    assert np.diff(starts).std() / np.diff(starts).mean() > 0.6


def test_a_bunch_comes_together() -> None:
    """Each bunch has three grains 50 ms apart."""
    layer = replace(TICK, rate=1, bunch=(3, 3), gap=(0.05, 0.05))
    starts = onsets(render_grains(layer, FRAMES, seeded_rng("c"))[0])
    assert len(starts) == 30
    assert np.median(np.diff(starts)) / FRAME_RATE == pytest.approx(0.05, abs=0.002)


def test_pitch_and_length_are_as_asked() -> None:
    """A grain is loudest at its requested pitch. Halfway through its length it has lost 30 dB, and at the end 60 dB."""
    layer = replace(TICK, rate=0.2, pitch=(1_000, 1_000), length=(0.5, 0.5))
    sound = render_grains(layer, FRAMES, seeded_rng("d"))[0]
    start = onsets(sound)[0]
    grain = np.take(sound, np.arange(start, start + FRAME_RATE), mode="wrap")
    spectrum = np.abs(np.fft.rfft(grain))
    assert np.fft.rfftfreq(len(grain), 1 / FRAME_RATE)[spectrum.argmax()] == pytest.approx(1_000, abs=3)
    assert np.abs(grain[22_100:]).max() < 1e-3 * np.abs(grain).max()
    half = np.abs(grain[10_800:11_200]).max() / np.abs(grain).max()
    assert 20 * np.log10(half) == pytest.approx(-30, abs=2)


def test_an_echo_sounds_after_the_grain() -> None:
    """After a grain with an echo, the sound becomes steadily softer, and is still heard 0.8 s later."""
    layer = replace(TICK, rate=0.5, echo=Echo(1.0, 0.5))
    sound = render_grains(layer, FRAMES, seeded_rng("e"))
    start = int(np.abs(sound[0]).argmax())
    levels = [
        float(np.sqrt(np.mean(np.take(sound[0], np.arange(start + at, start + at + 4_410), mode="wrap") ** 2)))
        for at in (4_410, 17_640, 35_280)
    ]
    assert levels[0] > 3 * levels[1] > 9 * levels[2] > 0


def test_width_spreads_to_both_sides() -> None:
    """Without width, both channels are alike. At full width they differ, and neither is louder."""
    left, right = render_grains(replace(TICK, rate=20), FRAMES, seeded_rng("f"))
    assert np.allclose(left, right, rtol=1e-5)
    left, right = render_grains(replace(TICK, rate=20, width=1), FRAMES, seeded_rng("f"))
    assert np.corrcoef(left, right)[0, 1] < 0.8
    assert 0.6 < np.sum(left**2) / np.sum(right**2) < 1.6
