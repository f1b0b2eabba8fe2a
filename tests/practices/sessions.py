"""Sessions of the bundled practices, planned with estimated durations of speech, and helpers that measure them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Event, Plan
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import PathName, Place, Script, Section, SessionKind, Silence, Visit
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.script.parser import read
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

MINUTES: Final = (3, 5, 7, 10, 15, 20, 30, 45, 60)
"""Lengths in minutes. Every practice is tested at each of these that it can have, and at its own length."""

TALKS: Final = (
    "about-tone",
    "not-a-luxury",
    "threat-and-soothing",
    "understanding-self-compassion",
    "when-kindness-hurts",
    "why-it-is-hard",
)

ENDS: Final = {
    "about-tone": 8, "awake-at-night": 30, "back-to-sleep": 60, "bedtime-wind-down": 150, "body-scan": 60,
    "critic-to-coach": 15, "deep-rest": 40, "evening-kindness": 25, "giving-and-receiving": 15, "imperfect": 25,
    "kind-friend": 25, "kind-words": 15, "letting-the-day-go": 120, "loving-kindness": 60, "muscle-release": 30,
    "not-a-luxury": 10, "not-alone": 15, "noticing": 15, "open-sitting": 75, "quiet-images": 60, "right-now": 8,
    "safe-place": 25, "savouring": 14, "self-compassion-break": 60, "soften-soothe-allow": 14,
    "soles-of-the-feet": 12, "soothing-rhythm-breathing": 45, "soothing-touch": 15, "threat-and-soothing": 20,
    "three-minute-pause": 9, "understanding-self-compassion": 13, "what-do-i-need": 25, "what-helps": 15,
    "when-kindness-hurts": 13, "why-it-is-hard": 13, "with-pain": 15, "your-phrases": 19,
}  # fmt: skip
"""A length in minutes that each practice must reach, by day and at night, on both paths. Some can be longer. Each can
also be as short as 3 minutes.
"""

ROUTINES: Final = ("back-to-sleep", "bedtime-wind-down", "letting-the-day-go")
"""The practices for the night that include other practices."""

NIGHT: Final = (*ROUTINES, "quiet-images")
"""The practices that end with images. They are always sleep sessions, even if a session by day is requested."""

NAMES: Final = tuple(sorted(ENDS))

_VOICE: Final = VoiceChoice("pyttsx3", "")
_PATHS: Final[tuple[PathName, ...]] = ("gentle", "inward")
_KINDS: Final[tuple[SessionKind, ...]] = ("day", "sleep")


@cache
def library() -> Library:
    """The library of the practices that come with voiceguide."""
    return Library([bundled_scripts()])


@cache
def script(name: str) -> Script:
    """The script of a bundled practice."""
    return library().find(name)


@dataclass(frozen=True)
class PlannedSession:
    """One planned session of a practice, for one path and one kind."""

    script: Script
    path: PathName
    kind: SessionKind
    plan: Plan

    def __str__(self) -> str:
        return f"{self.script.name}, {self.path}, {self.kind}, {to_seconds(self.plan.length) / 60:g} min"

    @cached_property
    def spoken(self) -> tuple[Event, ...]:
        """All spoken events, in order of time."""
        return tuple(sorted((event for event in self.plan.events if event.utterance), key=lambda event: event.start))

    @cached_property
    def silences(self) -> tuple[Event, ...]:
        """The events of kind `silence`."""
        return tuple(event for event in self.plan.events if event.kind == "silence")

    @property
    def seconds(self) -> Seconds:
        """The session's length in seconds."""
        return to_seconds(self.plan.length)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the practice for this session's path and kind, on a first visit, in order. A short session
        may leave some out.
        """
        return heard(self.script, self.path, self.kind)

    def words_per_minute(self) -> float:
        """The number of words, with breath cues and reminders, divided by the length of the session in minutes."""
        return sum(len(event.text.split()) for event in self.spoken) * 60 / self.seconds

    def stills(self) -> Iterator[tuple[Event, Event]]:
        """Each pair of spoken events or bells that follow each other, with only the bed between them."""
        audible = (event for event in self.plan.events if event.utterance or event.kind == "bell")
        yield from pairwise(sorted(audible, key=lambda event: event.start))

    def is_silent(self, start: Frames, end: Frames) -> bool:
        """Whether a silence lies between `start` and `end`, wholly or in part."""
        return any(event.start < end and event.end > start for event in self.silences)

    def is_open(self, start: Frames, end: Frames) -> bool:
        """Whether an open silence, in which the quiet itself is the practice, lies between `start` and `end`, wholly or
        in part.
        """
        return any(event.start < end and event.end > start and _is_open(event.place) for event in self.silences)

    def path_of(self, event: Event) -> PathName | None:
        """The path of the section in which the event is written, or None if the section is for both paths."""
        return _section_at(event.place).path


@cache
def _written(file: str) -> Script:
    return read(Path(file))


@cache
def _section_at(place: Place) -> Section:
    return max(
        (section for section in _written(place.file).sections if section.place.line <= place.line),
        key=lambda section: section.place.line,
    )


@cache
def _is_open(place: Place) -> bool:
    return any(isinstance(item, Silence) and item.open for item in _section_at(place).items if item.place == place)


def heard(practice: Script, path: PathName, kind: SessionKind) -> tuple[Section, ...]:
    """The sections of a practice for one path and one kind of session, on a first visit."""
    return tuple(
        section
        for section in practice.sections
        if section.path in (None, path) and section.session in (None, kind) and section.visit in (None, "first")
    )


def reach(name: str, path: PathName = "gentle", kind: SessionKind = "day") -> tuple[Seconds, Seconds]:
    """The shortest and the longest length of a practice, in seconds."""
    outlined = outline(script(name), Listener(path, kind), library().included)
    durations = {utterance: estimate(utterance, _VOICE) for utterance in utterances(outlined)}
    found = limits(outlined, durations)
    return to_seconds(found.least), to_seconds(found.greatest)


@cache
def sessions(name: str) -> tuple[PlannedSession, ...]:
    """The sessions of a practice on both paths and of both kinds: at its own length, and at each of `MINUTES` that
    fits.
    """
    lengths = sorted({to_frames(minutes * 60) for minutes in MINUTES} | {to_frames(script(name).length or 0)})
    return tuple(_sessions(name, lambda least, greatest: [one for one in lengths if least <= one <= greatest]))


@cache
def extremes(name: str) -> tuple[PlannedSession, ...]:
    """The shortest and the longest session of a practice, for each path and kind."""
    return tuple(_sessions(name, lambda least, greatest: [least, greatest]))


def own_sessions(name: str) -> tuple[PlannedSession, ...]:
    """The sessions of a practice at its own length."""
    return tuple(session for session in sessions(name) if session.plan.length == to_frames(script(name).length or 0))


def known(name: str) -> tuple[PlannedSession, ...]:
    """The sessions of a practice at its own length, on a later visit."""
    length = to_frames(script(name).length or 0)
    return tuple(_sessions(name, lambda least, greatest: [length], visit="again"))


def _sessions(
    name: str, lengths: Callable[[Frames, Frames], list[Frames]], visit: Visit = "first"
) -> Iterator[PlannedSession]:
    practice = script(name)
    for path in _PATHS:
        for kind in _KINDS:
            outlined = outline(practice, Listener(path, kind, visit=visit), library().included)
            durations = {utterance: estimate(utterance, _VOICE) for utterance in utterances(outlined)}
            found = limits(outlined, durations)
            for length in lengths(found.least, found.greatest):
                yield PlannedSession(practice, path, kind, fit(outlined, durations, length))


def sentence_texts(practice: Script) -> Iterator[str]:
    """Every sentence that a script may speak to any listener on a first visit, on either path, by day or at night.
    Where a listener's own words would stand, it has the script's fallback.
    """
    for path in _PATHS:
        for kind in _KINDS:
            outlined = outline(practice, Listener(path, kind), library().included)
            for utterance in utterances(outlined):
                yield utterance.plain


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))
