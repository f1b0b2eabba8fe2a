"""Measures how loud a recording is in each band, over time. The recording is read once, from beginning to end, in
constant memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._detector import RATE
from voiceguide.recording._mel import mel_edges
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource

CLIPPED: Final = 0.99
FAINT: Final = 0.01
"""Sound from a microphone is clipped if its amplitude reaches `CLIPPED`. If its highest amplitude stays below `FAINT`
(−40 dB of full scale), the microphone's own noise will be heard.
"""

HOP: Final[Seconds] = 0.01
"""The time between two levels."""

BANDS: Final = 20
_BLOCK: Final[Seconds] = 20.0
_STEP: Final = round(HOP * RATE)
_WINDOW: Final = 400
_SIZE: Final = 512
_LOWEST_HZ: Final = 80.0
_HIGHEST_HZ: Final = 7_600.0
_NOTHING_DB: Final = -110.0
_BATCH: Final = 2_000
_FULL: Final = 0.999


@dataclass(frozen=True, eq=False)
class SoundLevels:
    """How loud a recording is, moment by moment."""

    levels: NDArray[np.float16]
    """dB of full scale by band, for each 10 ms: shape (moments, `BANDS`)."""
    mono: bool
    """Whether there is only one channel, or both are the same."""
    clipped: float
    """The share of all moments in which the sound stays at full scale for two samples or more."""

    @property
    def seconds(self) -> Seconds:
        """The duration of the recording."""
        return len(self.levels) * HOP


def measured_levels(source: "SoundSource", progress: Callable[[float, float], None]) -> SoundLevels:
    """Listen to a recording. `progress` is called with the seconds done and the seconds in all. Raises `AudioFileError`
    if it is damaged.
    """
    seconds = source.frames / source.rate
    stream = LevelStream(source.rate)
    mono, full, sounding = True, 0, 0
    for first, block in blocks(source):
        mono = mono and (block.shape[1] == 1 or np.array_equal(block[:, 0], block[:, 1]))
        full += _at_full_scale(block, source.rate)
        sounding += len(block) // max(1, source.rate // 100)
        stream.add(to_mono(block), last=first + len(block) >= source.frames)
        progress(min(seconds, (first + len(block)) / source.rate), seconds)
    return SoundLevels(stream.levels[: round(seconds / HOP)], mono, full / max(1, sounding))


class LevelStream:
    """The levels of sound that arrives in blocks."""

    def __init__(self, rate: int) -> None:
        """`rate`: samples per second."""
        import soxr

        self._resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32") if rate != RATE else None
        self._kept = np.zeros((_WINDOW - _STEP) // 2, dtype=np.float32)  # so the first window is centred on a moment
        self._found: list[NDArray[np.float16]] = []
        self._count = 0

    def add(self, mono: NDArray[np.float32], *, last: bool = False) -> None:
        """Add the next block, which may be empty; nothing may follow the `last` one."""
        part = self._resampler.resample_chunk(mono, last=last) if self._resampler is not None else mono
        self._kept = np.concatenate((self._kept, part))
        if last:
            self._kept = np.concatenate((self._kept, np.zeros(_WINDOW, dtype=np.float32)))
        count = max(0, (len(self._kept) - _WINDOW) // _STEP + 1)
        if count:
            self._found.append(_levels(self._kept, count))
            self._count += count
            self._kept = self._kept[count * _STEP :]

    @property
    def levels(self) -> NDArray[np.float16]:
        """The levels of everything so far: dB of full scale by band, one every 10 ms, shape (moments, `BANDS`)."""
        return np.concatenate((np.zeros((0, BANDS), dtype=np.float16), *self._found))

    def latest(self, seconds: Seconds) -> tuple[Seconds, NDArray[np.float16]]:
        """When the latest levels begin, and these levels. They cover at least the last `seconds`, or everything if
        there is less.
        """
        count, first = 0, len(self._found)
        while first and count * HOP < seconds:
            first -= 1
            count += len(self._found[first])
        begins = (self._count - count) * HOP
        return begins, np.concatenate((np.zeros((0, BANDS), dtype=np.float16), *self._found[first:]))


def blocks(source: "SoundSource", seconds: Seconds = _BLOCK) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """A recording in blocks, from its beginning: the first frame of each, and its samples, shape (frames, channels)."""
    step = round(seconds * source.rate)
    for first in range(0, source.frames, step):
        yield first, source.read(first, min(source.frames, first + step))


def to_mono(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of one or two channels. numpy's own mean takes ten times as long for so few."""
    return block[:, 0] if block.shape[1] == 1 else (block[:, 0] + block[:, 1]) * np.float32(0.5)


def mono_part(source: "SoundSource", start: Seconds, end: Seconds) -> NDArray[np.float32]:
    """A part of a recording in the form that detectors take: mono, at their rate."""
    import soxr

    first, last = max(0, round(start * source.rate)), min(source.frames, round(end * source.rate))
    mono = to_mono(source.read(first, last))
    return np.asarray(soxr.resample(mono, source.rate, RATE) if source.rate != RATE else mono, dtype=np.float32)


def loudness(heard: SoundLevels) -> NDArray[np.float32]:
    """The level of each moment over all bands, in dB of full scale."""
    parts = []
    for first in range(0, len(heard.levels), _BATCH):
        part = heard.levels[first : first + _BATCH].astype(np.float32)
        parts.append(10 * np.log10(np.power(10.0, part / 10).sum(axis=1) + 1e-12))
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, dtype=np.float32)


def _at_full_scale(block: NDArray[np.float32], rate: int) -> int:
    """The number of moments in which the sound stays at full scale for two samples or more."""
    if max(float(block.max(initial=0.0)), -float(block.min(initial=0.0))) < _FULL:
        return 0
    step = max(1, rate // 100)
    peaks = np.abs(block).max(axis=1)
    held = (peaks[1:] >= _FULL) & (peaks[:-1] >= _FULL)
    return len(np.unique(np.flatnonzero(held) // step))


def _levels(samples: NDArray[np.float32], count: int) -> NDArray[np.float16]:
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[: count * _STEP : _STEP]
    power = np.square(np.abs(np.fft.rfft(frames * _HANN, _SIZE, axis=1))).astype(np.float32)
    levels = np.maximum(10 * np.log10(power @ _WEIGHTS + 1e-11), _NOTHING_DB)
    return np.asarray(levels, dtype=np.float16)


def _weights() -> NDArray[np.float32]:
    """The weight of the power at each frequency in each band: shape (frequencies, bands). The bands have equal widths
    on the mel scale.
    """
    edges = mel_edges(_LOWEST_HZ, _HIGHEST_HZ, BANDS + 1)
    frequencies = np.fft.rfftfreq(_SIZE, 1 / RATE)
    inside = (frequencies[:, None] >= edges[:-1]) & (frequencies[:, None] < edges[1:])
    for band in np.flatnonzero(~inside.any(axis=0)):  # too narrow to contain any frequency
        inside[np.argmin(np.abs(frequencies - edges[band : band + 2].mean())), band] = True
    return np.asarray(inside / np.square(_HANN).sum() / _SIZE, dtype=np.float32)


_HANN: Final = np.hanning(_WINDOW).astype(np.float32)
_WEIGHTS: Final = _weights()
