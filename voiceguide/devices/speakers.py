"""Sound to the speakers: through PortAudio, or through a player program if PortAudio is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from voiceguide.devices._device import Device, SoundCallback
from voiceguide.errors import NoSpeakersError

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceguide.dsp.samples import Samples
    from voiceguide.units import Frames


class Speakers(Protocol):
    """Open speakers. Their own thread requests samples until they are closed."""

    name: str
    """The name of the device or program, for people."""

    @property
    def latency(self) -> Frames:
        """About how long after its request a frame is heard."""

    @property
    def dropouts(self) -> int:
        """How often the device ran out of samples because they came too late."""

    @property
    def alive(self) -> bool:
        """Whether they still request samples; False once the device has disappeared."""

    @property
    def failure(self) -> str:
        """Why nothing can be heard, if that was found out only after opening; otherwise empty."""

    def close(self) -> None:
        """Stop the sound at once and release the device. May be called twice."""


def open_speakers(callback: SoundCallback, device: str | None = None) -> Speakers:
    """Play the sound from `callback` on the device with this name, part of a name, or number; None: the default one.
    Raises `DeviceNotFoundError`, or `NoSpeakersError` if nothing can play.
    """
    from voiceguide.devices import _portaudio, _programs

    try:
        return _portaudio.open_portaudio(callback, device)
    except NoSpeakersError as error:
        try:
            return _programs.open_program(callback, device, error.reason)
        except NoSpeakersError as also:
            raise NoSpeakersError(f"{error.reason}, and {also.reason}") from error


def warm_up() -> None:
    """Load what `open_speakers` will need, so that it opens faster."""
    from contextlib import suppress

    from voiceguide.devices import _portaudio

    with suppress(NoSpeakersError):
        _portaudio.load_sounddevice()


def devices() -> tuple[Device, ...]:
    """All devices that PortAudio finds, or else the player programs. Raises `NoSpeakersError` if there is neither."""
    from voiceguide.devices import _portaudio, _programs

    try:
        return _portaudio.portaudio_devices()
    except NoSpeakersError:
        programs = _programs.programs_here()
        if not programs:
            raise
        return tuple(Device(name, "program", index == 0) for index, name in enumerate(programs))


def rescan() -> None:
    """Look for PortAudio's devices again, after the one in use has disappeared."""
    from contextlib import suppress

    from voiceguide.devices import _portaudio

    with suppress(NoSpeakersError):
        _portaudio.rescan()


def play(samples: Samples, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Play samples of shape (frames, 2) on the default device, and return when they have been heard. `stop` is called
    ten times a second. When it returns True, the sound fades out and ends. Raises `NoSpeakersError` if nothing can
    play, or the device disappears.
    """
    from threading import Event

    import numpy as np

    from voiceguide.units import FRAME_RATE

    done, over, stopped = 0, Event(), False

    def callback(out: Samples) -> None:
        nonlocal done
        part = samples[done : done + len(out)]
        out[: len(part)] = part
        out[len(part) :] = 0.0
        done += len(out)
        if stopped:
            out *= np.linspace(1.0, 0.0, len(out), dtype=np.float32)[:, None]
            done = len(samples)
        if done >= len(samples):
            over.set()

    speakers = open_speakers(callback)
    try:
        while not over.wait(0.1):
            stopped = stopped or stop()
            if not speakers.alive:
                raise NoSpeakersError(speakers.failure or "the sound device was disconnected")
        Event().wait(speakers.latency / FRAME_RATE + 0.1)
    finally:
        speakers.close()
