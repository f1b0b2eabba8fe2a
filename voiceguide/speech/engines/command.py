"""Any program as a voice. It gets a line as an argument, in a file or on standard input, and writes sound into a file
or to standard output.

The sound may be a WAV of any kind, including one that was streamed and states no valid length. Other formats (AIFF,
FLAC, Ogg) are read if libsndfile can read them.
"""

import io
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.edges import is_silent, to_frame_rate
from voiceguide.errors import SpeechError
from voiceguide.speech.engine import Recording, SpeechLine, Voice
from voiceguide.speech.engines._program import ProgramFiles, ProgramLimits, Runner
from voiceguide.speech.engines.command_line import command_line
from voiceguide.speech.hiss import without_hiss
from voiceguide.units import FRAME_RATE, Seconds

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE

_PLACEHOLDER: Final = 0x1000_0000
"""In bytes. If a WAV states this length or more, it is not the true length. A program that streams cannot know the
length in advance, and writes a large number, or 0, in its place.
"""

_MISCOUNTED: Final = 64
"""Bytes by which a stated length may be wrong: some writers count the file's header as sound."""

_NEXT: Final = re.compile(rb"\0?[ -~]{4}(.{4})", re.DOTALL)
"""Matches the name and the length of a WAV's next chunk, after a padding byte if there is one."""

_START: Final = re.compile(rb"(?:RIFF|RF64).{4}WAVE", re.DOTALL)
_TEXT_BEFORE: Final = 1 << 16
"""How many bytes of text the program may print before the sound begins."""

_TEXT_AFTER: Final = re.compile(rb"[\t\r\n\x1b -~]{4,}\n\Z")
"""Matches readable lines at the end of the data: text that the program printed after a sound of unknown length. Samples
hardly ever look like that.
"""

_LAST: Final = 1 << 12
"""How many bytes at the end of the data are searched for text that the program printed after the sound."""

_LOUDEST: Final = 2.0**31
"""The largest plausible sample value: some programs write integers as floats."""

_RATES: Final = (1_000, 768_000)
"""The lowest and the highest plausible sample rate, in samples per second."""


@dataclass(frozen=True)
class _Kind:
    tag: int
    channels: int
    sample_rate: int
    size: int
    """Bytes of one sample."""


def read_sound(data: bytes) -> Recording:
    """The sound in the bytes of a file, its channels mixed to mono. Raises `SpeechError` with the reason."""
    if not data:
        raise SpeechError("nothing was written")
    start = _START.search(data, 0, _TEXT_BEFORE)
    samples, sample_rate = _read_wav(data, start.end()) if start else _read_other(data)
    if not len(samples):
        raise SpeechError("the sound it wrote is empty")
    if not (np.abs(samples) <= _LOUDEST).all():
        raise SpeechError("the sound has invalid sample values")
    if not _RATES[0] <= sample_rate <= _RATES[1]:
        must = f"must have {_RATES[0]} to {_RATES[1]}"
        raise SpeechError(f"the sound it wrote has {sample_rate} samples a second, and {must}")
    return Recording(np.asarray(samples.mean(axis=1, dtype=np.float64), dtype=np.float32), sample_rate)


def _read_wav(data: bytes, at: int) -> tuple[NDArray[np.float32], int]:
    """Samples and sample rate of a WAV. Reads its chunks from byte `at` on, up to the one with the samples."""
    kind: _Kind | None = None
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"fmt " and size >= 16 and at + 16 <= len(data):
            kind = _kind(data[at : at + size])
        elif name == b"data":
            if kind is None:
                break
            if not _can_unpack(kind):
                return _read_other(data)
            return _unpacked(_samples(data, at, size, kind), kind), kind.sample_rate
        at += size + size % 2
    raise SpeechError("the WAV file ends before its sound begins")


def _kind(fmt: bytes) -> _Kind:
    tag, channels, sample_rate, _, frame, bits = struct.unpack_from("<HHIIHH", fmt)
    if tag == _EXTENSIBLE and len(fmt) >= 26:
        (tag,) = struct.unpack_from("<H", fmt, 24)
    size = frame // channels if channels and frame >= channels else -(-bits // 8)
    return _Kind(tag, channels, sample_rate, size)


def _can_unpack(kind: _Kind) -> bool:
    sizes = {_PCM: (1, 2, 3, 4), _FLOAT: (4, 8)}
    return kind.channels > 0 and kind.size in sizes.get(kind.tag, ())


