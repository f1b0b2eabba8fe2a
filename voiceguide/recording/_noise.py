"""The noise beneath a recording, band by band and all along, and how surely something else sounds over it.

Noise is learned from the gaps themselves, at first from moments that are quiet or still, then from the gaps that were
found with that. How much more than noise a moment holds is the likelihood ratio of both (as in Sohn's detector, 1999),
summed over the bands: a soft last sound stands out in its own few bands long after it has drowned in all together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Moments: TypeAlias = NDArray[np.bool_]

_DEEPEST_DB: Final = 60.0
"""Noise further under the voice than this is as good as silence: a room's echo ends there."""

_BLOCK: Final = 2_000
_FLOOR_SHARE: Final = 10
"""At first sight the noise is the tenth percentile of 20 s, the least of three neighbours."""

_HIGHEST_DB: Final = 20.0
_QUIET_DB: Final = 3.0
_SMALL: Final = (1.0, 2.2)
"""At first sight sound begins so many dB over quiet moments in the mean of all bands, and so many deviations."""

_STILL: Final = (40, 1.4, 10.0)
"""Moments that keep their level for 0.4 s as evenly as quiet ones (times), no more than so many dB over them, are noise
that has grown: a wave, heavier rain."""

_IN_MOST_DB: Final = 1.5
"""Noise grows in most bands; what is so much louder in the mean than in the middle one is a held tone."""

_KNOT: Final = 200
_LEAST: Final = 20
"""Noise is taken every 2 s from the moments of gaps, of which there must be so many, and goes evenly between."""

_AROUND: Final = 10
_RING: Final = 1.0
"""A band that grows by 4 dB more than most, against the middle of 20 s before and after, rings."""

_MOST_RINGS: Final = 0.5

_CLEAR: Final = 15
_SHORTEST: Final = 24
"""Moments at the ends of a gap that are left out, and gaps that are too short to tell anything."""

_FIRMEST: Final = 40.0
_ENOUGH: Final = 50


@dataclass(frozen=True, eq=False)
class RoomNoise:
    """What noise there is beneath."""

    places: NDArray[np.float64]
    """Moments at which it is known."""
    powers: NDArray[np.float32]
    """There, by band: natural logarithms, shape (places, bands)."""
    floor: NDArray[np.float32]
    """The power, by band, that counts as silence."""
    firmness: NDArray[np.float32]
    """How steady each band is: half the degrees of freedom that its power has."""

    def over(self, levels: NDArray[np.float16], first: int, last: int) -> NDArray[np.float32]:
        """How many times the noise's power each band holds in some moments, shape (moments, bands)."""
        at = np.arange(first, last)
        noise = np.exp(np.stack([np.interp(at, self.places, band) for band in self.powers.T], axis=1))
        held = np.maximum(power(levels[first:last]), self.floor / 10)
        return np.asarray(held / noise, dtype=np.float32)

    def evidence(self, levels: NDArray[np.float16]) -> NDArray[np.float32]:
        """For each moment how much speaks for something over the noise."""
        found = np.zeros(len(levels), dtype=np.float32)
        for first, last in _blocks(len(levels)):
            times = self.over(levels, first, last)
            found[first:last] = np.where(times > 1, times - 1 - np.log(times), 0.0) @ self.firmness
        return np.convolve(found, np.full(3, 1 / 3, dtype=np.float32), "same")


def power(levels: NDArray[np.float16]) -> NDArray[np.float32]:
    """Power from dB."""
    return np.asarray(np.power(10.0, levels.astype(np.float32) / 10), dtype=np.float32)


