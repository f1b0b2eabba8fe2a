"""The progress in a course: which session is offered next, and how that is stored."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.course.course_files import COURSE
from voiceguide.course._parser import parse_course
from voiceguide.course.model import Course
from voiceguide.course.progress import (
    CourseProgress,
    ProgressFile,
    after_beginning,
    after_end,
    after_ground,
    next_offer,
)
from voiceguide.errors import ConfigError

ENDS = ("whole", "left", "ground", "ground, whole")


def course() -> Course:
    return parse_course(COURSE, file="evenings.md", name="evenings")


def heard(progress: CourseProgress, number: int, how: str) -> CourseProgress:
    progress = after_beginning(progress, number)
    if "ground" in how:
        progress = after_ground(progress)
    return after_end(progress, grounded="ground" in how) if "whole" in how else progress


def test_a_course_begins_at_the_beginning_and_ends() -> None:
    """The sessions are offered one after the other. After the last, none is offered."""
    progress, offered = CourseProgress(), []
    while offer := next_offer(course(), progress):
        offered.append(offer.session.number)
        assert not offer.again
        progress = heard(progress, offer.session.number, "whole")
    assert offered == [1, 2, 3]


@pytest.mark.parametrize("how", ["left", "ground", "ground, whole"])
def test_after_an_early_end_or_the_ground_it_is_the_same_one(how: str) -> None:
    """If a session was ended early, it is offered again. If "ground me" was used in it, it is offered again on the
    gentle path.
    """
    progress = heard(heard(CourseProgress(), 1, "whole"), 2, how)
    offer = next_offer(course(), progress)
    assert offer is not None
    assert (offer.session.number, offer.again, offer.gentle) == (2, True, "ground" in how)


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(ENDS)), min_size=1))
def test_after_a_session_that_was_too_much_nothing_further_is_offered(sessions: list[tuple[int, str]]) -> None:
    """After a session that ended early or with "ground me", that session is offered again. After one that was heard
    whole, the session after the furthest whole one is offered, or none after the last.
    """
    progress = CourseProgress()
    whole: set[int] = set()
    for number, how in sessions:
        progress = heard(progress, number, how)
        whole |= {number} if how == "whole" else set()
    offer = next_offer(course(), progress)
    number, how = sessions[-1]
    if how != "whole":
        assert offer is not None
        assert offer.session.number == number
        assert offer.gentle == (course().sessions[number - 1].path == "gentle" or progress.eased)
    elif offer is None:
        assert 3 in whole
    else:
        assert offer.session.number == max(whole) + 1


def test_once_eased_stays_eased_until_it_was_heard_to_its_end() -> None:
    """A session in which "ground me" was used is offered on the gentle path until it was heard to its end. The next one
    is offered on the path that the listener chose.
    """
    progress = heard(heard(heard(CourseProgress(), 1, "whole"), 2, "ground"), 2, "left")
    offer = next_offer(course(), progress)
    assert offer is not None
    assert offer.gentle
    offer = next_offer(course(), heard(progress, 2, "whole"))
    assert offer is not None
    assert (offer.session.number, offer.gentle) == (3, False)


def test_one_that_is_repeated_changes_nothing(tmp_path: Path) -> None:
    """If a listener hears an earlier session again, the session that is offered next stays the same."""
    progress = heard(heard(heard(CourseProgress(), 1, "whole"), 2, "whole"), 1, "whole")
    offer = next_offer(course(), progress)
    assert offer is not None
    assert offer.session.number == 3


def test_a_course_that_was_cut_short_is_over() -> None:
    """If the listener has reached a session that the teacher then removes from the end of the course, no session is
    offered any more.
    """
    short = course()
    short = replace(short, sessions=short.sessions[:1])
    assert next_offer(short, CourseProgress(begun=3, whole=False, furthest=2)) is None


def test_the_file_holds_numbers_and_no_times(tmp_path: Path) -> None:
    """Only the numbers of the sessions and how they ended are stored, and no times. So a wrong clock does no harm."""
    file = ProgressFile(tmp_path / "deep" / "course.json")
    file.save("evenings", heard(CourseProgress(), 2, "ground"))
    assert json.loads(file.file.read_text()) == {"evenings": {"begun": 2, "whole": False, "eased": True, "furthest": 0}}
    assert file.of("evenings") == heard(CourseProgress(), 2, "ground")
    assert file.of("another") == CourseProgress()


def test_leaving_takes_it_out_and_the_last_one_takes_the_file(tmp_path: Path) -> None:
    """Leaving a course removes it from the file. If no course is left in it, the file is removed."""
    file = ProgressFile(tmp_path / "course.json")
    file.save("one", CourseProgress(1))
    file.save("two", CourseProgress(2))
    assert list(file.all()) == ["one", "two"]
    file.save("one", CourseProgress(1, whole=True, furthest=1))
    assert list(file.all()) == ["two", "one"]
    assert file.forget("one")
    assert not file.forget("one")
    assert file.of("two") == CourseProgress(2)
    assert file.forget("two")
    assert not file.file.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"evenings": 3}', '{"evenings": {"begun": "two", "furthest": -4, "whole": 1}}', "[" * 5000],
)
def test_a_damaged_file_means_that_nothing_was_begun(tmp_path: Path, text: str) -> None:
    """If the file is damaged, the course counts as not begun, and the file can be written again."""
    file = ProgressFile(tmp_path / "course.json")
    file.file.write_text(text)
    assert file.of("evenings") == CourseProgress()
    file.save("evenings", CourseProgress(1))
    assert file.of("evenings") == CourseProgress(1)


def test_where_it_cannot_be_written_it_says_so(tmp_path: Path) -> None:
    """If a file lies where the data folder should be, saving the progress raises a `ConfigError`."""
    (tmp_path / "data").write_text("")
    with pytest.raises(ConfigError):
        ProgressFile(tmp_path / "data" / "course.json").save("evenings", CourseProgress(1))


_WRITER = """
import sys
from pathlib import Path
from voiceguide.course.progress import CourseProgress, ProgressFile
file = ProgressFile(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    file.save("evenings", CourseProgress(number, True, False, number))
"""


def test_it_survives_kill_9(tmp_path: Path) -> None:
    """If the program is killed while it writes, the file holds either the old state or the new one, complete."""
    file = ProgressFile(tmp_path / "course.json")
    file.save("evenings", CourseProgress())
    for _ in range(5):
        command = [sys.executable, "-c", _WRITER, str(file.file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            while file.of("evenings").begun < 20:
                assert writer.poll() is None
            os.kill(writer.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        kept = file.of("evenings")
        assert kept.begun == kept.furthest >= 20
        file.save("evenings", CourseProgress())
