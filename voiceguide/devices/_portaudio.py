"""Speakers through PortAudio. Importing sounddevice starts PortAudio, so sounddevice is imported only when it is
needed. For a device that does not accept 44 100 Hz stereo, the sound is resampled to the device's own rate. If the
device has only one channel, the sound also becomes mono.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.devices._device import BLOCK, Device, SoundCallback, find_device
from voiceguide.errors import DeviceNotFoundError, NoSpeakersError
from voiceguide.system.stderr import quiet_alsa, silenced_stderr
from voiceguide.units import FRAME_RATE, Frames, Seconds, to_frames

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples


LATENCY: Final[Seconds] = 0.25
"""The latency requested from the device, in seconds: long enough for a busy machine, short enough that keys act at
once.
"""


_NONE: Final = "no sound device was found"


class PortAudioSpeakers:
    """A PortAudio stream. It gets its samples from `callback`, or from a converter if the device needs
    another format.
    """

    def __init__(self, sounddevice: Any, callback: SoundCallback, found: Mapping[str, Any]) -> None:
        """`found` is the device as PortAudio describes it. Raises PortAudio's own error if it cannot be opened."""
        self.name = f"{found['name']} (PortAudio)"
        self._late = 0
        self._converter: Converter | None = None
        rate, channels = FRAME_RATE, 2
        self._sound_callback: Callable[[Samples], None] = callback
        if not _has_our_rate(sounddevice, found):
            rate, channels = round(found["default_samplerate"]), min(2, found["max_output_channels"])
            self._converter = Converter(callback, rate, channels)
            self._sound_callback = self._converter.read_into
        try:
            self._stream = sounddevice.OutputStream(
                samplerate=rate,
                channels=channels,
                dtype="float32",
                device=found["index"],
                latency=LATENCY,
                callback=self._callback,
            )
            self._stream.start()
        except sounddevice.PortAudioError:
            self._close_converter()
            raise

    def _callback(self, out: Samples, frames: int, time: object, status: Any) -> None:
        self._sound_callback(out)
        if status.output_underflow:
            self._late += 1

    @property
    def latency(self) -> Frames:
        """The time from the request for a frame until it is heard: the latency that PortAudio reports, plus the
        converter's.
        """
        return to_frames(self._stream.latency) + (self._converter.latency if self._converter else 0)

    @property
    def dropouts(self) -> int:
        """How often the device ran out of samples."""
        return self._late + (self._converter.missing if self._converter else 0)

    @property
    def failure(self) -> str:
        """Always empty: if a device refuses to play, opening it raises an error."""
        return ""

    @property
    def alive(self) -> bool:
        """Whether the stream is running."""
        return bool(self._stream.active)

    def close(self) -> None:
        """Stop at once."""
        with silenced_stderr():
            self._stream.close(ignore_errors=True)
        self._close_converter()

    def _close_converter(self) -> None:
        if self._converter:
            self._converter.close()
            self._converter = None


def open_portaudio(callback: SoundCallback, device: str | None) -> PortAudioSpeakers:
    """Open speakers on the device with this name, part of a name, or number; None: the default one. Raises
    `NoSpeakersError` and `DeviceNotFoundError`.
    """
    sounddevice = load_sounddevice()
    with silenced_stderr():
        found = _chosen(sounddevice, device)
        try:
            return PortAudioSpeakers(sounddevice, callback, found)
        except sounddevice.PortAudioError as error:
            raise NoSpeakersError(f"the sound device cannot be opened: {error}") from error


def portaudio_devices() -> tuple[Device, ...]:
    """All devices that can play. Raises `NoSpeakersError` if PortAudio is missing or finds none."""
    sounddevice = load_sounddevice()
    with silenced_stderr():
        default = sounddevice.default.device[1]
        able = tuple(
            Device(found["name"], _system(sounddevice, found), found["index"] == default)
            for found in sounddevice.query_devices()
            if found["max_output_channels"] > 0
        )
    if not able:
        raise NoSpeakersError(_NONE)
    return able


