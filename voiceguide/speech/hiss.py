"""Cuts off steady noise before and after a line. Some programs add such noise because they dither or write 8-bit sound,
and some voice models produce it.

The noise is louder than what counts as silence. If it stayed, it would be heard as hiss around every line, and would
lengthen the pauses. The figures are our own judgement.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.edges import LEAD, TRAIL, faded
from voiceguide.dsp.samples import Samples, levels_db
from voiceguide.units import Seconds

_HOP: Final[Seconds] = 0.010

_UNDER_SPEECH_DB: Final = (30.0, 45.0)
"""Two levels: 30 dB and 45 dB below the loud parts of the line. If the first or the last `_EDGE` seconds of sound are
above the first level, they are speech, and nothing is cut off there. Sound at an end that is below the second level is
always noise.
"""

_EDGE: Final[Seconds] = 0.05
_STEADY_DB: Final = 9.0
"""Sound at an end that is above the second level of `_UNDER_SPEECH_DB` is noise too, as long as it is at most this many
dB louder than the first or the last `_EDGE` seconds of sound.
"""

_LASTS: Final[tuple[Seconds, Seconds]] = (0.2, 0.1)
"""How many seconds noise must last to be cut off. The first figure is for an end whose level is between the two levels
of `_UNDER_SPEECH_DB`, the second for an end below both. (An "f" at the end of a word, as in "off", is louder than most
noise but lasts only 0.15 s, so it stays.)
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
    """How many hops of 10 ms to cut off at the beginning: silence, and the noise after it. 0 if there is no noise, or
    if the noise may be speech.
    """
    sounds = np.flatnonzero(levels > _NOTHING_DB)
    start = int(sounds[0]) if len(sounds) else 0
    level = float(np.median(levels[start : start + round(_EDGE / _HOP)]))
    ceiling, faintest = (loud - under for under in _UNDER_SPEECH_DB)
    speech = np.flatnonzero(levels[start:] > max(level + _STEADY_DB, faintest))
    noise = int(speech[0]) if len(speech) else 0
    least = round(_LASTS[level <= faintest] / _HOP)
    return start + noise if level <= ceiling and noise >= least else 0
