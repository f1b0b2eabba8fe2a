"""Strikes of a bell or bowl: each partial has its own pitch and decay, and none begins with a knock."""

import numpy as np
import pytest

from voiceguide.sound._random import seeded_rng
from voiceguide.sound._recipe import Strikes
from voiceguide.sound._strikes import render_strikes, strike
from voiceguide.units import FRAME_RATE

BOWL = Strikes(
    "bowl",
    0.0,
    0.5,
    (),
    every=(4, 6),
    pitches=(200, 300),
    partials=((1, 0, 6), (2.71, -6, 3)),
    attack=0.03,
    beat=0,
    spread=0,
)


def level_of(sound: np.ndarray, hertz: float, at: float) -> float:
    """The level in dB of one frequency in the half second from `at` seconds on."""
    part = sound[round(at * FRAME_RATE) :][: FRAME_RATE // 2] * np.hanning(FRAME_RATE // 2)
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(part)) / FRAME_RATE)
    return float(20 * np.log10(np.abs(np.sum(part * turn)) + 1e-12))


@pytest.mark.parametrize(("hertz", "seconds"), [(200, 6), (542, 3)])
def test_each_partial_dies_at_its_own_pace(hertz: float, seconds: float) -> None:
    """A partial dies away steadily: if it needs `seconds` to lose 60 dB, it loses 60 / `seconds` dB in one second."""
    sound = strike(BOWL, 200, seeded_rng("a"))[0]
    assert level_of(sound, hertz, 0.2) - level_of(sound, hertz, 1.2) == pytest.approx(60 / seconds, abs=0.5)


def test_a_strike_rises_over_its_attack_and_ends_in_silence() -> None:
    """A strike begins near zero, reaches its full level after the attack, and ends in silence."""
    sound = strike(BOWL, 200, seeded_rng("b"))
    peaks = np.abs(sound).max(axis=0)
    assert peaks[0] < 1e-3 * peaks.max()
    assert peaks[: round(0.006 * FRAME_RATE)].max() < 0.2 * peaks.max()
    assert peaks[-1] < 1e-4 * peaks.max()


def test_a_beat_wavers_without_vanishing() -> None:
    """A partial that consists of two tones 1 Hz apart beats: its level goes up and down by 3–9 dB, and never sinks to
    silence.
    """
    layer = Strikes("it", 0, 0, (), (4, 6), (400,), ((1, 0, 60),), 0.03, 1.0, 0)
    sound = strike(layer, 400, seeded_rng("c"))[0][FRAME_RATE : 5 * FRAME_RATE]
    levels = np.abs(sound.reshape(-1, 441)).max(axis=1)
    assert 3 < 20 * np.log10(levels.max() / levels.min()) < 9


def test_what_rings_past_the_end_goes_on_at_the_beginning() -> None:
    """In a loop that is shorter than a strike, the strike continues at the beginning, without a step at the seam."""
    frames = 3 * FRAME_RATE
    sound = render_strikes(BOWL, frames, seeded_rng("d"))
    assert sound.shape == (2, frames)
    assert abs(float(sound[0, 0] - sound[0, -1])) < 2 * float(np.abs(np.diff(sound[0])).max())
    assert np.abs(sound[:, :2_000]).max() > 0
