"""The practice as a tree of slots, in frames, before anything in it is chosen. A `Slot` is sound or quiet with a range
of lengths. A `Repeated` is played a number of times that is still to be chosen. An `Included` is another practice with
its own tree. `_composer` makes trees; `_candidates` and `_arrangement` read them.
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
"""A kind of event; a `gap` between events; or an `edge` of the session, where only the bed sounds."""

Address: TypeAlias = tuple[int, ...]
"""The place of a node in a tree, as indices from the outside to the inside: the part, then the node in this part. Two
more indices lead into a `Repeated`: the round, and the node in this round. Two more also lead into an `Included`: the
part of the included practice, and the node in that part.
"""


class Size(NamedTuple):
    """The least, the natural and the greatest length of something, in frames."""

    least: Frames = 0
    natural: Frames = 0
    greatest: Frames = 0

    def plus(self, other: "Size", times: int = 1) -> "Size":
        """This size plus the other one, taken `times` times. With −1, the other one is subtracted."""
        return Size(
            self.least + other.least * times,
            self.natural + other.natural * times,
            self.greatest + other.greatest * times,
        )


NOTHING: Final = Size()


def total(sizes: Iterable[Size]) -> Size:
    """The sum of all sizes."""
    columns = list(zip(*sizes, strict=True))
    return Size(*map(sum, columns)) if columns else NOTHING


SILENCE, SLEEP_EXIT, PAUSE, PARAGRAPH, SENTENCE, EDGE = range(6)
"""The stages in which slots give and take time: silences first, the edges of the session last.

There are two exceptions. The long exit of a bedtime session gives time as soon as the silences have no more to give.
And before the edges take time, pauses and silences grow beyond the ceiling.
"""


class Slot(NamedTuple):
    """A stretch of sound or quiet of one kind, with a range of lengths."""

    kind: SlotKind
    size: Size
    place: Place
    shrinks: int = 0
    """Its stage when time is short: slots with the lowest stage give time first. It has no effect if the slot's length
    cannot vary.
    """
    stretches: int = 0
    """Its stage when there is time to spare: slots with the lowest stage take time first."""
    text: str = ""
    utterance: Utterance | None = None
    strikes: int = 0
    phase: str = ""
    reminders: tuple[Utterance, ...] = ()
    spoken: Frames = 0
    """The duration of its reminders together, or of the cue of its breath."""
    every: Frames = 0
    """For a silence: the longest quiet stretch that the script allows. 0: only the session's ceiling limits it."""
    open: bool = False
    """Whether it is a silence that no ceiling limits."""
    as_written: bool = False
    """Whether it is a rest that may always last as long as written: a silence, or a pause with a range."""
    beside: Frames = 0
    """For a rest that a ceiling may limit: the longest quiet that there can be directly before it, plus the longest
    directly after it.
    """

    @property
    def quiets(self) -> int:
        """For a rest: the number of quiet stretches into which its reminders divide it. 0 for any other slot, and for
        an open silence, which no ceiling limits.
        """
        return len(self.reminders) + 1 if self.kind in ("pause", "silence") and not self.open else 0

    @property
    def extra(self) -> int:
        """What to add to the limits of the slot's quiet stretches to get its greatest length, in frames: the duration
        of its reminders, minus the quiet beside the slot. Negative if that quiet is longer than the reminders.
        """
        return self.spoken - self.beside

    def under(self, ceiling: Frames) -> Size:
        """Its range if no quiet stretch may be longer than `ceiling`. The least length stays the same. The greatest
        length of an edge becomes its natural length.
        """
        if self.kind == "edge":
            return self.size._replace(greatest=self.size.natural)
        if not self.quiets:
            return self.size
        greatest = min(self.size.greatest, max(self.size.least, self.quiets * ceiling + self.extra))
        return self.size._replace(natural=min(self.size.natural, greatest), greatest=greatest)


NO_GAP: Final = Slot("gap", NOTHING, Place("", 0))
"""The gap of no length, for a place where a node follows another directly."""


class Times(NamedTuple):
    """How many times something may be played: the least, the natural and the greatest number."""

    least: int
    natural: int
    greatest: int


@dataclass(frozen=True, eq=False)
class Repeated:
    """Nodes that are played one or more times."""

    number: int
    """The index of its possible counts in `SlotTree.times`."""
    times: Times
    opening: "Nodes"
    """The nodes of the first `opening_rounds` rounds. In timed breathing these have longer cues; elsewhere they are the
    same as `body`.
    """
    body: "Nodes"
    """The nodes of all other rounds. A round of these has the same length as one of `opening`."""
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
    """Nodes in order. A node's index does not depend on the durations of utterances, so addresses stay the same when
    estimated durations become measured ones.
    """

    nodes: tuple[Node, ...]
    own: Size = field(init=False)
    """The size of its own slots together, without repeats and included practices."""
    repeats: tuple[Repeated, ...] = field(init=False)
    insets: tuple[Included, ...] = field(init=False)
    has_insets: bool = field(init=False)
    """Whether it has included practices; those inside repeats count too."""
    bounded: tuple[Slot, ...] = field(init=False)
    """The slots among its nodes whose range a ceiling may reduce: rests and edges of the session."""
    silence: Frames = field(init=False)
    """The natural length of its silences, not counting included practices."""

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
        """Whether the part is never left out."""
        return not (self.optional or self.care)


@dataclass(frozen=True, eq=False)
class SlotTree:
    """A practice ready to be fitted."""

    parts: tuple[TreePart, ...]
    times: tuple[Times, ...]
    """The possible counts of every `Repeated`, at the index `Repeated.number`."""
    comfort: float = figures.COMFORT
    """How far it may be squeezed before sections are left out: 0 is not at all, −1 is to its shortest length."""


class Candidate(NamedTuple):
    """One selection of the sections and repeats that a practice contains."""

    left_out: tuple[int, ...]
    """The indices of the parts left out, in the order in which they would come back if there were more time. At the end
    are parts that a running session has passed over; these cannot come back.
    """
    counts: tuple[int, ...]
    """For each `Repeated`, how many times it is played. Its index here is `Repeated.number`."""


def changed(tree: SlotTree, change: Callable[[Slot], Slot]) -> SlotTree:
    """The same tree with `change` applied to each of its slots, inside included practices too."""

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
    """The slots and included practices of a block, in the order in which they are played, with their addresses. Those
    in a `Repeated` come once for each round.
    """
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


def everything(tree: SlotTree, candidate: Candidate, at: Address = ()) -> Iterator[tuple[Slot | Included, Address]]:
    """The slots and included practices that a candidate selects from a tree, in order, with their addresses. `at` is
    the address of the tree itself.
    """
    for index, part in enumerate(tree.parts):
        if index not in candidate.left_out:
            yield from occurrences(part.block, candidate.counts, (*at, index))
