"""Measures the noise in one recorded gap: how loud it is in each band over time, and at which moments nothing else is
heard.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound._bands import HEARD, OCTAVES, WIDTHS, weights
from voiceguide.sound._piece_files import read_flac
from voiceguide.units import FRAME_RATE, Frames, Seconds, to_frames

_AFTER_WORDS: Final[Frames] = to_frames(0.25)
_BEFORE_WORDS: Final[Frames] = to_frames(0.12)
"""How much of a gap is not measured: `_AFTER_WORDS` at its start, where words still echo, and `_BEFORE_WORDS` at its
end, where a breath may be heard.
"""

_SHORTEST: Final[Frames] = to_frames(0.5)
"""If less than this remains of a gap without its two ends, the gap is too short to be measured."""

_HOP: Final[Frames] = 4_096
"""The usual distance between two moments at which the noise is measured: half a window. In a gap of over two minutes
they are further apart, so that there are about `_MOST` of them.
"""

_MOST: Final = 1_300
_AT_ONCE: Final = 64
_AROUND: Final[Seconds] = 1.5
_LOUD_DB: Final = 6.0
"""A moment is not clean if it is this much louder than the median of the 1.5 s before and after it: it may be a cough,
a breath or the end of a word. (A swell of the sea lasts longer, and is clean.) If less than 1.5 s of a gap is measured,
a breath may fill most of it. Then each moment is compared with the quietest one instead.
"""

_LOOKS: Final = 10.0
"""How many independent measurements ("looks") the guess in `settled` is worth when it is averaged with what was
measured. Noise in a band of B Hz, measured for T seconds, gives T * B looks (Welch, 1967).
"""

_NEAR: Final = np.exp(-np.square(np.subtract.outer(np.arange(len(WIDTHS)), np.arange(len(WIDTHS)))) / 8)
"""How much each band counts when the power in another band is estimated, shape (bands, bands). The weights follow a
bell curve with a standard deviation of two thirds of an octave.
"""

_CHANGES_DB: Final = 2.0
"""The noise of a gap counts as changing if the parts of the gap differ by more than this in any octave. In steady
noise, parts of 4 s differ by less than 1 dB.
"""

_STEP: Final = 0.1
_ASIDE: Final = 0.5
"""Frames are cut out of a part of a gap where the cost, in dB², is lowest. The cost is the squared error of the mean
level that results, plus `_STEP` times the squared step in level at the cut, plus `_ASIDE` times the distance of the cut
from the middle of the part, as a share of the part. `_ASIDE` is also used to choose where room tone is put in.
"""

_NEARBY: Final[Frames] = to_frames(0.4)
"""How much sound on each side of a place is compared with the whole part of the gap."""

_LEAST_END: Final[Frames] = to_frames(0.4)
"""When frames are cut out of a part of a gap, at least this much (0.4 s) of the part stays before the cut, and as much
after it. But this is never more than a quarter of all that stays, and never less than an eighth.
"""


@dataclass(frozen=True, eq=False)
class GapNoise:
    """The noise in a recorded gap."""

    middles: NDArray[np.int64]
    """The moments at which the noise was measured, in order: the middle frame of each window."""
    powers: NDArray[np.float32]
    """The power of the sound (its mean square) in each band at each moment, shape (moments, channels, bands)."""

    @cached_property
    def levels(self) -> NDArray[np.float64]:
        """How loud each moment is over all bands above 150 Hz, in dB."""
        return np.asarray(10 * np.log10(self.powers[:, :, HEARD].sum(axis=(1, 2), dtype=np.float64) + 1e-15))

    @cached_property
    def clean(self) -> NDArray[np.bool_]:
        """For each moment, whether there is nothing but noise in it."""
        if len(self.levels) * self._hop < _AROUND * FRAME_RATE:
            return np.asarray(self.levels < self.levels.min() + _LOUD_DB)
        width = min(len(self.levels), 2 * round(_AROUND * FRAME_RATE / self._hop) + 1)
        medians = np.median(np.lib.stride_tricks.sliding_window_view(self.levels, width), axis=1)
        before = (len(self.levels) - len(medians)) // 2
        around = np.pad(medians, (before, len(self.levels) - len(medians) - before), mode="edge")
        return np.asarray(self.levels < around + _LOUD_DB)

    @cached_property
    def _hop(self) -> Frames:
        return int(self.middles[1] - self.middles[0]) if len(self.middles) > 1 else _HOP

    def mean(self, first: Frames, last: Frames) -> tuple[NDArray[np.float64], Seconds]:
        """The mean power in each band over the clean moments from `first` up to `last`, shape (channels, bands), and
        how many seconds these moments last together. If none of them is clean, the nearest clean moment is used.
        """
        inside = np.flatnonzero(self._within(first, last) & self.clean)
        if not len(inside):
            away = np.abs(self.middles - (first + last) / 2) + np.where(self.clean, 0, self.middles[-1] + last)
            inside = np.array([int(np.argmin(away))])
        return self.powers[inside].mean(axis=0, dtype=np.float64), len(inside) * self._hop / FRAME_RATE

    def changes(self, edges: NDArray[np.int64]) -> bool:
        """Whether the noise changes from part to part. `edges` has the frame at which each part of the gap begins, and
        finally the end of the gap.
        """
        parts = [self.mean(int(first), int(last))[0].sum(axis=0) for first, last in pairwise(edges)]
        octaves = 10 * np.log10(np.array([[part[octave].sum() for octave in OCTAVES] for part in parts]) + 1e-12)
        return bool((octaves.max(axis=0) - octaves.min(axis=0)).max() > _CHANGES_DB)

    def most_similar(self, first: Frames, last: Frames) -> Frames:
        """The frame around which the gap sounds most like the whole part from `first` up to `last`. Room tone that is
        put in at this frame is about as loud as the sound beside it.

        Only clean moments in the middle half of the part are considered, and those near the middle are preferred. If
        there are none, it is the middle of the part.
        """
        quarter = (last - first) // 4
        inside = self._within(first + quarter, last - quarter) & self.clean
        if not inside.any():
            return (first + last) // 2
        whole = self.mean(first, last)[0].sum(axis=0)
        costs = []
        for place in self.middles[inside]:
            near = self.mean(int(place) - _NEARBY, int(place) + _NEARBY)[0].sum(axis=0)
            apart = [10 * np.log10((near[band].sum() + 1e-12) / (whole[band].sum() + 1e-12)) for band in OCTAVES]
            costs.append(np.square(apart).mean() + _ASIDE * abs(place - (first + last) / 2) / (last - first))
        return int(self.middles[inside][np.argmin(costs)])

    def cuts(self, edges: NDArray[np.int64], removed: Sequence[Frames]) -> list[Frames]:
        """For each part of the gap, the frame at which its cut begins. `edges` has the frame at which each part begins,
        and finally the end of the gap. `removed` says how many frames are cut out of each part.

        The cuts are chosen so that each octave keeps nearly the same mean, and there is hardly any step in level at a
        cut.
        """
        bands = self.powers.sum(axis=1, dtype=np.float64)
        octaves = np.column_stack([bands.sum(axis=1), *(bands[:, octave].sum(axis=1) for octave in OCTAVES)])
        stays, cuts = self.clean.copy(), list[Frames]()
        for (first, last), goes in zip(pairwise(edges.tolist()), removed, strict=True):
            so_far = self.middles < last
            whole = _mean(octaves[self.clean & so_far])
            costs = []
            for place in (places := _places(first, last, goes)):
                apart = _mean(octaves[stays & so_far & ~self._within(place, place + goes)]) - whole
                before, after = np.interp([place, place + goes], self.middles, self.levels)
                aside = abs(place - (first + last - goes) / 2) / (last - first)
                off = apart[0] ** 2 + np.square(apart[1:]).mean()
                costs.append(off + _STEP * (before - after) ** 2 + _ASIDE * aside)
            cuts.append(places[int(np.argmin(costs))])
            stays &= ~self._within(cuts[-1], cuts[-1] + goes)
        return cuts

    def _within(self, first: Frames, last: Frames) -> NDArray[np.bool_]:
        return np.asarray((self.middles >= first) & (self.middles < last))


def _mean(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each column of `powers`, in dB; its rows are moments. The mean is −120 dB if there are no moments."""
    return np.asarray(10 * np.log10(powers.sum(axis=0) / max(1, len(powers)) + 1e-12))


