"""The check-in: four short questions that help to choose how and where to begin. It is not a score, and not a
diagnosis. Practices stay gentle until the listener chooses otherwise: the first three answers shape only what is said
before the last question, and which practices are suggested. Answers stay on this machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from voiceguide.errors import ConfigError
from voiceguide.system.notes import read_json
from voiceguide.system.toml import write_whole


@dataclass(frozen=True)
class Question:
    """One question and the answers to choose from."""

    name: str
    text: str
    answers: tuple[tuple[str, str], ...]
    """(stored, shown) for each answer: its name in the file, and its words on the screen."""


QUESTIONS: Final = (
    Question(
        "today",
        "How is today so far?",
        (
            ("easy", "easy enough"),
            ("mixed", "a bit of everything"),
            ("heavy", "heavy"),
        ),
    ),
    Question(
        "kindness",
        "When a kind word comes your way, how does it tend to feel?",
        (
            ("warm", "mostly good"),
            ("mixed", "it varies"),
            ("sore", "sore, or strange, or I want to get away; that happens to many people"),
        ),
    ),
    Question(
        "inside",
        "When you turn to what you feel inside, how is it there?",
        (
            ("easy", "mostly all right"),
            ("mixed", "it depends on the day"),
            ("much", "it can get too much; I'd rather look outside"),
        ),
    ),
)

PATH: Final = Question(
    "path",
    "How may practices begin?",
    (
        ("gentle", "gently: with what you can do, with the senses, with the ground under you"),
        ("inward", "inward: also with feelings, and with a small or medium difficulty; there is always a way out"),
    ),
)
"""The fourth question, and the only one that changes how practices begin."""

_HEARD: Final = (
    ("today", "heavy", "A heavy day is reason enough to keep things short."),
    ("kindness", "sore", "Where a kind word stings, it helps to begin with what the hands can do."),
    ("inside", "much", "When it gets too much inside, sounds and the ground are good places to stay."),
)
"""(question, answer, our reply). Each of these answers is a reason to choose the gentle path."""


@dataclass(frozen=True)
class Suggestion:
    """A practice that is suggested after the check-in, to begin with."""

    practice: str
    length: str
    """The length of the session, as typed after ``-l``."""
    why: str


_BEGINNINGS: Final = (
    ("today", "heavy", Suggestion("soles-of-the-feet", "3m", "three minutes of solid ground")),
    ("kindness", "sore", Suggestion("when-kindness-hurts", "8m", "a talk about why it can sting, and what to do then")),
    ("inside", "much", Suggestion("safe-place", "5m", "stays with the room around you")),
    ("today", "mixed", Suggestion("three-minute-pause", "3m", "fits between one thing and the next")),
    ("inside", "mixed", Suggestion("noticing", "6m", "only looks, and leaves things as they are")),
    ("kindness", "mixed", Suggestion("kind-words", "7m", "looks for words that are bearable to hear")),
)
"""(question, answer, practice to begin with); the most urgent row is first."""

_USUAL_BEGINNING: Final = Suggestion("self-compassion-break", "8m", "the whole of it, in four small steps")


@dataclass(frozen=True)
class CheckIn:
    """The result of an earlier check-in."""

    offered: bool = False
    """Whether the listener was ever offered the check-in, or took it without being asked."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """The answers, by the question's name. Skipped questions are missing."""


def word_before_path(answers: Mapping[str, str]) -> str:
    """The sentences shown before the fourth question. They depend on the answers to the others."""
    heard = [word for question, answer, word in _HEARD if answers.get(question) == answer]
    if heard:
        return " ".join((*heard, "The gentle way may be the kinder one for now. The choice is yours."))
    return "Both are good ways. The gentle one is a full practice too, and you can change at any time."


def beginnings(answers: Mapping[str, str]) -> tuple[Suggestion, ...]:
    """A practice to begin with, and perhaps a second one for another day. The more urgent one is first."""
    suited = tuple(beginning for question, answer, beginning in _BEGINNINGS if answers.get(question) == answer)
    return suited[:2] or (_USUAL_BEGINNING,)


def is_heavy(answers: Mapping[str, str]) -> bool:
    """Whether the listener answered that today is heavy. If so, they must be told where to find help."""
    return answers.get("today") == "heavy"


def recall(file: Path) -> CheckIn:
    """The check-in stored in the file; an empty one if the file cannot be read."""
    try:
        found = read_json(file)
        known = {question.name: dict(question.answers) for question in (*QUESTIONS, PATH)}
        answers = {name: answer for name, answer in dict(found["answers"]).items() if answer in known.get(name, {})}
        return CheckIn(bool(found["offered"]), answers)
    except (OSError, ValueError, TypeError, KeyError):
        return CheckIn()


def remember(file: Path, checkin: CheckIn) -> None:
    """Store the check-in. Raises `ConfigError`."""
    kept = {"offered": checkin.offered, "answers": dict(checkin.answers)}
    write_whole(file, json.dumps(kept, indent=1) + "\n")


def to_be_offered(file: Path) -> bool:
    """Whether to offer the check-in: only if it was never offered before. From now on it counts as offered, and this is
    stored. If it cannot be stored, the check-in is not offered, because otherwise it would be offered every time.
    """
    before = recall(file)
    if before.offered:
        return False
    try:
        remember(file, CheckIn(offered=True, answers=before.answers))
    except ConfigError:
        return False
    return True
