"""Fades out a session that a sleep timer ends before the end of its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Render
from voiceguide.units import Frames, Seconds, to_frames

LevelCurve: TypeAlias = NDArray[np.float64]
"""Gains in dB, one for each frame."""

TIMER_FADE: Final[Seconds] = 120.0
"""How long the fade of the sleep timer takes, if there is that much time before the end."""

_SILENT_DB: Final = -60.0
"""The level at the end of a fade: a voice is then at or below the last bit of 16-bit sound."""

_UNDO_FADE: Final[Frames] = to_frames(3.0)
"""After a fade is undone, the sound takes this long to return to its full level."""


@dataclass(frozen=True)
class Fade:
    """A fade-out of the whole sound. The level falls by the same number of decibels in every second."""

    start: Frames
    length: Frames
    until: Frames | None = None
    """The frame at which the listener undid the fade, or at which another timer's fade replaced it; None if neither
    happened.
    """

    @property
    def end(self) -> Frames:
        """The frame from which nothing can be heard any more."""
        return self.start + self.length


def faded(render: Render, fades: Sequence[Fade]) -> Render:
    """The sound of `render` with `fades`, which must be in the order in which they were set. If the sound is still soft
    from an earlier fade, the next fade starts from that level.
    """

    def read(first: Frames, last: Frames) -> Samples:
        samples = render(first, last)
        if not fades or last <= fades[0].start:
            return samples
        gains = 10.0 ** (fade_levels(fades, np.arange(first, last)) / 20.0)
        return np.asarray(samples * gains[:, None], np.float32)

    return read


def fade_levels(fades: Sequence[Fade], at: NDArray[np.int64]) -> LevelCurve:
    """The gain in dB at each of the frames `at`."""
    levels = np.zeros(len(at))
    since, held = 0, 0.0
    for fade in fades:
        here = at >= since
        levels[here] = _level_in_fade(fade, since, held, at[here])
        if fade.until is not None:
            held = float(_level_in_fade(fade, since, held, np.array([fade.until]))[0])
            since = fade.until
    if fades and fades[-1].until is not None:
        here = at >= since
        levels[here] = _level_after_undo(since, held, at[here])
    return levels


def _level_in_fade(fade: Fade, since: Frames, held: float, at: NDArray[np.int64]) -> LevelCurve:
    """The gain in dB at the frames `at`, while `fade` is set. An earlier fade ended at the frame `since`, when it was
    undone or replaced; the gain there was `held`. For the first fade, `since` is 0. No frame in `at` is before `since`.
    """
    own = _SILENT_DB * np.clip((at - fade.start) / fade.length, 0.0, 1.0)
    before = np.full(len(at), held) if fade.start <= since else _level_after_undo(since, held, at)
    return np.asarray(np.minimum(own, before))


def _level_after_undo(since: Frames, held: float, at: NDArray[np.int64]) -> LevelCurve:
    return np.asarray(held * (1.0 - np.clip((at - since) / _UNDO_FADE, 0.0, 1.0)))


def faded_length(fades: Sequence[Fade], length: Frames) -> Frames:
    """The length of a session with `fades`, given its `length` without them. The session ends when the last fade does,
    unless that fade was undone.
    """
    last = fades[-1] if fades else None
    return length if last is None or last.until is not None else min(last.end, length)
