"""Cuts off steady noise before and after a line, left by programs that dither, use 8-bit sound, or model a voice.

Such noise is louder than what counts as silence. Left in, it would be heard as hiss around every line, and as a pause
that nobody asked for. The figures are our own judgement.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.edges import LEAD, TRAIL, faded
from voiceguide.dsp.samples import Samples, levels_db
from voiceguide.units import Seconds

_HOP: Final[Seconds] = 0.010

_UNDER_SPEECH_DB: Final = (30.0, 45.0)
"""dB below the loud parts of the line. At its ends, sound above the first is speech, and below the second it is noise.
"""

_EDGE: Final[Seconds] = 0.05
_STEADY_DB: Final = 9.0
"""In between, it is noise as long as it stays within this many dB of its level at the very edge."""

_LASTS: Final[tuple[Seconds, Seconds]] = (0.2, 0.1)
"""How long noise must last to be cut off; fainter noise, half as long. The "f" of "off" lasts 0.15 s, and is louder
than most noise.
"""

_NOTHING_DB: Final = -100.0


def without_hiss(samples: Samples, sample_rate: int) -> Samples:
    """Mono samples without steady noise at their ends; unchanged if there is none."""
    hop = max(1, round(_HOP * sample_rate))
    if len(samples) < hop:
        return samples
    levels = levels_db(samples - samples.mean(), hop)  # without a DC offset
    loud = float(np.percentile(levels, 95))
    before, after = _noise_hops(levels, loud), _noise_hops(levels[::-1], loud)
    first = max(0, before * hop - round(LEAD * sample_rate)) if before else 0
    last = min(len(samples), (len(levels) - after) * hop + round(TRAIL * sample_rate)) if after else len(samples)
    if (first, last) == (0, len(samples)):
        return samples
    return faded(samples[first:last], round(LEAD * sample_rate))


def _noise_hops(levels: NDArray[np.float64], loud: float) -> int:
    """How many hops at the beginning are silence and noise; 0 if in doubt."""
    sounds = np.flatnonzero(levels > _NOTHING_DB)
    start = int(sounds[0]) if len(sounds) else 0
    level = float(np.median(levels[start : start + round(_EDGE / _HOP)]))
    ceiling, faintest = (loud - under for under in _UNDER_SPEECH_DB)
    speech = np.flatnonzero(levels[start:] > max(level + _STEADY_DB, faintest))
    noise = int(speech[0]) if len(speech) else 0
    least = round(_LASTS[level <= faintest] / _HOP)
    return start + noise if level <= ceiling and noise >= least else 0
