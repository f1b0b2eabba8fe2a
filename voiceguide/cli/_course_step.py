"""A session of a course while it is played: its path, the saved progress, and the messages after it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from voiceguide.errors import ConfigError

if TYPE_CHECKING:
    from voiceguide.cli.context import App
    from voiceguide.course.model import Course, CourseSession
    from voiceguide.course.progress import CourseProgress
    from voiceguide.session.request import Request


def course_step(app: App, practice: str) -> CourseStep | None:
    """The course step for a practice; None if it is not a session of a course. Raises `CourseNotFoundError` and
    `ScriptError`.
    """
    found = None if practice in app.library.names() else app.courses.session(practice)
    return CourseStep(app, *found) if found else None


@dataclass
class CourseStep:
    """One session of a course, from its beginning to the messages after its end."""

    app: App
    course: Course
    session: CourseSession
    _begun: bool = field(default=False, init=False)
    _grounded: bool = field(default=False, init=False)
    _trouble: str = field(default="", init=False)

    @property
    def key(self) -> str:
        """The course's key in the progress file: its name, or the path of its file."""
        return progress_key(self.app, self.course)

    def with_course_path(self, request: Request, *, chosen: bool) -> Request:
        """The same request, but on the gentle path if the course sets that path for this session.

        If the listener has not `chosen` a path, the gentle path is also set in two other cases: if the course asks for
        the path before this session, or if "ground me" was pressed in the session that began last.
        """
        rule = self.session.path
        if rule == "gentle" or (not chosen and (rule == "ask" or self._progress().eased)):
            return replace(request, path="gentle")
        return request

    def save(self, *, begun: bool, grounded: bool) -> None:
        """Save that the session has begun, or that "ground me" was pressed, as soon as it happens."""
        from voiceguide.course.progress import after_beginning, after_ground

        if not self._begun and begun:
            self._begun = True
            self._write(after_beginning(self._progress(), self.session.number))
        if self._begun and not self._grounded and grounded:
            self._grounded = True
            self._write(after_ground(self._progress()))

    def end(self, how: str) -> list[str]:
        """Save that the session was heard, if it was heard whole. `how` is its ending, as in the log. Returns the lines
        to print after it.
        """
        from voiceguide.course.progress import after_end, next_offer

        if self._begun and how == "whole":
            self._write(after_end(self._progress(), grounded=self._grounded))
        lines = [f"Take along: {self.session.take_along}"] if self.session.take_along and how == "whole" else []
        offer = next_offer(self.course, self._progress())
        if offer is None:
            lines.append(f"That was the last session of {self.course.title}. You can hear any of them again.")
        elif offer.again:
            lines.append(f"This session is here whenever you want it: voiceguide course {self.key}")
        else:
            lines.append(f"Next, whenever you like: {session_line(self.course, offer.session)}")
        return [*lines, *([self._trouble] if self._trouble else [])]

    def _progress(self) -> CourseProgress:
        from voiceguide.course.progress import ProgressFile

        return ProgressFile(self.app.folders.progress).of(self.key)

    def _write(self, progress: CourseProgress) -> None:
        """Save the progress. If that fails, the session continues, and the failure is reported once,
        after the session.
        """
        from voiceguide.course.progress import ProgressFile

        try:
            ProgressFile(self.app.folders.progress).save(self.key, progress)
        except ConfigError as error:
            self._trouble = str(error)


def progress_key(app: App, course: Course) -> str:
    """A course's key in the progress file: its name, or the path of its file if it is not found by that name."""
    from pathlib import Path

    named = app.courses.path(course.name)
    path = Path(course.file).absolute()
    return course.name if named and named.absolute() == path else str(path)


def session_line(course: Course, session: CourseSession) -> str:
    """A session in one line: ``session 3 of 8, Alarm and hearth``."""
    return f"session {session.number} of {course.count}, {session.title}"
