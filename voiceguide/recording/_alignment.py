"""Finds out which pieces of a take belong to which line, by comparing how long the words should take with how long the
pieces are.

The person's pace, and the length of their rests, are learned from the take itself. With both, the grid (`_grid.py`)
finds the assignment of pieces to lines that fits best.
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
"""Earlier tries and coughs make a person seem slow, most of all in a take of a few lines. So if the first guess of the
pace is slower than usual, it is moved towards the usual pace: halfway if there are this many lines, less if there are
more.
"""


def align(lines: Sequence[str], pieces: Sequence[TakePiece], repeats: Mapping[int, Costs] | None = None) -> Alignment:
    """Find the place of each of the `lines` (as they are spoken) among the pieces of a take.

    `repeats`: how different each run of pieces sounds from the pieces after it, to find words that were read twice; see
    `Likeness.repeats`.
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
    """A first guess at the length that separates two kinds of rests: shorter ones are probably inside a line, longer
    ones between two lines. It is chosen so that there are about as many longer rests as lines.
    """
    rests = sorted((after.start - before.end for before, after in pairwise(pieces)), reverse=True)
    if not rests:
        return 0.7
    at = min(lines - 1, len(rests) - 1)
    return float(np.clip(np.sqrt(rests[max(0, at - 1)] * rests[at]), 0.3, 2.0))


def _learned(
    lines: Sequence[str], pieces: Sequence[TakePiece], found: Alignment, pace: float, rest: Seconds
) -> tuple[float, Seconds]:
    """Learn from an alignment the person's pace, and the length above which a rest is probably between two lines, not
    inside one. Where too little is known, the given `pace` or `rest` is returned.
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
