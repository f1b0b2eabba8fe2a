"""The commands for courses: show, begin, leave, plan, export, check and write."""

import json
from dataclasses import replace
from pathlib import Path

import mutagen
import pytest

from tests.cli.running import VOICE, refused, run
from tests.course.course_files import COURSE, DOING, TALK, folder
from voiceguide.cli import _questions
from voiceguide.cli._course_step import CourseStep, course_step
from voiceguide.cli.context import App, start
from voiceguide.cli.course import path_asked
from voiceguide.cli.play import after_ground, next_steps
from voiceguide.course.progress import CourseProgress, Offer, ProgressFile
from voiceguide.session.request import Request


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of a new listener, with a course of three sessions and its two practices."""
    folder(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def step(practice: str = "evenings-1") -> CourseStep:
    found = course_step(start(), practice)
    assert found is not None
    return found


def kept() -> CourseProgress:
    return ProgressFile(start().folders.progress).of("evenings")


def played(practice: str, how: str, *grounded: bool) -> list[str]:
    """Records a session as played, with "ground me" at the moments where `grounded` is true, and as ended in the way
    `how`. Returns the lines that are shown at the end.
    """
    one = step(practice)
    one.save(begun=False, grounded=False)
    for on_ground in grounded:
        one.save(begun=True, grounded=on_ground)
    return one.end(how)


def test_the_courses_are_shown_with_their_sessions() -> None:
    """Each course is shown with its sessions in order, and with a mark at the next one."""
    shown = run("course")
    assert shown.exit_code == 0, shown.stderr
    assert "evenings: Two evenings" in shown.stdout
    assert ">  1  First" in shown.stdout
    assert "   3  Third" in shown.stdout


def test_going_on_remembers_where_one_is() -> None:
    """After a session was heard to its end, the words to take along from it are shown, and the next
    session is offered.
    """
    said = played("evenings-1", "whole", False)
    assert said == ["Take along: A kind touch.", "Next, whenever you like: session 2 of 3, Second"]
    assert kept() == CourseProgress(1, whole=True, furthest=1)
    assert ">  2  Second" in run("course", "evenings", "--show").stdout


@pytest.mark.parametrize("how", ["closed", "stopped", "interrupted", "faded"])
def test_an_early_end_offers_the_same_one(how: str) -> None:
    """If a session was ended early, it is offered again, and no message says how much of it was missed."""
    said = played("evenings-2", how, False)
    assert said == ["This session is here whenever you want it: voiceguide course evenings"]
    assert ">  2  Second" in run("course", "evenings", "--show").stdout


def test_the_ground_makes_the_next_one_gentle() -> None:
    """If the listener used "ground me" in a session, that session is offered again on the gentle path, even if it was
    then heard to its end. The listener can still choose the inward path.
    """
    played("evenings-3", "whole", False, True, True, False)
    assert kept() == CourseProgress(3, whole=False, eased=True)
    inward = Request(path="inward")
    assert step("evenings-3").with_course_path(inward, chosen=False).path == "gentle"
    assert step("evenings-3").with_course_path(inward, chosen=True).path == "inward"


def test_a_session_that_never_sounded_was_not_begun() -> None:
    """A session that could not be made is not recorded as begun."""
    step().save(begun=False, grounded=False)
    assert step().end("stopped") == ["Next, whenever you like: session 1 of 3, First"]
    assert kept() == CourseProgress()


def test_killed_in_the_middle_it_is_offered_again() -> None:
    """A session is stored as begun from its first moment. So if the program is killed, the session is offered again."""
    step("evenings-2").save(begun=True, grounded=False)
    assert kept() == CourseProgress(2, whole=False, furthest=0)


def test_each_session_has_its_path() -> None:
    """A session marked as always gentle keeps the gentle path. A session that asks first has the gentle path until the
    listener has chosen. All others follow the listener's usual path.
    """
    inward = Request(path="inward")
    assert step("evenings-1").with_course_path(inward, chosen=True).path == "gentle"
    assert step("evenings-2").with_course_path(inward, chosen=False).path == "gentle"
    assert step("evenings-2").with_course_path(inward, chosen=True).path == "inward"
    assert step("evenings-3").with_course_path(inward, chosen=False).path == "inward"


@pytest.mark.parametrize(
    ("answers", "path"),
    [(("much",), "gentle"), ((None,), "gentle"), (("easy", "n"), "gentle"), (("mixed", "y"), "inward")],
)
def test_the_hard_session_asks_and_offers_the_gentle_way_first(
    answers: tuple[str | None, ...], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the hard session, the listener answers the check-in's question about turning inward. The path is inward
    only if the listener confirms it. Sessions that are repeated gently, and other sessions, ask nothing.
    """
    asked: list[str] = []

    def choose(number: int, question: object) -> str | None:
        asked.append(str(getattr(question, "name", "")))
        return answers[0]

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(_questions, "ask_choice", choose)
    monkeypatch.setattr(_questions, "ask_yes", lambda question: answers[1] == "y")
    session = start().courses.find("evenings").sessions[1]
    assert path_asked(Offer(session)) == path
    assert asked == ["inside"]
    assert path_asked(Offer(session, again=True, gentle=True)) is None
    assert path_asked(Offer(start().courses.find("evenings").sessions[2])) is None


