"""A recording made into a practice: a folder with its pieces as they are, and a script that says them."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import gated_loudness, hop_powers, weighted_power
from voiceguide.errors import AudioFileError, FileThereError, FolderError, RecordingError
from voiceguide.recording._room import Room, room_in
from voiceguide.recording._sound_levels import SoundLevels, blocks, listened, loudness
from voiceguide.recording._words import beside
from voiceguide.recording.detector import detector
from voiceguide.recording.parts import About, RecordedPiece, RecordingPart, parts_of, pieces_of, script_of
from voiceguide.recording.sounds import SHORTEST_GAP
from voiceguide.recording.stretches import Stretches, stretches
from voiceguide.script.model import PIECES
from voiceguide.script.writer import write
from voiceguide.sound.audio_file import open_source
from voiceguide.sound.pieces import GAPS, INDEX, ROOM, VERSION
from voiceguide.units import FRAME_RATE, Frames, Seconds, format_clock, to_frames

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource

Tell = Callable[[str, float, float], None]
"""Told what is being done, how much of it is done, and how much there is."""

LISTENING, FINDING, CUTTING = "Listening", "Finding the gaps", "Cutting"

LONGEST: Final[Seconds] = 4 * 3600.0
_SHORTEST: Final[Seconds] = 3.0
_GRID: Final[Frames] = FRAME_RATE // 100
"""Pieces begin and end at whole hundredths of a second, so that gaps are written exactly."""

_CLIPPED: Final = 0.002
_FINE: Final = frozenset({"PCM_24", "PCM_32", "FLOAT", "DOUBLE"})
_PART: Final = ".voiceguide-part-"


@dataclass(frozen=True)
class UnderstoodRecording:
    """What was found in a recording."""

    recording: Path
    seconds: Seconds
    parts: tuple[RecordingPart, ...]
    entrance: Seconds
    room: Room
    spoken: Seconds
    """How long somebody speaks, in all."""
    clipped: bool
    words_from: str
    """What the words come from; empty: there are none."""

    def as_lines(self) -> Iterator[str]:
        """The report, for people."""
        pieces = [piece for part in self.parts for piece in part.pieces]
        bells = sum(piece.kind == "bell" for piece in pieces)
        with_bells = f", {bells} of them a bell" if bells == 1 else f", {bells} of them bells" if bells else ""
        yield (f"{self.recording.name}: {format_clock(self.seconds)}, of which {format_clock(self.spoken)} is spoken; "
               f"{len(pieces)} pieces{with_bells}, {len(self.parts)} parts")  # fmt: skip
        for number, part in enumerate(self.parts, 1):
            last = part.pieces[-1].end + part.gaps[-1]
            length = format_clock(last - part.pieces[0].start)
            yield f"{number:>4}  {format_clock(part.pieces[0].start):>7}  {length:>6}  {part.title}"
        yield from self.notes()

    def notes(self) -> Iterator[str]:
        """What there is to know beside the parts."""
        if self.words_from:
            yield f"its words are from {self.words_from}"
        else:
            yield "no captions lie beside it: pieces are called by their time; write their words over it, if you like"
        if self.room.music:
            yield "music sounds beneath: gaps can be made shorter, not longer"
        if self.clipped:
            yield "it is distorted in places (too loud for the recorder); the pieces are as they were recorded"
        yield "for your own use, unless the recording is yours or you may"

    def as_json(self) -> dict[str, Any]:
        """The same for programs. Times are seconds."""
        return {
            "file": str(self.recording), "form": "recording", "length_s": round(self.seconds, 3),
            "spoken_s": round(self.spoken, 3), "music": self.room.music, "distorted": self.clipped,
            "words_from": self.words_from or None,
            "parts": [
                {"title": part.title, "start_s": round(part.pieces[0].start, 3),
                 "pieces": [asdict(piece) for piece in part.pieces], "gaps_s": [round(gap, 3) for gap in part.gaps]}
                for part in self.parts
            ],
        }  # fmt: skip


def convert(
    recording: Path, folder: Path, *, cache: Path, tell: Tell, optional: Sequence[int] = (), force: bool = False
) -> UnderstoodRecording:
    """Make a folder with a practice of a recording; nothing is left behind where that cannot be done.

    A folder that is there is only replaced with `force`, and only if `convert` made it. Raises `AudioFileError`,
    `RecordingError`, `FileThereError` and `FolderError`.
    """
    _require_free(folder, force=force)
    ear = detector()
    source = open_source(recording, cache)
    seconds = source.frames / source.rate
    if not _SHORTEST <= seconds <= LONGEST:
        raise RecordingError(recording, f"it lasts {format_clock(seconds)}; a recording has 3 seconds to 4 hours")
    heard = listened(source, lambda done, total: tell(LISTENING, done, total))
    found = stretches(source, heard, ear, lambda done, total: tell(FINDING, done, total))
    _require_speech(recording, heard, found)
    words = beside(recording)
    length = round(source.frames * FRAME_RATE / source.rate)
    pieces = _on_grid(pieces_of(found.heard, words.timed), length)
    gaps = _gaps(pieces, length)
    _require_gaps(recording, pieces, gaps)
    loud = loudness(heard)
    room = room_in(heard, gaps, loud, _voice_db(found, loud))
    if found.restless and not room.music:
        room = Room(room.window, room.places, room.gaps, room.level_db, music=True)
    lengths = [end - start for start, end in gaps]
    parts = parts_of(pieces, lengths)
    about = About(folder.resolve().name, words.title or _title_from(recording), words.author, words.lang)
    script = script_of(parts, lengths[0], about, optional=optional, growing=not room.music)
    with _new_folder(folder, force=force) as made:
        cutter = _Cutter(made / PIECES, source, heard.mono, pieces, gaps, room)
        cutter.cut(lambda done: tell(CUTTING, done, seconds))
        (made / PIECES / INDEX).write_text(json.dumps(cutter.index(found), indent=1) + "\n", encoding="utf-8")
        (made / f"{about.name}.md").write_text(write(script), encoding="utf-8")
    spoken = sum(one.seconds for one in found.heard if one.kind == "speech")
    return UnderstoodRecording(
        recording, seconds, parts, lengths[0], room, spoken, heard.clipped > _CLIPPED, words.source
    )


def _require_speech(recording: Path, heard: SoundLevels, found: Stretches) -> None:
    if not len(heard.levels) or float(heard.levels.max()) < -90.0:
        raise RecordingError(recording, "nothing is heard in it")
    if not any(one.kind == "speech" for one in found.heard):
        raise RecordingError(recording, "there is sound in it, but nobody speaks")


def _require_gaps(recording: Path, pieces: Sequence[RecordedPiece], gaps: Sequence[tuple[Seconds, Seconds]]) -> None:
    if len(pieces) < 2 or not any(end - start > SHORTEST_GAP for start, end in gaps[1:-1]):
        reason = "there is no gap of a second in it, so that nothing could be made shorter or longer"
        raise RecordingError(recording, reason)


def _voice_db(found: Stretches, loud: NDArray[np.float32]) -> float:
    parts = [loud[round(one.start * 100) : round(one.end * 100)] for one in found.heard if one.kind == "speech"]
    return float(np.percentile(np.concatenate(parts), 80))


def _on_grid(pieces: Sequence[RecordedPiece], length: Frames) -> tuple[RecordedPiece, ...]:
    """The pieces from and to whole hundredths of a second, outward."""
    made: list[RecordedPiece] = []
    for piece in pieces:
        start = int(piece.start * 100 + 1e-6) / 100
        end = -int(-piece.end * 100 - 1 + 2e-6) / 100
        start = max(start, made[-1].end if made else 0.0)
        made.append(RecordedPiece(piece.id, start, min(end, length / FRAME_RATE), piece.kind, piece.text))
    return tuple(made)


def _gaps(pieces: Sequence[RecordedPiece], length: Frames) -> tuple[tuple[Seconds, Seconds], ...]:
    ends = [0.0, *(piece.end for piece in pieces)]
    starts = [*(piece.start for piece in pieces), length / FRAME_RATE]
    return tuple(zip(ends, starts, strict=True))


def _title_from(recording: Path) -> str:
    words = " ".join(recording.stem.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] or "A recording"


class _Cutter:
    """Cuts a recording into files, from beginning to end, in constant memory."""

    def __init__(
        self, folder: Path, source: "SoundSource", mono: bool, pieces: Sequence[RecordedPiece],
        gaps: Sequence[tuple[Seconds, Seconds]], room: Room,
    ) -> None:  # fmt: skip
        self._folder, self._source, self._room = folder, source, room
        self._channels = 1 if mono else 2
        self._pieces = pieces
        self._names = [f"{piece.id} at {_stamp(piece.start)}.flac" for piece in pieces]
        self._gaps = [(to_frames(start), to_frames(end)) for start, end in gaps]
        self._powers: list[NDArray[np.float64]] = []
        self._subtype = "PCM_24" if _is_fine(source) else "PCM_16"

    def cut(self, progress: Callable[[Seconds], None]) -> None:
        """Write all files. Raises `AudioFileError`."""
        import soundfile

        (self._folder / GAPS).mkdir(parents=True)
        clean: list[NDArray[np.float32]] = []
        windows = [to_frames(place) for place in self._room.places]
        targets = list(self._targets())
        kept, at = np.zeros((0, self._channels), dtype=np.float32), 0
        ahead = self._at_our_rate()
        for first, last, path, spoken in targets:
            with soundfile.SoundFile(str(path), "w", FRAME_RATE, self._channels, self._subtype, format="FLAC") as file:
                while first < last:
                    if not len(kept):
                        kept = next(ahead, np.zeros((last - first, self._channels), dtype=np.float32))
                    part, kept = kept[: last - first], kept[last - first :]
                    file.write(part)
                    if spoken and len(part) >= FRAME_RATE // 2:
                        self._powers.append(hop_powers(weighted_power(part, FRAME_RATE)))
                    while windows and not spoken and first <= windows[0] and len(part) >= windows[0] - first + 1:
                        begin = windows.pop(0) - first
                        whole = np.concatenate((part[begin:], kept[: max(0, self._room.window - len(part) + begin)]))
                        if len(whole) >= self._room.window:
                            clean.append(whole[: self._room.window])
                    first += len(part)
                    at += len(part)
            progress(at / FRAME_RATE)
        room = np.concatenate(clean) if clean else np.zeros((self._room.window, self._channels), dtype=np.float32)
        soundfile.write(str(self._folder / ROOM), room, FRAME_RATE, subtype=self._subtype, format="FLAC")

    def index(self, found: Stretches) -> dict[str, Any]:
        """What belongs together."""
        gaps = []
        for (first, last), levels in zip(self._gaps, self._room.gaps, strict=True):
            split = max(0, min(last - first, to_frames(levels.split)))
            gaps.append({"frames": last - first, "split": split, "before_db": round(levels.before_db, 2),
                         "after_db": round(levels.after_db, 2)})  # fmt: skip
        pieces = [
            {"id": piece.id, "file": name, "kind": piece.kind, "start": to_frames(piece.start)}
            for piece, name in zip(self._pieces, self._names, strict=True)
        ]
        loud = gated_loudness(np.concatenate(self._powers)) if self._powers else -16.0
        return {
            "version": VERSION, "channels": self._channels, "window": self._room.window,
            "loudness": round(float(loud), 1) if np.isfinite(loud) else -16.0, "pieces": pieces, "gaps": gaps,
            "all_gaps_s": [[round(start, 2), round(end, 2)] for start, end in found.gaps if end - start > 0],
        }  # fmt: skip

    def _targets(self) -> Iterator[tuple[Frames, Frames, Path, bool]]:
        """Every stretch of the recording, with its file, and whether it is heard."""
        for number, (first, last) in enumerate(self._gaps):
            yield first, last, self._folder / GAPS / f"{number:04}.flac", False
            if number < len(self._names):
                yield last, self._gaps[number + 1][0], self._folder / self._names[number], True

    def _at_our_rate(self) -> Iterator[NDArray[np.float32]]:
        import soxr

        rate = self._source.rate
        stream = soxr.ResampleStream(rate, FRAME_RATE, self._channels, dtype="float32") if rate != FRAME_RATE else None
        for first, block in blocks(self._source):
            part = np.ascontiguousarray(block[:, : self._channels])
            if part.shape[1] < self._channels:
                part = np.repeat(part, self._channels, axis=1)
            if stream is not None:
                part = stream.resample_chunk(part, last=first + len(block) >= self._source.frames)
                part = part.reshape(-1, self._channels)
            yield np.asarray(part, dtype=np.float32)


def _stamp(seconds: Seconds) -> str:
    return format_clock(int(seconds)).replace(":", "-")


def _is_fine(source: "SoundSource") -> bool:
    """Whether the recording has more than 16 bits."""
    import soundfile

    path = getattr(source, "path", None)
    with suppress(RuntimeError, OSError, TypeError):
        return bool(soundfile.info(str(path)).subtype in _FINE)
    return False


def _require_free(folder: Path, *, force: bool) -> None:
    if not folder.exists():
        if not folder.resolve().parent.is_dir():
            raise FolderError(folder.resolve().parent, "there is no such folder")
        return
    if not folder.is_dir():
        raise FolderError(folder, "it is a file, and a recording becomes a folder")
    ours = (folder / PIECES / INDEX).is_file()
    if not ours and any(folder.iterdir()):
        raise FolderError(folder, "it holds other files; name a folder that is not there yet")
    if ours and not force:
        raise FileThereError(folder)


@contextmanager
def _new_folder(folder: Path, *, force: bool) -> Iterator[Path]:
    """A folder to write into that takes its name at the end, whole, and is gone after any error."""
    target = folder.resolve()
    try:
        made = Path(tempfile.mkdtemp(prefix=_PART, dir=target.parent))
    except OSError as error:
        raise FolderError(target.parent, (error.strerror or str(error)).lower()) from error
    try:
        yield made
        _require_free(folder, force=force)
        made.chmod(0o755)
        if target.exists():
            old = made / f"{_PART}old"
            target.replace(old)
            made.replace(target) if not old.exists() else _swapped(made, old, target)
        else:
            made.replace(target)
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError):
            raise FolderError(folder, (error.strerror or str(error)).lower()) from error
        raise AudioFileError(folder, f"the pieces cannot be written: {error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _swapped(made: Path, old: Path, target: Path) -> None:
    made.replace(target)
    shutil.rmtree(target / old.name, ignore_errors=True)
