"""The check-in: four short questions that help to choose how and where to begin. Not a score, and not a diagnosis.

Gentle stays what it is until the listener chooses otherwise: the first three answers shape how the last question is
put, and which practice is named as a beginning. Answers stay on this machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from voiceguide.errors import ConfigError
from voiceguide.system.toml import write_whole


@dataclass(frozen=True)
class Question:
    """One question and the answers one may choose from."""

    name: str
    text: str
    answers: tuple[tuple[str, str], ...]
    """(what is kept, what is shown)."""


QUESTIONS: Final = (
    Question("today", "How is today so far?", (
        ("easy", "easy enough"),
        ("mixed", "a bit of everything"),
        ("heavy", "heavy"),
    )),
    Question("kindness", "When a kind word comes your way, how does it tend to feel?", (
        ("warm", "mostly good"),
        ("mixed", "now this, now that"),
        ("sore", "sore, or strange, or I want to be off; that happens to many people"),
    )),
    Question("inside", "When you turn to what you feel inside, how is it there?", (
        ("easy", "mostly all right"),
        ("mixed", "it depends on the day"),
        ("much", "it can get too much; I'd rather look outside"),
    )),
)  # fmt: skip

PATH: Final = Question("path", "How may practices begin?", (
    ("gentle", "gently: with what you can do, with the senses, with the ground under you"),
    ("inward", "inward: also with feelings, and with something hard, small or middling; there is always a way out"),
))  # fmt: skip
"""The fourth question, and the only one that changes how practices begin."""

_HEARD: Final = (
    ("today", "heavy", "A heavy day is reason enough to keep things short."),
    ("kindness", "sore", "Where a kind word stings, it helps to begin with what the hands can do."),
    ("inside", "much", "When it gets too much inside, sounds and the ground are good places to stay."),
)
"""(question, answer, what is said to it): each is a reason for the gentle path."""


@dataclass(frozen=True)
class Suggestion:
    """A practice that suits an answer."""

    practice: str
    length: str
    """As it is typed after ``-l``."""
    why: str


_BEGINNINGS: Final = (
    ("today", "heavy", Suggestion("soles-of-the-feet", "3m", "three minutes of solid ground")),
    ("kindness", "sore", Suggestion("when-kindness-hurts", "8m", "a talk about why it can sting, and what to do then")),
    ("inside", "much", Suggestion("safe-place", "5m", "stays with the room around you")),
    ("today", "mixed", Suggestion("three-minute-pause", "3m", "fits between one thing and the next")),
    ("inside", "mixed", Suggestion("noticing", "6m", "only looks, and leaves things as they are")),
    ("kindness", "mixed", Suggestion("kind-words", "7m", "looks for words that are bearable to hear")),
)
"""(question, answer, where to begin), the most pressing one first."""

_USUAL_BEGINNING: Final = Suggestion("self-compassion-break", "8m", "the whole of it, in four small steps")


@dataclass(frozen=True)
class CheckIn:
    """What is known from earlier."""

    offered: bool = False
    """Whether it was ever offered, or taken without being offered."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What was answered, by the question's name. What was skipped is missing."""


def word_before_path(answers: Mapping[str, str]) -> str:
    """What is said before the fourth question, from the answers to the others."""
    heard = [word for question, answer, word in _HEARD if answers.get(question) == answer]
    if heard:
        return " ".join((*heard, "The gentle way may be the kinder one for now. The choice is yours."))
    return "Both are good ways. The gentle one is a full practice too, and you can change at any time."


def beginnings(answers: Mapping[str, str]) -> tuple[Suggestion, ...]:
    """Where one might begin, and what might come another day: one or two practices, the more pressing first."""
    suited = tuple(beginning for question, answer, beginning in _BEGINNINGS if answers.get(question) == answer)
    return suited[:2] or (_USUAL_BEGINNING,)


def is_heavy(answers: Mapping[str, str]) -> bool:
    """Whether it is worth saying where one can turn."""
    return answers.get("today") == "heavy"


def recall(file: Path) -> CheckIn:
    """What the file remembers; nothing where it cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        known = {question.name: dict(question.answers) for question in (*QUESTIONS, PATH)}
        answers = {name: answer for name, answer in dict(found["answers"]).items() if answer in known.get(name, {})}
        return CheckIn(bool(found["offered"]), answers)
    except (OSError, ValueError, TypeError, KeyError):
        return CheckIn()


def remember(file: Path, checkin: CheckIn) -> None:
    """Write it down. Raises `ConfigError`."""
    kept = {"offered": checkin.offered, "answers": dict(checkin.answers)}
    write_whole(file, json.dumps(kept, indent=1) + "\n")


def to_be_offered(file: Path) -> bool:
    """Whether it was never offered yet. Then it counts as offered from now on.

    Where that cannot be written down it is not offered, so that nobody is asked again and again.
    """
    before = recall(file)
    if before.offered:
        return False
    try:
        remember(file, CheckIn(offered=True, answers=before.answers))
    except ConfigError:
        return False
    return True
