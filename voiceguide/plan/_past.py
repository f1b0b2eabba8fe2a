"""Describes how much of a session has been heard, and finds what may still change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from voiceguide.plan._candidates import Candidates, Leeway, Sizes
from voiceguide.plan._slots import Address, Included, Nodes, Repeated, Size, Slot, SlotTree, Times
from voiceguide.plan.model import Event
from voiceguide.units import Frames


@dataclass(frozen=True)
class Past:
    """The part of a session that has been heard, described by the addresses of its slots; empty before the session
    begins. Addresses sort in the order of the session, so a slot is over if its address is less than `now`.
    """

    fixed: Mapping[Address, Frames] = field(default_factory=dict)
    """The lengths of the slots that are over, and of a running slot whose length cannot change, by address."""
    now: Address = ()
    """The address of the slot that the session has reached. Empty: the session has not begun."""
    heard: Frames = 0
    """How much of the slot at `now` has been heard, if its length may still change; otherwise 0."""
    inside: Mapping[Address, tuple[Event, ...]] = field(default_factory=dict)
    """The reminders and bells that have begun inside each silence, by the silence's address."""
    until: Frames = 0
    """Reminders and bells that are added inside a silence begin at this frame or later. It is the frame that the
    session has reached. If a reminder or bell of the current silence is sounding, it is the frame at which that sound
    ends.
    """

    def size_at(self, address: Address, size: Size) -> Size:
        """The lengths that the slot at an address can still have. `size` is the range it had before the
        session began.
        """
        if address in self.fixed:
            length = self.fixed[address]
            return Size(length, length, length)
        if self.heard and address == self.now:
            return Size(*(max(length, self.heard) for length in size))
        return size

    def touches(self, address: Address) -> bool:
        """Whether the session has reached an address."""
        return bool(self.now) and address <= self.now

    def leeway(self, tree: SlotTree, at: Address, sizes: Sizes) -> Leeway:
        """What may still change in the practice at the address `at`, if its slots have these sizes."""
        if not self.touches(at):
            return Leeway(tree.times)
        heard = _by_index((address for address in (*self.fixed, self.now) if _inside(address, at)), len(at))
        running = self.now[len(at)] if _inside(self.now, at) else len(tree.parts)
        found = _PastWalk(self, list(tree.times), sizes)
        for index, part in enumerate(tree.parts):
            if index in heard or (index < running and part.kept):
                found.walk(part.block, (*at, index), heard.get(index, []))
        missed = [index for index, part in enumerate(tree.parts) if index < running and not part.kept]
        return Leeway(tuple(found.times), frozenset(heard), frozenset(missed).difference(heard), found.added)


class _PastWalk:
    """Goes through the nodes of one practice, and collects everything that can no longer change because it has been
    heard.
    """

    def __init__(self, past: Past, times: list[Times], sizes: Sizes) -> None:
        self._past = past
        self._sizes = sizes
        self._settled: set[int] = set()
        self.times = times
        """The possible counts of each `Repeated`, by number. Where a `Repeated` is over, only the count that was played
        is possible. Where it has begun, every count includes the rounds that have begun.
        """
        self.added = Size()
        """How many frames the size of the practice grows because of the lengths of what has been heard, whatever is
        chosen for the rest; negative if it shrinks.
        """

    def walk(self, block: Nodes, at: Address, heard: Iterable[Address]) -> None:
        """Go through the nodes of a block that the session has reached. `heard` has the addresses of the slots inside
        the block that have begun.
        """
        heard_in = _by_index(heard, len(at))
        for index, node in enumerate(block.nodes):
            here = (*at, index)
            if not self._past.touches(here):
                break
            if isinstance(node, Repeated):
                self._repeated(node, here, heard_in.get(index, []))
            elif isinstance(node, Included):
                leeway = self._past.leeway(node.tree, here, self._sizes)
                left = Candidates(node.tree, leeway, self._sizes).widest
                self.added = self.added.plus(left).plus(self._sizes.inset(node), -1)
            elif index in heard_in:
                size = self._sizes.slot(node)
                self.added = self.added.plus(self._past.size_at(here, size)).plus(size, -1)

    def _repeated(self, repeated: Repeated, at: Address, heard: list[Address]) -> None:
        by_round = _by_index(heard, len(at))
        played = max(by_round, default=repeated.times.least - 1) + 1
        if not _inside(self._past.now, at):
            self._settled.add(repeated.number)
            self.times[repeated.number] = Times(played, played, played)
        elif repeated.number not in self._settled:
            self.times[repeated.number] = Times(*(max(times, played) for times in repeated.times))
        for nth in range(played):
            self.walk(
                repeated.opening if nth < repeated.opening_rounds else repeated.body, (*at, nth), by_round.get(nth, [])
            )


def slot_at(tree: SlotTree, address: Address) -> Slot:
    """The slot at an address, also inside included practices."""
    part, *way = address
    block = tree.parts[part].block
    while True:
        index, *way = way
        node = block.nodes[index]
        if isinstance(node, Slot):
            return node
        nth, *way = way  # the round of a `Repeated`, or the part of an `Included`
        if isinstance(node, Included):
            block = node.tree.parts[nth].block
        else:
            block = node.opening if nth < node.opening_rounds else node.body


def _by_index(addresses: Iterable[Address], depth: int) -> dict[int, list[Address]]:
    """The addresses, grouped by the index at position `depth` in them."""
    found: dict[int, list[Address]] = {}
    for address in addresses:
        found.setdefault(address[depth], []).append(address)
    return found


def _inside(address: Address, outer: Address) -> bool:
    return address[: len(outer)] == outer
