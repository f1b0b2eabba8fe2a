"""Cuts a recording into files at its gaps, from beginning to end, in constant memory. Its sound is not changed, except
that it is brought to 44 100 Hz and 16 or 24 bits, and becomes mono if both channels are the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import gated_loudness, hop_powers, weighted_power
from voiceguide.recording._room import Room
from voiceguide.recording._sections import RecordedPiece
from voiceguide.recording._sound_levels import blocks
from voiceguide.recording._stretches import Stretches
from voiceguide.sound.pieces import GAPS, ROOM, VERSION
from voiceguide.units import FRAME_RATE, Frames, Seconds, format_clock, to_frames

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource

_FINE: Final = frozenset({"PCM_24", "PCM_32", "FLOAT", "DOUBLE"})


class Cutter:
    """Cuts a recording into files, from beginning to end, in constant memory."""

    def __init__(
        self,
        folder: Path,
        source: "SoundSource",
        mono: bool,
        pieces: Sequence[RecordedPiece],
        gaps: Sequence[tuple[Seconds, Seconds]],
        room: Room,
    ) -> None:
        self._folder, self._source, self._room = folder, source, room
        self._channels = 1 if mono else 2
        self._pieces = pieces
        self._names = [f"{piece.id} at {_stamp(piece.start)}.flac" for piece in pieces]
        self._gaps = [(to_frames(start), to_frames(end)) for start, end in gaps]
        self._powers: list[NDArray[np.float64]] = []
        self._subtype = "PCM_24" if _is_fine(source) else "PCM_16"

    def cut(self, progress: Callable[[Seconds], None]) -> None:
        """Write the files of all pieces and gaps, and of the room tone. Raises `AudioFileError`."""
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
        """The contents of the folder's index file. Among them are the pieces with their files, and the length and
        levels of every gap, including those before the first piece and after the last.
        """
        gaps = []
        for (first, last), levels in zip(self._gaps, self._room.gaps, strict=True):
            split = max(0, min(last - first, to_frames(levels.split)))
            gaps.append(
                {
                    "frames": last - first,
                    "split": split,
                    "before_db": round(levels.before_db, 2),
                    "after_db": round(levels.after_db, 2),
                }
            )
        pieces = [
            {"id": piece.id, "file": name, "kind": piece.kind, "start": to_frames(piece.start)}
            for piece, name in zip(self._pieces, self._names, strict=True)
        ]
        loud = gated_loudness(np.concatenate(self._powers)) if self._powers else -16.0
        return {
            "version": VERSION,
            "channels": self._channels,
            "window": self._room.window,
            "loudness": round(float(loud), 1) if np.isfinite(loud) else -16.0,
            "pieces": pieces,
            "gaps": gaps,
            "all_gaps_s": [[round(start, 2), round(end, 2)] for start, end in found.gaps if end - start > 0],
        }

    def _targets(self) -> Iterator[tuple[Frames, Frames, Path, bool]]:
        """The stretches of the recording, in order. For each: its first frame, the frame after its last, the file to
        write it to, and True for a piece or False for a gap.
        """
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
    """Whether the samples of the recording have more than 16 bits."""
    import soundfile

    path = getattr(source, "path", None)
    with suppress(RuntimeError, OSError, TypeError):
        return bool(soundfile.info(str(path)).subtype in _FINE)
    return False