def _samples(data: bytes, at: int, size: int, kind: _Kind) -> memoryview:
    there = len(data) - at
    if size == 0 or size >= _PLACEHOLDER or _goes_on(data, at + size):
        size = there - _trailing_text(data[-_LAST:])
    elif size > there + _MISCOUNTED:
        share = there / size
        raise SpeechError(f"the WAV file is cut off: only {share:.0%} of its sound is there")
    frame = kind.size * kind.channels
    return memoryview(data)[at : at + min(size, there) // frame * frame]


def _trailing_text(end: bytes) -> int:
    """How many bytes at the end are text that the program printed after the sound."""
    found = _TEXT_AFTER.search(end)
    return len(found[0]) if found else 0


def _goes_on(data: bytes, end: int) -> bool:
    """Whether the sound continues after the end that the file states. It does if the program counted the length in a
    unit other than bytes.

    Another chunk, or text that the program printed, does not count as sound.
    """
    rest = data[end:]
    return len(rest) > _MISCOUNTED and not _is_chunk(rest) and not _is_text(rest)


def _is_chunk(rest: bytes) -> bool:
    found = _NEXT.match(rest)
    return found is not None and int.from_bytes(found[1], "little") <= len(rest) - found.end() + _MISCOUNTED


def _is_text(rest: bytes) -> bool:
    try:
        return all(sign.isprintable() or sign.isspace() or sign == "\x1b" for sign in rest.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _unpacked(raw: memoryview, kind: _Kind) -> NDArray[np.float32]:
    """The samples: shape (frames, channels), full scale ±1."""
    flat: NDArray[np.float32]
    if kind.tag == _FLOAT:
        flat = np.frombuffer(raw, dtype=f"<f{kind.size}").astype(np.float32)
    elif kind.size == 1:
        flat = np.frombuffer(raw, dtype=np.uint8).astype(np.float32)
        flat -= 128
        flat /= 128
    elif kind.size == 3:
        parts = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 3)
        wide = np.zeros((len(parts), 4), dtype=np.uint8)
        wide[:, 1:] = parts
        flat = np.frombuffer(wide.tobytes(), dtype="<i4").astype(np.float32)
        flat /= 2**31
    else:
        flat = np.frombuffer(raw, dtype=f"<i{kind.size}").astype(np.float32)
        flat /= 2 ** (8 * kind.size - 1)
    return flat.reshape(-1, kind.channels)


def _read_other(data: bytes) -> tuple[NDArray[np.float32], int]:
    import soundfile

    try:
        samples, sample_rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except (RuntimeError, TypeError, ValueError, OSError) as error:
        raise SpeechError("what was written is not a sound file") from error
    return samples, int(sample_rate)


LIMIT: Final[Seconds] = 60.0
"""How long a program may take for a line, in seconds, before `_PER_CHARACTER` is added. Some programs load a large
model first.
"""

_PER_CHARACTER: Final[Seconds] = 0.05
"""How much longer, in seconds, a program may take for each character of the line."""

_LONGEST: Final[Seconds] = 60.0
_LONGEST_CHARACTER: Final[Seconds] = 1.0
"""The longest plausible speech of a line, in seconds: `_LONGEST`, plus `_LONGEST_CHARACTER` for each of its characters.
"""

_BYTES: Final = 96_000 * 2 * 4
"""Bytes in one second of sound at the highest quality: 96 kHz, stereo, 4 bytes a sample."""

_AS_IT_IS: Final = (8_000, 96_000)
"""The lowest and the highest sample rate, in samples per second, of sound that is not resampled here."""


class CommandEngine:
    """Speaks with a command; its program is started once for each line."""

    name = "command"

    def __init__(self, folder: Path, limit: Seconds = LIMIT) -> None:
        """The files that the program reads and writes are in `folder`. `limit` is how long the program may take for a
        short line.
        """
        self._text, self._wav, self._printed = folder / "line.txt", folder / "line.wav", folder / "line.out"
        self._limit = limit
        self._runner = Runner()

    def voices(self) -> tuple[Voice, ...]:
        """Always empty: a command is written by the user, not chosen from a list."""
        return ()

    def speak(self, line: SpeechLine) -> Recording:
        """Run the command on a line: see `SpeechEngine.speak`. An error names the program. If the program
        failed, the error also quotes the last line that it printed.
        """
        command = command_line(line.voice)
        sound = self._wav if command.writes_file else self._printed
        try:
            self._wav.unlink(missing_ok=True)
            self._text.write_text(f"{line.text}\n", encoding="utf-8")
            words = command.words(line, self._text, self._wav)
            files = ProgramFiles(self._text if command.reads_stdin else None, self._printed, sound)
            self._runner.run(words, files, self._limits(line.text), command.name)
            data = sound.read_bytes() if sound.is_file() else b""
        except OSError as error:
            raise SpeechError(f"the files for {command.name} could not be written or read: {error}") from error
        return _recording(data, command.name)

    def close(self) -> None:
        """End the program, if it is running."""
        self._runner.end()

    def _limits(self, text: str) -> ProgramLimits:
        longest = _LONGEST + _LONGEST_CHARACTER * len(text)
        return ProgramLimits(self._limit + _PER_CHARACTER * len(text), round(longest * _BYTES))


def _recording(data: bytes, name: str) -> Recording:
    try:
        recording = read_sound(data)
    except SpeechError as error:
        raise SpeechError(f"{name} ended without an error, but {error}") from error
    samples, sample_rate = recording.samples, recording.sample_rate
    if not _AS_IT_IS[0] <= sample_rate <= _AS_IT_IS[1]:
        samples, sample_rate = to_frame_rate(samples, sample_rate), FRAME_RATE
    if is_silent(samples, sample_rate):
        raise SpeechError(f"{name} ended without an error, but the sound it wrote is silent")
    return Recording(without_hiss(samples, sample_rate), sample_rate)
