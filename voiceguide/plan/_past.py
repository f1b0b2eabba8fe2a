"""The part of a session that has been heard, and what it leaves open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from voiceguide.plan._choose import Choices, Leeway, Sizes
from voiceguide.plan._slots import Address, Included, Nodes, Repeated, Size, Slot, SlotTree, Times
from voiceguide.plan.model import Event
from voiceguide.units import Frames


@dataclass(frozen=True)
class Past:
    """The slots that have begun, by address. Empty before a session starts. Addresses sort in the order of the session:
    what is over is less than `now`.
    """

    held: Mapping[Address, Frames] = field(default_factory=dict)
    """The lengths of slots that are over or cannot change."""
    now: Address = ()
    """The address where the session is. Empty: not begun."""
    heard: Frames = 0
    """How much of the slot at `now` is already over, if that may still change."""
    inside: Mapping[Address, tuple[Event, ...]] = field(default_factory=dict)
    """The reminders and bells that were heard inside silences."""
    until: Frames = 0
    """Where the future begins."""

    def size_at(self, address: Address, size: Size) -> Size:
        """What the past leaves of a slot's range."""
        if address in self.held:
            length = self.held[address]
            return Size(length, length, length)
        if self.heard and address == self.now:
            return Size(*(max(length, self.heard) for length in size))
        return size

    def touches(self, address: Address) -> bool:
        """Whether an address has been reached."""
        return bool(self.now) and address <= self.now

    def leeway(self, tree: SlotTree, at: Address, sizes: Sizes) -> Leeway:
        """What is still open in a practice at an address, with these sizes."""
        if not self.touches(at):
            return Leeway(tree.times)
        heard = _by_index((address for address in (*self.held, self.now) if _inside(address, at)), len(at))
        running = self.now[len(at)] if _inside(self.now, at) else len(tree.parts)
        found = _Found(self, list(tree.times), sizes)
        for index, part in enumerate(tree.parts):
            if index in heard or (index < running and part.kept):
                found.walk(part.block, (*at, index), heard.get(index, []))
        missed = [index for index, part in enumerate(tree.parts) if index < running and not part.kept]
        return Leeway(tuple(found.times), frozenset(heard), frozenset(missed).difference(heard), found.added)


class _Found:
    """The result of a walk along the past of one practice."""

    def __init__(self, past: Past, times: list[Times], sizes: Sizes) -> None:
        self._past = past
        self._sizes = sizes
        self._settled: set[int] = set()
        self.times = times
        """The possible counts: no fewer than have begun, and exactly as many as there were if a block is over."""
        self.added = Size()
        """What the past adds to the practice's size, however the rest is chosen."""

    def walk(self, block: Nodes, at: Address, heard: Iterable[Address]) -> None:
        """Visit the nodes of a block that have been reached; `heard` are the addresses of the past inside it."""
        heard_in = _by_index(heard, len(at))
        for index, node in enumerate(block.nodes):
            here = (*at, index)
            if not self._past.touches(here):
                break
            if isinstance(node, Repeated):
                self._repeated(node, here, heard_in.get(index, []))
            elif isinstance(node, Included):
                leeway = self._past.leeway(node.tree, here, self._sizes)
                left = Choices(node.tree, leeway, self._sizes).widest
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
        nth, *way = way  # of an inset: its part
        if isinstance(node, Included):
            block = node.tree.parts[nth].block
        else:
            block = node.opening if nth < node.opening_rounds else node.body


def _by_index(addresses: Iterable[Address], depth: int) -> dict[int, list[Address]]:
    """Addresses by their index at some depth."""
    found: dict[int, list[Address]] = {}
    for address in addresses:
        found.setdefault(address[depth], []).append(address)
    return found


def _inside(address: Address, outer: Address) -> bool:
    return address[: len(outer)] == outer
