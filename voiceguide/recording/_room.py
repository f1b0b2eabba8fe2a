"""Finds how the room sounds in a recording while nobody speaks: where this sound is cleanest, how loud it is in each
gap, and whether it is music.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._sound_levels import HOP, SoundLevels, loudness
from voiceguide.units import FRAME_RATE, Frames, Seconds

WINDOWS: Final[tuple[Frames, ...]] = (32_768, 16_384, 8_192, 4_096)
"""Possible lengths of clean stretches, in frames. The longest one that fits often enough into the gaps is used: in 0.74
s, the longest of all, hum can be told from rumble.
"""

_ENOUGH: Final = 6
_MOST: Final = 48
_AFTER_WORDS: Final[Seconds] = 0.25
_BEFORE_WORDS: Final[Seconds] = 0.12
"""After words, `_AFTER_WORDS` seconds of a gap are left out, because the words may echo. Before words, `_BEFORE_WORDS`
seconds are left out, because there may be a breath.
"""

_USUAL: Final = 35
"""The cleanest windows are steady, and their level is near this percentile of the levels of all windows. Lower levels
occur by chance; louder windows have other noises in them.
"""

_NEAR_DB: Final = 1.5
_SAME_DB: Final = 1.0
"""A gap whose level differs from the room's by less than this counts as equally loud."""

_MOST_DB: Final = 15.0
_SILENT_DB: Final = -95.0
_BESIDE: Final[Seconds] = 1.0
_QUIETEST: Final[Seconds] = 0.1

_MOMENT: Final[Seconds] = 0.4
_RESTLESS_DB: Final = 3.0
"""The sound under the voice is music if, from one moment to the next, some of its bands rise while others fall, by more
than this. Noise stays under 1.5 dB, and when the sea swells, all bands rise together.
"""

_HEARD_DB: Final = 45.0
"""Sound that is further than this below the voice does not count as music."""


_BENEATH_DB: Final = 30.0
_LONGEST_RUN: Final[Seconds] = 30.0
"""The sound of the room under the voice of a take is reported as noise if it is less than 30 dB below the voice. If a
sound lasts longer than 30 s without a gap, music is reported, because nobody speaks that long without a rest.
"""


@dataclass(frozen=True)
class GapLevels:
    """The level of a gap, compared with the room."""

    split: Seconds
    """Its quietest place, counted from the start of the gap."""
    before_db: float
    after_db: float
    """How many dB louder than the room the gap is, before its `split` and after it."""


@dataclass(frozen=True)
class Room:
    """The sound under the voice."""

    window: Frames
    places: tuple[Seconds, ...]
    """Where clean stretches of `window` frames begin."""
    gaps: tuple[GapLevels, ...]
    level_db: float
    """The level of the room, roughly, in dB of full scale."""
    music: bool


def room_in(
    heard: SoundLevels, gaps: Sequence[tuple[Seconds, Seconds]], loud: NDArray[np.float32], voice_db: float
) -> Room:
    """The room, as it sounds in the gaps. `loud` is the level of each 10 ms, `voice_db` the level of the voice, both in
    dB of full scale.
    """
    window, places = _clean(gaps, loud)
    if places:
        level = float(np.median([_mean(loud, place, window / FRAME_RATE) for place in places]))
    else:
        level = _SILENT_DB - 15.0
    levels = tuple(_levels(loud, gap, level) for gap in gaps)
    music = level > voice_db - _HEARD_DB and _restlessness(heard, gaps) > _RESTLESS_DB
    return Room(window, tuple(places), levels, level, music)


def sound_under(heard: SoundLevels, spoken: Sequence[tuple[Seconds, Seconds]]) -> str:
    """The other sound under the voice in a take: ``music`` or ``noise``; empty if there is none."""
    loud = loudness(heard)
    voice = [loud[round(start / HOP) : round(end / HOP)] for start, end in spoken]
    if not voice:
        return ""
    gaps = list(zip([end for _, end in spoken[:-1]], [start for start, _ in spoken[1:]], strict=True))
    room = room_in(heard, gaps, loud, float(np.percentile(np.concatenate(voice), 80)))
    if room.music or max(end - start for start, end in spoken) > _LONGEST_RUN:
        return "music"
    return "noise" if room.level_db > float(np.percentile(np.concatenate(voice), 80)) - _BENEATH_DB else ""


