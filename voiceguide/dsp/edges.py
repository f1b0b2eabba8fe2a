"""Finds where sound begins and ends, fades its edges, and resamples to our sample rate."""

from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples, factor
from voiceguide.units import FRAME_RATE, Seconds

_WINDOW: Final = 0.005
"""The level is measured over windows of this length, in seconds."""

_UNDER_LOUDEST_DB: Final = 48.0
"""A window is silent if its level is at least this many dB below that of the loudest window. Breathy onsets are only
about 30 dB below the voice, so they are kept.
"""

_SILENCE_DB: Final = -75.0
"""A window at or below this level, in dBFS, is always silent."""

LEAD: Final[Seconds] = 0.015
TRAIL: Final[Seconds] = 0.040
"""How many seconds are kept before the first sound (`LEAD`) and after the last (`TRAIL`), because words begin softly
and die away slowly.
"""

_FADE: Final = 0.005


def sounding(samples: Samples, sample_rate: int) -> tuple[int, int]:
    """Where the sound in mono `samples` begins and ends: indices (first, last) for a slice, with `LEAD` before the
    first sound and `TRAIL` after the last one; (0, 0) if there is no sound.
    """
    size = max(1, round(_WINDOW * sample_rate))
    windows = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    levels = np.sqrt(np.einsum("ij,ij->i", windows, windows) / size)
    if not len(levels) or levels.max() <= factor(_SILENCE_DB):
        return 0, 0
    loud = np.flatnonzero(levels > max(levels.max() * factor(-_UNDER_LOUDEST_DB), factor(_SILENCE_DB)))
    first = int(loud[0]) * size - round(LEAD * sample_rate)
    last = int(loud[-1] + 1) * size + round(TRAIL * sample_rate)
    return max(0, first), min(len(samples), last)


def is_silent(samples: Samples, sample_rate: int) -> bool:
    """Whether mono `samples` contain no sound."""
    return sounding(samples, sample_rate) == (0, 0)


def trimmed(samples: Samples, sample_rate: int) -> Samples:
    """Mono samples without the silence at both ends, faded there so that nothing clicks."""
    first, last = sounding(samples, sample_rate)
    return softly_cut(samples[first:last], sample_rate)


def softly_cut(samples: Samples, sample_rate: int) -> Samples:
    """The samples with faded edges, so that nothing clicks where they were cut."""
    return faded(samples, round(_FADE * sample_rate))


def faded(samples: Samples, frames: int) -> Samples:
    """The samples with their first `frames` faded in and their last `frames` faded out; shape (n,) or (n, channels).
    Samples that are too short for both fades get fades of half their length.
    """
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
"""The name of soxr's quality with 20 bits of precision, which is more than the 16 bits of stored clips. The next better
quality takes three times as long.
"""


def to_frame_rate(samples: Samples, sample_rate: int) -> Samples:
    """The same sound at 44 100 Hz, shape (n,) or (n, channels); it may exceed ±1 slightly.

    Only for a complete sound: a file read in blocks needs a resampler that keeps its state.
    """
    if sample_rate == FRAME_RATE or not len(samples):
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, sample_rate, FRAME_RATE, quality=_QUALITY), dtype=np.float32)
