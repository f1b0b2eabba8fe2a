"""Where sound begins and ends, how to begin and end it softly, and how to bring any sample rate to ours."""

from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples, factor
from voiceguide.units import FRAME_RATE

_WINDOW: Final = 0.005
"""Seconds over which the level is taken."""

_UNDER_LOUDEST_DB: Final = 48.0
"""A window this far under the loudest one is silence: breathy onsets lie about 30 dB under a voice."""

_SILENCE_DB: Final = -75.0
"""Nothing louder than this: no sound at all."""

_LEAD: Final = 0.015
_TRAIL: Final = 0.040
"""Seconds kept before the first and after the last sounding window: onsets creep in, and endings die away longer."""

_FADE: Final = 0.005


def sounding(samples: Samples, sample_rate: int) -> tuple[int, int]:
    """From where to where (first, last) there is sound in mono `samples`; (0, 0) if there is none."""
    size = max(1, round(_WINDOW * sample_rate))
    windows = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    levels = np.sqrt(np.einsum("ij,ij->i", windows, windows) / size)
    if not len(levels) or levels.max() <= factor(_SILENCE_DB):
        return 0, 0
    loud = np.flatnonzero(levels > max(levels.max() * factor(-_UNDER_LOUDEST_DB), factor(_SILENCE_DB)))
    first = int(loud[0]) * size - round(_LEAD * sample_rate)
    last = int(loud[-1] + 1) * size + round(_TRAIL * sample_rate)
    return max(0, first), min(len(samples), last)


def trimmed(samples: Samples, sample_rate: int) -> Samples:
    """Mono samples without the silence at both ends, their very edges faded so that nothing clicks."""
    first, last = sounding(samples, sample_rate)
    return softly_cut(samples[first:last], sample_rate)


def softly_cut(samples: Samples, sample_rate: int) -> Samples:
    """The samples with their very edges faded, so that nothing clicks where they were cut out."""
    return faded(samples, round(_FADE * sample_rate))


def faded(samples: Samples, frames: int) -> Samples:
    """The samples with the first and the last `frames` eased in and out; shape (n,) or (n, channels)."""
    frames = min(frames, len(samples) // 2)
    if not frames:
        return samples
    ease = np.square(np.sin(np.linspace(0, np.pi / 2, frames, endpoint=False))).astype(np.float32)
    ease = ease if samples.ndim == 1 else ease[:, np.newaxis]
    out = samples.astype(np.float32, copy=True)
    out[:frames] *= ease
    out[-frames:] *= ease[::-1]
    return out


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
