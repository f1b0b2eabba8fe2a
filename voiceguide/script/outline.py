"""The data model of a script made ready for one listener: variables are filled in, other practices included, paths
chosen.

An `Outline` has every sentence that a session of *any* length may speak. So the engine speaks each sentence only once,
and sessions of all lengths use that clip.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from voiceguide.script.model import Place, Range, SessionKind
from voiceguide.units import Seconds


@dataclass(frozen=True)
class Utterance:
    """Words spoken in one go that become one clip: a sentence, a breath cue, a reminder, an image, or the words of one
    piece of a recording.
    """

    place: Place
    text: str
    """The words, with variables filled in. Of the script's mark-up, only `*emphasis*` is left."""
    say: tuple[tuple[str, str], ...] = ()
    """The pronunciation table of the script that the words come from: (as written, as spoken)."""
    lang: str = "en"
    rate: float = 1.0
    """A factor for the session's rate. In a sleep session, it falls in five steps."""
    pitch: float = 1.0
    """A factor for the session's pitch. In a sleep session, it falls in the same steps."""
    piece: str = ""
    """The id of the piece of a recording in which the words are spoken; empty: a voice speaks them."""

    @property
    def plain(self) -> str:
        """The text for captions, without the marks of emphasis."""
        return self.text.replace("*", "")


@dataclass(frozen=True)
class Say:
    """A sentence. A small gap follows it, unless a written pause does."""

    utterance: Utterance
    ends_paragraph: bool


@dataclass(frozen=True)
class Rest:
    """A pause or a silence that the script asks for. Lengths are in seconds."""

    place: Place
    length: Range
    silence: bool
    """Whether it is a silence and not a pause. If a session has time to spare, silences grow before pauses do."""
    announced: bool = False
    """Whether a sentence is spoken before it, without another silence in between. The linter warns about an unannounced
    silence that may last more than a minute.
    """
    reminders: tuple[Utterance, ...] = ()
    every: Seconds | None = None
    """The longest time that this rest may be without words, from the end of one line to the beginning of the next.
    None: the session's ceiling of quiet applies.
    """
    open: bool = False
    """Whether the quiet itself is the practice. The session's ceiling of quiet then does not apply."""
    as_written: bool = False
    """Whether it may always last as long as written: true for every written silence, and for a pause with a range.
    False for a pause with a single length, and for the rests after an image; a long run of such rests is shortened.
    """


@dataclass(frozen=True)
class Phase:
    """One part of a breath."""

    kind: str
    """``in``, ``hold``, ``out`` or ``rest``."""
    length: Seconds
    first: Utterance | None
    """The full cue, for the first breaths; None: nothing is spoken."""
    later: Utterance | None
    """The shorter cue, for all later breaths; None: nothing is spoken."""


@dataclass(frozen=True)
class Breaths:
    """Timed breathing."""

    place: Place
    phases: tuple[Phase, ...]
    times: Range
    """How many breaths; whole numbers."""


@dataclass(frozen=True)
class OutlineRepeat:
    """A block spoken several times."""

    place: Place
    times: Range
    """How many times the block is spoken; whole numbers."""
    items: "tuple[OutlineItem, ...]"


@dataclass(frozen=True)
class BellStrikes:
    """Strikes of a bell."""

    place: Place
    count: int


@dataclass(frozen=True)
class BackgroundChange:
    """A change to another background, from here on."""

    place: Place
    background: str


@dataclass(frozen=True)
class SubPractice:
    """Another practice that is spoken here, without its arrival and its closing."""

    place: Place
    name: str
    share: float | None
    """Its share, from 0 to 1, of the time that is left after the script's own words and pauses. None: all practices
    without a share divide the rest of that time equally.
    """
    parts: "tuple[OutlineSection, ...]"


SingleItem: TypeAlias = Say | Rest | Breaths | BellStrikes | BackgroundChange
OutlineItem: TypeAlias = SingleItem | OutlineRepeat | SubPractice


@dataclass(frozen=True)
class OutlineSection:
    """A section that this listener may hear. Images from a list become sections too: the least number of them make one
    section that is always heard, and each further image makes an optional one.
    """

    place: Place
    title: str
    optional: int
    """0: not optional. Otherwise the higher the number, the earlier it is dropped."""
    items: tuple[OutlineItem, ...]
    care: bool = False
    """Whether it is optional but left out last."""

    @property
    def kept(self) -> bool:
        """Whether it is heard at every length."""
        return not (self.optional or self.care)


@dataclass(frozen=True)
class Outline:
    """Everything that a session of any length may speak to this listener."""

    name: str
    title: str
    session: SessionKind
    parts: tuple[OutlineSection, ...]
    bells: bool
    """Whether soft bells may sound in a long silence after its last reminder. True by day, except in a recording."""
    recorded: bool = False
    """Whether it is a recording in pieces. If such a session begins or ends with a rest of its own, that rest takes the
    place of the bed's usual entrance or exit.
    """


def single_items(items: Iterable[OutlineItem]) -> Iterator[SingleItem]:
    """The items in order. In place of a repeat come its items, once; in place of an included practice, the
    items in it.
    """
    for item in items:
        if isinstance(item, OutlineRepeat):
            yield from single_items(item.items)
        elif isinstance(item, SubPractice):
            yield from items_of(item.parts)
        else:
            yield item


def items_of(parts: Iterable[OutlineSection]) -> Iterator[SingleItem]:
    """The items of all sections in order, as from `single_items`."""
    for part in parts:
        yield from single_items(part.items)
