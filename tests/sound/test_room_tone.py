"""Generated room tone: it sounds like the room, has no seam, and never repeats."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceguide.sound._room_tone import RoomTone
from voiceguide.units import FRAME_RATE

WINDOW = 32_768
SECONDS = 12


def windows(sound: NDArray[np.float64]) -> NDArray[np.float32]:
    count = len(sound) // WINDOW
    return sound[: count * WINDOW].reshape(count, WINDOW, -1).astype(np.float32)


def coloured(seed: int, frames: int) -> NDArray[np.float64]:
    """Noise that gets softer towards high frequencies."""
    noise = np.random.default_rng(seed).standard_normal(frames)
    spectrum = np.fft.rfft(noise) / np.sqrt(1 + np.square(np.fft.rfftfreq(frames, 1 / FRAME_RATE) / 500))
    out = np.fft.irfft(spectrum, frames)
    return np.asarray(out / out.std() * 0.002)


def hum(frames: int) -> NDArray[np.float64]:
    time = np.arange(frames) / FRAME_RATE
    return np.asarray(0.01 * np.sin(2 * np.pi * 50.2 * time) + 0.004 * np.sin(2 * np.pi * 150.6 * time + 1))


def thirds(sound: NDArray[np.floating]) -> NDArray[np.float64]:
    """The level of the sound, in dB, in each third of an octave from 100 Hz to 16 kHz."""
    size = 16_384
    parts = [sound[at : at + size] * np.hanning(size) for at in range(0, len(sound) - size + 1, size // 2)]
    power = np.mean([np.square(np.abs(np.fft.rfft(part))) for part in parts], axis=0)
    frequencies = np.fft.rfftfreq(size, 1 / FRAME_RATE)
    middles = 1000 * 2 ** (np.arange(-10, 13) / 3)
    inside = [(frequencies >= hertz * 2 ** (-1 / 6)) & (frequencies < hertz * 2 ** (1 / 6)) for hertz in middles]
    return np.array([10 * np.log10(power[band].mean()) for band in inside])


def test_it_has_the_level_and_the_spectrum_of_the_room() -> None:
    """The generated room tone has the level of the room within 0.5 dB, and each third of an octave within 2 dB."""
    room = coloured(1, 30 * FRAME_RATE)
    made = RoomTone(windows(room)).noise("a", 0, SECONDS * FRAME_RATE)[:, 0]
    assert abs(20 * np.log10(made.std() / room.std())) < 0.5
    assert float(np.abs(thirds(made) - thirds(room)).max()) < 2.0


def test_nothing_in_it_comes_round() -> None:
    """The generated sound does not repeat itself at any distance of a tenth of a second or more."""
    made = RoomTone(windows(coloured(2, 20 * FRAME_RATE))).noise("a", 0, SECONDS * FRAME_RATE)[:, 0]
    spectrum = np.fft.rfft(made, 2 * len(made))
    alike = np.fft.irfft(np.square(np.abs(spectrum)))[: len(made)]
    assert float(np.abs(alike[FRAME_RATE // 10 :]).max() / alike[0]) < 0.1


def test_it_is_the_same_however_it_is_read() -> None:
    """The same seed gives the same samples, in blocks of any size. Another seed gives other samples."""
    room = RoomTone(windows(coloured(3, 10 * FRAME_RATE)))
    whole = room.noise("a", 0, 100_000)
    edges = [0, 1, 999, 30_000, 65_536, 99_999, 100_000]
    parts = [room.noise("a", first, last) for first, last in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), whole)
    assert abs(float(np.corrcoef(whole[:, 0], room.noise("b", 0, 100_000)[:, 0])[0, 1])) < 0.05


@pytest.mark.parametrize("alike", [0.0, 0.9])
def test_both_channels_are_as_alike_as_in_the_room(alike: float) -> None:
    """Left and right of the generated room tone are as strongly correlated as in the recording of the room."""
    left, other = coloured(4, 20 * FRAME_RATE), coloured(5, 20 * FRAME_RATE)
    right = alike * left + np.sqrt(1 - alike**2) * other
    made = RoomTone(windows(np.column_stack((left, right)))).noise("a", 0, SECONDS * FRAME_RATE)
    assert abs(float(np.corrcoef(made.T)[0, 1]) - alike) < 0.1


def test_a_hum_is_steady_and_in_step() -> None:
    """If the room hums at a steady pitch, the hum in the generated room tone has the same level, and stays in phase
    with the recorded hum for a second.
    """
    frames = 20 * FRAME_RATE
    recorded = hum(frames) + coloured(6, frames) * 0.5
    room = RoomTone(windows(recorded))
    assert [round(tone.hertz) for tone in room.tones][:2] == [50, 151]
    listened = recorded[: FRAME_RATE // 2, np.newaxis].astype(np.float32)
    places = np.arange(FRAME_RATE)
    angles = np.repeat(room.angles(listened, 0)[:, np.newaxis], len(places), axis=1)
    made = room.hum(places, angles)[:, 0]
    apart = made - hum(frames)[:FRAME_RATE]
    assert float(apart.std()) < 0.2 * float(made.std())


def test_digital_silence_stays_silent() -> None:
    """If the recording is digitally silent between words, no sound is generated."""
    room = RoomTone(np.zeros((6, WINDOW, 1), dtype=np.float32))
    assert not room.noise("a", 0, 50_000).any()
    assert room.tones == ()
