"""The plan of a session: what happens when, in whole frames. Also turns a plan into JSON values for other programs."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal, TypeAlias

from voiceguide.script.model import Place, SessionKind
from voiceguide.script.outline import Utterance
from voiceguide.speech.normaliser import speakable
from voiceguide.units import FRAME_RATE, Frames, to_seconds

EventKind: TypeAlias = Literal["say", "pause", "silence", "breath", "reminder", "bell", "sound"]


@dataclass(frozen=True)
class Event:
    """One thing that happens in a session, such as a sentence, a pause or a bell. Events are in the order of their
    starts. Reminders and soft bells happen during their silence.
    """

    kind: EventKind
    start: Frames
    end: Frames
    """A `say` or `reminder` ends with its words, a `breath` with its phase; a `sound` takes no time."""
    section: int
    """The index of the event's section in the sections of the plan."""
    place: Place
    text: str = ""
    """The words that are spoken, for example the cue of a breath; for a `sound`, the name of the new background."""
    utterance: Utterance | None = None
    least: Frames | None = None
    """With `natural` and `greatest`, the range of a pause or a silence; all are None for any other event."""
    natural: Frames | None = None
    greatest: Frames | None = None
    strikes: int = 0
    """How many times a bell is struck."""
    phase: str = ""
    """The phase of a breath: ``in``, ``hold``, ``out`` or ``rest``."""
    address: tuple[int, ...] = ()
    """The address of its slot in the tree. With it a refit finds the slots that have been heard. Empty for reminders
    and bells inside a silence.
    """

    @property
    def spoken(self) -> str | None:
        """The words as a voice gets them, with numbers and symbols spelled out; None if nothing is said."""
        said = self.utterance
        return speakable(said.text, said.say, said.lang) if said else None


@dataclass(frozen=True)
class PlanSection:
    """A section with its start and end in the session. In a sound file it becomes a chapter."""

    title: str
    start: Frames
    end: Frames
    keep: bool
    """Whether the section is never left out, however short the session is."""


@dataclass(frozen=True)
class Limits:
    """The shortest, the natural and the longest length of a practice, spoken by one voice."""

    least: Frames
    natural: Frames
    greatest: Frames


@dataclass(frozen=True)
class Plan:
    """The plan of a session of exactly `length` frames: all its events and their times."""

    practice: str
    title: str
    session: SessionKind
    length: Frames
    limits: Limits
    sections: tuple[PlanSection, ...]
    dropped: tuple[str, ...]
    """The titles of the sections that were left out, in the order in which they would come back if there were more
    time. Sections without a title are not listed.
    """
    events: tuple[Event, ...]
    lead: Frames
    """The time between the start of the session and the first event, in which the bed enters."""
    tail: Frames
    """The time between the end of the last event and the end of the session, in which the bed fades out."""
    ending: bool = False
    """Whether the listener has asked for an early end, so that the closing comes next and the length can no longer
    change.
    """


@dataclass(frozen=True)
class Shares:
    """How the time of a session is spent, as fractions of its length that add up to 1."""

    words: float
    """The share of words, guided breaths and bells."""
    pauses: float
    """The share of pauses, and of the gaps after sentences, paragraphs and sections."""
    silence: float
    bed: float
    """The share of the background alone, before the first event and after the last."""


def shares(plan: Plan) -> Shares:
    """The fractions of a session that are words, pauses, silence, and the background alone."""
    spent = dict.fromkeys(("say", "reminder", "breath", "bell", "silence", "pause", "sound"), 0)
    inside = 0
    for event in plan.events:
        spent[event.kind] += event.end - event.start
        inside += 0 if event.address else event.end - event.start
    words = sum(spent[kind] for kind in ("say", "reminder", "breath", "bell"))
    silence = spent["silence"] - inside
    bed = plan.lead + plan.tail
    length = max(1, plan.length)
    return Shares(words / length, (plan.length - words - silence - bed) / length, silence / length, bed / length)


def longest_quiet(plan: Plan) -> Frames:
    """The longest time between the end of one utterance or bell and the start of the next. A breath with a cue counts
    as sound for its whole phase.
    """
    longest, since = 0, None
    for event in sorted(plan.events, key=lambda event: event.start):
        if event.utterance is None and event.kind != "bell":
            continue
        if since is not None:
            longest = max(longest, event.start - since)
        since = event.end if since is None else max(since, event.end)
    return longest


_TENTH = FRAME_RATE // 10


def to_json(plan: Plan) -> dict[str, object]:
    """The object that ``plan --json`` prints. Times are in seconds; a missing value is None. The shortest length is
    rounded up to tenths of a second and the longest one down, so that both are possible.
    """
    return {
        "practice": plan.practice,
        "length_s": _seconds(plan.length),
        "natural_s": round(to_seconds(plan.limits.natural), 1),
        "min_s": ceil(plan.limits.least / _TENTH) / 10,
        "max_s": floor(plan.limits.greatest / _TENTH) / 10,
        "sections": [
            {
                "title": section.title,
                "start_s": _seconds(section.start),
                "end_s": _seconds(section.end),
                "keep": section.keep,
            }
            for section in plan.sections
        ],
        "dropped": list(plan.dropped),
        "shares": {name: round(share, 4) for name, share in vars(shares(plan)).items()},
        # A change of the background takes no time and is not one of the documented kinds.
        "events": [_event(plan, event) for event in plan.events if event.kind != "sound"],
    }


def _event(plan: Plan, event: Event) -> dict[str, object]:
    return {
        "kind": event.kind,
        "start_s": _seconds(event.start),
        "end_s": _seconds(event.end),
        "section": plan.sections[event.section].title,
        "line": event.place.line,
        "text": event.text,
        "spoken": event.spoken,
        "min_s": _or_none(event.least),
        "natural_s": _or_none(event.natural),
        "max_s": _or_none(event.greatest),
    }


def _seconds(frames: Frames) -> float:
    """The time in seconds, rounded to microseconds: these are finer than a frame, and the number stays short."""
    return round(to_seconds(frames), 6)


def _or_none(frames: Frames | None) -> float | None:
    return None if frames is None else _seconds(frames)
