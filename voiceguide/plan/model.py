"""A plan: what sounds when, in whole frames."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from voiceguide.script.model import Place, SessionKind
from voiceguide.script.outline import Utterance
from voiceguide.units import Frames

EventKind: TypeAlias = Literal["say", "pause", "silence", "breath", "reminder", "bell", "sound"]


@dataclass(frozen=True)
class Event:
    """One thing that happens. Events are ordered by start; a reminder or a soft bell lies inside its silence."""

    kind: EventKind
    start: Frames
    end: Frames
    """`say` and `reminder` end when the words end; `breath` when the phase does; `sound` lasts no time."""
    section: int
    """Index into the plan's sections."""
    place: Place
    text: str = ""
    """What is spoken (a breath's cue), or the new background of a `sound`."""
    utterance: Utterance | None = None
    least: Frames | None = None
    """The range a pause or a silence had. None for what cannot vary."""
    natural: Frames | None = None
    greatest: Frames | None = None
    strikes: int = 0
    """Of a bell."""
    phase: str = ""
    """Of a breath: ``in``, ``hold``, ``out`` or ``rest``."""
    address: tuple[int, ...] = ()
    """Its place in the outline, by which a refit finds what has been heard. Empty for what lies inside a silence."""


@dataclass(frozen=True)
class PlanSection:
    """A section as it is placed. It becomes a chapter."""

    title: str
    start: Frames
    end: Frames
    keep: bool
    """Present at every length."""


@dataclass(frozen=True)
class Limits:
    """The lengths a practice fits with these spoken durations."""

    least: Frames
    natural: Frames
    greatest: Frames


@dataclass(frozen=True)
class Plan:
    """A session of exactly `length` frames."""

    practice: str
    title: str
    session: SessionKind
    length: Frames
    limits: Limits
    sections: tuple[PlanSection, ...]
    dropped: tuple[str, ...]
    """Titles of optional sections that had no room."""
    events: tuple[Event, ...]
    lead: Frames
    """From the start of the session to the first event; the bed enters here."""
    tail: Frames
    """From the end of the last event to the end of the session; the bed leaves here."""
    ending: bool = False
    """Whether the session was cut short and is on its way out, so that it has this length only."""
