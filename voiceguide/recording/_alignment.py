"""Finds out which pieces of a take belong to which line, by comparing how long the words should take with how long the
pieces are.

The person's pace, and the length of their rests, are learned from the take itself. From these, the grid (`_grid.py`)
computes the cost of each step of a reading.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from voiceguide.recording._grid import Alignment, Costs, Grid
from voiceguide.recording._pieces import TakePiece
from voiceguide.speech.engine import READING_PACE, estimated_seconds
from voiceguide.units import Seconds

_ROUNDS: Final = 3
_FEW: Final = 2
"""With only a few lines, an earlier try or a cough makes the person seem slow. So if the first guess of the pace is
slower than usual, it is moved towards the usual pace: half of the way with this many lines, less with more.
"""


def align(lines: Sequence[str], pieces: Sequence[TakePiece], repeats: Mapping[int, Costs] | None = None) -> Alignment:
    """Find the place of each of the `lines` (as they are spoken) among the pieces of a take.

    `repeats`: how far each run of pieces is, in its sound, from the pieces after it; see `Likeness.repeats`.
    """
    if not pieces or not lines:
        return Alignment((None,) * len(lines), tuple((index, "noise") for index in range(len(pieces))))
    clauses = [_clauses(line) for line in lines]
    total = sum(estimated_seconds(line, READING_PACE) for line in lines)
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
    """A first guess at the length that separates rests inside lines from those between lines: about as many rests are
    longer than this as there are lines.
    """
    rests = sorted((after.start - before.end for before, after in pairwise(pieces)), reverse=True)
    if not rests:
        return 0.7
    at = min(lines - 1, len(rests) - 1)
    return float(np.clip(np.sqrt(rests[max(0, at - 1)] * rests[at]), 0.3, 2.0))


def _learned(
    lines: Sequence[str], pieces: Sequence[TakePiece], found: Alignment, pace: float, rest: Seconds
) -> tuple[float, Seconds]:
    """The person's pace, and the length that separates rests inside lines from those between lines, learned from an
    alignment.
    """
    ratios, inside, between = [], [], []
    for line, place in zip(lines, found.lines, strict=True):
        if place is None:
            continue
        own = pieces[place.first : place.last]
        ratios.append(sum(piece.seconds for piece in own) / max(0.1, estimated_seconds(line, READING_PACE)))
        inside += [after.start - before.end for before, after in pairwise(own)]
        if place.first:
            between.append(own[0].start - pieces[place.first - 1].end)
    if len(ratios) >= 3:
        pace = float(np.clip(np.median(ratios), 0.5, 2.5))
    if inside and between:
        rest = float(np.clip(np.sqrt(np.median(inside) * np.median(between)), 0.3, 3.0))
    return pace, rest
