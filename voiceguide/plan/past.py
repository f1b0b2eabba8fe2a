"""What of a session has already been heard, and what that leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from voiceguide.plan.choosing import Choices, Leeway
from voiceguide.plan.model import Event
from voiceguide.plan.score import Address, Inset, Score, Size, Slot, Turns
from voiceguide.units import Frames


@dataclass(frozen=True)
class Past:
    """The slots that have begun, by address. Empty before a session starts."""

    held: Mapping[Address, Frames] = field(default_factory=dict)
    """The lengths of those that are over, or that cannot change."""
    now: Address = ()
    """Where the session is. Empty: not begun."""
    heard: Frames = 0
    """How much of the slot at `now` is already over, if that may still change."""
    inside: Mapping[Address, tuple[Event, ...]] = field(default_factory=dict)
    """The reminders and bells that were heard inside silences."""
    until: Frames = 0
    """Where the future begins."""

    def size_at(self, address: Address, slot: Slot) -> Size:
        """The range that is left to a slot."""
        if address in self.held:
            length = self.held[address]
            return Size(length, length, length)
        if self.heard and address == self.now:
            return Size(*(max(length, self.heard) for length in slot.size))
        return slot.size

    def touches(self, address: Address) -> bool:
        """Whether something at or inside an address has begun."""
        return bool(self.now) and any(_inside(begun, address) for begun in (self.now, *self.held))

    def leeway(self, score: Score, at: Address) -> Leeway:
        """What is still open in a practice that stands at an address."""
        if not self.touches(at):
            return Leeway(score.turns)
        paths = [_trace(score, address, at) for address in (*self.held, self.now) if _inside(address, at)]
        begun = frozenset(path.part for path in paths)
        running = self.now[len(at)] if _inside(self.now, at) else len(score.parts)
        return Leeway(
            turns=self._turns(score, paths),
            begun=begun,
            gone=frozenset(
                index
                for index, part in enumerate(score.parts)
                if part.optional and index < running and index not in begun
            ),
            held=self._added(paths),
        )

    def _turns(self, score: Score, paths: "list[_Path]") -> tuple[Turns, ...]:
        """The turns that are possible: no fewer than have begun, and as many as there were where a block is over."""
        played: dict[int, dict[Address, int]] = {}
        for path in paths:
            for number, address, turn in path.turns:
                counts = played.setdefault(number, {})
                counts[address] = max(counts.get(address, 0), turn + 1)
        turns = list(score.turns)
        for number, counts in played.items():
            over = [count for address, count in counts.items() if not _inside(self.now, address)]
            least = over[0] if over else max(counts.values())
            turns[number] = Turns(least, least, least) if over else Turns(*(max(one, least) for one in turns[number]))
        return tuple(turns)

    def _added(self, paths: "list[_Path]") -> Size:
        added = Size()
        insets: dict[Address, Inset] = {}
        for path in paths:
            if isinstance(path.leaf, Inset):
                insets[path.address] = path.leaf
            else:
                added = added.plus(self.size_at(path.address, path.leaf)).plus(path.leaf.size, -1)
        for address, inset in insets.items():
            added = added.plus(Choices(inset.score, self.leeway(inset.score, address)).widest).plus(inset.size, -1)
        return added


class _Path(NamedTuple):
    """The way from a practice to a slot in it, or to a practice set into it."""

    part: int
    turns: list[tuple[int, Address, int]]
    """Each `Many` on the way: its number, its own address, the turn."""
    leaf: Slot | Inset
    address: Address


def slot_at(score: Score, address: Address) -> Slot:
    """The slot at an address, also inside practices that are set in."""
    path = _trace(score, address, ())
    while isinstance(path.leaf, Inset):
        path = _trace(path.leaf.score, address, path.address)
    return path.leaf


def _trace(score: Score, address: Address, at: Address) -> _Path:
    part, *way = address[len(at) :]
    block = score.parts[part].block
    turns: list[tuple[int, Address, int]] = []
    reached = (*at, part)
    while True:
        index, *way = way
        node = block.nodes[index]
        reached = (*reached, index)
        if isinstance(node, Slot | Inset):
            return _Path(part, turns, node, reached)
        turn, *way = way
        turns.append((node.number, reached, turn))
        block = node.opening if turn < node.opening_turns else node.body
        reached = (*reached, turn)


def _inside(address: Address, outer: Address) -> bool:
    return address[: len(outer)] == outer
