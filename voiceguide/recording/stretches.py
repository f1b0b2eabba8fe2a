"""What is heard in a recording and when: speech, bells and other sounds, and so the gaps between them.

Where sound begins and ends is told by its level over the noise beneath it, band by band, so that rain, a drone or hum
under the voice are no sound; whether it is speech, by a detector.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._listening import HOP, Heard, stretch
from voiceguide.recording.detector import RATE, Detector
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import Source

Kind: TypeAlias = Literal["speech", "bell", "sound"]

SHORTEST_GAP: Final[Seconds] = 0.3
"""Shorter ones belong to words: stops, and what is said softly."""

_FLOOR_EVERY: Final = 2_000
_FLOOR_SHARE: Final = 10
"""The noise beneath is the tenth percentile of 20 s, the least of three neighbours."""

_DEEPEST_DB: Final = 60.0
"""Noise further under the voice than this is as good as silence: a room's echo ends there."""

_MOST_DB: Final = 20.0
_SMALL: Final = (1.0, 4.0)
_LARGE: Final = (2.2, 8.0)
"""How far over the noise sound goes on, and how far it must come: at least so many dB in the mean of all bands, and so
many deviations of the noise."""

_AHEAD_MOMENTS: Final = 6
_FAINT: Final = (0.5, 3.0)
"""What dies away or creeps in is followed outward for as long as the mean of the next moments stays this far over the
noise: so many dB, and so many deviations of such means."""

_FARTHEST: Final = 30
"""Moments: no ending dies away for longer, apart from bells, which are loud for long enough."""

_CLICK: Final[Seconds] = 0.03
_BREATH: Final[Seconds] = 0.6
"""What is no speech, is shorter than a second and lies so near to words is a breath, and belongs to them."""

_SOFT_DB: Final = 14.0
"""Other sounds that stay this far under the voice remain part of the gap: steps outside, a chair."""

_LONG: Final[Seconds] = 30.0
"""Nobody speaks so long without a stop of 0.3 s: something else sounds beneath."""

_ASKED: Final[Seconds] = 0.7
_AHEAD: Final[Seconds] = 0.2
"""The detector is asked about the loudest part of a sound, with some of what comes before it."""

_WORD: Final[Seconds] = 0.1
"""No word is shorter."""

_SURE: Final = 0.7
_STEPS: Final = 4
"""The surest steps of a sound, of which the mean is taken: the detector is near 1 in speech and now and then 0.7 in
music."""

_LEAST_SURE: Final = 0.35


@dataclass(frozen=True)
class Stretch:
    """Something that is heard."""

    start: Seconds
    end: Seconds
    kind: Kind

    @property
    def seconds(self) -> Seconds:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, eq=False)
class Stretches:
    """All that is heard in a recording, in order."""

    heard: tuple[Stretch, ...]
    seconds: Seconds
    over_noise: NDArray[np.float32]
    """How far sound is over the noise beneath it, for each 10 ms, in dB."""
    restless: bool
    """Whether what lies under the voice changes all the time, as music does."""

    @property
    def gaps(self) -> tuple[tuple[Seconds, Seconds], ...]:
        """Between what is heard, with the entrance and the exit: where each begins and ends."""
        ends = [0.0, *(one.end for one in self.heard)]
        starts = [*(one.start for one in self.heard), self.seconds]
        return tuple(zip(ends, starts, strict=True))


def stretches(
    source: "Source", heard: Heard, detector: Detector, progress: Callable[[float, float], None]
) -> Stretches:
    """Find what is heard. `progress` is told seconds done, of how many."""
    over, least, enough = _over_noise(heard)
    runs = _widened(_runs(over, least, enough), over)
    loud = loudness(heard)
    found: list[Stretch] = []
    restless = 0.0
    for first, last in runs:
        if (last - first) * HOP > _LONG:
            parts = _spoken_inside(source, detector, first, last, loud)
            restless += (last - first) * HOP - sum(one.seconds for one in parts)
        else:
            parts = _judged(source, detector, first, last, over, loud)
        found += parts
        progress(last * HOP, heard.seconds)
    kept = _without_soft(_with_breaths(found), heard, loud)
    return Stretches(tuple(kept), heard.seconds, over, restless > max(10.0, 0.1 * heard.seconds))


