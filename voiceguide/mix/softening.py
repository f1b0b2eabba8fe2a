"""A bed with softer highs: as it is heard from further away, or from behind a curtain."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.sound.bed import Bed
from voiceguide.units import Frames

_SPACINGS: Final = (1, 2, 4)
"""Each frame is averaged with those so far before and after it, one after the other: a triangle of 15 frames, which
leaves −1 dB at 1 kHz, −4 dB at 2 kHz, −19 dB at 4 kHz and −25 dB or less from 6 kHz on (sinc² of 8 frames)."""

_REACH: Final[Frames] = sum(_SPACINGS)


def softened(bed: Bed, first: Frames, last: Frames, highs: NDArray[np.float32] | np.float32) -> Samples:
    """Frames `first` up to `last` of a bed, shape (last - first, 2), with the factor `highs` on its highs.

    Neither later nor earlier than the bed itself, nowhere louder than its loudest frame, and to the bit the same
    however a stretch is divided; a loop stays a loop.
    """
    turn = bed.loop_frames or 0  # one turn later a loop is the same, and there is something before its first frame
    wide = _with_edges(bed, first + turn, last + turn)
    dull = wide
    for spacing in _SPACINGS:
        dull = (dull[: -2 * spacing] + 2 * dull[spacing:-spacing] + dull[2 * spacing :]) * np.float32(0.25)
    own = wide[_REACH:-_REACH]
    return np.asarray(dull + (own - dull) * highs, dtype=np.float32)


def _with_edges(bed: Bed, first: Frames, last: Frames) -> Samples:
    """The bed from `_REACH` frames before `first` to as many after `last`; before frame 0 lies frame 0 again."""
    missing = max(0, _REACH - first)
    read = bed.read(first - _REACH + missing, last + _REACH)
    return np.pad(read, ((missing, 0), (0, 0)), mode="edge") if missing else read
