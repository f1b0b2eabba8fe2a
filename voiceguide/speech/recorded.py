"""The engine that speaks with a person's own recordings, one file for each line."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.errors import AudioFileError, SpeechError
from voiceguide.speech.engine import Line, Recording, Voice
from voiceguide.speech.recordings import line_id, recordings
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples

LONGEST: Final[Seconds] = 600.0
"""A longer file is no recording of one line."""


class RecordedEngine:
    """Plays back what was recorded, cleaned; rate and pitch are the speaker's own."""

    name = "recorded"

    def __init__(self, folder: Path) -> None:
        """What must be converted passes through `folder`."""
        self._folder = folder

    def voices(self) -> tuple[Voice, ...]:
        """None: a voice is a folder that somebody names."""
        return ()

    def speak(self, line: Line) -> Recording:
        """The recording of a line; see `SpeechEngine.speak`."""
        from voiceguide.speech.denoise import cleaned

        found = recordings(line.voice)
        files = found.of(line.text)
        if not files:
            raise SpeechError(f"no recording in {found.folder} begins with {line_id(line.text)}")
        if len(files) > 1:
            names = " and ".join(file.name for file in files)
            raise SpeechError(f"{names} in {found.folder} are both recordings of it; keep one of them")
        try:
            samples, rate = sound_of(files[0], self._folder)
        except AudioFileError as error:
            raise SpeechError(str(error)) from error
        clean = cleaned(samples, rate)
        if not len(clean):
            raise SpeechError(f"nothing is heard in {files[0]}")
        return Recording(clean, rate)

    def close(self) -> None:
        """Nothing to free."""


def sound_of(file: Path, cache_folder: Path) -> "tuple[Samples, int]":
    """A whole short file as mono samples, and its sample rate. Raises `AudioFileError`."""
    import numpy as np

    from voiceguide.sound.audio_file import open_source

    try:
        source = open_source(file, cache_folder)
        if source.frames > LONGEST * source.rate:
            raise AudioFileError(file, f"it lasts {source.frames / source.rate / 60:.0f} minutes, which is no one line")
        both = source.read(0, source.frames)
    except OSError as error:
        raise AudioFileError(file, error.strerror or str(error)) from error
    return np.asarray(both.mean(axis=1), dtype=np.float32), source.rate