def _places(first: Frames, last: Frames, removed: Frames) -> list[Frames]:
    """The frames at which a cut of `removed` frames may begin, so that enough stays at both ends of the part
    (`_LEAST_END`).
    """
    kept = last - first - removed
    edge = max(kept // 8, min(kept // 4, _LEAST_END))
    places: list[Frames] = np.linspace(first + edge, last - removed - edge, 64).astype(np.int64).tolist()
    return places


def settled(own: NDArray[np.float64], seconds: Seconds, usual: NDArray[np.float64]) -> NDArray[np.float64]:
    """An estimate of the true noise power in each band, shape (channels, bands). `own` is the power that was measured
    for `seconds` seconds. It is averaged with a guess: the `usual` power of the band, times how much louder or softer
    than usual the band and its neighbours were. The shorter the measurement was, the more the guess counts.
    """
    looks = seconds * WIDTHS
    ratios = own / np.maximum(usual, 1e-30)
    near = _NEAR * np.minimum(looks, _LOOKS)
    likely = usual * (ratios @ near.T / near.sum(axis=1))
    return np.asarray((looks * own + _LOOKS * likely) / (looks + _LOOKS))


def gap_noise(path: Path, frames: Frames, channels: int, window: Frames) -> GapNoise | None:
    """The noise in a gap, measured in windows of `window` frames; None if the gap is too short. Raises
    `AudioFileError`.
    """
    first, last = _AFTER_WORDS, frames - _BEFORE_WORDS
    if last - first < max(_SHORTEST, window):
        return None
    hop = max(window // 2, (last - first) // _MOST)
    starts = np.arange(first, last - window + 1, hop)
    powers = np.concatenate(list(_powers(path, starts, channels, window)))
    return GapNoise(starts + window // 2, powers)


def _powers(path: Path, starts: NDArray[np.int64], channels: int, window: Frames) -> Iterator[NDArray[np.float32]]:
    shape = np.hanning(window)[:, np.newaxis]
    share = weights(window) * (2 / window / np.square(shape).sum())
    together = _AT_ONCE if len(starts) > 1 and starts[1] - starts[0] <= window else 1
    for at in range(0, len(starts), together):
        some = starts[at : at + together]
        held = read_flac(path, int(some[0]), int(some[-1]) + window, channels)
        for start in some - some[0]:
            spectrum = np.fft.rfft(held[start : start + window] * shape, axis=0)
            yield (np.square(np.abs(spectrum)).T @ share)[np.newaxis].astype(np.float32)
