"""The engine that plays the pieces of a recording unchanged: not trimmed, not levelled, not denoised.

Its voice is a folder that `convert` makes from a recording. The text of a line is the id of its piece.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.errors import AudioFileError, SpeechError
from voiceguide.sound.pieces import INDEX, Pieces, open_pieces
from voiceguide.speech.engine import Recording, SpeechLine, Voice

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Clip


def fingerprints(lines: Sequence[SpeechLine]) -> list[str | None]:
    """For each line, a hash of its piece; None if the recording has no such piece. Raises `SpeechError`."""
    found: list[str | None] = []
    for line in lines:
        pieces = _pieces_of(line.voice)
        number = pieces.number(line.text)
        found.append(None if number is None else _content(pieces, number))
    return found


def clip_of(line: SpeechLine) -> "Clip":
    """The clip of the piece whose id is the line's text. Raises `SpeechError`."""
    pieces = _pieces_of(line.voice)
    number = pieces.number(line.text)
    if number is None:
        raise SpeechError(f"{pieces.folder} has no piece with the id {line.text}")
    try:
        return pieces.clip(number)
    except AudioFileError as error:
        raise SpeechError(str(error)) from error


def _content(pieces: Pieces, number: int) -> str:
    try:
        return pieces.key(number)
    except AudioFileError as error:
        raise SpeechError(str(error)) from error


def _pieces_of(voice: str) -> Pieces:
    index = Path(voice) / INDEX
    try:
        stamp = index.stat().st_mtime_ns if voice else 0
    except OSError:
        stamp = 0
    return _opened(voice, stamp)


@lru_cache(maxsize=4)
def _opened(voice: str, stamp: int) -> Pieces:
    """The pieces in a folder. `stamp` is the time when its index was last changed: the folder is read again after a
    change.
    """
    try:
        return open_pieces(Path(voice))
    except AudioFileError as error:
        raise SpeechError(str(error)) from error


class PiecesEngine:
    """The engine `pieces`, for the table of engines. Its clips are the pieces of a recording and exist already, so
    it is never asked to speak.
    """

    name = "pieces"

    def voices(self) -> tuple[Voice, ...]:
        """Always empty: a voice is a folder that a script names."""
        return ()

    def speak(self, line: SpeechLine) -> Recording:
        """Always raises `SpeechError`: its clips exist already."""
        raise SpeechError(f"{line.voice} can only play the pieces of its recording")

    def close(self) -> None:
        """Nothing to free."""
