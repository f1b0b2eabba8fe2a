"""Courses on the page: which session comes next, and which ones were heard.

A page cannot know how its listener is. So no progress is saved automatically: after a session, listeners press a button
to say that they have heard it, and then the next session is offered.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from voiceguide.config import Folders
from voiceguide.course.library import Courses
from voiceguide.course.progress import CourseProgress, ProgressFile, after_beginning, after_end, next_offer
from voiceguide.errors import VoiceguideError
from voiceguide.script.library import Library
from voiceguide.script.model import Script
from voiceguide.session.request import Request


@dataclass(frozen=True)
class NextSession:
    """The session that comes next in a course."""

    name: str
    """The name under which it is played: ``a-kind-beginning-3``."""
    course: str
    """The title of the course."""
    title: str
    number: int
    count: int


class CoursePage:
    """The courses found beside the practices of this machine."""

    def __init__(self, folders: Folders, library: Library) -> None:
        self._library, self._courses = library, Courses(library.folders)
        self._progress = ProgressFile(folders.progress)

    def script(self, name: str) -> Script | None:
        """The script of a session of a course, by a name such as ``a-kind-beginning-3``; None if no course has this
        session. Raises `VoiceguideError`.
        """
        return self._courses.script(name, self._library.included)

    def with_course_path(self, asked: Mapping[str, Any], request: Request) -> Request:
        """The request, changed to the gentle path if the course of its session demands that. A course can set this path
        for everybody, or only for listeners who have not chosen a path; `asked` shows whether this one has. Otherwise
        the same request.
        """
        name = str(asked.get("practice", ""))
        found = None if name in self._library.names() else self._courses.session(name)
        if found and (found[1].path == "gentle" or (found[1].path == "ask" and not asked.get("path"))):
            return replace(request, path="gentle")
        return request

    def next_session(self, *, owner: bool) -> NextSession | None:
        """The next session of the course that was continued last. If that course is finished, the next session of
        another course. None if all courses are finished.

        Progress is saved only for the owner of this machine. All other listeners are offered the first session of a
        course.
        """
        begun = self._progress.all() if owner else {}
        for name in (*reversed(list(begun)), *(one for one in self._courses.names() if one not in begun)):
            with suppress(VoiceguideError):
                course = self._courses.find(name)
                if offer := next_offer(course, begun.get(name, CourseProgress())):
                    number = offer.session.number
                    return NextSession(f"{name}-{number}", course.title, offer.session.title, number, course.count)
        return None

    def heard(self, name: str) -> None:
        """Save that a session of a course was heard to its end; any other name is ignored. Raises `VoiceguideError`."""
        found = self._courses.session(name)
        if found:
            course, session = found
            begun = after_beginning(self._progress.of(course.name), session.number)
            self._progress.save(course.name, after_end(begun, grounded=False))
