"""Colours room tone like the recorded gap around it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound._bands import MIDDLES, Shade
from voiceguide.sound._gap_noise import settled
from voiceguide.sound._kept_parts import KeptPart
from voiceguide.sound._room_tone import RoomTone
from voiceguide.units import Frames, to_frames

_BESIDE: Final[Frames] = to_frames(1.0)
"""How much of the recorded gap is measured on each side of a transition. The room tone begins with the colour of the
sound before it, and ends with the colour of the sound after it.
"""

_FADE: Final[Frames] = to_frames(1.0)
"""How long the room tone takes to change from the colour of the sound before it to the mean colour of its part of the
gap. At its end it takes as long to change to the colour of the sound after it. Each change takes at most a quarter of
the room tone.
"""

_MOST: Final = 2.0
"""Between the changes at its two ends, the room tone has at most twice, and at least half, the mean power of its part
of the gap, in each band.
"""

_LOUDEST_DB: Final = 100.0
_QUIETEST_DB: Final = -100.0
_UNDER_HUM: Final = 0.5
"""If the hum has more than this share of a band's power, the noise in that band cannot be measured. Then it is
interpolated between the bands beside it. If this is so in all bands, the usual noise is used.
"""


def shade_of(
    before: KeptPart, after: KeptPart, number: int, parts: int, room: RoomTone, hum: NDArray[np.float64]
) -> Shade:
    """How the room tone between the kept parts `before` and `after` differs from the usual room tone. At its two ends
    it has the colour of the sound beside it. In between, it has about the mean colour of one part of the gap: the gap
    is divided into `parts` equal parts, and this is part `number`, counted from 0. If `before` and `after` are from
    different gaps, it changes instead from the mean colour of the first gap to that of the second.

    `hum` says how strong each tone of the hum is here, as a multiple of its usual amplitude. Raises `AudioFileError`.
    """
    start, end = before.end, after.at
    head, tail = before.gap.noise, after.gap.noise
    usual = room.noise_powers
    means, sides = [], []
    for kept, noise, place, level_db in (
        (before, head, before.last, before.gap.gap.before_db),
        (after, tail, after.first, after.gap.gap.after_db),
    ):
        if noise is None:
            level = usual * 10 ** (level_db / 10)
            means.append(level)
            sides.append(level)
            continue
        whole = kept.gap.frames
        same = before.gap is after.gap
        part = (whole * number // parts, whole * (number + 1) // parts) if same else (0, whole)
        mean = settled(*_measured(noise.mean(*part), usual, room, hum), usual)
        beside = (place - _BESIDE, place) if kept is before else (place, place + _BESIDE)
        means.append(mean)
        sides.append(settled(*_measured(noise.mean(*beside), usual, room, hum), mean))
    fade = min(_FADE, (end - start) // 4)
    share = fade / max(1, end - start)
    middles = [
        np.clip((mean - share * (sides[0] + sides[1]) / 2) / (1 - share), mean / _MOST, mean * _MOST) for mean in means
    ]
    powers = np.array([sides[0], middles[0], middles[1], sides[1]])
    gains_db = 10 * np.log10(np.maximum(powers, 1e-30) / np.maximum(usual, 1e-30))
    places = np.array([start, start + fade, end - fade, end], dtype=np.float64)
    return Shade(places, np.clip(gains_db, _QUIETEST_DB, _LOUDEST_DB))


def _measured(
    found: tuple[NDArray[np.float64], float], usual: NDArray[np.float64], room: RoomTone, hum: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    return _without_hum(found[0], usual, room, hum), found[1]


def _without_hum(
    powers: NDArray[np.float64], usual: NDArray[np.float64], room: RoomTone, hum: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The given powers without the share of the hum, so that only the noise is left, shape (channels, bands)."""
    if not len(hum):
        return powers
    tones = np.tensordot(np.square(hum), room.hum_powers, axes=1)
    hidden = tones > _UNDER_HUM * powers
    over = np.log(np.maximum(powers - tones, 1e-15) / np.maximum(usual, 1e-30))
    for one, under in zip(over, hidden, strict=True):
        if under.any() and not under.all():
            one[under] = np.interp(np.log(MIDDLES[under]), np.log(MIDDLES[~under]), one[~under])
    return np.where(hidden.all(axis=1, keepdims=True), usual, usual * np.exp(over))
