"""No stillness beyond a minute that nobody announced: pauses that could add up to more get smaller ranges."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import Final, NamedTuple, TypeAlias

from voiceguide.plan.choosing import widest
from voiceguide.plan.figures import LONGEST_STILL
from voiceguide.plan.score import Block, Inset, Many, Node, Score, Size, Slot

_Run: TypeAlias = tuple[tuple[Slot, int], ...]
"""Slots without a word or a bell that may follow each other, each with how often."""

_MOST_RUNS: Final = 32
"""Of many optional sections that might be neighbours only the longest ends are looked at."""


class _Ends(NamedTuple):
    """How something begins and ends, as far as stillness goes."""

    leads: tuple[_Run, ...] = ()
    """The still runs it may begin with, up to its first word."""
    trails: tuple[_Run, ...] = ()
    """The still runs it may end with."""
    through: _Run | None = None
    """All of it, if it may be still from end to end; empty if it may be left out."""


def bounded(score: Score) -> Score:
    """The same score with the greatest length of pauses lowered so far that no run of them exceeds a minute.

    Never below what the script asks for at least, and silences that are announced may last as long as they like.
    """
    bounds = _Bounds()
    ends = bounds.parts(score)
    for run in (*ends.leads, *ends.trails, *([ends.through] if ends.through else [])):
        bounds.hold(run)
    return _with_sizes(score, bounds.sizes) if bounds.sizes else score


class _Bounds:
    """Collects the slots that need a smaller range."""

    def __init__(self) -> None:
        self.sizes: dict[Slot, Size] = {}

    def _size(self, slot: Slot) -> Size:
        return self.sizes.get(slot, slot.size)

    def hold(self, run: _Run) -> None:
        """Make a run fit into `LONGEST_STILL` at its greatest, each pause giving in proportion to its room."""
        excess = sum(self._size(slot).greatest * times for slot, times in run) - LONGEST_STILL
        if excess <= 0:
            return
        written = [(slot, self._size(slot), times) for slot, times in run if slot.kind != "gap"]
        room = sum((size.greatest - size.least) * times for _, size, times in written)
        for slot, size, _ in written:
            greatest = size.least + (size.greatest - size.least) * max(0, room - excess) // max(1, room)
            if greatest < size.greatest:
                self.sizes[slot] = Size(size.least, min(size.natural, greatest), greatest)

    def parts(self, score: Score) -> _Ends:
        ends = []
        for part in score.parts:
            own = self._block(part.block)
            ends.append(own._replace(through=own.through or ()) if part.optional else own)
        return self._sequence(ends)

    def _block(self, block: Block) -> _Ends:
        ends = []
        for _, group in groupby(block.nodes, key=lambda node: isinstance(node, Slot)):
            nodes = list(group)
            slots = [node for node in nodes if isinstance(node, Slot)]
            ends += [self._slots(slots)] if slots else [self._ends(node) for node in nodes]
        return self._sequence(ends)

    def _ends(self, node: Node) -> _Ends:
        if isinstance(node, Inset):
            return self.parts(node.score)
        return self._many(node) if isinstance(node, Many) else self._slots([node])

    def _slots(self, slots: Sequence[Slot]) -> _Ends:
        runs: list[list[Slot]] = [[]]  # one before each word and one after the last
        for slot in slots:
            if not slot.size.greatest:
                continue
            if slot.kind in ("gap", "pause", "silence") and not slot.announced:
                runs[-1].append(slot)
            else:
                runs.append([])
        ends = [_joined(*(((slot, 1),) for slot in run)) for run in (runs[0], runs[-1])]
        if len(runs) == 1:
            return _Ends(through=ends[0])
        for run in runs[1:-1]:
            if len(run) > 1 or (run and run[0].size.greatest > LONGEST_STILL):
                self.hold(_joined(*(((slot, 1),) for slot in run)))
        return _Ends(leads=(ends[0],), trails=(ends[1],))

    def _many(self, many: Many) -> _Ends:
        ends = self._block(many.body)
        if many.turns.greatest > 1:
            for trail in ends.trails:
                for lead in ends.leads:
                    self.hold(_joined(trail, lead))
        through = ends.through
        if through is not None:
            through = tuple((slot, times * many.turns.greatest) for slot, times in through)
        return ends._replace(through=through)

    def _sequence(self, nodes: Iterable[_Ends]) -> _Ends:
        leads: dict[_Run, None] = {}  # as sets that keep their order
        still: _Run | None = ()  # everything up to here, while that may be still
        trails: dict[_Run, None] = {}
        for node in nodes:
            for lead in node.leads:
                for trail in trails:
                    self.hold(_joined(trail, lead))
                if still is not None:
                    leads[_joined(still, lead)] = None
            if node.through is None:
                still, trails = None, {}
            else:
                still = None if still is None else _joined(still, node.through)
                trails = {_joined(trail, node.through): None for trail in trails}
            trails = _longest(trails | dict.fromkeys(node.trails))
        return _Ends(tuple(_longest(leads)), tuple(trails), still)


def _longest(runs: dict[_Run, None]) -> dict[_Run, None]:
    if len(runs) <= _MOST_RUNS:
        return runs
    ranked = sorted(runs, key=lambda run: -sum(slot.size.greatest * times for slot, times in run))
    return dict.fromkeys(ranked[:_MOST_RUNS])


def _joined(*runs: _Run) -> _Run:
    """One after the other; a slot that is in several, as around a repeated block, counts as often."""
    times: dict[Slot, int] = {}
    for slot, count in chain.from_iterable(runs):
        times[slot] = times.get(slot, 0) + count
    return tuple(times.items())


def _with_sizes(score: Score, sizes: Mapping[Slot, Size]) -> Score:
    """The same score with other sizes for some of its slots."""

    def block(old: Block) -> Block:
        return Block(tuple(map(node, old.nodes)))

    def node(old: Node) -> Node:
        if isinstance(old, Slot):
            return old._replace(size=sizes[old]) if old in sizes else old
        if isinstance(old, Many):
            body = block(old.body)
            return replace(old, opening=block(old.opening) if old.opening_turns else body, body=body)
        inner = _with_sizes(old.score, sizes)
        return replace(old, score=inner, size=widest(inner))

    return replace(score, parts=tuple(replace(part, block=block(part.block)) for part in score.parts))
