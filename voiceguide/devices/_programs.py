"""Speakers through one of the system's player programs, which gets its samples through a pipe."""

from __future__ import annotations

import shutil
import struct
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Final

from voiceguide.devices._device import BLOCK, SoundCallback
from voiceguide.errors import NoSpeakersError
from voiceguide.system.plain_text import words_of
from voiceguide.units import FRAME_RATE, Frames, Seconds, to_frames, to_seconds

_PIPE_BYTES: Final = 16_384
"""The requested size of the pipe's buffer, in bytes. It holds 46 ms of sound, which keys can no longer change."""

_AHEAD: Final[Seconds] = 0.35
"""A program that reads faster than it plays gets sound at most this many seconds before it is due. The time is short,
so that keys act quickly.
"""

_WORKS_AFTER: Final[Frames] = to_frames(1.0)
"""A program that ends before it has taken this many frames (1 s) cannot play here, for example because its sound server
is missing. The next program is then tried. If a program does not play, it and the pipe can only buffer about a fifth of
this.
"""


_CHECK_EVERY: Final[Frames] = 40 * BLOCK
"""How many frames (about a second) are sent between two checks of the sockets of a program that `reads_on`."""


@dataclass(frozen=True)
class Program:
    """A player program, with the options to play float32 stereo at 44 100 Hz from its standard input."""

    name: str
    arguments: tuple[str, ...]
    device: str = ""
    """The option that chooses a device; empty if there is none."""
    wave: bool = False
    """Whether the program needs a WAV header first, and reads faster than it plays."""
    reads_on: bool = False
    """Whether the program keeps reading after its sound server has stopped."""


PROGRAMS: Final = (
    Program(
        "pw-cat",
        words_of("--playback --raw --rate=44100 --channels=2 --format=f32 --latency=100ms -"),
        "--target",
    ),
    Program(
        "paplay",
        words_of(
            "--raw --rate=44100 --channels=2 --format=float32le --latency-msec=100 "
            "--client-name=voiceguide --stream-name=voiceguide"
        ),
        "--device",
    ),
    Program("aplay", words_of("-q -t raw -f FLOAT_LE -r 44100 -c 2 --buffer-time=150000"), "--device"),
    Program(
        "ffplay",
        words_of(
            "-nodisp -loglevel quiet -autoexit -fflags nobuffer -probesize 64 -analyzeduration 0 -f wav -i pipe:0"
        ),
        wave=True,
        reads_on=True,
    ),
)
"""The programs, in the order in which they are tried."""


def programs_here() -> tuple[str, ...]:
    """The names of the player programs on this machine, the preferred one first."""
    return tuple(program.name for program in PROGRAMS if shutil.which(program.name))


def open_program(callback: SoundCallback, device: str | None, reason: str) -> ProgramSpeakers:
    """Open speakers through the first player program that works here. `reason` says why PortAudio cannot be used.

    Raises `NoSpeakersError` if no program is installed that can play on `device`. Whether an installed program works is
    found out only later; if none does, `failure` says so.
    """
    here = [program for program in PROGRAMS if shutil.which(program.name)]
    able = [program for program in here if program.device or device is None]
    if here and not able:
        raise NoSpeakersError(f"{here[0].name}, the only player program here, works only without --device")
    if not able:
        raise NoSpeakersError("there is no player program (pw-cat, paplay, aplay, ffplay) either")
    return ProgramSpeakers(callback, able, device, reason)


class ProgramSpeakers:
    """A player program, fed by a thread of ours."""

    def __init__(self, callback: SoundCallback, programs: list[Program], device: str | None, reason: str) -> None:
        """`reason` says why PortAudio cannot be used; it becomes part of `failure`."""
        self.name = ""
        self.alive = True
        self.dropouts = 0
        self.failure = ""
        self._sound_callback, self._device, self._reason = callback, device, reason
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._taken: Frames = 0
        self._thread = Thread(target=self._run, args=(programs,), name="speakers", daemon=True)
        self._thread.start()

    @property
    def latency(self) -> Frames:
        """About how long after its request a frame is heard."""
        return to_frames(0.2)

    def close(self) -> None:
        """Stop the program, and with it the sound."""
        self._closed = True
        self._end(self._process)
        self._thread.join(2.0)

    def _run(self, programs: list[Program]) -> None:
        """Play through the first program that keeps running. A program that ends before it has taken `_WORKS_AFTER`
        frames cannot play here.
        """
        for program in programs:
            self.name = f"{program.name} (a player program)"
            with suppress(OSError, ValueError):  # it has ended, or could not be started
                self._send(program)
            self._end(self._process)
            if self._closed or self._taken > _WORKS_AFTER:
                break
        else:
            *others, last = [program.name for program in programs]
            names = f"{', '.join(others)} and {last}" if others else last
            self.failure = f"{self._reason}, and {names} cannot play here either"
        self.alive = False

    def _send(self, program: Program) -> None:
        """Send samples until the speakers are closed, the program ends (OSError), or its sound server has stopped."""
        import numpy as np

        self._taken = 0
        process = self._process = _started(program, self._device)
        pipe = process.stdin
        assert pipe is not None
        if program.wave:
            pipe.write(_wave_header())
        block = np.zeros((BLOCK, 2), dtype=np.float32)
        began, given, connected = monotonic(), 0, 0
        while not self._closed:
            if program.reads_on and given % _CHECK_EVERY == 0:
                before, connected = connected, _connections(process.pid)
                if connected < before:
                    return  # its sound server has stopped, but the program would keep reading
            self._sound_callback(block)
            pipe.write(block.data)
            given += BLOCK
            self._taken += BLOCK
            ahead = to_seconds(given) - (monotonic() - began)
            if program.wave and ahead > _AHEAD:
                sleep(ahead - _AHEAD)
            elif ahead < 0:
                # The program was too slow, or the machine was asleep: restart the clock.
                began, given = monotonic(), 0

    @staticmethod
    def _end(process: subprocess.Popen[bytes] | None) -> None:
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin:
            with suppress(OSError):
                process.stdin.close()


def _started(program: Program, device: str | None) -> subprocess.Popen[bytes]:
    chosen = [program.device, device] if device is not None else []
    command = [program.name, *chosen, *program.arguments]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=True,  # Ctrl-C must not reach it: we fade out first, and then end it
    )
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        assert process.stdin is not None
        fcntl.fcntl(process.stdin, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return process


def _connections(pid: int) -> int:
    """How many sockets a process has open, for example to a sound server; 0 if unknown."""
    links = []
    with suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed in the meantime
                links.append(str(entry.readlink()))
    return sum(link.startswith("socket:") for link in links)


def _wave_header() -> bytes:
    """The header of an endless WAV file: float32, stereo."""
    form = struct.pack("<HHIIHH", 3, 2, FRAME_RATE, FRAME_RATE * 8, 8, 32)
    endless = 0xFFFFFFFF
    return (
        b"RIFF"
        + struct.pack("<I", endless)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", endless)
    )
