"""The microphone, through PortAudio. It stays open, so that the first word is not lost while a device wakes up."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from voiceguide.devices._device import find_device
from voiceguide.errors import NoMicrophoneError, NoSpeakersError
from voiceguide.units import FRAME_RATE, Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples

LONGEST: Final[Seconds] = 300.0
"""The most sound that is kept, in seconds: longer than people speak in one go. Once this much is waiting to be drained,
further sound is lost until `drain` is called.
"""


class Microphone(Protocol):
    """An open microphone."""

    name: str
    rate: int
    """Samples per second."""

    @property
    def level(self) -> float:
        """The highest amplitude, from 0 to 1, in the recording since the level was last read."""

    @property
    def seconds(self) -> Seconds:
        """How long the current recording is so far."""

    def begin(self) -> None:
        """Record from now on."""

    def end(self) -> Samples:
        """Stop recording, and return what was recorded since `begin` or the last `drain`, mono, shape (n,).

        Raises `NoMicrophoneError` if the device has disappeared.
        """

    def drain(self) -> Samples:
        """Return what was recorded since `begin` or the last `drain`, mono, shape (n,); the recording continues.

        If this is called regularly, a recording may have any length. Raises `NoMicrophoneError` as `end` does.
        """

    def close(self) -> None:
        """Close the device."""


class PortAudioMicrophone:
    """A PortAudio stream whose callback keeps the incoming samples during a recording."""

    def __init__(self, sounddevice: Any, found: Mapping[str, Any]) -> None:
        """`found` is the device as PortAudio describes it. Raises PortAudio's own error if it cannot be opened."""
        self.name = str(found["name"])
        self.rate = FRAME_RATE if _has_our_rate(sounddevice, found) else round(found["default_samplerate"])
        self._blocks: deque[Samples] = deque()
        self._came = 0
        self._drained = 0
        self._recording = False
        self._level = 0.0
        self._stream = sounddevice.InputStream(
            samplerate=self.rate, channels=1, dtype="float32", device=found["index"], callback=self._callback
        )
        self._stream.start()

    def _callback(self, block: Samples, frames: int, time: object, status: object) -> None:
        if self._recording and self._came - self._drained < LONGEST * self.rate:
            self._came += frames
            self._blocks.append(block[:, 0].copy())
            self._level = max(self._level, float(abs(block).max()))

    @property
    def level(self) -> float:
        """The highest amplitude in the recording since the level was last read."""
        level, self._level = self._level, 0.0
        return level

    @property
    def seconds(self) -> Seconds:
        """How long the current recording is so far."""
        return self._came / self.rate

    def begin(self) -> None:
        """Record from now on."""
        self._blocks, self._came, self._drained, self._level = deque(), 0, 0, 0.0
        self._recording = True

    def end(self) -> Samples:
        """Stop recording, and return the samples not drained yet."""
        self._recording = False
        return self.drain()

    def drain(self) -> Samples:
        """Return the samples recorded since `begin` or the last `drain`."""
        import numpy as np

        if not self._stream.active:
            raise NoMicrophoneError("the microphone was disconnected")
        parts = [np.zeros(0, dtype=np.float32)]
        while self._blocks:  # meanwhile the callback may add to the other end
            parts.append(self._blocks.popleft())
        samples: Samples = np.concatenate(parts)
        self._drained += len(samples)
        return samples

    def close(self) -> None:
        """Close the device."""
        from voiceguide.system.stderr import silenced_stderr

        with silenced_stderr():
            self._stream.close(ignore_errors=True)


def open_microphone(device: str | None = None) -> Microphone:
    """Open the microphone with this name, part of a name or number; None: the default. Raises `NoMicrophoneError`."""
    from voiceguide.devices._portaudio import load_sounddevice
    from voiceguide.system.stderr import silenced_stderr

    try:
        sounddevice = load_sounddevice()
    except NoSpeakersError as error:
        raise NoMicrophoneError(error.reason) from error
    with silenced_stderr():
        found = _chosen(sounddevice, device)
        try:
            return PortAudioMicrophone(sounddevice, found)
        except sounddevice.PortAudioError as error:
            raise NoMicrophoneError(f"the microphone cannot be opened: {error}") from error


def _chosen(sounddevice: Any, device: str | None) -> Mapping[str, Any]:
    able: list[Mapping[str, Any]] = [one for one in sounddevice.query_devices() if one["max_input_channels"] > 0]
    if not able:
        raise NoMicrophoneError("no microphone was found")
    chosen = find_device(device, able, sounddevice.default.device[0])
    if chosen is None:
        known = ", ".join(str(found["name"]) for found in able)
        raise NoMicrophoneError(f"there is no microphone called {device!r}, only {known}")
    return chosen


def _has_our_rate(sounddevice: Any, found: Mapping[str, Any]) -> bool:
    try:
        sounddevice.check_input_settings(device=found["index"], channels=1, dtype="float32", samplerate=FRAME_RATE)
    except sounddevice.PortAudioError:
        return False
    return True
