"""Sessions of the bundled practices, planned on estimated speech, and what can be measured on them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Final

from voiceguide.errors import FitError
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Event, Plan
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import PathName, Script, Section, SessionKind
from voiceguide.script.outlining import Listener, outline, utterances
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

MINUTES: Final = (3, 5, 7.5, 10, 20, 45, 60)
"""Lengths at which every practice is looked at."""

TALKS: Final = (
    "about-tone", "not-a-luxury", "threat-and-soothing", "understanding-self-compassion", "when-kindness-hurts",
    "why-it-is-hard",
)  # fmt: skip
ELEMENTS: Final = ("kind-words", "noticing", "not-alone", "what-helps")
STEPS: Final = (
    "critic-to-coach", "giving-and-receiving", "right-now", "savouring", "soften-soothe-allow", "soothing-touch",
    "with-pain", "your-phrases",
)  # fmt: skip
LIMITED: Final = (
    *TALKS, *ELEMENTS, *STEPS, "imperfect", "kind-friend", "soles-of-the-feet", "three-minute-pause",
)  # fmt: skip
"""Practices with a natural upper limit: nobody is left for an hour with these."""

LONG: Final = (
    "body-scan", "evening-kindness", "loving-kindness", "muscle-release", "open-sitting", "safe-place",
    "self-compassion-break", "soothing-rhythm-breathing", "what-do-i-need",
)  # fmt: skip
"""Practices from 3 to 60 minutes."""

ROUTINES: Final = ("back-to-sleep", "bedtime-wind-down", "letting-the-day-go")
"""Practices for the night that are made of others."""

NIGHT: Final = (*ROUTINES, "quiet-images")
"""Practices that are for sleep whatever else is asked."""

LYING: Final = ("awake-at-night", "deep-rest")
"""Practices for lying down, up to half an hour and more."""

NAMES: Final = tuple(sorted((*LIMITED, *LONG, *NIGHT, *LYING)))

_VOICE: Final = VoiceChoice("pyttsx3", "")
_PATHS: Final[tuple[PathName, ...]] = ("gentle", "inward")
_KINDS: Final[tuple[SessionKind, ...]] = ("day", "sleep")


@cache
def library() -> Library:
    """The practices that come with voiceguide."""
    return Library([bundled_scripts()])


@cache
def script(name: str) -> Script:
    """A bundled practice."""
    return library().find(name)


@dataclass(frozen=True)
class Told:
    """One session of one practice, for one path and kind."""

    script: Script
    path: PathName
    kind: SessionKind
    plan: Plan

    def __str__(self) -> str:
        return f"{self.script.name}, {self.path}, {self.kind}, {to_seconds(self.plan.length) / 60:g} min"

    @cached_property
    def spoken(self) -> tuple[Event, ...]:
        """Every event with words, in order of time."""
        return tuple(sorted((event for event in self.plan.events if event.utterance), key=lambda event: event.start))

    @cached_property
    def silences(self) -> tuple[Event, ...]:
        """The open silences."""
        return tuple(event for event in self.plan.events if event.kind == "silence")

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections this listener may hear, in order."""
        return heard(self.script, self.path, self.kind)

    def words_per_minute(self) -> float:
        """Words outside silences, by the time outside silences (in a sleep session also without its long exit)."""
        words = sum(len(event.text.split()) for event in self.spoken if event.kind != "reminder")
        silent = sum(event.end - event.start for event in self.silences)
        exit_ = self.plan.tail if self.kind == "sleep" else 0
        return words * 60 / to_seconds(self.plan.length - silent - exit_)

    def stills(self) -> Iterator[tuple[Event, Event]]:
        """Neighbours among what can be heard: words and bells."""
        audible = (event for event in self.plan.events if event.utterance or event.kind == "bell")
        yield from pairwise(sorted(audible, key=lambda event: event.start))

    def is_silent(self, start: Frames, end: Frames) -> bool:
        """Whether an open silence lies between two moments."""
        return any(event.start < end and event.end > start for event in self.silences)


def heard(told: Script, path: PathName, kind: SessionKind) -> tuple[Section, ...]:
    """The sections for one path and kind of session, the first time."""
    return tuple(
        section
        for section in told.sections
        if section.path in (None, path) and section.session in (None, kind) and section.visit in (None, "first")
    )


def reach(name: str, path: PathName = "gentle", kind: SessionKind = "day") -> tuple[Seconds, Seconds]:
    """The shortest and the longest length of a practice."""
    outlined = outline(script(name), Listener(path, kind), library().included)
    durations = {utterance: estimate(utterance, _VOICE) for utterance in utterances(outlined)}
    found = limits(outlined, durations)
    return to_seconds(found.least), to_seconds(found.greatest)


@cache
def sessions(name: str) -> tuple[Told, ...]:
    """The sessions of a practice on both paths, of both kinds, at each of the lengths that fit."""
    return tuple(_sessions(name))


def _sessions(name: str) -> Iterator[Told]:
    told = script(name)
    for path in _PATHS:
        for kind in _KINDS:
            outlined = outline(told, Listener(path, kind), library().included)
            durations = {utterance: estimate(utterance, _VOICE) for utterance in utterances(outlined)}
            for minutes in MINUTES:
                try:
                    plan = fit(outlined, durations, to_frames(minutes * 60))
                except FitError:
                    continue
                yield Told(told, path, kind, plan)


def extremes(name: str) -> Iterator[Told]:
    """The shortest and the longest session of a practice, for each path and kind."""
    told = script(name)
    for path in _PATHS:
        for kind in _KINDS:
            outlined = outline(told, Listener(path, kind), library().included)
            durations = {utterance: estimate(utterance, _VOICE) for utterance in utterances(outlined)}
            found = limits(outlined, durations)
            for length in (found.least, found.greatest):
                yield Told(told, path, kind, fit(outlined, durations, length))


def sentence_texts(told: Script) -> Iterator[str]:
    """Everything a script may speak, whoever listens, with the fallbacks in the places of variables."""
    for path in _PATHS:
        for kind in _KINDS:
            outlined = outline(told, Listener(path, kind), library().included)
            for utterance in utterances(outlined):
                yield utterance.plain


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))
