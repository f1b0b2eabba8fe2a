"""Measures how alike two stretches of one take sound, to find lines that were said again.

Both are compared as mel cepstra (Davis & Mermelstein 1980), one of them stretched in time to fit the other. For the
same voice in the same room that is enough.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._mel import mel_edges
from voiceguide.recording._pieces import TakePiece
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource

Features: TypeAlias = "NDArray[np.float64]"

_RATE: Final = 16_000
_WINDOW: Final = 512
_HOP: Final = 480
_BANDS: Final = 26
_COEFFICIENTS: Final = 12
_HIGHEST_HZ: Final = 7_000.0
_STAY_COST: Final = 0.5
"""The cost of staying at one moment of the second stretch while the first moves on. For comparison: two moments taken
at random are about 5 apart.
"""

_LONGEST: Final[Seconds] = 15.0
_PAIRS: Final = 60
_LEAST_PAIRS: Final = 10
_CHANCE_DISTANCE: Final = 3.7
"""The distance that is assumed between two unrelated pieces, if a take has too few pairs of pieces to measure it. In
fifty takes of five voices it was 3.4 to 4.2.
"""
_LONGEST_RUN: Final = 5
"""The most pieces in a run: those of a line and a few of the next line. People seldom go back further."""


class Likeness:
    """Compares runs of pieces with the pieces after them."""

    def __init__(self, take: "SoundSource", pieces: Sequence[TakePiece]) -> None:
        """Listen to all pieces once."""
        raw = [_cepstra(take, piece) for piece in pieces]
        whole = np.concatenate(raw) if raw else np.zeros((1, _COEFFICIENTS))
        mean, spread = whole.mean(axis=0), np.maximum(whole.std(axis=0), 1e-6)
        self._features = [(one - mean) / spread for one in raw]
        self._unrelated = self._chance_distance()

    def distance_to_following(self, first: int, count: int) -> float:
        """How unlike a run of `count` pieces is to the beginning of the pieces after it.

        1 means as unlike as two unrelated pieces usually are. The same words said twice give about 0.5, or less. The
        result is 1 for a run longer than `_LONGEST`, and if nothing follows the run.
        """
        run = np.concatenate(self._features[first : first + count])
        if len(run) * _HOP > _LONGEST * _RATE:
            return 1.0
        following: list[Features] = []
        for features in self._features[first + count :]:
            following.append(features)
            if sum(map(len, following)) > 1.6 * len(run):
                break
        return _distance(run, np.concatenate(following)) / self._unrelated if following else 1.0

    def repeats(self, progress: Callable[[float], None]) -> dict[int, "NDArray[np.float64]"]:
        """The distance in sound between each run of pieces and the pieces after it. The keys are the numbers of pieces
        in a run; each array is indexed by the first piece of the run.

        `progress` is called with the share that is done, 0 to 1.
        """
        count = len(self._features)
        found = {}
        for run in range(1, min(_LONGEST_RUN, count) + 1):
            found[run] = np.array([self.distance_to_following(first, run) for first in range(count - run + 1)])
            progress(run / _LONGEST_RUN)
        return found

    def _chance_distance(self) -> float:
        """The median distance between pieces that are not near each other in the take, or `_CHANCE_DISTANCE` if there
        are too few of them.
        """
        rng = np.random.default_rng(1)
        count = len(self._features)
        pairs = [(one, other) for one, other in rng.integers(0, max(1, count), (_PAIRS, 2)) if abs(one - other) > 2]
        found = [_distance(self._features[one], self._features[other]) for one, other in pairs]
        finite = [apart for apart in found if np.isfinite(apart)]  # a long piece is not compared with a short one
        return max(1e-6, float(np.median(finite))) if len(finite) >= _LEAST_PAIRS else _CHANCE_DISTANCE


def _distance(run: Features, other: Features) -> float:
    """The distance between a run and the beginning of `other`, as a mean over the moments of the run. `other` is
    stretched in time so that it fits best. Infinite if `other` is much shorter.
    """
    other = other[: round(1.6 * len(run)) + 1]
    products = np.einsum("ik,jk->ij", run, other)  # a matrix product would start threads, which takes longer
    apart = np.sqrt(np.maximum(0.0, (run**2).sum(1)[:, None] + (other**2).sum(1)[None, :] - 2 * products))
    costs = np.full(len(other) + 2, np.inf)
    costs[2] = apart[0, 0]
    for row in apart[1:]:
        costs[2:] = row + np.minimum(np.minimum(costs[2:] + _STAY_COST, costs[1:-1]), costs[:-2])
    ends = costs[2 + round(0.5 * len(run)) :]
    return float(ends.min()) / len(run) if len(ends) else float("inf")


def _cepstra(take: "SoundSource", piece: TakePiece) -> Features:
    """Mel cepstra of a piece, one every 30 ms: shape (moments, coefficients)."""
    import soxr

    mono = take.read(round(piece.start * take.rate), min(take.frames, round(piece.end * take.rate))).mean(axis=1)
    small = soxr.resample(mono, take.rate, _RATE) if take.rate != _RATE else mono
    padded = np.pad(small, (0, _WINDOW + -len(small) % _HOP))
    places = np.arange(0, len(padded) - _WINDOW, _HOP)[:, None] + np.arange(_WINDOW)
    power = np.abs(np.fft.rfft(padded[places] * np.hanning(_WINDOW), axis=1)) ** 2
    bands = np.log(power @ _mel_bands().T + 1e-9)
    cosines = np.cos(np.pi / _BANDS * np.arange(1, _COEFFICIENTS + 1)[:, None] * (np.arange(_BANDS) + 0.5))
    return np.asarray(bands @ cosines.T)


def _mel_bands() -> "NDArray[np.float64]":
    """Triangular filters of equal width on the mel scale: shape (bands, frequencies)."""
    edges = mel_edges(0.0, _HIGHEST_HZ, _BANDS + 2)
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / _RATE)
    rising = (frequencies - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - frequencies) / (edges[2:] - edges[1:-1])[:, None]
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)))
