"""A recording cut into pieces, in a folder: the pieces, the gaps between them, and its room tone.

The pieces and the gaps together contain every sample of the recording once, at 44 100 Hz. `0001 at 0-03.flac` and so on
are the pieces, `gaps/0000.flac` is the gap before the first piece, `gaps/0001.flac` the gap after it, `room.flac` is
some seconds of the empty room, and `recording.json` is the index.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from voiceguide.dsp.samples import Clip, Samples
from voiceguide.errors import AudioFileError
from voiceguide.sound._gap_clip import GapClip
from voiceguide.sound._piece_files import as_stereo, content_key, frames_of, read_flac
from voiceguide.sound._recorded_gap import Gap, RecordedGap
from voiceguide.sound._room_tone import RoomTone
from voiceguide.system.notes import read_json
from voiceguide.units import Frames

INDEX: Final = "recording.json"
GAPS: Final = "gaps"
ROOM: Final = "room.flac"
VERSION: Final = 1


@dataclass(frozen=True)
class PieceEntry:
    """A piece, as it is listed in the index."""

    id: str
    file: str
    kind: str
    """``speech``, ``bell`` or ``sound``."""
    start: Frames
    """The frame of the recording at which the piece begins."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of one recording."""

    folder: Path
    entries: tuple[PieceEntry, ...]
    gaps: tuple[Gap, ...]
    """One more than there are pieces: the first comes before all pieces, the last after them."""
    channels: int
    window: Frames
    """The length in frames of each clean stretch of room tone in `room.flac`."""
    loudness: float
    """The loudness of the words, in LUFS."""
    _numbers: Mapping[str, int] = field(default_factory=dict)
    _measured: dict[int, RecordedGap] = field(default_factory=dict)

    def number(self, piece: str) -> int | None:
        """The number of the piece with this id, counted from 0; None if there is none."""
        return self._numbers.get(piece)

    def clip(self, number: int) -> "PieceClip":
        """A piece as it was recorded. Raises `AudioFileError`."""
        path = self.folder / self.entries[number].file
        return PieceClip(self, number, content_key(path), frames_of(path))

    def key(self, number: int) -> str:
        """Identifies the sound of a piece. Raises `AudioFileError`."""
        return content_key(self.folder / self.entries[number].file)

    @cached_property
    def room(self) -> RoomTone:
        """The room tone. Raises `AudioFileError`."""
        path = self.folder / ROOM
        samples = read_flac(path, 0, frames_of(path), self.channels)
        whole = len(samples) // self.window * self.window
        return RoomTone(samples[:whole].reshape(-1, self.window, self.channels))

    def gap_clip(self, before: int | None, after: int | None, frames: Frames) -> Clip:
        """Quiet of `frames` frames between the pieces number `before` and `after`. If `before` is None, the quiet is at
        the start of the session; if `after` is None, at its end.

        If the pieces are neighbours in the recording, and their gap has this length, it is the recorded gap itself.
        Raises `AudioFileError`.
        """
        first = 0 if before is None else before + 1
        last = len(self.gaps) - 1 if after is None else after
        head = self._gap(first)
        return GapClip(head, head if first == last else self._gap(last), self.room, repr(self.entries), frames)

    def _gap(self, number: int) -> RecordedGap:
        if number not in self._measured:
            path = self.folder / GAPS / f"{number:04}.flac"
            self._measured[number] = RecordedGap(path, number, self.gaps[number], self.channels, self.window)
        return self._measured[number]


@dataclass(frozen=True, eq=False)
class PieceClip:
    """A piece of a recording, unchanged."""

    pieces: Pieces
    number: int
    key: str
    frames: Frames

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2). Raises `AudioFileError`."""
        path = self.pieces.folder / self.pieces.entries[self.number].file
        return as_stereo(read_flac(path, first, last, self.pieces.channels))


def open_pieces(folder: Path) -> Pieces:
    """The pieces in a folder. Raises `AudioFileError`."""
    index = folder / INDEX
    try:
        held: dict[str, Any] = read_json(index)
        if held["version"] != VERSION:
            raise AudioFileError(index, "another version of voiceguide made it; convert the recording again")
        entries = tuple(PieceEntry(**entry) for entry in held["pieces"])
        gaps = tuple(Gap(**gap) for gap in held["gaps"])
        numbers = {entry.id: number for number, entry in enumerate(entries)}
        return Pieces(folder, entries, gaps, held["channels"], held["window"], held["loudness"], numbers)
    except (OSError, UnicodeDecodeError) as error:
        raise AudioFileError(
            folder, "there are no pieces of a recording there; 'voiceguide convert' makes them"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise AudioFileError(index, "it is damaged; convert the recording once more, with --force") from error