def _over_noise(heard: Heard) -> tuple[NDArray[np.float32], float, float]:
    """How far each moment is over the noise, and the two thresholds of it."""
    floor = _floor(heard.levels)
    over = np.zeros(len(heard.levels), dtype=np.float32)
    for first in range(0, len(over), _FLOOR_EVERY):
        part = heard.levels[first : first + _FLOOR_EVERY].astype(np.float32)
        over[first : first + len(part)] = np.clip(part - floor[first // _FLOOR_EVERY], 0.0, _MOST_DB).mean(axis=1)
    if not len(over):
        return over, 0.0, 0.0
    quiet = over[over < np.percentile(over, 5) + 3.0]
    middle, spread = float(np.median(quiet)), float(quiet.std())
    least, enough = (middle + max(low, times * spread) for low, times in (_SMALL, _LARGE))
    return over, least, enough


def _floor(levels: NDArray[np.float16]) -> NDArray[np.float32]:
    """The noise beneath, by block and band."""
    starts = range(0, len(levels), _FLOOR_EVERY)
    blocks = [levels[first : first + _FLOOR_EVERY].astype(np.float32) for first in starts]
    own = np.array([np.percentile(block, _FLOOR_SHARE, axis=0) for block in blocks])
    high = np.array([np.percentile(block, 95, axis=0) for block in blocks]).max(axis=0)
    near = np.array([own[max(0, at - 1) : at + 2].min(axis=0) for at in range(len(own))])
    return np.asarray(np.maximum(near, high - _DEEPEST_DB), dtype=np.float32)


def _runs(over: NDArray[np.float32], least: float, enough: float) -> list[tuple[int, int]]:
    """The moments in which something sounds, as runs between gaps of 0.3 s and more."""
    sounding = np.concatenate(([False], over > least, [False]))
    edges = np.flatnonzero(np.diff(sounding.astype(np.int8)))
    runs: list[tuple[int, int]] = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if over[first:last].max() < enough or (last - first) * HOP < _CLICK:
            continue
        if runs and (first - runs[-1][1]) * HOP < SHORTEST_GAP:
            first = runs.pop()[0]
        runs.append((int(first), int(last)))
    return runs


def _widened(runs: Sequence[tuple[int, int]], over: NDArray[np.float32]) -> list[tuple[int, int]]:
    """The runs with what creeps in before them and dies away behind them, into gaps that keep their length."""
    sums = np.concatenate(([0.0], np.cumsum(over, dtype=np.float64)))
    means = (sums[_AHEAD_MOMENTS:] - sums[:-_AHEAD_MOMENTS]) / _AHEAD_MOMENTS
    ends = [0, *(last for _, last in runs)]
    starts = [*(first for first, _ in runs), len(over)]
    wide = [list(run) for run in runs]
    for index, (end, start) in enumerate(zip(ends, starts, strict=True)):
        quarter = (start - end) // 4
        middle = means[end + quarter : start - quarter - _AHEAD_MOMENTS]
        if len(middle) < _AHEAD_MOMENTS:
            continue
        faint = float(np.median(middle)) + max(_FAINT[0], _FAINT[1] * float(middle.std()))
        if index:
            last = end
            while last - end < min(_FARTHEST, quarter) and means[last] > faint:
                last += 1
            wide[index - 1][1] = last
        if index < len(runs):
            first = start
            while start - first < min(_FARTHEST, quarter) and means[first - _AHEAD_MOMENTS] > faint:
                first -= 1
            wide[index][0] = first
    return [(first, last) for first, last in wide]


def loudness(heard: Heard) -> NDArray[np.float32]:
    """dB of full scale for each moment, over all bands."""
    parts = []
    for first in range(0, len(heard.levels), _FLOOR_EVERY):
        part = heard.levels[first : first + _FLOOR_EVERY].astype(np.float32)
        parts.append(10 * np.log10(np.power(10.0, part / 10).sum(axis=1) + 1e-12))
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, dtype=np.float32)


def _judged(
    source: "Source", detector: Detector, first: int, last: int, over: NDArray[np.float32], loud: NDArray[np.float32]
) -> list[Stretch]:
    """One run that is speech or something else."""
    middle = first + int(np.argmax(loud[first:last]))
    start = min(max(first * HOP, (middle * HOP) - _ASKED / 2), max(first * HOP, last * HOP - _ASKED))
    asked = stretch(source, start - _AHEAD, start + _ASKED)
    shares = detector.shares(asked)
    spoken = (last - first) * HOP >= _WORD and len(shares) > 0 and float(np.sort(shares)[-_STEPS:].mean()) > _SURE
    kind: Kind = "speech" if spoken else "bell" if _rings(source, first, last, loud) else "sound"
    return [Stretch(first * HOP, last * HOP, kind)]


def _rings(source: "Source", first: int, last: int, loud: NDArray[np.float32]) -> bool:
    """Whether a sound is struck, has a pitch or several, and dies away."""
    if (last - first) * HOP < 0.7:
        return False
    top = first + int(np.argmax(loud[first:last]))
    if (top - first) > 0.5 * (last - first):
        return False
    sound = stretch(source, top * HOP + 0.05, min(last * HOP, top * HOP + 0.6))
    power = np.square(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))))
    strongest = np.sort(power)[::-1]
    return bool(strongest[: max(8, len(power) // 100)].sum() > 0.6 * power.sum())


def _spoken_inside(
    source: "Source", detector: Detector, first: int, last: int, loud: NDArray[np.float32]
) -> list[Stretch]:
    """The speech in a long run under which something else sounds, told by the detector alone."""
    step = detector.step / RATE
    shares: list[NDArray[np.float32]] = []
    for start in np.arange(first * HOP, last * HOP, 60.0):
        shares.append(detector.shares(stretch(source, float(start), min(last * HOP, float(start) + 60.0))))
    share = np.concatenate(shares)
    speaking = np.concatenate(([False], share > _LEAST_SURE, [False]))
    edges = np.flatnonzero(np.diff(speaking.astype(np.int8)))
    found: list[Stretch] = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin < _STEPS or np.sort(share[begin:end])[-_STEPS:].mean() <= _SURE:
            continue
        start, stop = first * HOP + begin * step, min(last * HOP, first * HOP + end * step)
        if found and start - found[-1].end < SHORTEST_GAP:
            start = found.pop().start
        found.append(Stretch(start, stop, "speech"))
    return [_at_quietest(one, loud) for one in found]


def _at_quietest(one: Stretch, loud: NDArray[np.float32]) -> Stretch:
    """The same with its ends at the quietest place near them, outward."""
    start, end = round(one.start / HOP), round(one.end / HOP)
    before, after = loud[max(0, start - 12) : start + 1], loud[end : end + 12]
    start = max(0, start - 12) + int(np.argmin(before)) if len(before) else start
    end = end + int(np.argmin(after)) if len(after) else end
    return replace(one, start=start * HOP, end=end * HOP)


def _with_breaths(found: Sequence[Stretch]) -> list[Stretch]:
    """Breaths joined to the words before or after them, what is nearer."""
    kept: list[Stretch] = list(found)
    for one in found:
        if one.kind != "sound" or one.seconds > 1.0:
            continue
        near = [other for other in kept if other.kind == "speech" and _apart(one, other) < _BREATH]
        if near:
            words = min(near, key=lambda other: _apart(one, other))
            kept.remove(one)
            kept[kept.index(words)] = Stretch(min(one.start, words.start), max(one.end, words.end), "speech")
    return kept


def _apart(one: Stretch, other: Stretch) -> Seconds:
    return max(one.start - other.end, other.start - one.end)


def _without_soft(found: Sequence[Stretch], heard: Heard, loud: NDArray[np.float32]) -> list[Stretch]:
    """What is heard without other sounds that stay far under the voice; neighbours that touch become one."""
    voice = [loud[round(one.start / HOP) : round(one.end / HOP)] for one in found if one.kind == "speech"]
    usual = float(np.percentile(np.concatenate(voice), 80)) if voice else 0.0
    kept: list[Stretch] = []
    for one in sorted(found, key=lambda one: one.start):
        part = loud[round(one.start / HOP) : round(one.end / HOP)]
        if one.kind == "sound" and len(part) and float(part.max()) < usual - _SOFT_DB:
            continue
        kept.append(one)
    return kept
