"""Finds which reading of a text fits a take best, and how much worse other readings fit.

A reading is a path through a grid of the lines' clauses and the take's pieces. Each of its steps has a cost, and the
cheapest reading fits best. One piece may be several clauses of a line, and one clause several pieces. Pieces may also
be noise, or an earlier try of the words after them, and lines may be missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._pieces import TakePiece
from voiceguide.speech.engine import READING_PACE, estimated_seconds
from voiceguide.units import Seconds

Costs: TypeAlias = NDArray[np.float64]
Sureness: TypeAlias = Literal["sure", "likely", "unsure"]
Use: TypeAlias = Literal["noise", "earlier try"]

_DEVIATION: Final[tuple[Seconds, float]] = (0.10, 0.10)
"""The standard deviation of a duration from the expected one: a constant in seconds, plus a share of the expected
duration. Over many voices and rates, estimates are right within 12 %. The deviation is smaller here, because the
person's own pace is learned first.

The costs below were tried on 12 takes of espeak-ng: 594 lines at changing rates, with coughs, false starts, repeated
and missing lines. 5 lines were misplaced, and 4 of these were marked unsure. 14 lines in the right place were also
marked unsure.
"""

_MOST_COST: Final = 8.0
"""The highest cost of words whose duration does not fit."""

_EXTRA_PIECE: Final = 2.0
"""The cost of each further piece inside a clause. It is high because people stop at commas, and seldom elsewhere."""

_NOISE: Final = (1.0, 1.0)
"""The cost of a piece that is noise: a fixed part, and a part per second, because a cough is short."""

_EARLIER_TRY: Final = (2.5, 0.5, 1.0)
"""The cost of an earlier try: a fixed part, and a part for each line after the first that the try contains. As for all
words, there is a further cost if the duration does not fit the words. But a try that is too short was broken off, so
this further cost is then at most the third value.
"""

_REPEATED: Final = (0.45, 0.75, 3.5)
"""Three values: a near and a far distance in sound (see `_likeness.py`), and a reduction of cost. If a run of pieces is
no further than the near distance from the pieces after it, the same words were probably said twice. It is then cheaper,
by the whole reduction, to count the run as an earlier try. Between the near and the far distance, the reduction shrinks
to 0.

Different words in one voice are 0.6 to 1.1 apart; the same line, spoken twice by espeak-ng at two rates, is less than
0.4 apart.
"""

_MOST_LINES_BACK: Final = 3
"""An earlier try contains at most this many lines: people seldom go back further."""

_MISSING: Final = (4.0, 1.5)
"""The cost of the first of several missing lines in a row, and of each further one."""

_SURE: Final = (4.0, 1.5)
"""A line is sure if every reading that puts it elsewhere costs at least the first value more. It is likely if every
such reading costs at least the second value more. Otherwise it is unsure.
"""

_DOUBT_REACH: Final = 2
"""A missing line, or a sound that belongs to no line, makes this many lines before it and after it unsure."""

_SWAP_MARGINS: Final = (1.5, -1.0)
"""Two limits for the extra cost of reading two neighbouring lines in swapped order. Below the first, both lines are
marked likely instead of sure. Below the second, both are marked unsure: it is negative, so the swapped order then fits
better. Lines of about equal length cannot be told apart by their durations.
"""

_DURATION_RATIOS: Final = (0.6, 1.67)
"""A line is marked unsure if its duration is not between these two multiples of the expected one."""


@dataclass(frozen=True)
class LinePlace:
    """A line's place in a take."""

    first: int
    """The index of its first piece."""
    last: int
    """The index of the piece after its last."""
    sureness: Sureness
    other: int | None = None
    """The index of the piece at which the line most probably begins if it does not begin at `first`; None if it cannot
    begin anywhere else.
    """


@dataclass(frozen=True)
class Alignment:
    """Which pieces of a take belong to which line, and what the other pieces are."""

    lines: tuple[LinePlace | None, ...]
    """The place of each line; None if the line is not in the take."""
    others: tuple[tuple[int, Use], ...]
    """The index of each piece that belongs to no line, and whether it is noise or an earlier try."""


