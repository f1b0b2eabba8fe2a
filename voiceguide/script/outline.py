"""A script made ready to be spoken to one listener: variables filled in, other practices set in, paths chosen.

An `Outline` holds every sentence that a session of *any* length may speak, so that all speech is made once.
"""

from dataclasses import dataclass
from typing import TypeAlias

from voiceguide.script.model import Place, Range, SessionKind
from voiceguide.units import Seconds


@dataclass(frozen=True)
class Utterance:
    """What is spoken in one go and becomes one clip: a sentence, a breath cue or a reminder."""

    place: Place
    text: str
    """As written, variables filled in, `*emphasis*` kept."""
    say: tuple[tuple[str, str], ...] = ()
    """The pronunciation table of the script the words come from."""
    lang: str = "en"
    rate: float = 1.0
    """A factor on the session's rate; falls through a sleep session in five steps."""
    pitch: float = 1.0
    """A factor on the session's pitch; falls likewise."""
    piece: str = ""
    """The id of the piece of a recording that says it; empty: a voice does."""

    @property
    def plain(self) -> str:
        """The text for captions: without the signs of emphasis."""
        return self.text.replace("*", "")


@dataclass(frozen=True)
class Say:
    """A sentence, and the small gap that follows it unless a written pause stands there."""

    utterance: Utterance
    ends_paragraph: bool


@dataclass(frozen=True)
class Rest:
    """A written pause or an open silence, in seconds."""

    place: Place
    length: Range
    silence: bool
    """Open practice, which takes spare time first; else a written pause."""
    announced: bool = False
    """A spoken line stands before it, so that it may grow beyond a minute."""
    reminders: tuple[Utterance, ...] = ()
    every: Seconds | None = None
    """A word at least so often, from the end of one to the beginning of the next."""
    open: bool = False
    """A silence that is meant to be empty."""
    as_written: bool = False
    """Its ends stand in the script; else one length does, and it gives and takes of itself."""


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
class Loop:
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
    """Of the time left after the script's own words, 0 to 1. None: what the others leave."""
    parts: "tuple[OutlineSection, ...]"


OutlineItem: TypeAlias = Say | Rest | Breaths | Loop | BellStrikes | Change | SubPractice


@dataclass(frozen=True)
class OutlineSection:
    """A section that this listener may hear."""

    place: Place
    title: str
    optional: int
    """0: not optional. Otherwise the higher the number, the earlier it is dropped."""
    items: tuple[OutlineItem, ...]
    care: bool = False
    """Optional, and the last to go."""

    @property
    def kept(self) -> bool:
        """Whether it is there at every length."""
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
    """A recording in pieces, with an entrance and an exit of its own: its first rest and its last."""