def at_first_sight(levels: NDArray[np.float16]) -> tuple[Moments, NDArray[np.float32]]:
    """In which moments something sounds over the quietest ones, and the power of silence by band."""
    own = np.array([np.percentile(levels[first:last].astype(np.float32), _FLOOR_SHARE, axis=0)
                    for first, last in _blocks(len(levels))])  # fmt: skip
    high = np.max([np.percentile(levels[first:last].astype(np.float32), 95, axis=0)
                   for first, last in _blocks(len(levels))], axis=0) - _DEEPEST_DB  # fmt: skip
    over, mean, few = np.zeros((3, len(levels)), dtype=np.float32)
    for number, (first, last) in enumerate(_blocks(len(levels))):
        floor = np.maximum(own[max(0, number - 1) : number + 2].min(axis=0), high)
        part = levels[first:last].astype(np.float32)
        clipped = np.clip(part - floor, 0.0, _HIGHEST_DB)
        over[first:last] = clipped.mean(axis=1)
        few[first:last] = over[first:last] - np.median(clipped, axis=1)
        mean[first:last] = part.mean(axis=1)
    quiet = over < np.percentile(over, 5) + _QUIET_DB
    least = np.median(over[quiet]) + max(_SMALL[0], _SMALL[1] * float(over[quiet].std()))
    width, times, most = _STILL
    spread = np.sqrt(np.maximum(0.0, _smooth(np.square(mean), width) - np.square(_smooth(mean, width))))
    still = (spread < times * max(0.3, float(np.median(spread[quiet])))) & (_smooth(over, width) < most)
    still &= _smooth(few, width) < _IN_MOST_DB
    return np.asarray((over > least) & ~still), np.power(10.0, high / 10).astype(np.float32)


def noise_in(levels: NDArray[np.float16], clear: Moments, floor: NDArray[np.float32]) -> RoomNoise | None:
    """The noise, learned from moments in which it is clear to be heard; None: there are too few of them.

    Moments in which something rings are taken out of `clear`.
    """
    places, powers, owns = [], [], []
    for first in range(0, len(levels), _KNOT):
        own = first + np.flatnonzero(clear[first : first + _KNOT])
        if len(own) >= _LEAST:
            places.append(float(own.mean()))
            powers.append(np.log(np.maximum(power(levels[own]).mean(axis=0), floor)))
            owns.append(own)
    if not places:
        return None
    known, rings = _without_rings(np.array(powers, dtype=np.float32))
    if rings.any() and rings.mean() < _MOST_RINGS:
        clear[np.concatenate([own for own, ringing in zip(owns, rings, strict=True) if ringing])] = False
    if clear.sum() < _ENOUGH:
        return None
    noise = RoomNoise(np.array(places), known, floor, np.ones(len(floor), dtype=np.float32))
    return replace(noise, firmness=_firmness(levels, clear, noise))


def _firmness(levels: NDArray[np.float16], clear: Moments, noise: RoomNoise) -> NDArray[np.float32]:
    bands = levels.shape[1]
    count, total, squares = 0, np.zeros(bands), np.zeros(bands)
    for first, last in _blocks(len(levels)):
        logs = np.log(noise.over(levels, first, last)[clear[first:last]]).astype(np.float64)
        count, total, squares = count + len(logs), total + logs.sum(axis=0), squares + np.square(logs).sum(axis=0)
    varies = np.maximum(squares / count - np.square(total / count), 1e-3)
    # The logarithm of a power with 2n degrees of freedom varies by about 1/n + 1/2n².
    return np.asarray(np.minimum(_FIRMEST, (1 + np.sqrt(1 + 2 * varies)) / (2 * varies)), dtype=np.float32)


def _without_rings(powers: NDArray[np.float32]) -> tuple[NDArray[np.float32], Moments]:
    """The same without what rings in a few bands for some seconds, and where it did: noise grows in most of them."""
    around = np.pad(powers, ((_AROUND, _AROUND), (0, 0)), mode="reflect" if len(powers) > _AROUND else "edge")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(around, 2 * _AROUND + 1, axis=0), axis=2)
    grown = powers - usual
    most = np.median(grown, axis=1, keepdims=True) + _RING
    return (usual + np.minimum(grown, most)).astype(np.float32), np.asarray((grown > most).any(axis=1))


def clear_of(runs: list[tuple[int, int]], count: int) -> Moments:
    """The moments well inside gaps between runs of sound, of so many moments."""
    clear = np.zeros(count, dtype=np.bool_)
    ends, starts = [0, *(last for _, last in runs)], [*(first for first, _ in runs), count]
    for end, start in zip(ends, starts, strict=True):
        if start - end >= _SHORTEST:
            edge = min(_CLEAR, (start - end) // 4)
            clear[end + edge : start - edge] = True
    return clear


def _blocks(count: int) -> Iterator[tuple[int, int]]:
    for first in range(0, count, _BLOCK):
        yield first, min(count, first + _BLOCK)


def _smooth(values: NDArray[np.float32], width: int) -> NDArray[np.float64]:
    return np.convolve(values.astype(np.float64), np.full(width, 1 / width), "same")[: len(values)]
