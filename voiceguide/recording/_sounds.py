"""Finds where something sounds in a recording or a take, and where it is quiet. Both are searched in the same way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._noise import Moments, RoomNoise, first_guess, gap_moments, measured_noise, noise_moments
from voiceguide.recording._sound_levels import HOP, SoundLevels
from voiceguide.units import Seconds

SHORTEST_GAP: Final[Seconds] = 0.3
"""The shortest gap between two sounds. Shorter ones are inside words: stops, and soft sounds."""

_ROUNDS: Final = 3
"""How many times the noise is learned from the gaps, and the gaps are found again with this noise."""

_CONTINUES_STEPS: Final = 2.5
_COUNTS_STEPS: Final = 4.5
_TOP_PERCENTILE: Final = 99.5
_LEAST_STEP: Final = 4.0
"""A moment is judged by how far its evidence for sound is above the median of the evidence in noise. This distance is
counted in steps. A step is the distance from that median to the percentile `_TOP_PERCENTILE` of the evidence in noise,
but at least `_LEAST_STEP`.

A sound lasts while its evidence is more than `_CONTINUES_STEPS` steps above the median, and counts only if it is more
than `_COUNTS_STEPS` steps above it at least once. Both numbers were tried on 24 recordings with known gaps.
"""

_TAIL: Final = (5, 97.0, 3, 20)
"""The end of a sound that dies away is too soft to be found in any single moment. So the mean evidence of 5 moments is
compared with that of 20 moments soon after them. The sound is extended while the difference is greater than at 97 % of
the places in noise, but by at most 3 moments, so that words with a sudden end do not grow.
"""

_NEAR_MOMENTS: Final = 20
"""Runs closer together than this many moments are joined. The stop before a soft consonant at the end of a word is
shorter than this, so the consonant stays with its word.
"""

_SHORTEST_RUN: Final = 3

_LEAST_STEADINESS: Final = 1.3
"""Sound is steady noise if its median steadiness is greater than this. It is 2.9 or more for rooms, rain and waves, and
0.3 to 0.8 for music and voices.
"""

_RINGING: Final = 30
_MEAN: Final = 61
_DECAYED: Final = 1.25
"""How it is recognised that a bell has died away. Only those bands count in which the bell can still be heard just
before it seems to end: their power is then more than twice that of the noise. Once their mean power over 0.6 s is less
than `_DECAYED` times the noise, the bell is over.
"""


@dataclass(frozen=True, eq=False)
class Sounds:
    """The runs of moments in which something sounds, and the noise under them."""

    runs: tuple[tuple[int, int], ...]
    """For each run, its first moment and the moment after its last. The runs are in order, with gaps between them."""
    noise: RoomNoise | None
    """The noise under the sounds; None if there is too little of it without other sound to measure it."""

    @property
    def steady(self) -> bool:
        """Whether the noise under the sounds is steady. Music, and people who never stop speaking, vary more than any
        noise. True if no noise could be measured.
        """
        return self.noise is None or float(np.median(self.noise.steadiness)) > _LEAST_STEADINESS

    def decay_end(self, heard: SoundLevels, last: int, next_first: int) -> int:
        """The moment when a bell has really died away, although it seems to end at `last`; at the latest just before
        `next_first`, where the next sound begins. It is `last` if nothing is known about the decay.
        """
        if self.noise is None:
            return last
        first = max(0, last - _RINGING)
        ratio = self.noise.ratio(heard.levels, first, next_first)
        ringing = ratio[: last - first].mean(axis=0) > 2.0
        if not ringing.any() or next_first - first < _MEAN:
            return last
        quietest = np.percentile(self.noise.powers[:, ringing], 25, axis=0)  # nearby, its decay was taken for noise
        near = np.array(
            [
                np.interp(np.arange(first, next_first), self.noise.places, band)
                for band in self.noise.powers[:, ringing].T
            ]
        ).T
        mean = (ratio[:, ringing] * np.exp(near - np.minimum(near, quietest))).mean(axis=1)
        smooth = np.convolve(mean, np.full(_MEAN, 1 / _MEAN), "valid")
        gone = np.flatnonzero(smooth < _DECAYED)
        return max(last, first + int(gone[0]) + _MEAN // 2 if len(gone) else next_first - 1)


def sounds(heard: SoundLevels, shortest: Seconds = SHORTEST_GAP) -> Sounds:
    """Find where something sounds. Gaps shorter than `shortest` are ignored."""
    levels = heard.levels
    if not len(levels):
        return Sounds((), None)
    gap = round(shortest / HOP)
    sounding, floor = first_guess(levels)
    noisy = noise_moments(levels, gap_moments(_joined(_runs(sounding), gap), len(levels)))
    runs, noise = _joined(_runs(sounding & ~noisy), gap), None
    for _ in range(_ROUNDS):
        clear = gap_moments(runs, len(levels)) | noisy
        learned = measured_noise(levels, clear, floor)
        if learned is None:
            break
        noise = learned
        runs = _runs_over_noise(noise.evidence(levels), clear, noisy, gap)
    return Sounds(tuple(runs), noise)


def _runs_over_noise(evidence: NDArray[np.float32], clear: Moments, noisy: Moments, gap: int) -> list[tuple[int, int]]:
    """The runs of moments in which something probably sounds over the noise. How much evidence noise alone gives is
    learned from the `clear` moments. The `noisy` moments are noise alone. They are in a run only where two runs are
    joined across them.
    """
    middle, top = np.percentile(evidence[clear], [50, _TOP_PERCENTILE])
    step = max(_LEAST_STEP, float(top - middle))
    near = _joined(_runs((evidence > middle + _CONTINUES_STEPS * step) & ~noisy), _NEAR_MOMENTS)
    enough = middle + _COUNTS_STEPS * step
    found = [
        (first, last) for first, last in near if last - first >= _SHORTEST_RUN and evidence[first:last].max() > enough
    ]
    return _joined(_with_tails(found, evidence, clear, noisy), gap)


def _with_tails(
    runs: Sequence[tuple[int, int]], evidence: NDArray[np.float32], clear: Moments, noisy: Moments
) -> Iterator[tuple[int, int]]:
    """The runs, extended where a sound dies away in the noise."""
    width, top, longest, base = _TAIL
    count = len(evidence) - width - longest - base
    if count < base:
        yield from runs
        return
    sums = np.concatenate(([0.0], np.cumsum(evidence, dtype=np.float64)))
    after = sums[width + longest :]
    more = (sums[width:] - sums[:-width])[:count] / width - (after[base:] - after[:-base])[:count] / base
    soft = np.zeros(len(evidence) + longest, dtype=np.bool_)
    soft[:count] = (more > np.percentile(more[clear[:count]], top)) & ~noisy[:count]
    for first, last in runs:
        yield first, last + int(np.argmin(np.append(soft[last : last + longest], False)))


def _runs(sounding: Moments) -> Iterable[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], sounding, [False])).astype(np.int8)))
    return ((int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True))


def _joined(runs: Iterable[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """The runs, but those closer together than `gap` moments are joined."""
    made: list[tuple[int, int]] = []
    for first, last in runs:
        if made and first - made[-1][1] < gap:
            first = made.pop()[0]
        made.append((first, last))
    return made
