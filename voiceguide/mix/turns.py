"""A bed that is entered anew at its turns: what it sounds like at any frame of the session."""

from bisect import bisect_right

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.timeline import TURN, BedAt
from voiceguide.units import Frames


def read_bed(placed: BedAt, first: Frames, last: Frames) -> Samples:
    """Frames `first` up to `last` of the session as the bed alone gives them, at its own level.

    Shape (last - first, 2). It may be a view of the bed: do not write to it.
    """
    corners = [0, *(corner for turn in placed.turns for corner in (turn.frame, turn.frame + TURN))]
    if bisect_right(corners, first) == bisect_right(corners, last - 1):
        return _piece(placed, first, last)
    inside = [corner for corner in corners if first < corner < last]
    pieces = [_piece(placed, a, b) for a, b in zip([first, *inside], [*inside, last], strict=True)]
    return np.concatenate(pieces)


def _piece(placed: BedAt, first: Frames, last: Frames) -> Samples:
    """The same where no turn begins or ends between."""
    index = bisect_right([turn.frame for turn in placed.turns], first) - 1
    if index < 0:
        return placed.bed.read(first, last)
    turn = placed.turns[index]
    new = placed.bed.read(first + turn.ahead, last + turn.ahead)
    before = placed.turns[index - 1].ahead if index else 0
    if first >= turn.frame + TURN or before == turn.ahead:
        return new
    old = placed.bed.read(first + before, last + before)
    angle = (np.arange(first, last) - turn.frame + 0.5) * (np.pi / 2 / TURN)
    both: Samples = old * np.cos(angle).astype(np.float32)[:, np.newaxis]
    both += new * np.sin(angle).astype(np.float32)[:, np.newaxis]
    return both
