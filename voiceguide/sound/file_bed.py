"""A background from a file of the user's own: any length, looped with an equal-power cross-fade."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.errors import AudioFileError
from voiceguide.sound.bed import BED_LUFS
from voiceguide.sound.blocks import Blocks
from voiceguide.sound.levels import FILE_CEILING, hold_under_ceiling
from voiceguide.sound.loop_bed import around_loop, noise_floor
from voiceguide.sound.render import Progress
from voiceguide.sound.source import file_key, open_source
from voiceguide.sound.survey import sounding_part, survey
from voiceguide.units import Frames, Seconds, format_clock, to_frames, to_seconds

CROSS_FADE: Final[Seconds] = 4.0
"""Where the end meets the beginning; a quarter of the file where that is less."""

NO_SOUND: Final = "there is no sound in it, only silence"

SHORTEST: Final[Seconds] = 1.0
"""Of a background; less is a noise and not a place to be."""


@dataclass(frozen=True)
class Wishes:
    """What a recipe beside a recording may ask for."""

    gain_db: float = 0.0
    """On top of `BED_LUFS`."""
    trim: tuple[Seconds, Seconds | None] = (0.0, None)
    """The part of the recording that is used; None: to its end. Without any wish, all between its silent ends."""


class FileBed:
    """A file, over and over. It remembers what it has decoded last, and its samples depend on the place only."""

    even = False
    """Who knows what is in it."""

    def __init__(
        self, path: Path, cache_folder: Path, *, name: str, wishes: Wishes, progress: Progress | None = None
    ) -> None:
        self.name = name
        self._path = path
        self._blocks = Blocks(open_source(path, cache_folder))
        self.key = file_key(path, wishes.gain_db, *wishes.trim)
        self._start, self._length = self._used(wishes)
        self._middle = np.zeros(2, dtype=np.float32)
        loudness = self._measured(wishes, progress)
        self._fade = min(to_frames(CROSS_FADE), self._length // 4)
        self._gain = np.float32(10 ** ((BED_LUFS + wishes.gain_db - loudness) / 20))
        self._floor = noise_floor()

    @property
    def loop_frames(self) -> None:
        """It never repeats exactly: the first time round there is no end to fade from."""
        return

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        out = np.empty((last - first, 2), dtype=np.float32)
        done = 0
        while done < len(out):
            part = self._within_one_round(first + done, last)
            out[done : done + len(part)] = part
            done += len(part)
        out *= self._gain
        hold_under_ceiling(out, FILE_CEILING)
        out += around_loop(self._floor, first, last)
        return out

    def _within_one_round(self, first: Frames, last: Frames) -> Samples:
        """From `first` on, up to `last` or to where the file begins again."""
        period = self._length - self._fade
        rounds, place = divmod(first, period)
        end = min(place + last - first, period)
        samples = self._file(place, end)
        fading = min(end, self._fade) - place
        if rounds > 0 and fading > 0:
            angle = np.pi / 2 * (np.arange(place, place + fading, dtype=np.float32) + 0.5) / self._fade
            samples[:fading] *= np.sin(angle)[:, np.newaxis]
            samples[:fading] += self._file(period + place, period + place + fading) * np.cos(angle)[:, np.newaxis]
        return samples

    def _file(self, first: Frames, last: Frames) -> Samples:
        return self._blocks.read(self._start + first, self._start + last) - self._middle

    def _used(self, wishes: Wishes) -> tuple[Frames, Frames]:
        """Where the used part begins, and its length."""
        whole = self._blocks.frames
        start, end = to_frames(wishes.trim[0]), whole if wishes.trim[1] is None else to_frames(wishes.trim[1])
        if not whole:
            raise AudioFileError(self._path, NO_SOUND)
        if start >= whole or end > whole + to_frames(0.1):
            lasts = format_clock(to_seconds(whole))
            raise AudioFileError(self._path, f"it lasts only {lasts}, less than its trim asks for")
        length = min(end, whole) - start
        self._require(length)
        return start, length

    def _measured(self, wishes: Wishes, progress: Progress | None) -> float:
        """The loudness of the used part, which is narrowed to where it sounds unless a trim was asked for."""
        found = survey(self._file, self._length, progress)
        if not math.isfinite(found.loudness):
            raise AudioFileError(self._path, NO_SOUND)
        self._middle = found.middle
        if wishes.trim == Wishes.trim:
            first, last = sounding_part(self._file, self._length, found.loudness)
            self._require(last - first)
            if last - first < self._length:
                self._start, self._length = self._start + first, last - first
                return survey(self._file, self._length, None).loudness
        return found.loudness

    def _require(self, length: Frames) -> None:
        if to_seconds(length) < SHORTEST:
            lasts = f"{to_seconds(length):.2f}".rstrip("0").rstrip(".")
            reason = f"it lasts only {lasts} s, and a background needs at least {SHORTEST:g} s"
            raise AudioFileError(self._path, reason)
