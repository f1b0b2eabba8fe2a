"""The practice as a tree of slots in frames, with every choice still open. A `Slot` sounds or is quiet for a time
within its range. A `Repeated` is played a chosen number of times. An `Included` is another practice with its own tree.
`_compose` makes trees; `_choose` and `_share` read them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple, TypeAlias

from voiceguide.plan import figures
from voiceguide.plan.model import EventKind
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.units import Frames

SlotKind: TypeAlias = EventKind | Literal["gap", "edge"]
"""What events are made of; a `gap` between them; an `edge` of the session, where only the bed sounds."""

Address: TypeAlias = tuple[int, ...]
"""The place of something: part and node; in a `Repeated` then round and node, in an `Included` then part and node."""


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


def total(sizes: Iterable[Size]) -> Size:
    """All sizes, one after the other."""
    columns = list(zip(*sizes, strict=True))
    return Size(*map(sum, columns)) if columns else NOTHING


SILENCE, SLEEP_EXIT, PAUSE, PARAGRAPH, SENTENCE, EDGE = range(6)
"""The stages in which time is given and taken: silence first, the edges of the session last.

Only the long exit of a bedtime session gives time sooner, when its silences have nothing left to give. And only the
edges of a session take time later than silences that go beyond the ceiling.
"""


class Slot(NamedTuple):
    """A stretch of time of one kind."""

    kind: SlotKind
    size: Size
    place: Place
    shrinks: int = 0
    """Its place in the order when time is short: the lowest first. Ignored if it cannot vary."""
    stretches: int = 0
    """Its place in the order when there is time to spare."""
    text: str = ""
    utterance: Utterance | None = None
    strikes: int = 0
    phase: str = ""
    reminders: tuple[Utterance, ...] = ()
    spoken: Frames = 0
    """How long its reminders, or the words of its breath, take."""
    every: Frames = 0
    """For a silence: something is spoken at least this often. 0: the session's default."""
    open: bool = False
    """Whether it is a silence without a ceiling."""
    as_written: bool = False
    """Whether it is a rest with limits written in the script."""
    beside: Frames = 0
    """For a rest: the longest quiet directly before and after it."""

    @property
    def quiets(self) -> int:
        """The number of quiet stretches between its reminders. 0: it has no ceiling."""
        return len(self.reminders) + 1 if self.kind in ("pause", "silence") and not self.open else 0

    @property
    def extra(self) -> int:
        """How much longer it may be than its quiet stretches: the length of its reminders minus the quiet beside it."""
        return self.spoken - self.beside

    def under(self, ceiling: Frames) -> Size:
        """Its range if no quiet stretch may be longer than `ceiling`, unless it already is at its least."""
        if self.kind == "edge":
            return self.size._replace(greatest=self.size.natural)
        if not self.quiets:
            return self.size
        greatest = min(self.size.greatest, max(self.size.least, self.quiets * ceiling + self.extra))
        return self.size._replace(natural=min(self.size.natural, greatest), greatest=greatest)


NO_GAP: Final = Slot("gap", NOTHING, Place("", 0))
"""No gap between two nodes."""


class Times(NamedTuple):
    """How many times something may be played, from least to greatest."""

    least: int
    natural: int
    greatest: int


@dataclass(frozen=True, eq=False)
class Repeated:
    """Nodes that are played one or more times."""

    number: int
    """Its number in the tree."""
    times: Times
    opening: "Nodes"
    """The first rounds: in timed breathing they have longer cues; otherwise the same as `body`."""
    body: "Nodes"
    """As long as `opening`."""
    opening_rounds: int = 0


@dataclass(frozen=True, eq=False)
class Included:
    """Another practice, included in this one."""

    name: str
    share: float | None
    tree: "SlotTree"


Node: TypeAlias = Slot | Repeated | Included


@dataclass(frozen=True, eq=False)
class Nodes:
    """Nodes in order. A node's index does not depend on durations."""

    nodes: tuple[Node, ...]
    own: Size = field(init=False)
    """The size of its own slots."""
    repeats: tuple[Repeated, ...] = field(init=False)
    insets: tuple[Included, ...] = field(init=False)
    has_insets: bool = field(init=False)
    """Whether it has included practices, also inside repeats."""
    bounded: tuple[Slot, ...] = field(init=False)
    """Its slots that a ceiling may limit."""
    silence: Frames = field(init=False)
    """How much open silence it naturally has, not counting included practices."""

    def __post_init__(self) -> None:
        slots = [node for node in self.nodes if isinstance(node, Slot)]
        own = total(slot.size for slot in slots)
        inside = sum(node.body.silence * node.times.natural for node in self.nodes if isinstance(node, Repeated))
        silence = sum(slot.size.natural for slot in slots if slot.kind == "silence")
        bounded = tuple(
            slot for slot in slots if slot.size.greatest > slot.size.least and (slot.quiets or slot.kind == "edge")
        )
        object.__setattr__(self, "silence", silence + inside)
        object.__setattr__(self, "bounded", bounded)
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "repeats", tuple(node for node in self.nodes if isinstance(node, Repeated)))
        object.__setattr__(self, "insets", tuple(node for node in self.nodes if isinstance(node, Included)))
        object.__setattr__(self, "has_insets", bool(self.insets) or any(one.body.has_insets for one in self.repeats))


@dataclass(frozen=True, eq=False)
class TreePart:
    """A section, or an edge of the session."""

    title: str
    optional: int
    block: Nodes
    care: bool = False

    @property
    def kept(self) -> bool:
        """Whether it is always there."""
        return not (self.optional or self.care)


@dataclass(frozen=True, eq=False)
class SlotTree:
    """A practice ready to be fitted."""

    parts: tuple[TreePart, ...]
    times: tuple[Times, ...]
    """The counts of every `Repeated`, by number."""
    comfort: float = figures.COMFORT
    """How far it may be squeezed before sections are left out."""


class Choice(NamedTuple):
    """What a session is made of."""

    left_out: tuple[int, ...]
    """Parts by index: the first would come back first with more time; the last can no longer come."""
    counts: tuple[int, ...]
    """The count of every `Repeated`, by number."""


def changed(tree: SlotTree, change: Callable[[Slot], Slot]) -> SlotTree:
    """The same tree with each of its slots changed, also inside included practices."""

    def block(old: Nodes) -> Nodes:
        return Nodes(tuple(map(node, old.nodes)))

    def node(old: Node) -> Node:
        if isinstance(old, Slot):
            return old if old is NO_GAP else change(old)
        if isinstance(old, Repeated):
            body = block(old.body)
            return replace(old, opening=block(old.opening) if old.opening_rounds else body, body=body)
        return replace(old, tree=changed(old.tree, change))

    return replace(tree, parts=tuple(replace(part, block=block(part.block)) for part in tree.parts))


def occurrences(block: Nodes, counts: Sequence[int], at: Address) -> Iterator[tuple[Slot | Included, Address]]:
    """The slots and included practices of a block in order, with their addresses."""
    for index, node in enumerate(block.nodes):
        if node is NO_GAP:
            continue
        here = (*at, index)
        if isinstance(node, Repeated):
            for nth in range(counts[node.number]):
                nodes = node.opening if nth < node.opening_rounds else node.body
                yield from occurrences(nodes, counts, (*here, nth))
        else:
            yield node, here


def everything(tree: SlotTree, choice: Choice, at: Address = ()) -> Iterator[tuple[Slot | Included, Address]]:
    """The slots and included practices of a practice at an address, as chosen."""
    for index, part in enumerate(tree.parts):
        if index not in choice.left_out:
            yield from occurrences(part.block, choice.counts, (*at, index))