def test_leaving_forgets() -> None:
    """Leaving deletes the progress; leaving once more says that the course had not begun."""
    played("evenings-1", "whole", False)
    assert "You have left Two evenings" in run("course", "evenings", "leave").stderr
    assert not start().folders.progress.exists()
    assert "had not begun" in run("course", "evenings", "leave").stderr


def test_leaving_no_course_asks_which() -> None:
    """`course leave` without a course asks which one is meant."""
    assert "for example: voiceguide course a-kind-beginning leave" in refused(run("course", "leave"), 2)


def test_when_all_were_heard_none_is_offered() -> None:
    """When all sessions of a course were heard, `course` plays none, and says that each can be heard again."""
    for number in (1, 2, 3):
        said = played(f"evenings-{number}", "whole", False)
    assert said == ["That was the last session of Two evenings. You can hear any of them again."]
    done = run("course", "evenings")
    assert done.exit_code == 0
    assert "You have heard all 3 sessions." in done.stdout


def test_what_is_not_there_is_said(home: Path) -> None:
    """The error for an unknown course suggests a similar name, and that for an unknown session gives the range of
    numbers. If a practice of a course is missing, the error names it, and the course can still be shown.
    """
    assert "evenings" in refused(run("course", "evening"))
    assert "1 to 3" in refused(run("course", "evenings", "--session", "4"))
    assert "1 to 3" in refused(run("plan", "evenings-4"))
    (home / "scripts" / "talk.md").unlink()
    assert "'talk'" in refused(run("plan", "evenings-3"))
    assert "1  First" in run("course", "evenings", "--show").stdout


def test_a_session_is_planned_like_a_practice() -> None:
    """`plan` takes a session of a course by the course's name and the session's number. Each practice in the session is
    a section of its own.
    """
    plan = json.loads(run("plan", "evenings-1", "--json", "--nearest", *VOICE).stdout)
    assert [section["title"] for section in plan["sections"]] == ["First", "A talk", "Something to do", "Up"]


def test_a_course_file_is_not_taken_for_a_practice(home: Path) -> None:
    """The file of a course cannot be played or planned as a practice. The error says how to begin the course."""
    line = refused(run("plan", "./scripts/courses/evenings.md"), 2)
    assert "voiceguide course ./scripts/courses/evenings.md" in line


def test_a_whole_course_becomes_an_album(home: Path) -> None:
    """Exporting a course makes an album of numbered files, in order, each on the path of its session."""
    (home / "out").mkdir()
    done = run(
        "export",
        "--course",
        "evenings",
        "--nearest",
        "-b",
        "none",
        "--path",
        "inward",
        "--output-dir",
        "out",
        "--json",
        *VOICE,
    )
    assert done.exit_code == 0, done.stderr
    files = [Path(made["file"]) for made in json.loads(done.stdout)]
    assert files == sorted(files)
    assert [file.name.rpartition("-")[0] for file in files] == ["evenings-1", "evenings-2", "evenings-3"]
    tags = [mutagen.File(file).tags for file in files]
    assert [str(tag["TRCK"]) for tag in tags] == ["1/3", "2/3", "3/3"]
    assert {str(tag["TALB"]) for tag in tags} == {"Two evenings"}
    assert [str(tag["TIT2"]) for tag in tags] == ["First", "Second", "Third"]
    words = [" ".join(str(text) for text in tag.getall("USLT")) for tag in tags]
    assert "Hold your hands." in words[0]
    assert "Feel your heart" in words[1]


