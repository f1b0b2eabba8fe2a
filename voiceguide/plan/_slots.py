"""A score: the practice as a tree of slots in frames, with everything that may still be chosen left open.

A `Slot` sounds or is quiet for a time inside its range. A `Many` is a block that is played a chosen number of times.
An `Inset` is another practice with a score of its own. `_compose` makes scores; `_choose` and `_share` read them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from voiceguide.plan.model import EventKind
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.units import Frames

SlotKind: TypeAlias = EventKind | Literal["gap", "edge"]
"""What events are made of; a `gap` between them; an `edge` of the session, where only the bed sounds."""

Address: TypeAlias = tuple[int, ...]
"""Where something stands: part and node; inside a `Many` then turn and node, inside an `Inset` then part and node."""


class Size(NamedTuple):
    """How long something is at least, naturally and at most, in frames."""

    least: Frames = 0
    natural: Frames = 0
    greatest: Frames = 0

    def plus(self, other: "Size", times: int = 1) -> "Size":
        """Both, one after the other; the other several times."""
        return Size(
            self.least + other.least * times,
            self.natural + other.natural * times,
            self.greatest + other.greatest * times,
        )


NOTHING: Final = Size()


class Slot(NamedTuple):
    """A stretch of time of one kind."""

    kind: SlotKind
    size: Size
    place: Place
    shrinks: int = 0
    """Its turn when time is short: the lowest first. Of no account for what cannot vary."""
    stretches: int = 0
    """Its turn when there is time to spare."""
    text: str = ""
    utterance: Utterance | None = None
    strikes: int = 0
    phase: str = ""
    reminders: tuple[Utterance, ...] = ()
    announced: bool = False


NO_GAP: Final = Slot("gap", NOTHING, Place("", 0))
"""Where nothing is between two nodes."""


class Turns(NamedTuple):
    """How many times a block is played: a choice from least to greatest."""

    least: int
    natural: int
    greatest: int


@dataclass(frozen=True, eq=False)
class Many:
    """A block that is played several times, at least once."""

    number: int
    """Its own among the score's."""
    turns: Turns
    opening: "Block"
    """The first turns of timed breathing have longer cues; otherwise the same as `body`."""
    body: "Block"
    """As long as `opening`."""
    opening_turns: int = 0


@dataclass(frozen=True, eq=False)
class Inset:
    """Another practice, set in."""

    name: str
    share: float | None
    score: "Score"
    size: Size
    """From its shortest to its longest."""
    bare: Frames
    """Its natural length with nothing but what is always there: until then it gives way without being squeezed."""


Node: TypeAlias = Slot | Many | Inset


@dataclass(frozen=True, eq=False)
class Block:
    """Nodes in order. A node's index does not depend on what was spoken how long."""

    nodes: tuple[Node, ...]
    own: Size = field(init=False)
    """Of its slots alone."""
    manys: tuple[Many, ...] = field(init=False)
    insets: tuple[Inset, ...] = field(init=False)
    has_insets: bool = field(init=False)
    """Also inside its `Many` blocks."""

    def __post_init__(self) -> None:
        slots = [node.size for node in self.nodes if isinstance(node, Slot)]
        own = Size(*(sum(column) for column in zip(*slots, strict=True))) if slots else Size()
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "manys", tuple(node for node in self.nodes if isinstance(node, Many)))
        object.__setattr__(self, "insets", tuple(node for node in self.nodes if isinstance(node, Inset)))
        object.__setattr__(self, "has_insets", bool(self.insets) or any(many.body.has_insets for many in self.manys))


@dataclass(frozen=True, eq=False)
class ScorePart:
    """A section, or an edge of the session."""

    title: str
    optional: int
    block: Block


@dataclass(frozen=True, eq=False)
class Score:
    """A practice ready to be fitted."""

    parts: tuple[ScorePart, ...]
    turns: tuple[Turns, ...]
    """Of every `Many`, by number."""


class Choice(NamedTuple):
    """What a session is made of."""

    left_out: frozenset[int]
    """Parts, by index."""
    counts: tuple[int, ...]
    """Turns of every `Many`, by number."""


def size_of(block: Block, counts: Sequence[int]) -> Size:
    """The size of a block when each `Many` is played as often as `counts` says."""
    size = block.own
    for many in block.manys:
        size = size.plus(size_of(many.body, counts), counts[many.number])
    for inset in block.insets:
        size = size.plus(inset.size)
    return size


def spare_of(block: Block, counts: Sequence[int]) -> Frames:
    """How much shorter than naturally a block's included practices are when they are bare."""
    if not block.has_insets:
        return 0
    inside = sum(spare_of(many.body, counts) * counts[many.number] for many in block.manys)
    return inside + sum(inset.size.natural - inset.bare for inset in block.insets)


def occurrences(block: Block, counts: Sequence[int], at: Address) -> Iterator[tuple[Slot | Inset, Address]]:
    """The slots and insets of a block as they follow each other, with their addresses."""
    for index, node in enumerate(block.nodes):
        if node is NO_GAP:
            continue
        here = (*at, index)
        if isinstance(node, Many):
            for turn in range(counts[node.number]):
                turned = node.opening if turn < node.opening_turns else node.body
                yield from occurrences(turned, counts, (*here, turn))
        else:
            yield node, here


def everything(score: Score, choice: Choice, at: Address = ()) -> Iterator[tuple[Slot | Inset, Address]]:
    """The slots and insets of a practice that stands at an address, as chosen."""
    for index, part in enumerate(score.parts):
        if index not in choice.left_out:
            yield from occurrences(part.block, choice.counts, (*at, index))
