"""A listener's progress in courses, in one small file that may be deleted at any time.

It has no dates: nothing is late, nothing is missed, and a changed clock does not matter. If the file is missing or
damaged, no course counts as begun. If it cannot be written, sessions play all the same.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from voiceguide.course.model import Course, CourseSession
from voiceguide.system.notes import read_json
from voiceguide.system.toml import cannot_write, write_whole


@dataclass(frozen=True)
class CourseProgress:
    """A listener's place in one course."""

    begun: int = 0
    """The number of the session that was begun last, counted from 1; 0: none."""
    whole: bool = False
    """Whether that session was heard to its end without "ground me"."""
    eased: bool = False
    """Whether "ground me" was pressed in that session, so that the session offered next is gentle."""
    furthest: int = 0
    """The highest number of a session that was heard to its end without "ground me"; 0: none."""


@dataclass(frozen=True)
class Offer:
    """The session of a course that is offered next."""

    session: CourseSession
    again: bool = False
    """Whether the session is offered again, because it was left early, or because "ground me" was pressed in it."""
    gentle: bool = False
    """Whether the session is on the gentle path, whatever the listener has chosen."""


def next_offer(course: Course, progress: CourseProgress) -> Offer | None:
    """The session to offer next. If the session that was begun last was left early, or if "ground me" was pressed in
    it, that session is offered again. Otherwise it is the session after `furthest`; None if the course has no more
    sessions.
    """
    begun = course.session(progress.begun)
    if begun and not progress.whole:
        return Offer(begun, again=True, gentle=progress.eased or begun.path == "gentle")
    session = course.session(progress.furthest + 1)
    return Offer(session, gentle=session.path == "gentle") if session else None


def after_beginning(progress: CourseProgress, number: int) -> CourseProgress:
    """The progress after session `number` has begun. The session counts as left early until its end is reached."""
    eased = progress.eased and number == progress.begun
    return CourseProgress(begun=number, whole=False, eased=eased, furthest=progress.furthest)


def after_ground(progress: CourseProgress) -> CourseProgress:
    """The progress after "ground me" was pressed in the current session."""
    return replace(progress, whole=False, eased=True)


def after_end(progress: CourseProgress, *, grounded: bool) -> CourseProgress:
    """The progress after the current session was heard to its end. If "ground me" was pressed in it (`grounded`), the
    session is offered once more, gently.
    """
    if grounded:
        return after_ground(progress)
    return CourseProgress(progress.begun, whole=True, furthest=max(progress.furthest, progress.begun))


class ProgressFile:
    """The file with the progress in every course that was begun."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def all(self) -> Mapping[str, CourseProgress]:
        """The progress in every course that was begun, by the course's name. The course that was played last comes
        last.
        """
        try:
            found = read_json(self.file)
            return {str(name): _progress(kept) for name, kept in dict(found).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def of(self, course: str) -> CourseProgress:
        """The progress in one course."""
        return self.all().get(course, CourseProgress())

    def save(self, course: str, progress: CourseProgress) -> None:
        """Store the progress in one course. The file is written atomically. Raises `ConfigError`."""
        others = {name: kept for name, kept in self.all().items() if name != course}
        self._write({**others, course: progress})

    def forget(self, course: str) -> bool:
        """Delete the progress in a course. Returns whether there was any. If no course is left in the file, the file is
        deleted. Raises `ConfigError`.
        """
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

    def _write(self, kept: Mapping[str, CourseProgress]) -> None:
        write_whole(self.file, json.dumps({name: asdict(one) for name, one in kept.items()}, indent=1) + "\n")


def _progress(kept: Mapping[str, object]) -> CourseProgress:
    """The stored progress in a course. Raises any error that a malformed file may cause."""
    begun, furthest = _number(kept.get("begun")), _number(kept.get("furthest"))
    return CourseProgress(begun, kept.get("whole") is True, kept.get("eased") is True, furthest)


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