def rescan() -> None:
    """Restart PortAudio so that it looks for devices again: it knows only those that existed when it started. Raises
    `NoSpeakersError` if PortAudio is missing.
    """
    sounddevice = load_sounddevice()
    with silenced_stderr():
        # PortAudio has no other way to do this, and sounddevice no public one.
        sounddevice._terminate()
        sounddevice._initialize()


def load_sounddevice() -> Any:
    """The sounddevice library, with PortAudio running. Raises `NoSpeakersError` if either is missing."""
    with silenced_stderr():
        try:
            import sounddevice
        except (OSError, ImportError) as error:
            reason = "PortAudio is not installed (on Debian and Ubuntu: apt install libportaudio2)"
            raise NoSpeakersError(reason) from error
    quiet_alsa()
    return sounddevice


def _chosen(sounddevice: Any, device: str | None) -> Mapping[str, Any]:
    able: list[Mapping[str, Any]] = [one for one in sounddevice.query_devices() if one["max_output_channels"] > 0]
    if not able:
        raise NoSpeakersError(_NONE)
    chosen = find_device(device, able, sounddevice.default.device[1])
    if chosen is None:
        raise DeviceNotFoundError(str(device), [found["name"] for found in able])
    return chosen


def _has_our_rate(sounddevice: Any, found: Mapping[str, Any]) -> bool:
    if found["max_output_channels"] < 2:
        return False
    try:
        sounddevice.check_output_settings(device=found["index"], channels=2, dtype="float32", samplerate=FRAME_RATE)
    except sounddevice.PortAudioError:
        return False
    return True


def _system(sounddevice: Any, found: dict[str, Any]) -> str:
    return str(sounddevice.query_hostapis(found["hostapi"])["name"])


_AHEAD: Final[Seconds] = 0.15
"""How many seconds of resampled sound are kept ready, so that the device's callback never waits."""


class Converter:
    """A thread that gets sound from `callback`, resamples it, and keeps a little of the result ready."""

    def __init__(self, callback: SoundCallback, sample_rate: int, channels: int) -> None:
        import soxr

        self._sound_callback, self._channels = callback, channels
        self._stream = soxr.ResampleStream(FRAME_RATE, sample_rate, 2, dtype="float32", quality="HQ")
        self._ready: deque[NDArray[np.float32]] = deque()
        self._head = 0
        self._kept = 0
        self._taken = 0
        self._wanted = round(_AHEAD * sample_rate)
        self._wake = Event()
        self._closed = False
        self.missing = 0
        """How often the device asked for more than was ready."""
        self._thread = Thread(target=self._run, name="converter", daemon=True)
        self._thread.start()

    @property
    def latency(self) -> Frames:
        """About how long a frame waits in the converter."""
        return to_frames(_AHEAD)

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._wake.set()
        self._thread.join(2.0)

    def read_into(self, out: NDArray[np.float32]) -> None:
        """Fill `out`, shape (n, channels), with the next samples at the device's rate. If too few are ready, the rest
        is silence. This runs on the device's thread.
        """
        done = 0
        while done < len(out):
            if not self._ready:
                out[done:] = 0.0
                self.missing += 1
                break
            block = self._ready[0]
            count = min(len(block) - self._head, len(out) - done)
            out[done : done + count] = block[self._head : self._head + count]
            done += count
            self._head += count
            if self._head == len(block):
                self._ready.popleft()
                self._head = 0
        self._taken += done
        self._wake.set()

    def _run(self) -> None:
        block = np.zeros((BLOCK, 2), dtype=np.float32)
        while not self._closed:
            while self._kept - self._taken < self._wanted and not self._closed:
                self._sound_callback(block)
                self._keep(self._stream.resample_chunk(block))
            self._wake.wait(0.5)
            self._wake.clear()

    def _keep(self, converted: NDArray[np.float32]) -> None:
        if not len(converted):
            return
        if self._channels == 1:
            converted = converted.mean(axis=1, keepdims=True)
        self._ready.append(np.ascontiguousarray(converted, dtype=np.float32))
        self._kept += len(converted)
