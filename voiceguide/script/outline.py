"""A script made ready to be spoken to one listener: variables filled in, other practices included, paths chosen.

An `Outline` holds every sentence that a session of *any* length may speak, so that all speech is made once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from voiceguide.script.model import Place, Range, SessionKind
from voiceguide.units import Seconds


@dataclass(frozen=True)
class Utterance:
    """Words spoken in one go that become one clip: a sentence, a breath cue or a reminder."""

    place: Place
    text: str
    """As written, variables filled in, `*emphasis*` kept."""
    say: tuple[tuple[str, str], ...] = ()
    """The pronunciation table of the script the words come from."""
    lang: str = "en"
    rate: float = 1.0
    """A factor for the session's rate; in a sleep session it falls in five steps."""
    pitch: float = 1.0
    """A factor for the session's pitch; it falls in the same way."""
    piece: str = ""
    """The id of the recording piece that says it; empty: a voice says it."""

    @property
    def plain(self) -> str:
        """The text for captions: without the marks of emphasis."""
        return self.text.replace("*", "")


@dataclass(frozen=True)
class Say:
    """A sentence, with the small gap after it unless a written pause follows."""

    utterance: Utterance
    ends_paragraph: bool


@dataclass(frozen=True)
class Rest:
    """A written pause or an open silence, in seconds."""

    place: Place
    length: Range
    silence: bool
    """Whether it is open practice, which takes spare time first; else it is a written pause."""
    announced: bool = False
    """Whether a spoken line comes before it, so that it may grow beyond a minute."""
    reminders: tuple[Utterance, ...] = ()
    every: Seconds | None = None
    """Something is spoken at least this often, from the end of one line to the beginning of the next."""
    open: bool = False
    """Whether it is a silence that is meant to be empty."""
    as_written: bool = False
    """Whether its limits are written in the script; otherwise a single length is, and the limits follow from it."""


@dataclass(frozen=True)
class Phase:
    """One part of a breath."""

    kind: str
    """``in``, ``hold``, ``out`` or ``rest``."""
    length: Seconds
    first: Utterance | None
    """Spoken in the first breaths; None: nothing."""
    later: Utterance | None
    """Spoken from then on: shorter."""


@dataclass(frozen=True)
class Breaths:
    """Timed breathing."""

    place: Place
    phases: tuple[Phase, ...]
    times: Range
    """Whole numbers."""


@dataclass(frozen=True)
class OutlineRepeat:
    """A block spoken several times."""

    place: Place
    times: Range
    """Whole numbers."""
    items: "tuple[OutlineItem, ...]"


@dataclass(frozen=True)
class BellStrikes:
    """Strikes of a bell."""

    place: Place
    count: int


@dataclass(frozen=True)
class Change:
    """From here on another background."""

    place: Place
    background: str


@dataclass(frozen=True)
class SubPractice:
    """The heart of another practice."""

    place: Place
    name: str
    share: float | None
    """The share of the time left after the script's own words, 0 to 1. None: what the others leave."""
    parts: "tuple[OutlineSection, ...]"


SingleItem: TypeAlias = Say | Rest | Breaths | BellStrikes | Change
OutlineItem: TypeAlias = SingleItem | OutlineRepeat | SubPractice


@dataclass(frozen=True)
class OutlineSection:
    """A section that this listener may hear."""

    place: Place
    title: str
    optional: int
    """0: not optional. Otherwise the higher the number, the earlier it is dropped."""
    items: tuple[OutlineItem, ...]
    care: bool = False
    """Whether it is optional but the last to be left out."""

    @property
    def kept(self) -> bool:
        """Whether it is heard at every length."""
        return not (self.optional or self.care)


@dataclass(frozen=True)
class Outline:
    """Everything a session of any length may speak to this listener."""

    name: str
    title: str
    session: SessionKind
    parts: tuple[OutlineSection, ...]
    bells: bool
    """Whether a soft bell may mark a long silence that has no reminder left (by day)."""
    recorded: bool = False
    """Whether it is a recording in pieces, with its own entrance and exit: its first and last rest."""


def single_items(items: Iterable[OutlineItem]) -> Iterator[SingleItem]:
    """The items in order. A repeat is replaced by its items, once; an included practice, by its contents."""
    for item in items:
        if isinstance(item, OutlineRepeat):
            yield from single_items(item.items)
        elif isinstance(item, SubPractice):
            yield from items_of(item.parts)
        else:
            yield item


def items_of(parts: Iterable[OutlineSection]) -> Iterator[SingleItem]:
    """The same for all sections."""
    for part in parts:
        yield from single_items(part.items)
