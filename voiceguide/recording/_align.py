"""Which pieces of a take are which lines: found from how long the words should take, and how long the pieces are.

How fast the person speaks, and how long they rest, is learned from the take itself; what each step of a reading costs
(`_grid.py`) is guessed from that.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from voiceguide.recording._grid import Alignment, Costs, Grid
from voiceguide.recording._pieces import TakePiece
from voiceguide.recording.sheet import USUAL_RATE
from voiceguide.speech.engine import estimated_seconds
from voiceguide.units import Seconds

_ROUNDS: Final = 3
_FEW: Final = 2
"""Among so few lines an earlier try or a cough makes the person seem slow: what is heard counts half, the usual pace
half."""


def align(lines: Sequence[str], pieces: Sequence[TakePiece], repeats: Mapping[int, Costs] | None = None) -> Alignment:
    """Find the place of each of the `lines` (as they are spoken) among the pieces of a take.

    `repeats` tells for runs of so many pieces how far each is from what follows it, see `likeness`.
    """
    if not pieces or not lines:
        return Alignment((None,) * len(lines), tuple((index, "noise") for index in range(len(pieces))))
    clauses = [_clauses(line) for line in lines]
    total = sum(estimated_seconds(line, USUAL_RATE) for line in lines)
    pace = float(np.clip(sum(piece.seconds for piece in pieces) / max(total, 0.1), 0.6, 2.0))
    if pace > 1.0:
        pace **= len(lines) / (len(lines) + _FEW)
    rest = _usual_rest(pieces, len(lines))
    found = Grid(clauses, pieces, pace, rest, repeats or {}).alignment()
    for _ in range(_ROUNDS - 1):
        pace, rest = _learned(lines, pieces, found, pace, rest)
        found = Grid(clauses, pieces, pace, rest, repeats or {}).alignment()
    return found


def _clauses(line: str) -> tuple[str, ...]:
    return tuple(re.split(r"(?<=[,;:.!?])\s+", line.strip()))


def _usual_rest(pieces: Sequence[TakePiece], lines: int) -> Seconds:
    """Where rests inside lines end and rests between lines begin, at first sight: there are as many as lines."""
    rests = sorted((after.start - before.end for before, after in pairwise(pieces)), reverse=True)
    if not rests:
        return 0.7
    at = min(lines - 1, len(rests) - 1)
    return float(np.clip(np.sqrt(rests[max(0, at - 1)] * rests[at]), 0.3, 2.0))


def _learned(
    lines: Sequence[str], pieces: Sequence[TakePiece], found: Alignment, pace: float, rest: Seconds
) -> tuple[float, Seconds]:
    """The pace of the person and the rest that parts lines, as a matching shows them."""
    ratios, inside, between = [], [], []
    for line, place in zip(lines, found.lines, strict=True):
        if place is None:
            continue
        own = pieces[place.first : place.last]
        ratios.append(sum(piece.seconds for piece in own) / max(0.1, estimated_seconds(line, USUAL_RATE)))
        inside += [after.start - before.end for before, after in pairwise(own)]
        if place.first:
            between.append(own[0].start - pieces[place.first - 1].end)
    if len(ratios) >= 3:
        pace = float(np.clip(np.median(ratios), 0.5, 2.5))
    if inside and between:
        rest = float(np.clip(np.sqrt(np.median(inside) * np.median(between)), 0.3, 3.0))
    return pace, rest
