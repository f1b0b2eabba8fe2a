"""Courses on the page: which session of a course is offered next."""

import re
from pathlib import Path

import pytest

from tests.course.course_files import folder
from tests.web.conftest import Served, real
from voiceguide.config import Folders
from voiceguide.course.progress import CourseProgress, ProgressFile
from voiceguide.script.library import Library
from voiceguide.session.request import Request
from voiceguide.web._course import CoursePage


@pytest.fixture
def page(tmp_path: Path) -> CoursePage:
    """The part of the page about courses, for a user who has one course of three sessions."""
    scripts = folder(tmp_path)
    folders = Folders(tmp_path / "config.toml", scripts, tmp_path / "sounds", tmp_path / "cache")
    return CoursePage(folders, Library([scripts]))


def test_the_next_session_comes_once_one_was_heard(page: CoursePage, tmp_path: Path) -> None:
    """When one session of a course has been heard, the next one is offered. After the last session, none is offered."""
    for number in (1, 2, 3):
        next_session = page.next_session(owner=True)
        assert next_session is not None
        assert (next_session.name, next_session.number, next_session.count) == (f"evenings-{number}", number, 3)
        page.heard(next_session.name)
    assert page.next_session(owner=True) is None
    assert ProgressFile(tmp_path / "course.json").of("evenings") == CourseProgress(3, whole=True, furthest=3)


def test_where_the_owner_is_is_shown_to_nobody_else(page: CoursePage) -> None:
    """A guest is offered the first session of a course, whatever the owner's progress."""
    page.heard("evenings-1")
    next_session = page.next_session(owner=False)
    assert next_session is not None
    assert next_session.number == 1


@pytest.mark.parametrize(
    ("practice", "asked", "path"),
    [
        ("evenings-1", "inward", "gentle"),
        ("evenings-2", None, "gentle"),
        ("evenings-2", "inward", "inward"),
        ("evenings-3", None, "inward"),
        ("talk", None, "inward"),
    ],
)
def test_each_session_is_made_on_its_path(page: CoursePage, practice: str, asked: str | None, path: str) -> None:
    """The listener's usual path is "inward". A course session that is gentle for everyone stays gentle; one that asks
    first is gentle unless the listener asks for the other path. All other sessions take the usual path.
    """
    given = {"practice": practice, **({"path": asked} if asked else {})}
    assert page.with_course_path(given, Request(path="inward")).path == path


class TestServed:
    """Tests of courses with a running server."""

    pytestmark = real

    def test_a_course_is_begun_and_gone_on_with(self, served: Served) -> None:
        """The main page offers session 1 of a course above the "again" list. Once session 1 is marked as heard, the
        page offers session 2.
        """
        home = served.client.get("/").text
        assert home.index("Session 1 of 8: A kind beginning") < home.index('id="again"')
        assert "A kind beginning" in served.client.get("/practice/a-kind-beginning-1").text
        (place,) = re.findall(r'action="(/course/[^"]+)"', home)
        done = served.client.post(place, follow_redirects=False)
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert "Session 2 of 8: The ground, and a way back" in served.client.get("/").text
