"""A recording cut into pieces, in a folder: what is said, the gaps in between, and its room tone.

The folder contains every sample of the recording once, at 44 100 Hz. `0001 at 0-03.flac` and so on are the pieces,
`gaps/0001.flac` is the gap after the first piece (`gaps/0000.flac` the one before it), `room.flac` is some seconds of
the empty room, and `recording.json` is the index.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Clip, Samples
from voiceguide.errors import AudioFileError
from voiceguide.sound._room_tone import RoomTone
from voiceguide.system.checksum import sha256_of
from voiceguide.system.notes import read_json
from voiceguide.units import FRAME_RATE, Frames, to_frames

INDEX: Final = "recording.json"
GAPS: Final = "gaps"
ROOM: Final = "room.flac"
VERSION: Final = 1

_CROSS: Final[Frames] = to_frames(0.3)
"""The longest cross-fade between a recorded gap and the synthetic room tone."""

_CLOSE: Final[Frames] = to_frames(0.1)
"""The longest cross-fade between the two ends of a shortened gap."""

_BRIDGE: Final[Frames] = to_frames(0.6)
"""A hum that is out of phase is brought back into phase in this time, by a change of less than one hertz."""

_LISTEN: Final[Frames] = to_frames(0.25)
"""How much sound on each side of a place is used to measure the phase of a hum."""


@dataclass(frozen=True)
class Gap:
    """The gap between two pieces, as it was recorded."""

    frames: Frames
    split: Frames
    """Its quietest place, where it is made longer or shorter."""
    before_db: float
    after_db: float
    """How much louder than the room tone it is just before that place, and just after it."""


@dataclass(frozen=True)
class PieceEntry:
    """A piece, as it is listed in the index."""

    id: str
    file: str
    kind: str
    """``speech``, ``bell`` or ``sound``."""
    start: Frames
    """Its first frame in the recording."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of one recording."""

    folder: Path
    entries: tuple[PieceEntry, ...]
    gaps: tuple[Gap, ...]
    """One more than there are pieces: the first comes before all pieces, the last after them."""
    channels: int
    window: Frames
    """The length of each clean stretch in `room.flac`."""
    loudness: float
    """The loudness of the words, in LUFS."""
    _numbers: Mapping[str, int] = field(default_factory=dict)

    def number(self, piece: str) -> int | None:
        """The number of the piece with this id, counted from 0; None if there is none."""
        return self._numbers.get(piece)

    def clip(self, number: int) -> "PieceClip":
        """A piece as it was recorded. Raises `AudioFileError`."""
        path = self.folder / self.entries[number].file
        return PieceClip(self, number, content_key(path), frames_of(path))

    @cached_property
    def room(self) -> RoomTone:
        """The room tone. Raises `AudioFileError`."""
        path = self.folder / ROOM
        samples = read_flac(path, 0, frames_of(path), self.channels)
        whole = len(samples) // self.window * self.window
        return RoomTone(samples[:whole].reshape(-1, self.window, self.channels))

    def filling(self, before: int | None, after: int | None, frames: Frames) -> Clip:
        """The given number of frames of quiet between two pieces. None stands for the start or the end of the session.

        If the pieces are neighbours in the recording and their gap had this length, it is the recorded gap itself.
        """
        first = 0 if before is None else before + 1
        last = len(self.gaps) - 1 if after is None else after
        return Filling(self, first, last, frames)


@dataclass(frozen=True, eq=False)
class PieceClip:
    """A piece of a recording, unchanged."""

    pieces: Pieces
    number: int
    key: str
    frames: Frames

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        path = self.pieces.folder / self.pieces.entries[self.number].file
        return in_both(read_flac(path, first, last, self.pieces.channels))


