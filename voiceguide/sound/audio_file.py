"""Reads a user's sound file of any kind, at any place, and mixes its channels to stereo.

A file that only ffmpeg can read is converted to FLAC once, in constant memory.
"""

import logging
import shutil
import subprocess
from hashlib import sha256
from math import sqrt
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.errors import NO_SUCH_FILE, AudioFileError, system_reason
from voiceguide.sound._mp3_file import Mp3File
from voiceguide.sound._truncation import is_truncated
from voiceguide.sound.recordings import FFMPEG_ENDINGS
from voiceguide.system.files import new_file, tidy
from voiceguide.system.stderr import silenced_stderr
from voiceguide.units import Frames, format_clock

_log = logging.getLogger(__name__)

MOST_CONVERTED: Final = 3
"""How many converted files are kept; an hour takes about 300 MB."""


def converted(path: Path, target: Path) -> Path:
    """Convert the file to stereo FLAC at 44 100 Hz, unless `target` exists already. Returns `target`. Raises
    `AudioFileError`.
    """
    if target.exists():
        return target
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        known = path.suffix.lower() in FFMPEG_ENDINGS
        remedy = f"{path.suffix} files need ffmpeg; install it, or save the sound as MP3, FLAC or WAV"
        raise AudioFileError(path, remedy if known else "it is not a sound file, or it is damaged")
    try:
        with new_file(target) as part:
            _run(ffmpeg, path, part)
    except OSError as error:
        reason = f"it must be converted, but {target.parent} cannot be written: {system_reason(error)}"
        raise AudioFileError(path, reason) from error
    tidy(target.parent, ".flac", most=MOST_CONVERTED, spared=target)
    return target


