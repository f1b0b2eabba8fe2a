"""Steady noise before and after a line, as programs leave it that dither, count in eight bits, or model a voice.

It lies above what counts as silence, so without this it would be heard as hiss around every line, and as a pause that
nobody asked for. The figures are judgement.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.edges import faded
from voiceguide.dsp.levels import levels_db
from voiceguide.dsp.samples import Samples
from voiceguide.units import Seconds

_HOP: Final[Seconds] = 0.010

_UNDER_SPEECH_DB: Final = (30.0, 45.0)
"""Under the loud parts of the line: what is louder than the first at its ends is speech, what is fainter than the
second is noise."""

_EDGE: Final[Seconds] = 0.05
_STEADY_DB: Final = 9.0
"""Between the two it is noise as far as it keeps within this of its level at the very edge."""

_LASTS: Final[tuple[Seconds, Seconds]] = (0.2, 0.1)
"""If it lasts so long, fainter noise half of it: the "f" of "off" lasts 0.15 s, and is louder than most noise."""

_NOTHING_DB: Final = -100.0

_LEAD: Final[Seconds] = 0.015
_TRAIL: Final[Seconds] = 0.040
"""Kept of it before the first sound and after the last: onsets creep in, and endings die away."""


def without_hiss(samples: Samples, sample_rate: int) -> Samples:
    """Mono samples without steady noise at their ends; as they are where there is none."""
    hop = max(1, round(_HOP * sample_rate))
    if len(samples) < hop:
        return samples
    levels = levels_db(samples - samples.mean(), hop)  # whatever the offset of the whole is
    loud = float(np.percentile(levels, 95))
    before, after = _noise_hops(levels, loud), _noise_hops(levels[::-1], loud)
    first = max(0, before * hop - round(_LEAD * sample_rate)) if before else 0
    last = min(len(samples), (len(levels) - after) * hop + round(_TRAIL * sample_rate)) if after else len(samples)
    if (first, last) == (0, len(samples)):
        return samples
    return faded(samples[first:last], round(_LEAD * sample_rate))


def _noise_hops(levels: NDArray[np.float64], loud: float) -> int:
    """How many hops at the beginning are noise, or silence before it; 0 if that is not sure."""
    sounds = np.flatnonzero(levels > _NOTHING_DB)
    start = int(sounds[0]) if len(sounds) else 0
    level = float(np.median(levels[start : start + round(_EDGE / _HOP)]))
    ceiling, faintest = (loud - under for under in _UNDER_SPEECH_DB)
    speech = np.flatnonzero(levels[start:] > max(level + _STEADY_DB, faintest))
    noise = int(speech[0]) if len(speech) else 0
    least = round(_LASTS[level <= faintest] / _HOP)
    return start + noise if level <= ceiling and noise >= least else 0
