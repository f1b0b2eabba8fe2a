"""Playing on devices that have another sample rate: the sound keeps its length and pitch."""

import threading

import numpy as np
import pytest

from voiceguide.devices._portaudio import Converter, PortAudioSpeakers
from voiceguide.dsp.samples import Samples

PITCH = 1_000.0


class Tone:
    """A 1 kHz tone at 44 100 Hz that counts how many of its frames were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def fill(self, out: Samples) -> None:
        time = np.arange(self.taken, self.taken + len(out)) / 44_100
        out[:] = (0.5 * np.sin(2 * np.pi * PITCH * time))[:, np.newaxis]
        self.taken += len(out)


def taken_from(converter: Converter, seconds: float, rate: int, channels: int) -> Samples:
    """Take `seconds` of sound from the converter, in blocks of changing size as a device does. Waits for each block
    until it has been converted.
    """
    sizes = iter(np.random.default_rng(5).integers(1, 900, 10_000))
    parts: list[Samples] = []
    while sum(map(len, parts)) < seconds * rate:
        out = np.empty((int(next(sizes)), channels), dtype=np.float32)
        while converter._kept - converter._taken < len(out):
            threading.Event().wait(0.001)
        converter.read_into(out)
        parts.append(out)
    return np.concatenate(parts)


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (22_050, 2), (96_000, 2), (48_000, 1)])
def test_another_rate_changes_neither_length_nor_pitch(rate: int, channels: int) -> None:
    """On a device with another sample rate, a second of the session still lasts a second, with the same pitch, and is
    heard on as many channels as the device has.
    """
    tone = Tone()
    converter = Converter(tone.fill, rate, channels)
    try:
        heard = taken_from(converter, 4.0, rate, channels)
    finally:
        converter.close()
    assert converter.missing == 0
    steady = heard[rate // 2 :]
    time = np.arange(rate // 2, len(heard)) / rate
    wave = np.stack([np.sin(2 * np.pi * PITCH * time), np.cos(2 * np.pi * PITCH * time)], axis=1)
    for channel in steady.T:
        parts, *_ = np.linalg.lstsq(wave, channel, rcond=None)
        assert np.hypot(*parts) == pytest.approx(0.5, abs=1e-3)
        assert np.abs(channel - wave @ parts).max() < 1e-3
    # What was taken from the session is what was given to the device, and what is kept ready.
    ahead = tone.taken / 44_100 - len(heard) / rate
    assert 0 <= ahead < 0.5


def test_a_device_that_asks_too_soon_gets_silence_and_is_counted() -> None:
    """If a device asks for sound before any is ready, it gets silence without waiting, and the gap is counted."""
    hold = threading.Event()

    def held(out: Samples) -> None:
        hold.wait(10)
        out[:] = 1.0

    converter = Converter(held, 48_000, 2)
    out = np.full((100, 2), 7.0, dtype=np.float32)
    converter.read_into(out)
    hold.set()
    converter.close()
    assert not out.any()
    assert converter.missing == 1


class NoError(Exception):
    """Stands for the error that PortAudio raises."""


class Library:
    """Stands for PortAudio with one device, which accepts only one sample rate."""

    PortAudioError = NoError

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.streams: list[dict[str, object]] = []
        self.latency = 0.1
        self.active = True

    def check_output_settings(self, *, samplerate: int, **_: object) -> None:
        if samplerate != self.rate:
            raise NoError("invalid sample rate")

    def OutputStream(self, **options: object) -> "Library":  # noqa: N802  # it is called so there
        self.streams.append(options)
        return self

    def start(self) -> None:
        """Do nothing, as no sound is played."""

    def close(self, ignore_errors: bool = True) -> None:
        self.active = False


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 2), (48_000, 2), (48_000, 1)])
def test_a_device_is_opened_at_a_rate_it_takes(rate: int, channels: int) -> None:
    """A device is opened at 44 100 Hz if it accepts that rate, else at its own rate. The sound must then be converted,
    and the delay of the conversion is added to the latency.
    """
    library, tone = Library(rate), Tone()
    found = {"name": "Card", "index": 3, "max_output_channels": channels, "default_samplerate": float(rate)}
    speakers = PortAudioSpeakers(library, tone.fill, found)
    (stream,) = library.streams
    assert (stream["samplerate"], stream["channels"], stream["device"]) == (rate, channels, 3)
    assert (speakers.latency > round(0.1 * 44_100)) == (rate != 44_100)
    speakers.close()
    assert not speakers.alive