@dataclass(frozen=True)
class _Move:
    """A step through the grid. It leads to the row `to` and passes over a number of pieces. Its cost depends on the
    piece at which it begins.
    """

    to: int
    pieces: int
    costs: Costs
    """The cost of the step, for each piece at which it may begin."""
    use: Literal["line", "noise", "earlier try", "missing", "on"]


class Grid:
    """A grid whose rows are places in the text, and whose columns are places in the take.

    Each line has these rows: one that is reached when lines before it are missing, one for its beginning, and one after
    each of its clauses except the last. After the last line, there are two more rows, like the first two of a line.
    """

    def __init__(
        self,
        clauses: Sequence[tuple[str, ...]],
        pieces: Sequence[TakePiece],
        pace: float,
        rest: Seconds,
        repeats: Mapping[int, Costs],
    ) -> None:
        """`pace`: how long this person takes for words, as a multiple of the usual time. `rest`: rests that are shorter
        than this are usually inside lines, and longer ones between lines.

        `repeats`: how different each run of pieces sounds from the pieces after it; see `Likeness.repeats`.
        """
        self._clauses, self._pace = clauses, pace
        self._begins = np.concatenate(([0], np.cumsum([len(line) + 1 for line in clauses]))) + 1
        """The row of each line's beginning."""
        self._line_of = {int(row): line for line, row in enumerate(self._begins)}
        self._count = len(pieces)
        self._seconds = np.array([piece.seconds for piece in pieces])
        self._sums = np.concatenate(([0.0], np.cumsum(self._seconds)))
        gaps = [after.start - before.end for before, after in pairwise(pieces)]
        ratio = np.log(np.maximum(gaps, 0.01) / rest) if gaps else np.zeros(0)
        zero = np.zeros(1)
        self._rest_inside = np.concatenate((zero, 1.2 * np.square(np.maximum(0.0, ratio))))
        self._rest_between = np.concatenate((zero, 1.2 * np.square(np.maximum(0.0, -ratio))))
        noise = _NOISE[0] + _NOISE[1] * self._seconds
        self._noise = np.concatenate((zero, np.cumsum(noise)))
        same, other, most = _REPEATED
        self._try_costs = {
            count: _EARLIER_TRY[0] - most * np.clip((other - apart) / (other - same), 0.0, 1.0)
            for count, apart in repeats.items()
        }
        self._rows = int(self._begins[-1]) + 1

    def alignment(self) -> Alignment:
        """The cheapest reading, and how sure each line is. A line is sure only if every reading that puts it elsewhere
        costs much more.
        """
        before, after = self._forward(), self._backward()
        lines: list[LinePlace | None] = [None] * len(self._clauses)
        others: list[tuple[int, Use]] = []
        began: dict[int, int] = {}
        visited: dict[int, set[int]] = {}
        row, at = 1, 0
        while (row, at) != (self._rows - 1, self._count):
            if row in self._line_of:
                visited.setdefault(row, set()).add(at)
            move = self._best(row, at, after)
            if move.use == "line" and row in self._line_of:
                began[self._line_of[row]] = at
            if move.use in ("noise", "earlier try"):
                others += [(index, move.use) for index in range(at, at + move.pieces)]
            row, at = move.to, at + move.pieces
            if move.use == "line" and row in self._line_of:
                line = self._line_of[row] - 1
                lines[line] = LinePlace(began[line], at, "sure")
        visited.setdefault(row, set()).add(at)
        through = before + after - after[1, 0]
        judged = [self._with_sureness(line, place, through, visited) for line, place in enumerate(lines)]
        return Alignment(tuple(self._with_doubts(judged, [piece for piece, _ in others])), tuple(others))

    def _with_sureness(
        self, line: int, place: LinePlace | None, through: Costs, visited: dict[int, set[int]]
    ) -> LinePlace | None:
        if place is None:
            return None
        margin = min(
            float(self._other_readings(int(self._begins[one]), through, visited).min()) for one in (line, line + 1)
        )
        expected = self._expected(line)
        ratio = (self._sums[place.last] - self._sums[place.first]) / max(0.1, expected)
        sureness: Sureness = "sure" if margin >= _SURE[0] else "likely" if margin >= _SURE[1] else "unsure"
        if not _DURATION_RATIOS[0] < ratio < _DURATION_RATIOS[1]:
            sureness = "unsure"
        elsewhere = self._other_readings(int(self._begins[line]), through, visited)
        other = int(np.argmin(elsewhere)) if np.isfinite(elsewhere).any() else None
        return LinePlace(place.first, place.last, sureness, other)

    def _with_doubts(self, lines: list[LinePlace | None], others: Sequence[int]) -> list[LinePlace | None]:
        """The same places, but marked as less sure near missing lines, near pieces that belong to no line, and where
        two neighbouring lines may have been swapped.
        """
        doubted = list(lines)
        odd = [at + 0.0 for at, place in enumerate(lines) if place is None]
        odd += [sum(place is not None and place.first < piece for place in lines) - 0.5 for piece in others]
        for at, place in enumerate(lines):
            if place is not None and any(abs(at - one) <= _DOUBT_REACH for one in odd):
                doubted[at] = replace(place, sureness="unsure")
        for at, (one, following) in enumerate(pairwise(lines)):
            if one is None or following is None:
                continue
            more = self._swap_cost(at, one, following)
            for index, place, other in ((at, one, following), (at + 1, following, one)):
                held = doubted[index] or place
                if more < _SWAP_MARGINS[1]:
                    doubted[index] = replace(held, sureness="unsure", other=other.first)
                elif more < _SWAP_MARGINS[0] and held.sureness == "sure":
                    doubted[index] = replace(held, sureness="likely")
        return doubted

    def _swap_cost(self, line: int, one: LinePlace, following: LinePlace) -> float:
        """How much more it would cost if two neighbouring lines had been read in the other order."""
        expected = [self._expected(line), self._expected(line + 1)]
        heard = [float(self._sums[place.last] - self._sums[place.first]) for place in (one, following)]
        straight = sum(float(_duration_cost(*pair)) for pair in zip(heard, expected, strict=True))
        return sum(float(_duration_cost(*pair)) for pair in zip(heard, reversed(expected), strict=True)) - straight

    def _expected(self, line: int) -> Seconds:
        return self._pace * estimated_seconds(" ".join(self._clauses[line]), READING_PACE)

    @staticmethod
    def _other_readings(row: int, through: Costs, visited: dict[int, set[int]]) -> Costs:
        """For each piece, the extra cost of a reading that reaches this row at that piece, compared with the cheapest
        reading. It is infinite where the cheapest reading itself reaches the row.
        """
        elsewhere: Costs = through[row].copy()
        elsewhere[list(visited.get(row, ()))] = np.inf
        return elsewhere

    def _best(self, row: int, at: int, after: Costs) -> _Move:
        able = [move for move in self._moves(row) if at < len(move.costs) and at + move.pieces <= self._count]
        return min(able, key=lambda move: move.costs[at] + after[move.to, at + move.pieces])

    def _forward(self) -> Costs:
        """The least cost of getting from the beginning of the grid to each of its places."""
        costs = np.full((self._rows, self._count + 1), np.inf)
        costs[1, 0] = 0.0
        for row in range(self._rows):
            moves = list(self._moves(row))
            here = [move for move in moves if move.to == row and move.use == "earlier try"]
            if row in self._line_of:
                costs[row] = self._noise + np.minimum.accumulate(costs[row] - self._noise)
                while here and _relax_forward(costs, row, here):
                    costs[row] = self._noise + np.minimum.accumulate(costs[row] - self._noise)
            _relax_forward(costs, row, [move for move in moves if move.to != row])
        return costs

    def _backward(self) -> Costs:
        """The least cost of getting from each place of the grid to its end."""
        costs = np.full((self._rows, self._count + 1), np.inf)
        costs[-1, -1] = 0.0
        for row in reversed(range(self._rows)):
            moves = list(self._moves(row))
            here = [move for move in moves if move.to == row and move.use == "earlier try"]
            _relax_backward(costs, row, [move for move in moves if move.to != row])
            if row in self._line_of:
                costs[row] = self._after_noise(costs[row])
                while here and _relax_backward(costs, row, here):
                    costs[row] = self._after_noise(costs[row])
        return costs

    def _after_noise(self, costs: Costs) -> Costs:
        """The costs from each piece to the end, lowered where it is cheaper to count the next pieces as noise first."""
        least: Costs = np.minimum.accumulate((costs + self._noise)[::-1])[::-1] - self._noise
        return least

    def _moves(self, row: int) -> Iterator[_Move]:
        line = self._line_of.get(row)
        if line is not None:
            yield from self._moves_at_beginning(row, line)
            if line < len(self._clauses):
                yield from self._reading_moves(line, 0)
        elif row + 1 in self._line_of:
            # Lines before this place are missing.
            yield _Move(row + 1, 0, np.zeros(self._count + 1), "on")
            line = self._line_of[row + 1]
            if line < len(self._clauses):
                yield self._missing_move(line, _MISSING[1])
        else:
            line = int(np.searchsorted(self._begins, row, side="right")) - 1
            yield from self._reading_moves(line, row - int(self._begins[line]))

    def _moves_at_beginning(self, row: int, line: int) -> Iterator[_Move]:
        yield _Move(row, 1, np.diff(self._noise), "noise")
        if line == len(self._clauses):
            return
        yield self._missing_move(line, _MISSING[0])
        expected, clauses = 0.0, 0
        for back in range(min(_MOST_LINES_BACK, len(self._clauses) - line)):
            expected += self._pace * estimated_seconds(" ".join(self._clauses[line + back]), READING_PACE)
            for count in range(clauses + 1, clauses + len(self._clauses[line + back]) + 2):
                if count <= self._count:
                    heard = self._sums[count:] - self._sums[:-count]
                    away = _capped_duration_cost(heard, expected)
                    cost = np.where(heard < expected, np.minimum(away, _EARLIER_TRY[2]), away)
                    cost = cost + self._try_costs.get(count, _EARLIER_TRY[0]) + _EARLIER_TRY[1] * back
                    yield _Move(row, count, cost, "earlier try")
            clauses += len(self._clauses[line + back])

    def _missing_move(self, line: int, cost: float) -> _Move:
        return _Move(int(self._begins[line + 1]) - 1, 0, np.full(self._count + 1, cost), "missing")

    def _reading_moves(self, line: int, clause: int) -> Iterator[_Move]:
        """The steps through the grid that begin at this clause of a line. Each step assigns one or more clauses, from
        this one on, to one, two or three pieces of the take.
        """
        own = self._clauses[line]
        for end in range(clause + 1, len(own) + 1):
            expected = self._pace * estimated_seconds(" ".join(own[clause:end]), READING_PACE)
            to = int(self._begins[line + 1]) if end == len(own) else int(self._begins[line]) + end
            for count in range(1, min(3, self._count) + 1):
                heard = self._sums[count:] - self._sums[:-count] + 0.2 * (count - 1)
                costs = _capped_duration_cost(heard, expected) + _EXTRA_PIECE * (count - 1)
                first = self._rest_inside if clause else self._rest_between
                costs = costs + first[: len(costs)]
                for inner in range(1, count):
                    costs = costs + self._rest_inside[inner : inner + len(costs)]
                yield _Move(to, count, costs, "line")


