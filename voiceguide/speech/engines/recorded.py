"""The engine that speaks with a person's own recordings: a folder with one file for each line.

The name of a file begins with the id of its line; anything may follow: ``3f9k2c Breathe in.wav``.
"""

import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.errors import AudioFileError, RecordingsFolderError, SpeechError, nearest
from voiceguide.sound.recordings import AUDIO_ENDINGS
from voiceguide.speech.engine import Recording, SpeechLine, Voice
from voiceguide.speech.normalise import as_written
from voiceguide.system.files import checksum
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples


ID_LENGTH: Final = 6
_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""32 signs that are not mistaken for each other when they are typed (no i, l, o, u)."""

_LONGEST_NAME: Final = 48
_CLEANING: Final = "1"
"""Raise it when recordings are cleaned differently: it is part of every fingerprint."""


def line_id(text: str) -> str:
    """The id of a line, from its words alone: signs, case, accents' spelling and white space make no difference.

    Six of 32 signs: among a thousand lines two share one by chance once in two thousand times.
    """
    number = int.from_bytes(sha256(same_words(text).encode()).digest()[:4], "big")
    return "".join(_SIGNS[number >> 5 * place & 31] for place in range(ID_LENGTH))


def same_words(text: str) -> str:
    """What two texts have in common that are the same line: letters and digits, in small letters, words apart."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", as_written(text)).casefold())
    kept = (sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded if sign not in "'’‘ʼ‛′`´")
    return " ".join("".join(kept).split())


def file_name(text: str, ending: str = ".wav") -> str:
    """The name of a new recording: the id, and the first words for people to read."""
    words = "".join(sign for sign in " ".join(text.split()) if sign.isalnum() or sign in " ,'-’").strip()
    if len(words) > _LONGEST_NAME:
        words = words[:_LONGEST_NAME].rpartition(" ")[0] or words[:_LONGEST_NAME]
    return f"{line_id(text)} {words}".rstrip(" ,'-’") + ending


class Recordings:
    """The recordings in a folder, as they lie there now."""

    def __init__(self, folder: Path) -> None:
        """Look once. Raises `RecordingsFolderError` where the folder is missing or closed to us."""
        self.folder = folder
        self._files: dict[str, list[Path]] = {}
        try:
            files = sorted(folder.iterdir())
        except (OSError, ValueError) as error:
            raise _no_folder(folder) from error
        for file in files:
            if file.suffix.lower() in AUDIO_ENDINGS:  # programs leave other files beside them
                self._files.setdefault(file.name[:ID_LENGTH].lower(), []).append(file)

    def of(self, text: str) -> tuple[Path, ...]:
        """The files whose names begin with the id of this line: one if all is well."""
        return tuple(self._files.get(line_id(text), ()))


def recordings(voice: str) -> Recordings:
    """The recordings that a voice of this name speaks with. Raises `RecordingsFolderError`."""
    if not voice:
        raise RecordingsFolderError("", [])
    return Recordings(Path(voice))


def fingerprints(lines: Sequence[SpeechLine]) -> list[str | None]:
    """What is in the recording of each line, or None where there is none. Raises `RecordingsFolderError`.

    A line with two recordings has a fingerprint too: that it cannot be spoken is said when it is asked for.
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
        return checksum(file)[:32]
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

    def speak(self, line: SpeechLine) -> Recording:
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
            raise AudioFileError(
                file, f"it lasts {source.frames / source.rate / 60:.0f} minutes, which is too long for one line"
            )
        both = source.read(0, source.frames)
    except OSError as error:
        raise AudioFileError(file, error.strerror or str(error)) from error
    return np.asarray(both.mean(axis=1), dtype=np.float32), source.rate
