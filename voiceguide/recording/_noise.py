"""Measures the noise under a recording, in each band and over time, and how certain it is that something else sounds
over it.

The noise is learned from the gaps themselves: first from moments that are quiet or steady, then from the gaps that were
found with this first noise. How much a moment differs from noise is a likelihood ratio (as in Sohn's detector, 1999),
computed for each band and then summed. In this way, the end of a soft sound is found even if only a few bands contain
it; in the total power of all bands it would be lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Moments: TypeAlias = NDArray[np.bool_]

_SILENCE_DB: Final = 60.0
"""Noise that is further than this below the voice counts as silence. The echo of a room ends at about that level."""

_BLOCK: Final = 2_000
_FLOOR_SHARE: Final = 10
"""For the first guess, the recording is divided into stretches of 20 s. In each stretch, the noise in a band is the
tenth percentile of the band's levels, taken from the stretch before or after if it is lower there.
"""

_HIGHEST_DB: Final = 20.0
_QUIET_DB: Final = 3.0
_ONSET: Final = (1.0, 2.2)
"""For the first guess, sound begins where the mean of all bands is clearly above its usual value in quiet moments: by
this many dB, or by this many standard deviations, whichever is more.
"""

_LOUDER_NOISE: Final = (40, 1.4, 10.0)
"""For the first guess, noise that grows louder (a wave, heavier rain) is not taken for sound. A moment is such noise
if, over 0.4 s, its level varies less than 1.4 times as much as in quiet moments, and is less than 10 dB above the
noise.
"""

_TONE_EXCESS_DB: Final = 1.5
"""When noise grows, it does so in most bands. If the mean over the bands exceeds the median by more than this, the
sound is a held tone.
"""

_WINDOW: Final = 50
_STRIDE: Final = 5
_MOST_EXAMPLES: Final = 4_000
_BATCH: Final = 400
_NOISE_VARIATION: Final = (0.4, 1.5)
_TONE_RISE_DB: Final = 4.0
_MOST_RISE_DB: Final = 20.0
_ECHO_FALL_DB: Final = 12.0
"""How noise that has changed, such as heavier rain, is recognised. Every 50 ms, the half second that begins there is
examined; to save memory, 400 of them are examined at once. How much noise usually varies is learned from at most 4000
places in the gaps.

