"""Sound of any sample rate at ours."""

from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.units import FRAME_RATE

_QUALITY: Final = "HQ"
"""20 bits: more than the 16 in which clips are kept, at a third of the cost of the next better."""


def to_frame_rate(samples: Samples, sample_rate: int) -> Samples:
    """The same sound at 44 100 Hz, shape (n,) or (n, channels); it may overshoot ±1 by a little.

    For a whole piece at once. Reading a long file in blocks needs a resampler that remembers its place.
    """
    if sample_rate == FRAME_RATE or not len(samples):
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, sample_rate, FRAME_RATE, quality=_QUALITY), dtype=np.float32)