@dataclass(frozen=True, eq=False)
class Filling:
    """The quiet between two pieces: the beginning of one recorded gap, the end of another (or of the same one), and
    synthetic room tone between them if they are too short.
    """

    pieces: Pieces
    first: int
    """The number of the gap with which it begins."""
    last: int
    """The number of the gap with which it ends."""
    frames: Frames

    @cached_property
    def key(self) -> str:
        """Identifies this sound: equal keys mean equal samples. Raises `AudioFileError`."""
        gaps = [(content_key(self._file(one)), *astuple(self.pieces.gaps[one])) for one in (self.first, self.last)]
        return f"{self._seed}:{self.frames}:{blake2b(repr(gaps).encode(), digest_size=12).hexdigest()}"

    @cached_property
    def _seed(self) -> str:
        named = f"{self.pieces.room.key} {self.pieces.entries} {self.first} {self.last}"
        return blake2b(named.encode(), digest_size=12).hexdigest()

    @cached_property
    def _parts(self) -> tuple[Frames, Frames, Frames]:
        """How many frames come from the first gap, how many from the last one, and how long the cross-fades are between
        them and what comes in between.
        """
        head, tail = self.pieces.gaps[self.first], self.pieces.gaps[self.last]
        before, after = head.split, tail.frames - tail.split
        made = self.frames - before - after
        least = min(_BRIDGE, self.frames // 3) if self.pieces.room.lines else 0
        if made < least:  # both are shortened, in proportion; a hum needs time to get into phase
            kept = self.frames - least
            before = min(max(kept - after, before * kept // max(1, before + after)), kept)
            after, made = kept - before, least
        if made:
            cross = min(_CROSS, made // 2, head.frames - before, tail.frames - after)
        else:
            cross = min(_CLOSE, 2 * before, 2 * after, 2 * (head.frames - before), 2 * (tail.frames - after))
        return before, after, max(0, cross)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        head, tail = self.pieces.gaps[self.first], self.pieces.gaps[self.last]
        if self.first == self.last and self.frames == head.frames:
            return in_both(self._recorded(self.first, first, last))
        before, after, cross = self._parts
        made = self.frames > before + after
        out = np.zeros((last - first, self.pieces.channels), dtype=np.float32)
        # The first gap fades out from `falls` on, the last one fades in from `rises` on, over `cross` frames each.
        falls, rises = (before, self.frames - after - cross) if made else (before - cross // 2,) * 2
        places = np.arange(first, last)
        if cross:
            down, up = _falling((places + 0.5 - falls) / cross), _falling(1 - (places + 0.5 - rises) / cross)
        else:
            down, up = (places < before).astype(np.float32), (places >= self.frames - after).astype(np.float32)
        end = max(first, min(last, falls + cross if cross else before))
        out[: end - first] += self._recorded(self.first, first, end) * down[: end - first, np.newaxis]
        begin = min(last, max(first, rises if cross else self.frames - after))
        shift = tail.frames - self.frames
        out[begin - first :] += self._recorded(self.last, begin + shift, last + shift) * up[begin - first :, np.newaxis]
        if made and (inside := np.flatnonzero(down + up < 1)).size:
            part = slice(int(inside[0]), int(inside[-1]) + 1)
            out[part] += self._made(places[part], down[part] + 1j * up[part])
        return in_both(out)

    def _made(self, places: NDArray[np.int64], recorded: NDArray[np.complexfloating[Any]]) -> Samples:
        """The synthetic room tone at these frames. `recorded` has the gains there of the first gap (real part) and of
        the last one (imaginary part). Noise fills up what they leave in power; a hum, which is in phase, in amplitude.
        """
        head, tail = self.pieces.gaps[self.first], self.pieces.gaps[self.last]
        share = (places / max(1, self.frames))[:, np.newaxis]
        level = np.power(10.0, (head.before_db + (tail.after_db - head.before_db) * share) / 20)
        noise = self.pieces.room.noise(self._seed, int(places[0]), int(places[-1]) + 1)
        noise = noise * np.sqrt(np.maximum(0.0, 1 - np.square(np.abs(recorded))))[:, np.newaxis]
        if self.pieces.room.lines:
            hum = self.pieces.room.hum(places, self._angles(places))
            noise = noise + hum * np.maximum(0.0, 1 - recorded.real - recorded.imag)[:, np.newaxis]
        return np.asarray(noise * level, dtype=np.float32)

    def _angles(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """The phase of each line of the hum at these frames: it moves from the first gap's phase to the last one's."""
        (begin, end), (start, stop) = self._turns, (self._parts[0], self.frames - self._parts[1])
        share = np.clip((places - start) / max(1, stop - start), 0.0, 1.0)
        way = np.angle(np.exp(1j * (end - begin)))
        return np.asarray(begin[:, np.newaxis] + way[:, np.newaxis] * share)

    @cached_property
    def _turns(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The phase of each line in the recording, where the synthetic room tone begins and where it ends."""
        before, after, cross = self._parts
        head, tail = self.pieces.gaps[self.first], self.pieces.gaps[self.last]
        first, last = max(0, before + cross // 2 - _LISTEN), min(head.frames, before + cross // 2 + _LISTEN)
        begin = self.pieces.room.angles(self._recorded(self.first, first, last), first)
        middle = tail.frames - after - cross // 2
        first, last = max(0, middle - _LISTEN), min(tail.frames, middle + _LISTEN)
        shift = self.frames - tail.frames
        return begin, self.pieces.room.angles(self._recorded(self.last, first, last), first + shift)

    def _recorded(self, number: int, first: Frames, last: Frames) -> Samples:
        return read_flac(self._file(number), first, last, self.pieces.channels)

    def _file(self, number: int) -> Path:
        return self.pieces.folder / GAPS / f"{number:04}.flac"


def _falling(share: NDArray[np.float64]) -> NDArray[np.float32]:
    """The gains of an equal-power fade-out: 1 where `share` is 0, 0 where it is 1."""
    return np.cos(np.clip(share, 0.0, 1.0) * (np.pi / 2)).astype(np.float32)


def in_both(samples: Samples) -> Samples:
    """The samples as stereo; mono becomes the same in both channels."""
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
    """The length of a piece. Raises `AudioFileError`."""
    import soundfile

    try:
        info = soundfile.info(str(path))
    except (RuntimeError, OSError) as error:
        raise AudioFileError(path, "it is missing or damaged; convert the recording once more, with --force") from error
    if info.samplerate != FRAME_RATE:
        raise AudioFileError(path, f"its sample rate is {info.samplerate} Hz, and must be {FRAME_RATE} Hz")
    return int(info.frames)


def content_key(path: Path) -> str:
    """Identifies the contents of a file. Raises `AudioFileError`."""
    try:
        return sha256_of(path)[:32]
    except OSError as error:
        raise AudioFileError(path, "it is missing; convert the recording once more, with --force") from error


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