def _run(ffmpeg: str, path: Path, part: Path) -> None:
    """Convert the file with ffmpeg. It may only read files, so that a playlist in disguise cannot reach the network."""
    asked = ["-nostdin", "-v", "error", "-y", "-protocol_whitelist", "file", "-i", f"file:{path.resolve()}"]
    wanted = ["-map", "0:a:0", "-map_metadata", "-1", "-ac", "2", "-ar", "44100", "-sample_fmt", "s16"]
    made = subprocess.run(
        [ffmpeg, *asked, *wanted, "-c:a", "flac", "-compression_level", "2", f"file:{part}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if made.returncode != 0:
        if b"No space left" in made.stderr:
            raise OSError(28, "No space left on device")
        if b"matches no streams" in made.stderr:
            raise AudioFileError(path, "there is no sound in it")
        raise AudioFileError(path, _CUT_OFF if _NO_INDEX in made.stderr else "it is not a sound file, or it is damaged")
    if b"partial file" in made.stderr:
        raise AudioFileError(path, _CUT_OFF)


_NO_INDEX: Final = b"moov atom not found"
"""The words in ffmpeg's message about an MP4 file without its index. Most programs write the index last, so such a file
was probably cut off.
"""

_CUT_OFF: Final = "it is cut off before its end; copy or download it again"

RATES: Final = (4_000, 768_000)
"""The lowest and highest sample rate of real recordings, in Hz. Anything else comes from a damaged header."""

LOUDEST: Final = 1e5
"""Samples are limited to this amplitude. Those of a floating-point file may exceed full scale, but no real sound
exceeds it by this much.
"""

_AT_ONCE: Final = 1 << 20
"""How many values are decoded at a time, so that a file with many channels needs no more memory than a stereo file."""

_FROM_AHEAD: Final = 60
"""libsndfile never seeks into this many seconds at the end of an Ogg file, because it is off by some samples if it
seeks into the last page. To reach a place there, it seeks to the beginning of these seconds and reads on.
"""

_HALF: Final = sqrt(0.5)
_LEFT_RIGHT: Final = {
    3: ((1, 0), (0, 1), (_HALF, _HALF)),
    4: ((1, 0), (0, 1), (_HALF, 0), (0, _HALF)),
    5: ((1, 0), (0, 1), (_HALF, _HALF), (_HALF, 0), (0, _HALF)),
    6: ((1, 0), (0, 1), (_HALF, _HALF), (0, 0), (_HALF, 0), (0, _HALF)),
    7: ((1, 0), (0, 1), (_HALF, _HALF), (0, 0), (_HALF, _HALF), (_HALF, 0), (0, _HALF)),
    8: ((1, 0), (0, 1), (_HALF, _HALF), (0, 0), (_HALF, 0), (0, _HALF), (_HALF, 0), (0, _HALF)),
}
"""How channels are mixed to stereo, by the number of channels: for each channel, its gains in the left and in the right
output. The channels are in the order of WAV files: front, centre, low frequencies, back, sides. The centre, back and
side channels are 3 dB down, and the low-frequency channel is left out (ITU-R BS.775).
"""


class SoundSource(Protocol):
    """Sound at its own sample rate, with its own channels or already mixed to stereo."""

    @property
    def rate(self) -> int:
        """Samples per second."""

    @property
    def frames(self) -> Frames:
        """How many samples per channel can be read."""

    def read(self, first: Frames, last: Frames) -> NDArray[np.float32]:
        """Samples `first` up to `last`, shape (last - first, channels). Several threads may call it at once."""


class PlainFile:
    """A file that libsndfile reads: WAV, FLAC, Ogg, Opus, AIFF and more. Threads take turns with one reader."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._sound = _open(path)
        self.rate: int = self._sound.samplerate
        self.frames: Frames = self._readable_frames()
        self._seeks_within = self.frames
        self.is_truncated = self.frames < self._sound.frames or is_truncated(path)
        if self._sound.format == "OGG":
            self._seeks_within = max(0, self.frames - _FROM_AHEAD * self.rate)

    def read(self, first: Frames, last: Frames) -> NDArray[np.float32]:
        """Samples `first` up to `last`, mixed to stereo, shape (last - first, 2). Raises `AudioFileError`."""
        out = np.zeros((last - first, 2), dtype=np.float32)
        step = max(1, _AT_ONCE // self._sound.channels)
        with self._lock:
            try:
                self._go_to(first, step)
                for place in range(0, len(out), step):
                    wanted = min(step, len(out) - place)
                    part = self._sound.read(wanted, dtype="float32", always_2d=True)
                    if len(part) < wanted:
                        raise RuntimeError("the sound ends early")
                    out[place : place + wanted] = stereo(part)
            except RuntimeError as error:
                raise AudioFileError(self.path, f"it is damaged {first // self.rate} s from its start") from error
        return out

    def _go_to(self, place: Frames, step: int) -> None:
        if self._sound.tell() != place:
            self._sound.seek(min(place, self._seeks_within))
            while (ahead := place - self._sound.tell()) > 0:
                if not len(self._sound.read(min(step, ahead), dtype="float32")):
                    return

    def _readable_frames(self) -> Frames:
        """The frames that can be read: in a truncated file, fewer than its header says."""
        low, high = 0, int(self._sound.frames)
        if _can_read(self.path, high - 1):
            return high
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if _can_read(self.path, middle) else (low, middle)
        return low


def open_source(path: Path, cache_folder: Path) -> SoundSource:
    """The sound in a file. Raises `AudioFileError`, for example if it is missing, is not sound, or needs a program that
    is not installed.

    A file that libsndfile cannot read (m4a, wma, webm) is converted once, by ffmpeg, into the cache folder. A truncated
    file is used as far as it goes, and a warning is logged.
    """
    _check(path)
    try:
        sound = _open(path)
    except AudioFileError:
        return PlainFile(converted(path, cache_folder / f"{file_key(path)}.flac"))
    is_mp3 = sound.format == "MP3" and sound.subtype == "MPEG_LAYER_III"
    sound.close()
    source: Mp3File | PlainFile = Mp3File(path) if is_mp3 else PlainFile(path)
    if not RATES[0] <= source.rate <= RATES[1]:
        raise AudioFileError(
            path, f"its sample rate is {source.rate} Hz; save it with a rate from {RATES[0]} to {RATES[1]} Hz"
        )
    if source.is_truncated and source.frames:
        there = format_clock(source.frames / source.rate)
        _log.warning("%s is cut short or damaged; everything that can be read is used: %s", path, there)
    return source


def stereo(samples: NDArray[np.float32]) -> Samples:
    """Any number of channels, mixed to two, shape (n, 2). NaN and infinite samples become 0, and the others are limited
    to ±`LOUDEST`.
    """
    if samples.size and not max(samples.max(), -samples.min()) <= LOUDEST:  # false for NaN, so that is replaced too
        samples = np.clip(np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0), -LOUDEST, LOUDEST)
    channels = samples.shape[1]
    if channels == 2:
        return samples
    if channels == 1:
        return np.repeat(samples, 2, axis=1)
    sides = _LEFT_RIGHT.get(channels) or tuple((1, 0) if one % 2 == 0 else (0, 1) for one in range(channels))
    mixed: Samples = samples @ np.array(sides, dtype=np.float32)
    return mixed


def file_key(path: Path, *more: object) -> str:
    """Identifies this file by its path, size and time of last change, together with `more`."""
    state = path.stat()
    words = (path.resolve(), state.st_size, state.st_mtime_ns, *more)
    return sha256("\n".join(map(str, words)).encode(errors="surrogateescape")).hexdigest()[:24]


def _check(path: Path) -> None:
    """Raise `AudioFileError` unless this is a readable file that is not empty."""
    try:
        if path.is_dir():
            raise AudioFileError(path, "it is a folder")
        if not path.exists():
            raise AudioFileError(path, NO_SUCH_FILE)
        if not path.is_file():
            raise AudioFileError(path, "it is not a file")
        with path.open("rb") as file:
            if not file.read(1):
                raise AudioFileError(path, "it is empty")
    except (OSError, ValueError) as error:
        raise AudioFileError(path, system_reason(error)) from error


def _open(path: Path) -> Any:
    """Open the file with libsndfile. Raises `AudioFileError`."""
    import soundfile

    try:
        with silenced_stderr():  # mpg123 reports everything odd in a file there
            sound = soundfile.SoundFile(str(path))
    except (RuntimeError, TypeError, ValueError, OSError) as error:
        raise AudioFileError(path, "it is not a sound file, or it is damaged") from error
    return sound


def _can_read(path: Path, place: Frames) -> bool:
    """Whether the sample at this place can be read. Each call opens a new reader, because a reader that has failed
    cannot be used again.
    """
    if place < 0:
        return False
    try:
        with _open(path) as sound:
            sound.seek(place)
            return len(sound.read(1, dtype="float32")) == 1
    except (AudioFileError, RuntimeError):
        return False
