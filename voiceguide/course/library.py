"""Finds courses: by path, or by name in the folders `courses` beside the practices, the user's own first. Also checks a
course file before anyone hears the course, and has the text for a new one.

Each session of a course has its own name, such as NAME-3, and can be played, planned and exported like a practice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.course._parser import looks_like_course, read_course
from voiceguide.course._scripts import session_script
from voiceguide.course.model import Course, CourseSession
from voiceguide.errors import CourseNotFoundError, Mistake, PracticeNotFoundError, ScriptError, nearest
from voiceguide.script.library import ENDING, Library, is_path, written_title
from voiceguide.script.model import Script
from voiceguide.script.parser import read_source

if TYPE_CHECKING:
    from voiceguide.check import CheckContext

FOLDER: Final = "courses"

_SESSION: Final = re.compile(r"(?P<course>.+)-(?P<number>[0-9]{1,3})", re.DOTALL)


class Courses:
    """Finds courses by name or by path."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Look in the folder `courses` of each of `folders`. If two courses have the same name, the first is used."""
        self._library = Library(folder / FOLDER for folder in folders)

    def names(self) -> tuple[str, ...]:
        """The names of all courses, sorted. No file is opened."""
        return self._library.names()

    def find(self, name: str) -> Course:
        """The course of that name, or in the file of that path. Raises `CourseNotFoundError` and `ScriptError`."""
        path = self.path(name)
        if path is None:
            raise CourseNotFoundError(name, nearest(name[:80], self.names()))
        return read_course(path)

    def path(self, name: str) -> Path | None:
        """The file of a course, by name or path; None if there is none."""
        if not is_path(name):
            known = {entry.name.casefold(): entry.path for entry in self._library.entries()}
            return known.get(name.casefold())
        found = next((path for path in (Path(name), Path(f"{name}{ENDING}")) if path.is_file()), None)
        return found if found and is_course(found) else None

    def session(self, name: str) -> tuple[Course, CourseSession] | None:
        """The course and the session that a name such as NAME-3 means. None if the name has another form, or there is
        no course NAME. Raises `CourseNotFoundError` if the course has no such session, and `ScriptError` if its file
        has mistakes.
        """
        match = _SESSION.fullmatch(name)
        if not match or self.path(match["course"]) is None:
            return None
        return self.numbered(match["course"], int(match["number"]))

    def numbered(self, name: str, number: int) -> tuple[Course, CourseSession]:
        """A course and its session with that number. Raises `CourseNotFoundError` and `ScriptError`."""
        course = self.find(name)
        session = course.session(number)
        if session is None:
            raise CourseNotFoundError(course.name, [], number, course.count)
        return course, session

    def script(self, name: str, find: Callable[[str, Script], Script]) -> Script | None:
        """The script of the session that a name such as NAME-3 means; None where `session` gives None. Raises the
        errors of `session` and of `session_script`.
        """
        found = self.session(name)
        return session_script(*found, find) if found else None


def is_course(path: Path) -> bool:
    """Whether a file is meant as a course, judging by its folder or by how its sessions begin."""
    if path.absolute().parent.name == FOLDER:
        return True
    try:
        return looks_like_course(read_source(path, str(path)))
    except ScriptError:
        return False


def course_findings(course: Course, context: CheckContext, find: Callable[[str, Script], Script]) -> list[Mistake]:
    """All findings about the course file itself, errors and warnings; each kind at most once per line. Findings about
    its practices are left out, because these are checked on their own. Raises `ScriptError` for a practice with
    mistakes.
    """
    from voiceguide.check import check

    found: dict[tuple[int, str], Mistake] = {}
    for session in course.sessions:
        try:
            findings = check(session_script(course, session, find), context)
        except PracticeNotFoundError as error:
            findings = [Mistake(course.file, session.place.line, "practice-not-found", str(error))]
        for finding in findings:
            if finding.file == course.file:
                found.setdefault((finding.line, finding.code), finding)
    return sorted(found.values(), key=lambda finding: (finding.line, finding.severity))


_TEMPLATE: Final = """\
---
title: {title}
summary: One sentence about what this course is for.
length: 15m  # of each session that does not set its own
background: rain
---

<!-- Each heading is a session. Below it come, if you like, Length:, Path: and Take along:, which are not spoken;
     then the words of the session, and its practices, as in any script.
     'voiceguide check FILE' looks it over; 'voiceguide course FILE' begins it. -->

# Beginning
Path: gentle
Take along: One kind touch a day.

Welcome to the first session. You can stop at any time, and your eyes may be open or closed. [3s-6s]

Today there is a short talk, and then something to do. [4s-8s]

[practice understanding-self-compassion 45%]

That was the talk. Now for the hands. [4s-8s]

[practice soothing-touch]

# Going on
<!-- Path: gentle takes the gentle path for everyone. Path: ask asks the listener before the session begins. Without
     this line, the session takes the path that the listener has chosen for all practices. -->
Length: 12m
Take along: One kind sentence a day.

Here is the second session. You can stop, or leave things out, or look around you. [3s-6s]

[practice your-phrases]
"""


def new_course(name: str) -> str:
    """The text of a small example course, with notes for its author. It has no mistakes and can be played. Its title is
    made from `name`, the name of the file.
    """
    return _TEMPLATE.format(title=written_title(name) or "My course")
