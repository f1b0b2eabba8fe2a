"""A background from a user's own file, which must last at least a second. It is looped with an equal-power cross-fade.

First the recording is measured: its loudness, its DC offset, and where its sound begins and ends.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import HOP, lufs_each
from voiceguide.dsp.samples import Samples, factor, soft_limit
from voiceguide.errors import NOTHING_HEARD, AudioFileError
from voiceguide.sound._blocks import BLOCK, DecodedFile
from voiceguide.sound._levels import FILE_CEILING, relative_loudness, tenths
from voiceguide.sound.audio_file import file_key, open_source
from voiceguide.sound.bed import BED_LUFS, CountProgress
from voiceguide.sound.loops import around_loop, noise_floor
from voiceguide.units import Frames, Seconds, format_clock, to_frames, to_seconds

MEASURED: Final = 40
"""How many blocks of 5 s are measured. A file of up to 200 s is measured as a whole; of a longer one, about this many
blocks are measured, evenly spread.
"""

SILENT_LU: Final = 50.0
"""A start or an end of a recording that is this much softer than the whole is silence. It is left out, however long it
is.
"""

FADED_LU: Final = 6.0
"""A start or an end of a recording that is this much softer than the whole is a fade, or a lull between two waves. It
would leave a hole in the loop, so it is left out as well as the silence. No more than `MOST_FADED` seconds, and no more
than a tenth of the recording, are left out as a fade at each end.
"""

MOST_FADED: Final[Seconds] = 15.0

_WINDOW: Final = 4
"""How many tenths of a second a level is averaged over: 0.4 s, as for momentary loudness (ITU-R BS.1770)."""

ReadFrames: TypeAlias = Callable[[Frames, Frames], Samples]
"""Reads frames `first` up to `last` of a recording, shape (last - first, 2)."""


@dataclass(frozen=True, eq=False)
class Survey:
    """The measurements of a recording."""

    loudness: float
    """Integrated loudness in LUFS; −inf if there is only silence."""
    middle: NDArray[np.float32]
    """The DC offset of the left and of the right channel. A bad converter adds one; it is inaudible, but takes
    headroom.
    """


def survey(read: ReadFrames, length: Frames, progress: CountProgress | None) -> Survey:
    """Measure a recording of `length` frames. Of a long recording, only some blocks are measured, spread over it.
    `progress` is called after each block.
    """
    starts = range(0, length, BLOCK)
    if len(starts) > MEASURED:
        starts = range(0, length - BLOCK, (length - BLOCK) // MEASURED)
    powers, middles = [], []
    for count, start in enumerate(starts):
        samples = read(start, min(start + BLOCK, length))
        middle = samples.mean(axis=0, dtype=np.float64)
        heard = tenths(samples - middle.astype(np.float32))
        # In the first tenth of a later block the filter is still settling.
        powers.append(heard[1:] if start and len(heard) > 1 else heard)
        middles.append(middle)
        if progress is not None:
            progress(count + 1, len(starts))
    return Survey(relative_loudness(np.concatenate(powers)), np.mean(middles, axis=0).astype(np.float32))


def sounding_part(read: ReadFrames, length: Frames, loudness: float) -> tuple[Frames, Frames]:
    """The range (first, last) of a recording without the silence and the fades at its ends. `loudness` is that of the
    whole recording, in LUFS.
    """
    most = min(to_frames(MOST_FADED), length // 10)
    first = _onset(_forwards(read, length), most, loudness)
    last = length - _onset(_backwards(read, length), most, loudness)
    return (first, last) if first < last else (0, length)


def _forwards(read: ReadFrames, length: Frames) -> Iterator[NDArray[np.float64]]:
    for start in range(0, length, BLOCK):
        yield tenths(read(start, min(start + BLOCK, length)))


def _backwards(read: ReadFrames, length: Frames) -> Iterator[NDArray[np.float64]]:
    for end in range(length, 0, -BLOCK):
        # Reversed before it is measured, so that the tenths are counted from the end.
        yield tenths(np.ascontiguousarray(read(max(0, end - BLOCK), end)[::-1]))


def _onset(blocks: Iterator[NDArray[np.float64]], most: Frames, loudness: float) -> Frames:
    """How many frames are left out at the start of the blocks: all of the silence there, and at most `most` frames of
    the fade that follows it. 0 if the blocks end within the silence or the fade.
    """
    hop = to_frames(HOP)
    passed, silence = 0, None
    for powers in blocks:
        window = min(_WINDOW, len(powers))
        levels = np.convolve(powers, np.full(window, 1 / window), mode="valid")
        for level in lufs_each(np.maximum(levels, 1e-20)) - loudness:
            if silence is None and level > -SILENT_LU:
                silence = passed
            if silence is not None and (level > -FADED_LU or passed - silence + hop > most):
                return passed
            passed += hop
        passed += hop * (window - 1)
    return 0


CROSS_FADE: Final[Seconds] = 4.0
"""The length of the cross-fade from the end of the file to its beginning, in seconds. If the part of the file that is
used is shorter than 16 s, the cross-fade takes a quarter of it.
"""

MOST_ALIGNED: Final[Seconds] = 0.05
"""At most this many seconds are cut off the end of the file, so that a tone at the end is in phase with the same tone
at the beginning. In 0.05 s, a tone of 20 Hz swings once.
"""

LEAST_CORRELATION: Final = 0.3
"""The end of the file is cut so that it is in phase with the beginning only if the two then correlate at least this
well. Noise never does.
"""

SHORTEST: Final[Seconds] = 1.0
"""The length of the shortest recording that can be a background, in seconds."""


@dataclass(frozen=True)
class FileSettings:
    """The settings that the recipe beside a recording may have."""

    gain_db: float = 0.0
    """How much louder than `BED_LUFS` the recording is played, in dB."""
    trim: tuple[Seconds, Seconds | None] = (0.0, None)
    """The start and end of the part that is used. An end of None is the end of the recording. By default, the part is
    everything but the silence and the fades at both ends.
    """


class FileBed:
    """A file as an endless background. The same frame always has the same samples. The blocks that were read last are
    kept in memory.
    """

    even = False
    """A recording may contain anything, so it never counts as even."""

    def __init__(
        self,
        path: Path,
        cache_folder: Path,
        *,
        name: str,
        settings: FileSettings,
        progress: CountProgress | None = None,
    ) -> None:
        self.name = name
        self._path = path
        self._blocks = DecodedFile(open_source(path, cache_folder))
        self.key = file_key(path, settings.gain_db, *settings.trim, "in step")
        self._start, self._length = self._used(settings)
        self._middle = np.zeros(2, dtype=np.float32)
        loudness = self._measured(settings, progress)
        self._fade = min(to_frames(CROSS_FADE), self._length // 4)
        self._alike = self._align_ends()
        self._gain = np.float32(factor(BED_LUFS + settings.gain_db - loudness))
        self._floor = noise_floor()

    @property
    def loop_frames(self) -> None:
        """None: it never repeats exactly, because the first round has no cross-fade at its beginning."""
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
        soft_limit(out, FILE_CEILING)
        out += around_loop(self._floor, first, last)
        return out

    def _within_one_round(self, first: Frames, last: Frames) -> Samples:
        """Frames from `first` up to `last`, or only up to the place where the file begins again."""
        period = self._length - self._fade
        rounds, place = divmod(first, period)
        end = min(place + last - first, period)
        samples = self._file(place, end)
        fading = min(end, self._fade) - place
        if rounds > 0 and fading > 0:
            angle = np.pi / 2 * (np.arange(place, place + fading, dtype=np.float32) + 0.5) / self._fade
            # Correlated sound adds up in amplitude, other sound in power. Either way the sum stays equally loud.
            level = np.sqrt(1 + self._alike * np.sin(2 * angle))
            samples[:fading] *= (np.sin(angle) / level)[:, np.newaxis]
            ending = self._file(period + place, period + place + fading)
            samples[:fading] += ending * (np.cos(angle) / level)[:, np.newaxis]
        return samples

    def _align_ends(self) -> float:
        """Shorten the used part so that its end is in phase with its beginning, and return their correlation, from
        `LEAST_CORRELATION` to 1. If they correlate less well, nothing is shortened, and 0 is returned.

        Without this, a tone could become softer, or vanish, in the middle of the cross-fade, depending on the phases.
        """
        most = min(to_frames(MOST_ALIGNED), self._length // 40)
        period = self._length - self._fade
        begin = self._file(0, self._fade).astype(np.float64)
        end = self._file(period - most, self._length).astype(np.float64)
        size = 1 << (len(end) + self._fade).bit_length()
        spectra = np.conj(np.fft.rfft(begin, size, axis=0)) * np.fft.rfft(end, size, axis=0)
        found = np.fft.irfft(spectra, size, axis=0)[: most + 1].sum(axis=1)
        power = np.concatenate(([0.0], np.cumsum((end**2).sum(axis=1))))
        energies = (power[self._fade :] - power[: most + 1]) * (begin**2).sum()
        correlations = found / np.sqrt(np.maximum(energies, 1e-12))
        best = most - int(np.argmax(correlations[::-1]))
        if correlations[best] < LEAST_CORRELATION:
            return 0.0
        self._length -= most - best
        return float(min(correlations[best], 1.0))

    def _file(self, first: Frames, last: Frames) -> Samples:
        return self._blocks.read(self._start + first, self._start + last) - self._middle

    def _used(self, settings: FileSettings) -> tuple[Frames, Frames]:
        """Where the used part begins, and its length."""
        whole = self._blocks.frames
        start, end = to_frames(settings.trim[0]), whole if settings.trim[1] is None else to_frames(settings.trim[1])
        if not whole:
            raise AudioFileError(self._path, NOTHING_HEARD)
        if start >= whole or end > whole + to_frames(0.1):
            lasts = format_clock(to_seconds(whole))
            remedy = "correct 'trim' in its .toml file"
            raise AudioFileError(self._path, f"it lasts only {lasts}, and 'trim' goes beyond its end; {remedy}")
        length = min(end, whole) - start
        self._require(length)
        return start, length

    def _measured(self, settings: FileSettings, progress: CountProgress | None) -> float:
        """Measure the used part and return its loudness. If no trim was asked for, the silence and the fades at its
        ends are then dropped, and the rest is measured again.
        """
        found = survey(self._file, self._length, progress)
        if not math.isfinite(found.loudness):
            raise AudioFileError(self._path, NOTHING_HEARD)
        self._middle = found.middle
        if settings.trim == FileSettings.trim:
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
