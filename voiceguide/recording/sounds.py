"""Where something sounds in a recording or a take, and where it is quiet: one detector for both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._noise import Moments, RoomNoise, at_first_sight, clear_of, noise_in
from voiceguide.recording._sound_levels import HOP, SoundLevels
from voiceguide.units import Seconds

SHORTEST_GAP: Final[Seconds] = 0.3
"""Shorter ones belong to words: stops, and what is said softly."""

_ROUNDS: Final = 3
"""The noise is learned from gaps, and the gaps are found over the noise, so often."""

_LEAST: Final = 2.5
_ENOUGH: Final = 4.5
_TOP: Final = 99.5
_SPREAD: Final = 4.0
"""Sound goes on while the evidence stands so many times further over its middle in noise than its highest there (a
percentile, and never less than this), and comes as far as the second of these at least once. Both were tried on 24
recordings with known gaps."""

_NEAR: Final = 20
"""Moments: a stop, before a soft last consonant."""

_CLICK: Final = 3

_FIRM: Final = 1.3
"""Noise in rooms, rain and waves has 2.9 and more, music and voices 0.3 to 0.8."""

_RINGING: Final = 30
_MEAN: Final = 61
_GONE: Final = 1.25
"""A bell is followed in the bands that hold twice the noise where it seems to end, until their mean power over 0.6 s is
hardly more than the noise."""


@dataclass(frozen=True, eq=False)
class Sounds:
    """The runs of moments in which something sounds."""

    runs: tuple[tuple[int, int], ...]
    """Each from one moment up to another, in order, with gaps between."""
    noise: RoomNoise | None
    """None: it is nowhere clear to be heard."""

    @property
    def steady(self) -> bool:
        """Whether what lies beneath is noise: music, and people who never stop, vary more than any noise does."""
        return self.noise is None or float(np.median(self.noise.firmness)) > _FIRM

    def died_away(self, heard: SoundLevels, last: int, next_first: int) -> int:
        """Where a bell that seems to end at a moment has really died away, before what sounds next."""
        if self.noise is None:
            return last
        first = max(0, last - _RINGING)
        over = self.noise.over(heard.levels, first, next_first)
        ringing = over[: last - first].mean(axis=0) > 2.0
        if not ringing.any() or next_first - first < _MEAN:
            return last
        quietest = np.percentile(self.noise.powers[:, ringing], 25, axis=0)  # its own tail was taken for noise nearby
        near = np.array([np.interp(np.arange(first, next_first), self.noise.places, band)
                         for band in self.noise.powers[:, ringing].T]).T  # fmt: skip
        mean = (over[:, ringing] * np.exp(near - np.minimum(near, quietest))).mean(axis=1)
        smooth = np.convolve(mean, np.full(_MEAN, 1 / _MEAN), "valid")
        gone = np.flatnonzero(smooth < _GONE)
        return max(last, first + int(gone[0]) + _MEAN // 2 if len(gone) else next_first - 1)


def sounds(heard: SoundLevels, shortest: Seconds = SHORTEST_GAP) -> Sounds:
    """Find them. Gaps shorter than `shortest` are none."""
    levels = heard.levels
    if not len(levels):
        return Sounds((), None)
    gap = round(shortest / HOP)
    sounding, floor = at_first_sight(levels)
    runs, noise = _joined(_runs(sounding), gap), None
    for _ in range(_ROUNDS):
        clear = clear_of(runs, len(levels))
        learned = noise_in(levels, clear, floor)
        if learned is None:
            break
        noise = learned
        runs = _over(noise.evidence(levels), clear, gap)
    return Sounds(tuple(runs), noise)


def _over(evidence: NDArray[np.float32], clear: Moments, gap: int) -> list[tuple[int, int]]:
    """The runs in which there is enough evidence for something over the noise."""
    middle, top = np.percentile(evidence[clear], [50, _TOP])
    step = max(_SPREAD, float(top - middle))
    near = _joined(_runs(evidence > middle + _LEAST * step), _NEAR)
    enough = middle + _ENOUGH * step
    return _joined(((first, last) for first, last in near
                    if last - first >= _CLICK and evidence[first:last].max() > enough), gap)  # fmt: skip


def _runs(sounding: Moments) -> Iterable[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], sounding, [False])).astype(np.int8)))
    return ((int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True))


def _joined(runs: Iterable[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """The runs, with those that lie nearer to each other than a gap made one."""
    made: list[tuple[int, int]] = []
    for first, last in runs:
        if made and first - made[-1][1] < gap:
            first = made.pop()[0]
        made.append((first, last))
    return made
