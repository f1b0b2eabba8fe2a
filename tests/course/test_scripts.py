"""A session of a course as one script."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.course.course_files import both, folder
from voiceguide.course._scripts import session_script
from voiceguide.course.library import Courses
from voiceguide.errors import CourseNotFoundError, PracticeNotFoundError
from voiceguide.script.library import Library
from voiceguide.script.model import PathName, Script, SessionKind
from voiceguide.script.outliner import Listener, outline, utterances


def script(tmp_path: Path, name: str) -> tuple[Script, Library]:
    courses, library = both(tmp_path)
    found = courses.script(name, library.included)
    assert found is not None
    return found, library


def said(found: Script, library: Library, path: PathName = "gentle", session: SessionKind = "day") -> list[str]:
    return [utterance.plain for utterance in utterances(outline(found, Listener(path, session), library.included))]


def test_a_session_is_one_practice_after_the_other(tmp_path: Path) -> None:
    """The script of a session contains its own words, the main parts of its practices with the words between them, and
    the closing of the last practice, in this order.
    """
    found, library = script(tmp_path, "evenings-1")
    assert said(found, library) == [
        "Welcome.",
        "You can stop at any time.",
        "One thing is said here.",
        "Now the hands.",
        "Hold your hands.",
        "So much for today.",
        "Look around, and feel your feet.",
    ]
    titles = [section.title for section in found.sections if not section.closing]
    assert titles == ["First", "A talk", "Something to do"]


def test_the_end_is_that_of_the_night_at_night(tmp_path: Path) -> None:
    """A session for sleep ends with the closing that its last practice has for the night."""
    found, library = script(tmp_path, "evenings-1")
    assert said(found, library, session="sleep")[-1] == "Stay where you are."


def test_without_words_of_its_own_the_first_practice_welcomes(tmp_path: Path) -> None:
    """If a session has no opening words, those of the first practice are spoken, so that the listener always hears that
    they may stop.
    """
    found, library = script(tmp_path, "evenings-2")
    assert said(found, library)[0] == "You can stop doing this."
    assert found.sections[0].arrival
    assert found.sections[-1].closing


def test_it_has_a_name_a_title_an_album_and_a_length(tmp_path: Path) -> None:
    """The script of a session has a name such as "evenings-2". Its album is the course's title. Its length is the one
    that the session asks for, or else the course's.
    """
    found, library = script(tmp_path, "evenings-2")
    assert (found.name, found.title, found.album, found.length) == ("evenings-2", "Second", "Two evenings", 120.0)
    third = Courses([tmp_path / "scripts"]).script("evenings-3", library.included)
    assert third is not None
    assert third.length == 180.0
    assert dict(third.say) == {"Neff": "nef"}


def test_names_that_mean_something_else(tmp_path: Path) -> None:
    """Only a course's name with a number, such as "evenings-2", is the name of a session. A number that the course does
    not have is an error.
    """
    courses, library = both(tmp_path)
    assert courses.script("talk", library.included) is None
    assert courses.script("talk-2", library.included) is None
    assert courses.script("evenings", library.included) is None
    with pytest.raises(CourseNotFoundError) as raised:
        courses.script("evenings-9", library.included)
    assert (raised.value.number, raised.value.count) == (9, 3)


def test_a_course_is_found_by_name_and_by_path(tmp_path: Path) -> None:
    """A course is found by name in every folder of practices, in upper or lower case; and by its path, with or without
    .md.
    """
    courses, library = both(tmp_path)
    file = tmp_path / "scripts" / "courses" / "evenings.md"
    elsewhere = tmp_path / "mine.md"
    elsewhere.write_text(file.read_text())
    assert courses.names() == ("evenings",)
    assert courses.find("Evenings").title == "Two evenings"
    assert courses.find(str(elsewhere)).name == "mine"
    assert courses.find(str(elsewhere.with_suffix(""))).name == "mine"
    found = courses.script(f"{elsewhere.with_suffix('')}-3", library.included)
    assert found is not None
    assert found.name == "mine-3"
    with pytest.raises(CourseNotFoundError) as raised:
        courses.find("evening")
    assert raised.value.near == ["evenings"]


def test_a_practice_is_no_course(tmp_path: Path) -> None:
    """The file of a practice is not accepted as a course."""
    courses, _ = both(tmp_path)
    with pytest.raises(CourseNotFoundError):
        courses.find(str(tmp_path / "scripts" / "talk.md"))


def test_one_s_own_course_stands_before_ours(tmp_path: Path) -> None:
    """If two courses have the same name, the one in the earlier folder is used."""
    own, ours = folder(tmp_path / "own"), folder(tmp_path / "ours")
    (own / "courses" / "evenings.md").write_text("---\ntitle: Mine\n---\n# One\n\n[practice talk]\n")
    assert Courses([own, ours]).find("evenings").title == "Mine"


def test_a_deleted_practice_is_named(tmp_path: Path) -> None:
    """If a practice was deleted, the error for a session that contains it gives the name of the practice. The other
    sessions still work.
    """
    courses, library = both(tmp_path)
    (tmp_path / "scripts" / "talk.md").unlink()
    with pytest.raises(PracticeNotFoundError) as raised:
        courses.script("evenings-3", library.included)
    assert raised.value.name == "talk"
    assert courses.script("evenings-2", library.included) is not None


def test_a_session_keeps_what_the_course_asks_for(tmp_path: Path) -> None:
    """The background and the language that a course sets are also those of the script of its session."""
    courses, library = both(tmp_path)
    course = courses.find("evenings")
    written = replace(course.sessions[0].written, background="ocean", lang="en-gb")
    made = session_script(course, replace(course.sessions[0], written=written), library.included)
    assert (made.background, made.lang) == ("ocean", "en-gb")
