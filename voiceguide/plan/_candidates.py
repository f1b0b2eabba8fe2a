"""Chooses what a session of a given length contains: which sections, and how many repeats of each block.

In the first attempt, no quiet exceeds the ceiling, and no care section is left out. If no such session has the
requested length, the next attempt has no ceiling. After that, care sections may be left out, again first with the
ceiling and then without it.

There are few candidates, and they are in order. Sections are left out in a fixed order, those with the highest
`optional` number first; how many are left out is the *level*. Repeats are added in a fixed order, one at a time, from
the least count of every block to its greatest; how many are added is the *state*. A higher level makes a session
shorter, and a higher state makes it longer, so the right candidate is found by binary search. The lengths that a
practice can have form spans: usually one, but several if little in the script can vary.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from voiceguide.plan._slots import NOTHING, Address, Candidate, Included, Nodes, Size, Slot, SlotTree, Times, everything
from voiceguide.plan._spans import Spans, contains, merged, sums
from voiceguide.units import Frames


@dataclass(frozen=True)
class Leeway:
    """What may still change in a practice: before the session begins, everything; while it runs, less and less."""

    times: tuple[Times, ...]
    begun: frozenset[int] = frozenset()
    """The indices of the parts that have begun. They can no longer be left out."""
    skipped: frozenset[int] = frozenset()
    """The indices of the parts that were left out and whose turn has passed. They can no longer be played."""
    added: Size = NOTHING
    """How many frames the size of every candidate grows because of the lengths of what has been heard; negative if it
    shrinks.
    """


class Sizes:
    """Computes the sizes of slots, blocks and practices, under a ceiling or without one. Care sections either always
    stay, or may be left out.
    """

    def __init__(self, ceiling: Frames | None = None, *, with_care: bool = False) -> None:
        """`ceiling` limits quiet stretches; None: they may be as long as written. `with_care`: care sections stay."""
        self.ceiling = ceiling
        self.with_care = with_care
        self._insets: dict[Included, tuple[Size, Frames]] = {}

    def slot(self, slot: Slot) -> Size:
        """The range of a slot."""
        return slot.size if self.ceiling is None else slot.under(self.ceiling)

    def block(self, block: Nodes, counts: Sequence[int]) -> Size:
        """The size of a block in which each `Repeated` is played `counts[number]` times."""
        size = block.own
        if self.ceiling is not None:
            for slot in block.bounded:
                size = size.plus(slot.under(self.ceiling)).plus(slot.size, -1)
        for repeated in block.repeats:
            size = size.plus(self.block(repeated.body, counts), counts[repeated.number])
        for inset in block.insets:
            size = size.plus(self.inset(inset))
        return size

    def inset(self, inset: Included) -> Size:
        """The least, the natural and the greatest length of an included practice. The natural one includes all its
        sections.
        """
        return self._inset(inset)[0]

    def spare(self, block: Nodes, counts: Sequence[int]) -> Frames:
        """By how many frames the natural length of a block becomes shorter if the practices included in it leave out
        their optional sections. A session that is only this much shorter does not count as squeezed.
        """
        if not block.has_insets:
            return 0
        inside = sum(self.spare(repeated.body, counts) * counts[repeated.number] for repeated in block.repeats)
        sizes = map(self._inset, block.insets)
        return inside + sum(size.natural - bare for size, bare in sizes)

    def _inset(self, inset: Included) -> tuple[Size, Frames]:
        if inset not in self._insets:
            candidates = Candidates(inset.tree, Leeway(inset.tree.times), self)
            self._insets[inset] = candidates.widest, candidates.bare
        return self._insets[inset]


class Candidates:
    """All candidates for one practice: the selections of sections and repeats that it can contain, with their sizes."""

    def __init__(
        self,
        tree: SlotTree,
        leeway: Leeway,
        sizes: Sizes,
        inset_spans: Callable[[Included, Address], Spans] | None = None,
        at: Address = (),
    ) -> None:
        """`inset_spans` gives the possible lengths of an included practice at an address; `at` is the tree's own
        address. With `sizes.with_care`, no care section is left out. Without it, all optional sections that are not
        care sections are left out, and care sections may be left out too.
        """
        self._tree = tree
        self._at = at
        self._leeway = leeway
        self._inset_spans = inset_spans
        self._chain = _Chain(leeway.times)
        self._sizes = sizes
        order = [index for index in _order(tree) if index not in leeway.begun]
        self._skipped = tuple(index for index in order if index in leeway.skipped)
        free = [index for index in order if index not in leeway.skipped]
        optional = [index for index in free if not tree.parts[index].care]
        self._droppable = optional if sizes.with_care else free
        self._bare_level = len(optional)
        self._fewest = 0 if sizes.with_care else len(optional)
        self._by_state: dict[int, list[Size]] = {}  # by state, then by level

    @property
    def widest(self) -> Size:
        """The least length of any candidate; the natural length with all sections; and the greatest length with all
        sections and all repeats.
        """
        return Size(
            self._size(len(self._droppable), 0).least,
            self.natural,
            self._size(0, self._chain.steps).greatest,
        )

    @property
    def natural(self) -> Frames:
        """The length with all sections, if each pause has its natural length, in frames."""
        return self._size(0, self._chain.natural).natural

    @property
    def bare(self) -> Frames:
        """The natural length without the optional sections, but with the care sections."""
        return self._unsqueezed(self._bare_level, self._chain.natural).natural

    @cached_property
    def spans(self) -> Spans:
        """All lengths that at least one candidate can have."""
        return merged(span for level in self._levels() for span in self._level_spans(level))

    def best(self, target: Frames) -> Candidate | None:
        """The best candidate that can last `target` frames; None if there is none. Without a ceiling, it is the one
        with the most content.
        """
        if self._sizes.ceiling is None:
            return self._fullest(target)
        return self._balanced(target) if self._sizes.with_care else self._least_left_out(target)

    def _fullest(self, target: Frames) -> Candidate | None:
        """The candidate with as many sections as fit if everything has its least length, and then with as many repeats
        as fit.
        """
        for level in range(self._first_level(target, comfortable=False), len(self._droppable) + 1):
            for state in reversed(range(self._first_longer(level, target))):
                if self._size(level, state).greatest < target:
                    break
                if not self._has_holes or contains(self._spans(level, state), target):
                    return self._candidate(level, state)
        return None

    def _least_left_out(self, target: Frames) -> Candidate | None:
        """The candidate with as many sections as fit if everything has its least length."""
        for level in range(self._first_level(target, comfortable=False), len(self._droppable) + 1):
            state = self._state(level, target)
            if state is not None:
                return self._candidate(level, state)
        return None

    def _balanced(self, target: Frames) -> Candidate | None:
        """The candidate with as many sections as fit without being squeezed beyond the tree's `comfort`. Included
        practices may leave out their optional sections before they count as squeezed. If every candidate is squeezed
        further than that, it is the candidate with the fewest sections.

        The counts of its repeats are, in proportion, about as far from natural as the lengths of its gaps.
        """
        for level in range(self._first_level(target, comfortable=True), len(self._droppable) + 1):
            state = self._state(level, target)
            if state is not None and _distance(self._unsqueezed(level, state), target) >= self._tree.comfort:
                return self._candidate(level, state)
        for level in range(len(self._droppable), self._first_level(target, comfortable=False) - 1, -1):
            state = self._state(level, target)
            if state is not None:
                return self._candidate(level, state)
        return None

    def _levels(self) -> range:
        return range(self._fewest, len(self._droppable) + 1)

    def _first_level(self, target: Frames, *, comfortable: bool) -> int:
        """The lowest level whose sections might fit into `target` if they have the fewest repeats; if `comfortable`,
        the sections must not be squeezed beyond the tree's `comfort`. If there is no such level, it is the number of
        levels.
        """

        def fits(level: int) -> bool:
            if level < self._fewest:
                return False
            size = self._unsqueezed(level, 0)
            spare = -self._tree.comfort * (size.natural - size.least)
            return target >= (size.least + spare if comfortable else size.least)

        return _first(len(self._droppable) + 1, fits)

    def _state(self, level: int, target: Frames) -> int | None:
        """The state whose counts of repeats suit `target` best at this level; None if no state can have this length."""
        first = _first(self._chain.steps + 1, lambda state: self._size(level, state).greatest >= target)
        end = self._first_longer(level, target)
        if first >= end:
            return None
        balanced = _first(
            self._chain.steps, lambda state: self._chain.growth(state) >= _distance(self._size(level, state), target)
        )
        wanted = min(max(balanced, first), end - 1)
        if not self._has_holes:
            return wanted
        by_distance = sorted(range(first, end), key=lambda state: abs(state - wanted))
        return next((state for state in by_distance if contains(self._spans(level, state), target)), None)

    def _unsqueezed(self, level: int, state: int) -> Size:
        """The size of a candidate, but with the natural length that it has when the included practices leave out their
        optional sections.
        """
        size = self._size(level, state)
        if not self._has_insets:
            return size
        out, counts = self._leeway.skipped.union(self._droppable[:level]), self._chain.counts(state)
        spare = sum(
            self._sizes.spare(part.block, counts) for index, part in enumerate(self._tree.parts) if index not in out
        )
        return size._replace(natural=max(size.least, size.natural - spare))

    def _size(self, level: int, state: int) -> Size:
        if state not in self._by_state:
            self._by_state[state] = list(self._sizes_by_level(self._chain.counts(state)))
        return self._by_state[state][level]

    def _sizes_by_level(self, counts: Sequence[int]) -> Iterator[Size]:
        sizes = [self._sizes.block(part.block, counts) for part in self._tree.parts]
        size = self._leeway.added
        for index, own in enumerate(sizes):
            if index not in self._leeway.skipped:
                size = size.plus(own)
        yield size
        for index in self._droppable:
            size = size.plus(sizes[index], -1)
            yield size

    def _candidate(self, level: int, state: int) -> Candidate:
        return Candidate((*reversed(self._droppable[:level]), *self._skipped), self._chain.counts(state))

    def _level_spans(self, level: int) -> Iterator[tuple[Frames, Frames]]:
        if self._has_holes:
            for state in range(self._chain.steps + 1):
                yield from self._spans(level, state)
            return
        state = 0
        while state <= self._chain.steps:
            size = self._size(level, state)
            yield size.least, size.greatest
            # The next state is the furthest whose span touches this one: the spans between add no lengths.
            state = max(state + 1, self._first_longer(level, size.greatest + 1) - 1)

    def _first_longer(self, level: int, length: Frames) -> int:
        """The first state whose least length is more than `length`."""
        return _first(self._chain.steps + 1, lambda state: self._size(level, state).least > length)

    @cached_property
    def _has_holes(self) -> bool:
        """Whether the possible lengths of an included practice have a hole: a length between the shortest and the
        longest that the practice cannot have. Only the candidate with all sections and the most rounds is examined,
        because it contains every included practice in every round.
        """
        return any(len(spans) > 1 for spans in self._insets_of(0, self._chain.steps))

    @cached_property
    def _has_insets(self) -> bool:
        return any(part.block.has_insets for part in self._tree.parts)

    def _insets_of(self, level: int, state: int) -> list[Spans]:
        if self._inset_spans is None or not self._has_insets:
            return []
        candidate = self._candidate(level, state)
        return [
            self._inset_spans(node, address)
            for node, address in everything(self._tree, candidate, self._at)
            if isinstance(node, Included)
        ]

    def _spans(self, level: int, state: int) -> Spans:
        """The possible lengths of one candidate: the range of its own slots, plus the possible lengths of its included
        practices.
        """
        size, insets = self._size(level, state), self._insets_of(level, state)
        least = size.least - sum(spans[0][0] for spans in insets)
        greatest = size.greatest - sum(spans[-1][1] for spans in insets)
        return reduce(sums, insets, ((least, greatest),))


def _order(tree: SlotTree) -> list[int]:
    """The indices of the parts that may be left out, in the order in which they are left out. First come the sections
    that are not care sections: the higher `optional` number before the lower; at the same number, more silence before
    less; at the same silence, the later section before the earlier. Then come the care sections, the later before the
    earlier.
    """

    def rank(index: int) -> tuple[int, ...]:
        part = tree.parts[index]
        return (1, -index) if part.care else (0, -part.optional, -part.block.silence, -index)

    return sorted((index for index, part in enumerate(tree.parts) if not part.kept), key=rank)


class _Chain:
    """A series of states, in each of which every `Repeated` has a count. In the first state every count is at its
    least, in the last one at its greatest. Each step to the next state adds one repeat to one `Repeated`.
    """

    def __init__(self, times: Sequence[Times]) -> None:
        self._times = times
        shrunk = [
            (-(one.natural - count) / (one.natural - one.least), number)
            for number, one in enumerate(times)
            for count in range(one.least, one.natural)
        ]
        grown = [
            ((count + 1 - one.natural) / (one.greatest - one.natural), number)
            for number, one in enumerate(times)
            for count in range(one.natural, one.greatest)
        ]
        order = sorted(shrunk) + sorted(grown)
        self.steps = len(order)
        self.natural = len(shrunk)
        """The state in which every count is natural."""
        self._growths = [growth for growth, _ in order]
        self._steps_of: list[list[int]] = [[] for _ in times]
        for step, (_, number) in enumerate(order):
            self._steps_of[number].append(step)

    def growth(self, state: int) -> float:
        """How far the counts of a state are from natural: −1 at their least, 0 at natural, 1 at their greatest."""
        if state == self.natural:
            return 0.0
        return self._growths[state if state < self.natural else state - 1]

    def counts(self, state: int) -> tuple[int, ...]:
        """The counts in a state, by the number of their `Repeated`."""
        own = zip(self._times, self._steps_of, strict=True)
        return tuple(one.least + bisect_left(steps, state) for one, steps in own)


def _distance(size: Size, target: Frames) -> float:
    """How far the length `target` is from the natural length of a size: −1 at the least length, 0 at the natural one, 1
    at the greatest. If the size cannot vary in that direction, it is the difference in frames.
    """
    spare = size.greatest - size.natural if target > size.natural else size.natural - size.least
    return (target - size.natural) / spare if spare else float(target - size.natural)


def _first(end: int, holds: Callable[[int], bool]) -> int:
    """The first number below `end` for which the condition `holds`; `end` if there is none. Once the condition is true,
    it must be true for all greater numbers.
    """
    return bisect_left(range(end), True, key=holds)