def _clean(gaps: Sequence[tuple[Seconds, Seconds]], loud: NDArray[np.float32]) -> tuple[Frames, list[Seconds]]:
    for window in WINDOWS:
        seconds = window / FRAME_RATE
        starts = [start for gap in gaps for start in _starts(gap, seconds)]
        if len(starts) >= _ENOUGH or (starts and window == WINDOWS[-1]):
            levels = np.array([_mean(loud, start, seconds) for start in starts])
            rough = np.array([_roughness(loud, start, seconds) for start in starts])
            away = np.abs(levels - np.percentile(levels, _USUAL))
            order = np.argsort(np.where(away < _NEAR_DB, 0.0, away) + rough, kind="stable")
            return window, sorted(starts[index] for index in order[: max(_ENOUGH, min(_MOST, len(order) // 2))])
    return WINDOWS[-1], []


def _starts(gap: tuple[Seconds, Seconds], seconds: Seconds) -> Iterator[Seconds]:
    at = gap[0] + _AFTER_WORDS
    while at + seconds <= gap[1] - _BEFORE_WORDS:
        yield at
        at += seconds


def _part(loud: NDArray[np.float32], start: Seconds, seconds: Seconds) -> NDArray[np.float32]:
    first = max(0, round(start / HOP))
    return loud[first : max(first + 1, round((start + seconds) / HOP))]


def _mean(loud: NDArray[np.float32], start: Seconds, seconds: Seconds) -> float:
    part = _part(loud, start, seconds)
    return float(np.median(part)) if len(part) else _SILENT_DB - 15.0


def _roughness(loud: NDArray[np.float32], start: Seconds, seconds: Seconds) -> float:
    part = _part(loud, start, seconds)
    return float(np.percentile(part, 95) - np.median(part)) if len(part) else 0.0


def _levels(loud: NDArray[np.float32], gap: tuple[Seconds, Seconds], level: float) -> GapLevels:
    start, end = gap
    first, last = start + (end - start) / 4, end - (end - start) / 4
    part = _part(loud, first, last - first)
    width = max(1, round(_QUIETEST / HOP))
    split = (end - start) / 2
    if len(part) > 2 * width:
        means = np.convolve(part, np.ones(width) / width, "valid")
        split = first - start + (int(np.argmin(means)) + width / 2) * HOP
    if level < _SILENT_DB:
        return GapLevels(split, 0.0, 0.0)
    middle = start + split
    before = _mean(loud, max(start, middle - _BESIDE), min(_BESIDE, split)) - level
    after = _mean(loud, middle, min(_BESIDE, end - middle)) - level
    sides = [float(np.clip(side, -_MOST_DB, _MOST_DB)) if abs(side) > _SAME_DB else 0.0 for side in (before, after)]
    return GapLevels(split, *sides)


def _restlessness(heard: SoundLevels, gaps: Sequence[tuple[Seconds, Seconds]]) -> float:
    """How much the bands rise and fall against each other over time, in dB. For each band, this is the standard
    deviation of its level relative to the mean of all bands; the result is the median of these.
    """
    step = round(_MOMENT / HOP)
    moments = []
    for start, end in gaps:
        first, last = round((start + _AFTER_WORDS) / HOP), round((end - _BEFORE_WORDS) / HOP)
        for at in range(first, last - step, step):
            moments.append(heard.levels[at : at + step].astype(np.float32).mean(axis=0))
    if len(moments) < 4:
        return 0.0
    levels = np.array(moments)
    against = levels - levels.mean(axis=1, keepdims=True)
    return float(np.median(against.std(axis=0)))
