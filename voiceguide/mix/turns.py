"""A bed that is entered anew at its turns: what it sounds like at any frame of the session."""

from bisect import bisect_left, bisect_right

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.sound.bed import Bed
from voiceguide.timeline import TURN, BedAt
from voiceguide.units import Frames


def turning(placed: BedAt) -> Bed:
    """The bed as it is heard at the session's own frames, at its own level."""
    return _Turning(placed) if placed.turns else placed.bed


class _Turning:
    """A bed with turns. It depends on the frame only, like any other."""

    loop_frames = None
    even = False

    def __init__(self, placed: BedAt) -> None:
        self.name, self.key = placed.bed.name, f"{placed.bed.key} {[(turn.frame, turn.ahead) for turn in placed.turns]}"
        self._bed, self._turns = placed.bed, placed.turns
        self._starts = [turn.frame for turn in placed.turns]
        self._corners = [corner for turn in placed.turns for corner in (turn.frame, turn.frame + TURN)]

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2). It may be a view of the bed: do not write to it."""
        inside = self._corners[bisect_right(self._corners, first) : bisect_left(self._corners, last)]
        pieces = [self._piece(a, b) for a, b in zip([first, *inside], [*inside, last], strict=True)]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def _piece(self, first: Frames, last: Frames) -> Samples:
        """The same where no turn begins or ends between."""
        index = bisect_right(self._starts, first) - 1
        if index < 0:
            return self._bed.read(first, last)
        turn, before = self._turns[index], self._turns[index - 1].ahead if index else 0
        new = self._bed.read(first + turn.ahead, last + turn.ahead)
        if first >= turn.frame + TURN or before == turn.ahead:
            return new
        old = self._bed.read(first + before, last + before)
        angle = (np.arange(first, last) - turn.frame + 0.5) * (np.pi / 2 / TURN)
        both: Samples = old * np.cos(angle).astype(np.float32)[:, np.newaxis]
        both += new * np.sin(angle).astype(np.float32)[:, np.newaxis]
        return both
