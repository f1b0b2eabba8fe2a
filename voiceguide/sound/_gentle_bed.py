"""A background in which nothing begins suddenly: drops, strikes and crackles rise slowly enough not to wake anybody."""

from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.sound.bed import Bed
from voiceguide.sound.loops import FLOOR_DB
from voiceguide.units import FRAME_RATE, Frames

RISE_DB: Final = 5.0
"""The fastest that the level of a bed may rise, in dB per second. The level is the mean over 46 or 93 ms (see
`_WINDOWS`), and it jitters, so one measured in other windows may rise faster for a moment: in the backgrounds that come
with voiceguide, the level over 200 ms rises by at most 3 dB within 200 ms.
"""

HOP: Final[Frames] = 512
"""The length of a hop in frames (12 ms). The level is measured once in each hop; hops begin at multiples of this. The
length of a recipe's loop is also a multiple of it.
"""

_LOOK_BACK: Final = 10
"""The gain at a hop depends on the levels in the 2¹⁰ hops (12 s) before it, and on none before these. In that time a
level may rise by 59 dB. No background is so far above the noise floor, so earlier levels do not matter.
"""

_CHUNK: Final = 1 << _LOOK_BACK
"""How many hops are measured and cached together."""

_AT_ONCE: Final = 128
"""How many hops of sound are in memory at a time while they are measured."""

_REMEMBERED: Final = 16

_LAGS: Final = (62, 100)
"""The high-pass filter against rumble consists of two comb filters. One subtracts from each frame the frame 62 before
it, the other the frame 100 before it. They are 3 dB down at 180 and 110 Hz, and the notches of one are between those of
the other.
"""

_WINDOWS: Final = (8, 4)
"""How many hops a level is averaged over: 8 (93 ms) for the whole sound, 4 (46 ms) for the sound above the rumble. The
power of low-frequency noise fluctuates faster than that; if it were not averaged, the gain would flutter.
"""

_VERSION: Final = 1
"""Raised by one whenever a change to the code gives the same bed other samples, so that the key changes too."""

Hops: TypeAlias = NDArray[np.float64]
"""One value for each hop; or two rows of such values, one for the whole sound and one for the sound above the rumble.
"""


class GentleBed:
    """Another bed, turned down for a moment wherever its level rises faster than `RISE_DB` a second. If the other bed
    is a loop of a whole number of hops, this one is a loop of the same length; otherwise it is not a loop.
    """

    def __init__(self, bed: Bed) -> None:
        self.name = bed.name
        self.key = f"gentle-{_VERSION}+{bed.key}"
        self._bed = bed
        self._loop_frames = self.loop_frames
        self._measured = lru_cache(_REMEMBERED)(self._measure)

    @property
    def loop_frames(self) -> Frames | None:
        """The period of the bed that is turned down, if that is a whole number of hops; otherwise None."""
        frames = self._bed.loop_frames
        return None if frames is None or frames % HOP else frames

    @property
    def even(self) -> bool:
        """Whether the bed that is turned down is even."""
        return self._bed.even

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2). The same frame always has the same samples, bit for
        bit.
        """
        begin, end = first // HOP - 1, -(-last // HOP) + 1
        factors = 10 ** (self._gain_db(begin, end) / 20)
        centres = (np.arange(begin, end) + 0.5) * HOP
        gain = np.interp(np.arange(first, last), centres, factors).astype(np.float32)
        return np.asarray(self._bed.read(first, last) * gain[:, np.newaxis])

    def _gain_db(self, begin: int, end: int) -> Hops:
        """The gain of each hop from `begin` up to `end`, in dB, at most 0."""
        margin = max(_WINDOWS) // 2
        powers = self._powers(begin - _CHUNK - margin, end + margin)
        gains = []
        for power, window in zip(powers, _WINDOWS, strict=True):
            level = _levels(power, window)[margin - window // 2 :][: end - begin + _CHUNK]
            gains.append((_slowly(level) - level)[_CHUNK:])
        return np.asarray(np.minimum(*gains))

    def _powers(self, begin: int, end: int) -> Hops:
        """The power of each hop, of the whole sound and of the sound above the rumble, shape (2, end - begin)."""
        if self._loop_frames:
            hops = self._loop_frames // HOP
            later = max(0, -(begin // hops)) * hops
            begin, end = begin + later, end + later
        first = max(0, begin)
        chunks = range(first // _CHUNK, -(-max(end, first + 1) // _CHUNK))
        known = np.concatenate([self._measured(chunk) for chunk in chunks], axis=1)[:, first - chunks.start * _CHUNK :]
        # If the bed never repeats, the hops before its first one are taken to be like the first.
        return np.pad(known, ((0, 0), (first - begin, 0)), mode="edge")[:, : end - begin]

    def _measure(self, chunk: int) -> Hops:
        hops = range(chunk * _CHUNK, (chunk + 1) * _CHUNK, _AT_ONCE)
        return np.concatenate([self._measure_some(hop * HOP) for hop in hops], axis=1)

    def _measure_some(self, first: Frames) -> Hops:
        lag = max(_LAGS)
        before = self._loop_frames or 0 if first < lag else 0
        missing = max(0, lag - first - before)
        wide = self._bed.read(first + before - lag + missing, first + before + _AT_ONCE * HOP)
        wide = np.pad(wide, ((missing, 0), (0, 0)), mode="edge")
        own = wide[lag:]
        upper = sum(_hop_powers(own - wide[lag - one : len(wide) - one]) for one in _LAGS)
        return np.stack([_hop_powers(own), np.asarray(upper)])


def _hop_powers(samples: Samples) -> Hops:
    squares = np.square(samples, dtype=np.float32).reshape(-1, 2 * HOP)
    return np.asarray(squares.mean(axis=1, dtype=np.float64))


def _levels(power: Hops, window: int) -> Hops:
    """The level of every `window` hops in a row, in dB, but never below the level of the noise floor. From n hops come
    n + 1 - `window` levels.
    """
    mean = np.lib.stride_tricks.sliding_window_view(power, window).mean(axis=1)
    return np.asarray(10 * np.log10(mean + 10 ** (FLOOR_DB / 10)))


def _slowly(level: Hops) -> Hops:
    """The highest curve that is nowhere above the levels, and rises by at most `RISE_DB` a second. Each of its values
    depends on the levels of the last `_CHUNK` hops.
    """
    per_hop = RISE_DB * HOP / FRAME_RATE
    curve = level
    for doubling in range(_LOOK_BACK):
        back = 1 << doubling
        lower = curve.copy()
        np.minimum(lower[back:], curve[:-back] + per_hop * back, out=lower[back:])
        curve = lower
    return curve
