"""Limits several pauses and gaps in a row to a minute in all, unless the script asks for more. To do this, it lowers
the greatest lengths of the pauses.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from voiceguide.plan._slots import Included, Node, Nodes, Repeated, Size, Slot, SlotTree, changed
from voiceguide.plan.figures import LONGEST_GAP_RUN
from voiceguide.units import Frames

_MOST_RUNS: Final = 16
"""At most this many runs are examined at each end of a part or block. There can be more where many optional sections
meet; then only the longest are examined.
"""


class _GapRun(NamedTuple):
    """Gaps and rests one after another, without a sound or a rest with `as_written` between them."""

    greatest: Frames = 0
    """The greatest length of the run, as the script allows it."""
    slots: tuple[tuple[Slot, int], ...] = ()
    """(slot, count): each slot, and how many times it occurs in the run."""

    def then(self, other: "_GapRun") -> "_GapRun":
        """This run, followed by another one."""
        if not other.slots:
            return self
        return _GapRun(self.greatest + other.greatest, self.slots + other.slots) if self.slots else other

    def repeated(self, times: int) -> "_GapRun":
        """This run, several times in a row."""
        return _GapRun(self.greatest * times, tuple((slot, own * times) for slot, own in self.slots))


_EMPTY: Final = _GapRun()


class _Ends(NamedTuple):
    """The runs at the beginning and at the end of a node, a part or a sequence of them."""

    leads: tuple[_GapRun, ...] = ()
    """The possible runs of gaps and rests at its beginning, each up to its first sound or rest with `as_written`. There
    are several if optional sections can be left out.
    """
    trails: tuple[_GapRun, ...] = ()
    """The possible runs of gaps and rests at its end, each after its last sound or rest with `as_written`. There are
    several if optional sections can be left out.
    """
    through: _GapRun | None = None
    """The whole as one run of gaps and rests; None if it always contains a sound or a rest with `as_written`. An
    optional part that contains one may be left out, so its run is empty.
    """


def bounded(tree: SlotTree) -> SlotTree:
    """The same tree, with the greatest lengths of pauses lowered so that no run of pauses and gaps exceeds a minute.
    There are two exceptions: no pause is limited to less than the least length that the script gives it, and a rest
    with `as_written` may last as long as written.
    """
    limiter = _RunLimiter()
    ends = limiter.parts(tree)
    for run in (*ends.leads, *ends.trails, *([ends.through] if ends.through else [])):
        limiter.limit(run)
    return changed(tree, limiter.reduced) if limiter.sizes else tree


class _RunLimiter:
    """Collects the slots whose ranges must be reduced, with their new ranges."""

    def __init__(self) -> None:
        self.sizes: dict[Slot, Size] = {}

    def reduced(self, slot: Slot) -> Slot:
        """The slot with its reduced range; the same slot if its range is not reduced."""
        return slot._replace(size=self._size(slot))

    def _size(self, slot: Slot) -> Size:
        return self.sizes.get(slot, slot.size)

    def limit(self, run: _GapRun) -> None:
        """Keep a run within `LONGEST_GAP_RUN`: the greatest length of each pause is lowered in proportion to the
        pause's range.
        """
        if run.greatest <= LONGEST_GAP_RUN:
            return
        times = Counter[Slot]()
        for slot, count in run.slots:
            times[slot] += count
        excess = sum(self._size(slot).greatest * count for slot, count in times.items()) - LONGEST_GAP_RUN
        if excess <= 0:
            return
        written = [(slot, self._size(slot), count) for slot, count in times.items() if slot.kind != "gap"]
        spare = sum((size.greatest - size.least) * count for _, size, count in written)
        for slot, size, _ in written:
            greatest = size.least + (size.greatest - size.least) * max(0, spare - excess) // max(1, spare)
            if greatest < size.greatest:
                self.sizes[slot] = Size(size.least, min(size.natural, greatest), greatest)

    def parts(self, tree: SlotTree) -> _Ends:
        ends = []
        for part in tree.parts:
            own = self._block(part.block)
            ends.append(own if part.kept else own._replace(through=own.through or _EMPTY))
        return self._sequence(ends)

    def _block(self, block: Nodes) -> _Ends:
        ends = []
        for _, group in groupby(block.nodes, key=lambda node: isinstance(node, Slot)):
            nodes = list(group)
            slots = [node for node in nodes if isinstance(node, Slot)]
            ends += [self._slots(slots)] if slots else [self._ends(node) for node in nodes]
        return self._sequence(ends)

    def _ends(self, node: Node) -> _Ends:
        if isinstance(node, Included):
            return self.parts(node.tree)
        return self._repeated(node) if isinstance(node, Repeated) else self._slots([node])

    def _slots(self, slots: Sequence[Slot]) -> _Ends:
        runs: list[list[Slot]] = [[]]  # a run before each sound, and one after the last sound
        for slot in slots:
            if not slot.size.greatest:
                continue
            if slot.kind in ("gap", "pause", "silence") and not slot.as_written:
                runs[-1].append(slot)
            else:
                runs.append([])
        ends = [_run(run) for run in (runs[0], runs[-1])]
        if len(runs) == 1:
            return _Ends(through=ends[0])
        for run in runs[1:-1]:
            if run:
                self.limit(_run(run))
        return _Ends(leads=(ends[0],), trails=(ends[1],))

    def _repeated(self, repeated: Repeated) -> _Ends:
        ends = self._block(repeated.body)
        if repeated.times.greatest > 1:
            for trail in ends.trails:
                for lead in ends.leads:
                    self.limit(trail.then(lead))
        return ends._replace(through=ends.through and ends.through.repeated(repeated.times.greatest))

    def _sequence(self, nodes: Iterable[_Ends]) -> _Ends:
        leads: list[_GapRun] = []
        lead_in: _GapRun | None = _EMPTY  # everything before this node as one run; None if something in it sounds
        trails: list[_GapRun] = []
        for node in nodes:
            for lead in node.leads:
                for trail in trails:
                    self.limit(trail.then(lead))
                if lead_in is not None:
                    leads.append(lead_in.then(lead))
            through = node.through
            if through is None:
                lead_in, trails = None, []
            else:
                lead_in = lead_in and lead_in.then(through)
                trails = [trail.then(through) for trail in trails]
            trails = _longest([*trails, *node.trails])
        return _Ends(tuple(_longest(leads)), tuple(trails), lead_in)


def _run(slots: Sequence[Slot]) -> _GapRun:
    return _GapRun(sum(slot.size.greatest for slot in slots), tuple((slot, 1) for slot in slots))


def _longest(runs: list[_GapRun]) -> list[_GapRun]:
    return runs if len(runs) <= _MOST_RUNS else sorted(runs, key=lambda run: -run.greatest)[:_MOST_RUNS]