@pytest.mark.parametrize("words", [(), ("talk", "--course", "evenings"), ("--course", "evenings", "-o", "x.mp3")])
def test_what_cannot_be_exported_together_is_refused(words: tuple[str, ...]) -> None:
    """Naming nothing, a practice together with a course, or one file for many sessions is wrong usage."""
    refused(run("export", *words), 2)


def test_a_course_is_looked_over(home: Path) -> None:
    """`check` reports no error in a valid course. It reports an invalid path, and a practice that does not exist."""
    file = home / "scripts" / "courses" / "evenings.md"
    findings = json.loads(run("check", "evenings", "--json", *VOICE[:0]).stdout)
    assert all(finding["file"] == str(file) for finding in findings)
    assert not any(finding["severity"] == "error" for finding in findings)
    file.write_text(COURSE.replace("[practice talk]", "[practice tlak]").replace("Path: ask", "Path: maybe"))
    broken = run("check", str(file), "--json")
    assert broken.exit_code == 1
    assert [finding["code"] for finding in json.loads(broken.stdout)] == ["course-path"]
    file.write_text(COURSE.replace("[practice talk]", "[practice tlak]"))
    missing = json.loads(run("check", str(file), "--json").stdout)
    assert "practice-not-found" in [finding["code"] for finding in missing]


def test_a_new_course_can_be_begun(home: Path) -> None:
    """A course written by `new --course` has no findings, except for practices that do not exist yet."""
    made = run("new", "--course", "my-course")
    assert made.exit_code == 0, made.stderr
    assert "voiceguide course ./my-course.md" in made.stderr
    found = json.loads(run("check", "my-course.md", "--json").stdout)
    assert {finding["code"] for finding in found} <= {"practice-not-found"}
    assert "Beginning" in run("course", "my-course.md", "--show").stdout


def test_a_course_elsewhere_has_its_own_place(home: Path) -> None:
    """If a file in another folder has the same name as a known course, it is a separate course with its
    own progress.
    """
    (home / "evenings.md").write_text(COURSE)
    (home / "talk.md").write_text(TALK)
    (home / "doing.md").write_text(DOING)
    played("./evenings-1", "whole", False)
    assert kept() == CourseProgress()
    assert ProgressFile(start().folders.progress).of(str(home / "evenings.md")).furthest == 1
    assert ">  2  Second" in run("course", "./evenings.md", "--show").stdout


def test_after_the_ground_something_plainer_is_offered(home: Path) -> None:
    """After "ground me", the practice `right-now` is suggested in case it is still too much, but only if that practice
    exists.
    """
    app = start()
    assert after_ground(app, grounded=False) == []
    (home / "scripts" / "right-now.md").write_text(DOING.replace("Something to do", "Right now"))
    assert after_ground(start(), grounded=True) == ["If it is still too much: Right now (voiceguide play right-now)"]


def test_what_to_go_on_with_is_shown_and_never_spoken(home: Path) -> None:
    """At the end of a practice, the practice in its `next:` is offered by its title. It is not offered after an early
    end, or if it does not exist.
    """
    (home / "scripts" / "first.md").write_text(TALK.replace("title: A talk", "title: One\nnext: doing"))
    app: App = start()
    script = app.practice("first")
    assert next_steps(app, script, "whole") == ["If you want more of this: Something to do (voiceguide play doing)"]
    assert next_steps(app, script, "stopped") == []
    assert next_steps(app, replace(script, next_practice="gone"), "whole") == []
    assert next_steps(app, replace(script, next_practice=None), "whole") == []
    plan = run("plan", "first", "--nearest", *VOICE).stdout
    assert "Something to do" not in plan
