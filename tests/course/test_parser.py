"""The parser of course files."""

import pytest

from voiceguide.course._parser import looks_like_course, parse_course
from voiceguide.course.library import new_course
from voiceguide.errors import ScriptError

TOP = "---\ntitle: Two evenings\nlength: 14m\nbackground: rain\n---\n"

TWO = f"""{TOP}
# First {{}}
Take along: A kind touch.

Welcome. You can stop at any time.

[practice noticing 40%]

Now the hands.

[practice soles-of-the-feet]

# Second
Length: 12m
Path: ask
Take along: Nothing new.

[practice noticing]
""".replace(" {}", "")


def mistakes(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ScriptError) as raised:
        parse_course(text, file="two.md", name="two")
    return [(mistake.line, mistake.code) for mistake in raised.value.mistakes]


def test_a_course_has_its_sessions_in_order() -> None:
    """A session's title, length, path and line to take along are read. The text below them is the
    session's own script.
    """
    course = parse_course(TWO, file="two.md", name="two")
    assert (course.title, course.length, course.count) == ("Two evenings", 840.0, 2)
    first, second = course.sessions
    assert (first.title, first.number, first.length, first.path) == ("First", 1, 840.0, "yours")
    assert (second.title, second.number, second.length, second.path) == ("Second", 2, 720.0, "ask")
    assert [one.take_along for one in course.sessions] == ["A kind touch.", "Nothing new."]
    assert first.written.background == "rain"
    assert course.session(2) is second
    assert course.session(0) is course.session(3) is None


def test_places_are_those_of_the_file() -> None:
    """A session's words have the line numbers of the course file, so that mistakes in them can be found."""
    course = parse_course(TWO, file="two.md", name="two")
    lines = TWO.splitlines()
    for session in course.sessions:
        assert lines[session.place.line - 1] == f"# {session.title}"
        for item in session.written.sections[0].items:
            assert lines[item.place.line - 1].strip()


def test_what_is_said_about_a_session_is_not_spoken() -> None:
    """Lines with a colon directly below a heading describe the session and are not spoken. Further down, such lines are
    spoken.
    """
    text = f"{TOP}\n# One\nTake along: This.\n\nListen.\n\nPath: a narrow one.\n\n[practice noticing]\n"
    session = parse_course(text, file="two.md", name="two").sessions[0]
    said = [getattr(item, "text", "") for item in session.written.sections[0].items]
    assert said[:2] == ["Listen.", "Path: a narrow one."]


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ("# One\nPath: inwards\n\n[practice noticing]", [(7, "course-path")]),
        ("# One\nLength: soon\n\n[practice noticing]", [(7, "length")]),
        ("# One\nLength: 5m\nLength: 6m\n\n[practice noticing]", [(8, "course-key")]),
        ("# One\nTake along:\n\n[practice noticing]", [(7, "course-key")]),
        ("# One\n\nOnly words.", [(6, "course-no-practice")]),
        ("# One {optional 2}\n\n[practice noticing]", [(6, "course-heading")]),
        ("Hello.\n\n# One\n\n[practice noticing]", [(6, "course-before")]),
        (
            "# One\n\n[practise noticing]\n\n# Two\nPath: x\n\nWords.",
            [(8, "unknown-directive"), (11, "course-path"), (10, "course-no-practice")],
        ),
    ],
)
def test_all_mistakes_are_reported_together(below: str, found: list[tuple[int, str]]) -> None:
    """All mistakes in a course file are reported together, each with its line and its kind."""
    assert sorted(mistakes(f"{TOP}{below}\n")) == sorted(found)


def test_a_mistake_at_the_top_is_reported_once() -> None:
    """A mistake in the front matter is reported once, however many sessions the course has."""
    assert [code for _, code in mistakes(TWO.replace("length: 14m", "length: soon"))] == ["length"]


@pytest.mark.parametrize("text", ["", "\n\n", "---\ntitle: Nothing\n---\n", "---\ntitle: x\n"])
def test_without_sessions_there_is_no_course(text: str) -> None:
    """An empty file, and one with nothing but a title, are refused."""
    assert mistakes(text)


def test_what_is_commented_out_is_no_session() -> None:
    """A heading inside a comment is not a session, and the lines after it keep their numbers."""
    text = TWO.replace("# Second", "<!--\n# Not yet\n-->\n# Second")
    course = parse_course(text, file="two.md", name="two")
    assert [session.title for session in course.sessions] == ["First", "Second"]
    assert text.splitlines()[course.sessions[1].place.line - 1] == "# Second"


def test_a_course_is_distinguished_from_a_practice() -> None:
    """A file is recognised as a course by a line such as "Take along:" directly below a heading. The same line further
    down in a practice does not make it a course.
    """
    assert looks_like_course(TWO)
    assert not looks_like_course("---\ntitle: x\n---\n\n# One\n\nHello.\n\nTake along: a coat.\n")
    assert not looks_like_course("")


@pytest.mark.parametrize("name", ["my-course", "", 'odd "name"', "#1: {x}"])
def test_a_new_course_is_a_course(name: str) -> None:
    """A new course, with any name, has two sessions and no mistakes."""
    course = parse_course(new_course(name), file="x.md", name="x")
    assert course.count == 2
    assert course.title
    assert looks_like_course(new_course(name))
