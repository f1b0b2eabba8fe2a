"""Findings about a course, before anyone hears it."""

from collections.abc import Callable

from voiceguide.check import CheckContext, check
from voiceguide.course.model import Course
from voiceguide.course.scripts import session_script
from voiceguide.errors import Mistake, PracticeNotFoundError
from voiceguide.script.model import Script


def course_findings(course: Course, context: CheckContext, find: Callable[[str, Script], Script]) -> list[Mistake]:
    """What a careful teacher would change in the course file, each kind at most once per line; its practices are
    checked by themselves. Raises `ScriptError` for a practice with mistakes.
    """
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
