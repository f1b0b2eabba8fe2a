"""Reads the files of a recording that was cut into pieces."""

from pathlib import Path

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.errors import AudioFileError
from voiceguide.system.checksum import sha256_of
from voiceguide.units import FRAME_RATE, Frames


def as_stereo(samples: Samples) -> Samples:
    """The samples as stereo. The two channels of mono samples are the same."""
    return np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples


def read_flac(path: Path, first: Frames, last: Frames, channels: int) -> Samples:
    """Frames `first` up to `last`, shape (last - first, channels). Raises `AudioFileError`."""
    import soundfile

    if first >= last:
        return np.zeros((0, channels), dtype=np.float32)
    try:
        with soundfile.SoundFile(str(path)) as file:
            file.seek(first)
            found = np.asarray(file.read(last - first, dtype="float32", always_2d=True))
    except (RuntimeError, OSError) as error:
        raise AudioFileError(path, "it is missing or damaged; convert the recording once more, with --force") from error
    if found.shape != (last - first, channels):
        raise AudioFileError(path, "it was changed; convert the recording once more, with --force")
    return found


def frames_of(path: Path) -> Frames:
    """The length of a file. Raises `AudioFileError`, also if its sample rate is not 44 100 Hz."""
    import soundfile

    try:
        info = soundfile.info(str(path))
    except (RuntimeError, OSError) as error:
        raise AudioFileError(path, "it is missing or damaged; convert the recording once more, with --force") from error
    if info.samplerate != FRAME_RATE:
        wrong = f"its sample rate is {info.samplerate} Hz instead of {FRAME_RATE} Hz"
        raise AudioFileError(path, f"{wrong}; convert the recording once more, with --force")
    return int(info.frames)


def content_key(path: Path) -> str:
    """Identifies the contents of a file. Raises `AudioFileError`."""
    try:
        return sha256_of(path)[:32]
    except OSError as error:
        raise AudioFileError(path, "it is missing; convert the recording once more, with --force") from error
