"""Cleans a person's recording: softly lowers the noise between words, and cuts off other sounds at both ends.

Rooms, fans and phones add a noise floor that a bed of rain does not hide. A gate would chop breaths and the ends of
words. So this is an expander: it only lowers sound that is softer than a threshold, and only where it has been quiet
for a while.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from voiceguide.dsp.edges import faded
from voiceguide.dsp.filters import filtered, low_cut
from voiceguide.dsp.samples import Samples, levels_db
from voiceguide.units import Seconds

HopLevels: TypeAlias = NDArray[np.float64]
"""The level of each hop (10 ms of sound), in dBFS."""

HOP: Final[Seconds] = 0.01
_RUMBLE: Final = low_cut(70.0)
_NOTHING_DB: Final = -90.0
"""In dBFS. Anything below this level is digital silence, which says nothing about the noise of the room."""

_OVER_FLOOR_DB: Final = 9.0
"""How many dB the threshold is above the noise floor, because noise rises that far at times. The noise floor is the
10th percentile of the levels.
"""

_UNDER_SPEECH_DB: Final = (50.0, 18.0)
"""The lowest and the highest threshold, in dB below the loud parts of the speech. Breaths and soft consonants are about
30 dB below those parts. If the room's noise is louder than the breaths, both are lowered together.
"""

_RATIO: Final = 4.0
_DEEPEST_DB: Final = 15.0
"""For each dB that a sound is below the threshold, it is lowered by 3 dB (`_RATIO` − 1), but by at most `_DEEPEST_DB`,
so that the room remains audible.
"""

_BEFORE: Final[Seconds] = 0.12
_AFTER: Final[Seconds] = 0.25
"""How many seconds before a sound (`_BEFORE`) and after it (`_AFTER`) the level is not lowered, because words begin
softly and die away slowly.
"""

_EASE: Final[Seconds] = 0.1
"""How many seconds the gain takes to change. The middle of each change is where `_BEFORE` begins or `_AFTER` ends."""

_LEAD: Final[Seconds] = 0.06
_TRAIL: Final[Seconds] = 0.18
"""How many seconds are kept before the first sound (`_LEAD`) and after the last sound (`_TRAIL`)."""

_CLICK: Final[Seconds] = 0.13
_APART: Final[Seconds] = 0.2
"""The first or the last sound counts as a click of a key or a mouse if it is shorter than `_CLICK` and more than
`_APART` away from the other sounds. Even the shortest word lasts 0.3 s.
"""


def cleaned(samples: Samples, sample_rate: int) -> Samples:
    """Mono samples from the first word to the last, with less noise between words; empty if there is no sound."""
    levels = _levels(samples, sample_rate)
    heard = levels[levels > _NOTHING_DB]
    if not len(heard):
        return samples[:0]
    threshold = _threshold(heard)
    first, last = _speech(levels > threshold)
    size = _hop_size(sample_rate)
    start = max(0, first * size - round(_LEAD * sample_rate))
    end = min(len(samples), last * size + round(_TRAIL * sample_rate))
    quieter = samples * _gain(levels, threshold, len(samples), size)
    return faded(quieter[start:end], round(0.02 * sample_rate))


def _hop_size(sample_rate: int) -> int:
    return max(1, round(HOP * sample_rate))


def _levels(samples: Samples, sample_rate: int) -> HopLevels:
    """The level of each hop, averaged with its two neighbours, without rumble."""
    size = _hop_size(sample_rate)
    clear = filtered(samples, _RUMBLE, sample_rate)
    return levels_db(np.pad(clear, (0, -len(clear) % size)), size)


def _threshold(heard: HopLevels) -> float:
    """The threshold between the room and the voice, in dBFS."""
    floor, speech = np.percentile(heard, (10, 95))
    deepest, highest = (speech - under for under in _UNDER_SPEECH_DB)
    return float(np.clip(floor + _OVER_FLOOR_DB, deepest, highest))


def _speech(sounds: NDArray[np.bool_]) -> tuple[int, int]:
    """The range of hops (first, last) that has speech, without isolated clicks at its ends; `last` is the hop after the
    range.
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([0], sounds.astype(np.int8), [0]))))
    runs = [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
    while len(runs) > 1 and _is_click(runs[0], runs[1][0] - runs[0][1]):
        runs.pop(0)
    while len(runs) > 1 and _is_click(runs[-1], runs[-1][0] - runs[-2][1]):
        runs.pop()
    return runs[0][0], runs[-1][1]


def _is_click(run: tuple[int, int], apart: int) -> bool:
    return (run[1] - run[0]) * HOP < _CLICK and apart * HOP > _APART


def _gain(levels: HopLevels, threshold: float, count: int, size: int) -> Samples:
    """The gain of each sample: 1 around all sound above the threshold, less where it has been quiet for a while."""
    before, after = round(_BEFORE / HOP), round(_AFTER / HOP)
    around = sliding_window_view(np.pad(levels, (after, before), constant_values=-120.0), before + after + 1)
    under = np.maximum(0.0, threshold - around.max(axis=1))
    gain_db = -np.minimum((_RATIO - 1) * under, _DEEPEST_DB)
    width = round(_EASE / HOP) | 1
    ease = np.hanning(width + 2)[1:-1]
    padded = np.pad(gain_db, width // 2, mode="edge")
    smooth = np.convolve(padded, ease / ease.sum(), mode="valid")
    places = (np.arange(len(levels)) + 0.5) * size
    return np.power(10.0, np.interp(np.arange(count), places, smooth) / 20).astype(np.float32)
