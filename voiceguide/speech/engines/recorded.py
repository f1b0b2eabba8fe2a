"""The engine that speaks with a person's own recordings: a folder with one file for each line.

The name of a file begins with the id of its line; anything may follow: ``3f9k2c Breathe in.wav``.
"""

import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.errors import AudioFileError, RecordingsFolderError, SpeechError, nearest, system_reason
from voiceguide.sound.recordings import AUDIO_ENDINGS
from voiceguide.speech.engine import Recording, SpeechLine, Voice
from voiceguide.speech.normaliser import as_written
from voiceguide.system.checksum import sha256_of
from voiceguide.system.plain_text import collapsed
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples


ID_LENGTH: Final = 6
_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""The 32 characters of a line's id. They are not easily mistaken for each other by people who type them (no i, l, o,
u).
"""

_LONGEST_NAME: Final = 48
_CLEANING: Final = "1"
"""Raise this number when recordings are cleaned differently than before. It is part of every fingerprint, so old clips
are then no longer found.
"""


def line_id(text: str) -> str:
    """The id of a line, from its words alone: punctuation, emphasis, case, white space and the encoding of accents do
    not matter.

    It has six characters from an alphabet of 32. The chance that two of a thousand lines share an id is one in two
    thousand.
    """
    number = int.from_bytes(sha256(same_words(text).encode()).digest()[:4], "big")
    return "".join(_SIGNS[number >> 5 * place & 31] for place in range(ID_LENGTH))


def same_words(text: str) -> str:
    """The text reduced to what makes it the same line: letters and digits in lower case, with spaces between words."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", as_written(text)).casefold())
    kept = (sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded if sign not in "'’‘ʼ‛′`´")
    return collapsed("".join(kept))


def file_name(text: str, ending: str = ".wav") -> str:
    """The file name of a new recording: the line's id, and its first words for people to read."""
    words = "".join(sign for sign in collapsed(text) if sign.isalnum() or sign in " ,'-’").strip()
    if len(words) > _LONGEST_NAME:
        words = words[:_LONGEST_NAME].rpartition(" ")[0] or words[:_LONGEST_NAME]
    return f"{line_id(text)} {words}".rstrip(" ,'-’") + ending


class Recordings:
    """The recordings in a folder. The folder is read only once, so later changes in it are not seen."""

    def __init__(self, folder: Path) -> None:
        """Read the folder once. Raises `RecordingsFolderError` if it is missing or cannot be read."""
        self.folder = folder
        self._files: dict[str, list[Path]] = {}
        try:
            files = sorted(folder.iterdir())
        except (OSError, ValueError) as error:
            raise _no_folder(folder) from error
        for file in files:
            if file.suffix.lower() in AUDIO_ENDINGS:  # there may be other files beside them
                self._files.setdefault(file.name[:ID_LENGTH].lower(), []).append(file)

    def of(self, text: str) -> tuple[Path, ...]:
        """The files whose names begin with the id of this line; there should be exactly one."""
        return tuple(self._files.get(line_id(text), ()))


def recordings(voice: str) -> Recordings:
    """The recordings of the voice with this name, which is the path of their folder. Raises `RecordingsFolderError`."""
    if not voice:
        raise RecordingsFolderError("", [])
    return Recordings(Path(voice))


def fingerprints(lines: Sequence[SpeechLine]) -> list[str | None]:
    """For each line, a hash of its recording; None if the line has none. Raises `RecordingsFolderError`.

    A line with two recordings has a fingerprint too; speaking it raises an error.
    """
    folders: dict[str, Recordings] = {}
    known: dict[SpeechLine, str | None] = {}
    for line in lines:
        if line not in known:
            folder = folders.get(line.voice) or folders.setdefault(line.voice, recordings(line.voice))
            known[line] = _fingerprint(folder.of(line.text))
    return [known[line] for line in lines]


def _fingerprint(files: Sequence[Path]) -> str | None:
    return "-".join([_CLEANING, *map(_content, files)]) if files else None


def _content(file: Path) -> str:
    try:
        return sha256_of(file)[:32]
    except OSError as error:
        return f"unreadable {error.errno}"


def _no_folder(folder: Path) -> RecordingsFolderError:
    beside: list[str] = []
    try:
        beside = [found.name for found in folder.parent.iterdir() if found.is_dir()]
    except (OSError, ValueError):
        beside = []
    near = nearest(folder.name[:80], beside)
    return RecordingsFolderError(str(folder), [str(folder.with_name(name)) for name in near])


LONGEST: Final[Seconds] = 600.0
"""In seconds. A longer file cannot be the recording of one line."""


class RecordedEngine:
    """Plays recordings, with their noise reduced; rate and pitch are the speaker's own."""

    name = "recorded"

    def __init__(self, folder: Path) -> None:
        """`folder` is where files are converted if their format needs it."""
        self._folder = folder

    def voices(self) -> tuple[Voice, ...]:
        """Always empty: a voice is a folder that the user names."""
        return ()

    def speak(self, line: SpeechLine) -> Recording:
        """The recording of a line: see `SpeechEngine.speak`."""
        from voiceguide.speech.noise_reduction import cleaned

        found = recordings(line.voice)
        files = found.of(line.text)
        if not files:
            raise SpeechError(f"no file in {found.folder} has a name that begins with {line_id(line.text)}")
        if len(files) > 1:
            names = " and ".join(file.name for file in files)
            raise SpeechError(f"{names} in {found.folder} are both recordings of it; keep one of them")
        try:
            samples, rate = sound_of(files[0], self._folder)
        except AudioFileError as error:
            raise SpeechError(str(error)) from error
        clean = cleaned(samples, rate)
        if not len(clean):
            raise SpeechError(f"the recording {files[0]} is silent; record the line again")
        return Recording(clean, rate)

    def close(self) -> None:
        """Nothing to free."""


def sound_of(file: Path, cache_folder: Path) -> "tuple[Samples, int]":
    """A whole file of at most `LONGEST` as mono samples, and its sample rate. Raises `AudioFileError`."""
    import numpy as np

    from voiceguide.sound.audio_file import open_source

    try:
        source = open_source(file, cache_folder)
        if source.frames > LONGEST * source.rate:
            raise AudioFileError(
                file, f"it lasts {source.frames / source.rate / 60:.0f} minutes, which is too long for one line"
            )
        both = source.read(0, source.frames)
    except OSError as error:
        raise AudioFileError(file, system_reason(error)) from error
    return np.asarray(both.mean(axis=1), dtype=np.float32), source.rate