def _capped_duration_cost(heard: Costs, expected: Seconds) -> Costs:
    """The cost of a duration that differs from the expected one, at most `_MOST_COST`."""
    return np.asarray(np.minimum(_duration_cost(heard, expected), _MOST_COST))


def _duration_cost(heard: Any, expected: Seconds) -> Any:
    """The cost of a duration that differs from the expected one, without a limit."""
    return 0.5 * np.square((heard - expected) / (_DEVIATION[0] + _DEVIATION[1] * expected))


def _relax_forward(costs: Costs, row: int, moves: Sequence[_Move]) -> bool:
    """Lower the costs of getting to the places that these steps reach from a row, where a step is a cheaper way to
    them. Returns whether any cost was lowered.
    """
    changed = False
    for move in moves:
        reached = costs[row, : costs.shape[1] - move.pieces] + move.costs
        target = costs[move.to, move.pieces :]
        changed = changed or bool((reached < target - 1e-9).any())
        np.minimum(target, reached, out=target)
    return changed


def _relax_backward(costs: Costs, row: int, moves: Sequence[_Move]) -> bool:
    """Lower the costs of getting from the places in a row to the end, where one of these steps is a cheaper way.
    Returns whether any cost was lowered.
    """
    changed = False
    for move in moves:
        reached = costs[move.to, move.pieces :] + move.costs
        target = costs[row, : costs.shape[1] - move.pieces]
        changed = changed or bool((reached < target - 1e-9).any())
        np.minimum(target, reached, out=target)
    return changed