Half a second is noise if its bands vary, on average, at most 1.5 times as much as in the gaps: 99 % of the gaps in 11
of 12 synthetic recordings stay under that, and 99 % of speech is over 1.8. It is not noise if any band is 20 dB louder
than in the quieter gaps, or falls by 12 dB, as an echo does. It is not noise either if a band is 4 dB louder but varies
less than 0.4 times as much: then it has a tone in it, such as a bell's.
"""

_INTERVAL: Final = 100
_LEAST_MOMENTS: Final = 20
"""The noise is measured once in every `_INTERVAL` moments of 10 ms (one second), if at least `_LEAST_MOMENTS` of them
belong to gaps. Between these measurements it is interpolated.
"""

_MEDIAN_REACH: Final = 10
_RINGING_EXCESS: Final = 1.0
"""How a band that rings is recognised. The growth of a band is measured from its median over the 10 s before and the 10
s after. The band rings if its growth exceeds the median growth of all bands by more than 4 dB (1 in natural logarithms
of power).
"""

_MOST_RINGING: Final = 0.5

_GAP_EDGE: Final = 15
_SHORTEST_GAP: Final = 24
"""At each end of a gap, `_GAP_EDGE` moments are left out, or a quarter of the gap if that is less. Gaps shorter than
`_SHORTEST_GAP` moments are not used.
"""

_MOST_STEADINESS: Final = 40.0
_LEAST_CLEAR: Final = 50


@dataclass(frozen=True, eq=False)
class RoomNoise:
    """The noise under a recording."""

    places: NDArray[np.float64]
    """The moments at which it was measured, counted in hops of 10 ms."""
    powers: NDArray[np.float32]
    """The noise at those moments, by band: natural logarithms of power, shape (places, bands)."""
    floor: NDArray[np.float32]
    """The power that counts as silence, by band."""
    steadiness: NDArray[np.float32]
    """How steady the noise is, by band: half the degrees of freedom of its power."""

    def ratio(self, levels: NDArray[np.float16], first: int, last: int) -> NDArray[np.float32]:
        """The power in each band as a multiple of the noise, in these moments: shape (moments, bands)."""
        at = np.arange(first, last)
        noise = np.exp(np.stack([np.interp(at, self.places, band) for band in self.powers.T], axis=1))
        held = np.maximum(power(levels[first:last]), self.floor / 10)
        return np.asarray(held / noise, dtype=np.float32)

    def evidence(self, levels: NDArray[np.float16]) -> NDArray[np.float32]:
        """For each moment, how strongly it suggests that something sounds over the noise."""
        found = np.zeros(len(levels), dtype=np.float32)
        for first, last in _blocks(len(levels)):
            times = self.ratio(levels, first, last)
            found[first:last] = np.where(times > 1, times - 1 - np.log(times), 0.0) @ self.steadiness
        return np.convolve(found, np.full(3, 1 / 3, dtype=np.float32), "same")


def power(levels: NDArray[np.float16]) -> NDArray[np.float32]:
    """Convert levels in dB to powers."""
    return np.asarray(np.power(10.0, levels.astype(np.float32) / 10), dtype=np.float32)


def first_guess(levels: NDArray[np.float16]) -> tuple[Moments, NDArray[np.float32]]:
    """A first guess at the moments in which something sounds over the noise, and at the power of silence by band."""
    own = np.array(
        [
            np.percentile(levels[first:last].astype(np.float32), _FLOOR_SHARE, axis=0)
            for first, last in _blocks(len(levels))
        ]
    )
    high = (
        np.max(
            [np.percentile(levels[first:last].astype(np.float32), 95, axis=0) for first, last in _blocks(len(levels))],
            axis=0,
        )
        - _SILENCE_DB
    )
    excess, mean, focus = np.zeros((3, len(levels)), dtype=np.float32)
    for number, (first, last) in enumerate(_blocks(len(levels))):
        floor = np.maximum(own[max(0, number - 1) : number + 2].min(axis=0), high)
        part = levels[first:last].astype(np.float32)
        clipped = np.clip(part - floor, 0.0, _HIGHEST_DB)
        excess[first:last] = clipped.mean(axis=1)
        focus[first:last] = excess[first:last] - np.median(clipped, axis=1)
        mean[first:last] = part.mean(axis=1)
    quiet = excess < np.percentile(excess, 5) + _QUIET_DB
    least = np.median(excess[quiet]) + max(_ONSET[0], _ONSET[1] * float(excess[quiet].std()))
    width, times, most = _LOUDER_NOISE
    spread = np.sqrt(np.maximum(0.0, _smooth(np.square(mean), width) - np.square(_smooth(mean, width))))
    still = (spread < times * max(0.3, float(np.median(spread[quiet])))) & (_smooth(excess, width) < most)
    still &= _smooth(focus, width) < _TONE_EXCESS_DB
    return np.asarray((excess > least) & ~still), np.power(10.0, high / 10).astype(np.float32)


def noise_moments(levels: NDArray[np.float16], clear: Moments) -> Moments:
    """The moments in the middle of a half second that is nothing but noise. This noise may be louder than elsewhere, or
    have another colour. How much noise varies is learned from the moments that are `clear` of other sound.
    """
    found = np.zeros(len(levels), dtype=np.bool_)
    starts = np.arange(0, len(levels) - _WINDOW + 1, _STRIDE)
    inside = np.concatenate(([0], np.cumsum(clear)))
    quiet = inside[starts + _WINDOW] - inside[starts] == _WINDOW
    if quiet.sum() < _LEAST_MOMENTS:
        return found
    known = starts[quiet][:: quiet.sum() // _MOST_EXAMPLES + 1]
    learned = list(_windows(levels, known))
    usual = np.maximum(np.concatenate([varies for _, _, varies, _ in learned]).mean(axis=0), 0.5)
    quieter = np.percentile(np.concatenate([means for _, means, _, _ in learned]), 25, axis=0)
    least, most = _NOISE_VARIATION
    for some, means, varies, rises in _windows(levels, starts):
        ratios, louder = varies / usual, means - quieter
        noise = (
            (ratios.mean(axis=1) < most) & (louder.max(axis=1) < _MOST_RISE_DB) & (rises.min(axis=1) > -_ECHO_FALL_DB)
        )
        noise &= ~((louder > _TONE_RISE_DB) & (ratios < least)).any(axis=1)
        middles = some[noise] + (_WINDOW - _STRIDE) // 2
        found[(middles[:, np.newaxis] + np.arange(_STRIDE)).ravel()] = True
    return found


def _windows(
    levels: NDArray[np.float16], starts: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]]:
    """Measure the half second after each of the `starts`. For each group of starts in turn, yields the starts and three
    arrays of shape (starts, bands): the mean level in dB, the variance around a straight line in dB², and the rise of
    that line in dB.
    """
    line = np.arange(_WINDOW, dtype=np.float32) - (_WINDOW - 1) / 2
    length = np.sqrt(np.square(line).sum())
    for first in range(0, len(starts), _BATCH):
        some = starts[first : first + _BATCH]
        window = levels[some[:, np.newaxis] + np.arange(_WINDOW)].astype(np.float32).swapaxes(1, 2)
        mean, rise = window.mean(axis=2), window @ (line / length)
        squares = np.square(window - mean[:, :, np.newaxis]).sum(axis=2) - np.square(rise)
        yield some, mean, squares / (_WINDOW - 2), rise * (_WINDOW / length)


def measured_noise(levels: NDArray[np.float16], clear: Moments, floor: NDArray[np.float32]) -> RoomNoise | None:
    """The noise, measured in the moments that are `clear` of other sound; None if there are too few of them.

    Changes `clear`: moments in which something rings are no longer clear.
    """
    places, powers, owns = [], [], []
    for first in range(0, len(levels), _INTERVAL):
        own = first + np.flatnonzero(clear[first : first + _INTERVAL])
        if len(own) >= _LEAST_MOMENTS:
            places.append(float(own.mean()))
            powers.append(np.log(np.maximum(power(levels[own]).mean(axis=0), floor)))
            owns.append(own)
    if not places:
        return None
    known, rings = _without_rings(np.array(powers, dtype=np.float32))
    if rings.any() and rings.mean() < _MOST_RINGING:
        clear[np.concatenate([own for own, ringing in zip(owns, rings, strict=True) if ringing])] = False
    if clear.sum() < _LEAST_CLEAR:
        return None
    noise = RoomNoise(np.array(places), known, floor, np.ones(len(floor), dtype=np.float32))
    return replace(noise, steadiness=_steadiness(levels, clear, noise))


def _steadiness(levels: NDArray[np.float16], clear: Moments, noise: RoomNoise) -> NDArray[np.float32]:
    bands = levels.shape[1]
    count, total, squares = 0, np.zeros(bands), np.zeros(bands)
    for first, last in _blocks(len(levels)):
        logs = np.log(noise.ratio(levels, first, last)[clear[first:last]]).astype(np.float64)
        count, total, squares = count + len(logs), total + logs.sum(axis=0), squares + np.square(logs).sum(axis=0)
    varies = np.maximum(squares / count - np.square(total / count), 1e-3)
    # With 2n degrees of freedom, the variance of the logarithm of a power is about 1/n + 1/2n².
    return np.asarray(np.minimum(_MOST_STEADINESS, (1 + np.sqrt(1 + 2 * varies)) / (2 * varies)), dtype=np.float32)


def _without_rings(powers: NDArray[np.float32]) -> tuple[NDArray[np.float32], Moments]:
    """The powers without sounds that ring for some seconds; and for each place, whether something rings there. A ring
    is found because only a few bands grow; when noise grows, most bands do.
    """
    around = np.pad(
        powers, ((_MEDIAN_REACH, _MEDIAN_REACH), (0, 0)), mode="reflect" if len(powers) > _MEDIAN_REACH else "edge"
    )
    usual = np.median(np.lib.stride_tricks.sliding_window_view(around, 2 * _MEDIAN_REACH + 1, axis=0), axis=2)
    grown = powers - usual
    most = np.median(grown, axis=1, keepdims=True) + _RINGING_EXCESS
    return (usual + np.minimum(grown, most)).astype(np.float32), np.asarray((grown > most).any(axis=1))


def gap_moments(runs: list[tuple[int, int]], count: int) -> Moments:
    """Which of `count` moments are well inside the gaps between runs of sound."""
    clear = np.zeros(count, dtype=np.bool_)
    ends, starts = [0, *(last for _, last in runs)], [*(first for first, _ in runs), count]
    for end, start in zip(ends, starts, strict=True):
        if start - end >= _SHORTEST_GAP:
            edge = min(_GAP_EDGE, (start - end) // 4)
            clear[end + edge : start - edge] = True
    return clear


def _blocks(count: int) -> Iterator[tuple[int, int]]:
    for first in range(0, count, _BLOCK):
        yield first, min(count, first + _BLOCK)


def _smooth(values: NDArray[np.float32], width: int) -> NDArray[np.float64]:
    return np.convolve(values.astype(np.float64), np.full(width, 1 / width), "same")[: len(values)]
