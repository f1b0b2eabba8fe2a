"""Finding sounds over noise of many kinds."""

from typing import Any

import numpy as np
import pytest

from tests.recording.practices import bell, melody
from tests.recording.takes import HeldSound
from voiceguide.dsp.samples import Samples
from voiceguide.recording._pieces import pieces_in
from voiceguide.recording._room import sound_under
from voiceguide.recording._sound_levels import measured_levels
from voiceguide.recording._sounds import Sounds, sounds

RATE = 22_050
GAPS = ((3.0, 4.4), (6.1, 9.0), (10.2, 11.3), (12.5, 19.0))
END = 21.0


def voice(fall: float = 0.0) -> Samples:
    """Sounds that resemble words, with the gaps of `GAPS` between them: harmonics of 140 Hz whose level goes up and
    down four times a second. Before a gap, they fade for `fall` seconds.
    """
    time = np.arange(round((END + 1) * RATE)) / RATE
    starts, ends = [1.0, *(end for _, end in GAPS)], [*(begin for begin, _ in GAPS), END]
    loud = np.zeros(len(time))
    for start, end in zip(starts, ends, strict=True):
        inside = (time >= start) & (time < end - fall)
        loud[inside] = 0.4 + 0.3 * np.sin(2 * np.pi * 4 * (time[inside] - start))
        if fall:
            tail = (time >= end - fall) & (time < end)
            loud[tail] = 0.4 * 10 ** (-40 / 20 * (time[tail] - end + fall) / fall)
    tones = sum(np.sin(2 * np.pi * 140 * over * time) / over for over in range(1, 30))
    return np.asarray(0.3 * loud * tones, dtype=np.float32)


def noise(count: int, level_db: float) -> Samples:
    return np.asarray(np.random.default_rng(5).standard_normal(count) * 10 ** (level_db / 20), dtype=np.float32)


def close_to_truth() -> list[Any]:
    return [pytest.approx(gap, abs=0.05) for gap in GAPS]


def found(samples: Samples) -> tuple[Sounds, list[tuple[float, float]]]:
    """The sounds that were found, and the gaps between them, in seconds."""
    heard = measured_levels(HeldSound(samples, RATE), lambda done, total: None)
    held = sounds(heard)
    return held, [(held.runs[at][1] / 100, held.runs[at + 1][0] / 100) for at in range(len(held.runs) - 1)]


@pytest.mark.parametrize("level_db", [-200.0, -65.0, -50.0, -40.0])
@pytest.mark.parametrize("fall", [0.0, 0.15])
def test_gaps_in_noise_are_found_to_fifty_milliseconds(level_db: float, fall: float) -> None:
    """Gaps in noise are found within 50 ms, even after a sound that fades into the noise."""
    samples = voice(fall)
    _, gaps = found(samples + noise(len(samples), level_db))
    assert gaps == close_to_truth()


def test_what_dies_away_in_loud_noise_is_heard_out() -> None:
    """If words fade for 0.3 s over noise of −40 dBFS, their end is found on average less than 60 ms too early."""
    samples = voice(0.3)
    early = []
    for seed in range(5):
        rain = np.random.default_rng(seed + 5).standard_normal(len(samples)) * 10 ** (-40 / 20)
        _, gaps = found((samples + rain).astype(np.float32))
        early += [truth[0] - gap[0] for gap, truth in zip(gaps, GAPS, strict=True)]
    assert 0.0 < np.mean(early) < 0.06


def test_hum_and_a_drone_are_no_sound() -> None:
    """A hum or drone that never ends counts as background, even if it is much louder than the noise."""
    samples = voice()
    time = np.arange(len(samples)) / RATE
    under = sum(10 ** (-34 / 20) * np.sin(2 * np.pi * hertz * time) for hertz in (100, 150, 220.5, 331))
    _, gaps = found((samples + under + noise(len(samples), -60.0)).astype(np.float32))
    assert gaps == close_to_truth()


def test_waves_are_no_sound() -> None:
    """Noise that swells and ebbs by 6 dB every six seconds, like waves, still counts as noise."""
    samples = voice()
    swell = 10 ** (3 / 20 * np.sin(2 * np.pi * np.arange(len(samples)) / RATE / 6))
    _, gaps = found((samples + noise(len(samples), -46.0) * swell).astype(np.float32))
    assert gaps == close_to_truth()


def test_noise_that_changes_is_no_sound() -> None:
    """A car that passes or a fan that runs for some seconds counts as noise, so the gaps between the words are still
    found.
    """
    samples = voice()
    time = np.arange(len(samples)) / RATE
    rumble = np.convolve(noise(len(samples), 0.0), np.full(24, 24**-0.5), "same")
    car = 10 ** (-54 / 20) * np.exp(-0.5 * np.square((time - 5.5) / 1.5))
    fan = 10 ** (-58 / 20) * np.clip(np.minimum(time - 9.3, 12.2 - time) / 0.8, 0.0, 1.0)
    _, gaps = found((samples + rumble * (car + fan) + noise(len(samples), -60.0)[::-1]).astype(np.float32))
    assert gaps == close_to_truth()


def test_a_bell_is_followed_until_it_is_gone() -> None:
    """A bell is followed until it has faded, even when only a few of its frequencies are above the noise."""
    samples = voice()
    ring = bell(5.0)[::2]
    start = round(13.5 * RATE)
    samples[start : start + len(ring)] += ring
    level = -55.0
    samples = samples + noise(len(samples), level)
    heard = measured_levels(HeldSound(samples, RATE), lambda done, total: None)
    held = sounds(heard)
    run = next(run for run in held.runs if abs(run[0] / 100 - 13.5) < 0.05)
    gone = held.decay_end(heard, run[1], 1_900) / 100
    assert run[1] / 100 <= gone
    loudest = 0.15 * np.exp(-(gone - 13.5) / 0.5)  # of the tone that lasts longest
    assert 20 * np.log10(loudest) < level - 6
    assert gone < 18.5


@pytest.mark.parametrize(
    "samples", [np.zeros(0), np.zeros(RATE), noise(5 * RATE, -40.0)], ids=["none", "still", "noise"]
)
def test_nothing_sounds_in_noise_alone(samples: Samples) -> None:
    """In silence, and in a room without anybody in it, no sound is found."""
    held, _ = found(samples.astype(np.float32))
    assert held.runs == ()


@pytest.mark.parametrize(("under", "kind"), [("", ""), ("rain", "noise"), ("music", "music")])
def test_what_sounds_under_a_take_is_reported(under: str, kind: str) -> None:
    """Music or loud noise under a take is reported, because it would be cut with the lines. The usual sound of a room
    is not.
    """
    samples = voice() + noise(len(voice()), -65.0)
    if under == "rain":
        samples += noise(len(samples), -42.0)
    if under == "music":
        samples += np.resize(melody(END)[::2], len(samples))
    heard = measured_levels(HeldSound(samples, RATE), lambda done, total: None)
    assert sound_under(heard, [(piece.start, piece.end) for piece in pieces_in(heard)]) == kind


def test_music_is_no_noise_and_waves_are() -> None:
    """The noise under music without gaps cannot be measured as steady. The noise of waves, which swells every six
    seconds, can.
    """
    assert not sounds(measured_levels(HeldSound(melody(20.0), 44_100), lambda done, total: None)).steady
    swell = 10 ** (3 / 20 * np.sin(2 * np.pi * np.arange(len(voice())) / RATE / 6))
    held, _ = found((voice() + noise(len(voice()), -46.0) * swell).astype(np.float32))
    assert held.steady
