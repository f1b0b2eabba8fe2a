"""How far somebody has come in their courses: one small file that may be deleted at any time.

It holds numbers and no times: nothing is late, nothing is missed, and another clock changes nothing. A file that is
missing or damaged means that nothing was begun; where it cannot be written, sessions play all the same.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from voiceguide.course.model import Course, CourseSession
from voiceguide.system.toml import cannot_write, write_whole


@dataclass(frozen=True)
class Progress:
    """Where somebody is in one course."""

    begun: int = 0
    """The session that was begun last, counted from 1; 0: none."""
    whole: bool = False
    """It was heard to its end, and nobody asked for the ground in it."""
    eased: bool = False
    """The ground was asked for in it: the next one is to be gentle."""
    furthest: int = 0
    """The last session that was heard to its end so far."""


@dataclass(frozen=True)
class Offer:
    """Which session is offered next."""

    session: CourseSession
    again: bool = False
    """It was begun before, and left, or it was too much."""
    gently: bool = False
    """On the gentle path, whatever the listener has chosen."""


def next_offer(course: Course, progress: Progress) -> Offer | None:
    """The session to offer: the same one after an early end or the ground, else the next; None: all were heard."""
    begun = course.session(progress.begun)
    if begun and not progress.whole:
        return Offer(begun, again=True, gently=progress.eased or begun.path == "gentle")
    session = course.session(progress.furthest + 1)
    return Offer(session, gently=session.path == "gentle") if session else None


def after_beginning(progress: Progress, number: int) -> Progress:
    """A session has begun. As long as nothing else is written down, it was left early."""
    eased = progress.eased and number == progress.begun
    return Progress(begun=number, whole=False, eased=eased, furthest=progress.furthest)


def after_ground(progress: Progress) -> Progress:
    """The ground was asked for in the session that is under way."""
    return replace(progress, whole=False, eased=True)


def after_end(progress: Progress, *, grounded: bool) -> Progress:
    """The session was heard to its end. Where the ground was asked for it is offered once more, gently."""
    if grounded:
        return after_ground(progress)
    return Progress(progress.begun, whole=True, furthest=max(progress.furthest, progress.begun))


class ProgressFile:
    """The file with the progress of every course that was begun."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def all(self) -> Mapping[str, Progress]:
        """By the name of the course; the one that was played last comes last."""
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
            return {str(name): _progress(kept) for name, kept in dict(found).items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def of(self, course: str) -> Progress:
        """Of one course."""
        return self.all().get(course, Progress())

    def keep(self, course: str, progress: Progress) -> None:
        """Write it down, whole or not at all. Raises `ConfigError`."""
        others = {name: kept for name, kept in self.all().items() if name != course}
        self._write({**others, course: progress})

    def forget(self, course: str) -> bool:
        """Leave a course; whether it had been begun. The file goes with the last one. Raises `ConfigError`."""
        before = dict(self.all())
        if before.pop(course, None) is None:
            return False
        if before:
            self._write(before)
            return True
        try:
            self.file.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.file, error) from error
        return True

    def _write(self, kept: Mapping[str, Progress]) -> None:
        write_whole(self.file, json.dumps({name: asdict(one) for name, one in kept.items()}, indent=1) + "\n")


def _progress(kept: Mapping[str, object]) -> Progress:
    """What was written down of a course, as far as it makes sense. Raises as it comes."""
    begun, furthest = _number(kept.get("begun")), _number(kept.get("furthest"))
    return Progress(begun, kept.get("whole") is True, kept.get("eased") is True, furthest)


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
