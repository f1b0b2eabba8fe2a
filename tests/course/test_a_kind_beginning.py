"""The course that comes with voiceguide, from its first session to its last."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from voiceguide.course.library import Courses
from voiceguide.course.model import Course
from voiceguide.plan.fit import fit, limits
from voiceguide.plan.model import Plan
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import PathName, Script, SessionKind
from voiceguide.script.outline import Outline
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import to_frames, to_seconds

LIBRARY = Library([bundled_scripts()])
PATHS: tuple[PathName, ...] = ("gentle", "inward")
KINDS: tuple[SessionKind, ...] = ("day", "sleep")
MINUTES = (12, 15, 20)

every_session = pytest.mark.parametrize("number", range(1, 9))


@cache
def course() -> Course:
    return Courses([bundled_scripts()]).find("a-kind-beginning")


@cache
def script(number: int) -> Script:
    found = Courses([bundled_scripts()]).script(f"a-kind-beginning-{number}", LIBRARY.included)
    assert found is not None
    return found


def outlined(number: int, path: PathName, kind: SessionKind) -> Outline:
    return outline(script(number), Listener(path, kind), LIBRARY.included)


def planned(number: int, path: PathName, kind: SessionKind, minutes: float) -> Plan:
    made = outlined(number, path, kind)
    durations = {one: estimate(one, VoiceChoice("pyttsx3", "")) for one in utterances(made)}
    return fit(made, durations, to_frames(minutes * 60))


def spoken(plan: Plan) -> Iterator[tuple[float, str]]:
    """For each spoken line of a plan, in order: the time in seconds at which it ends, and its text."""
    for event in sorted((one for one in plan.events if one.utterance), key=lambda one: one.start):
        yield to_seconds(event.end), event.text


def test_it_has_eight_sessions_of_a_quarter_of_an_hour() -> None:
    """There are eight sessions of 15 min, each with a line to take along. The first four take the gentle path for
    everyone, and the seventh asks the listener for the path.
    """
    assert course().count == 8
    assert [session.path for session in course().sessions] == ["gentle"] * 4 + ["yours"] * 2 + ["ask", "yours"]
    assert all(session.take_along for session in course().sessions)
    assert {session.length for session in course().sessions} == {900.0}


@every_session
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_session_can_be_had_from_twelve_to_twenty_minutes(number: int, path: PathName, kind: SessionKind) -> None:
    """Each session can have any length from twelve to twenty minutes, on both paths, by day and at night. It has at
    least 30 words a minute (40 by day) and at most 105.
    """
    made = outlined(number, path, kind)
    reach = limits(made, {one: estimate(one, VoiceChoice("pyttsx3", "")) for one in utterances(made)})
    assert to_seconds(reach.least) <= 12 * 60
    assert to_seconds(reach.greatest) >= 20 * 60
    for minutes in MINUTES:
        plan = planned(number, path, kind, minutes)
        words = sum(len(text.split()) for _, text in spoken(plan))
        assert (40 if kind == "day" else 30) <= words / minutes <= 105, (minutes, words / minutes)


@every_session
def test_one_may_stop_is_said_at_once_and_what_comes(number: int) -> None:
    """Each session says within 15 s that the listener may stop, and within 45 s which of the eight sessions it is."""
    for kind in KINDS:
        said = list(spoken(planned(number, "gentle", kind, 15)))
        assert any(re.search(r"\bstop\b", text) for end, text in said if end <= 15), said[:4]
        early = " ".join(text for end, text in said if end <= 45)
        assert re.search(r"\b(first|second|third|fourth|fifth|sixth|seventh|last of the eight)\b", early), early


@every_session
def test_a_talk_is_followed_by_something_to_do(number: int) -> None:
    """Between its opening and its closing, each session has two sections, one for each of its practices. Its last
    section is a closing.
    """
    sections = script(number).sections
    parts = [section for section in sections if not section.arrival and not section.closing]
    assert len(parts) == 2
    for kind in KINDS:
        plan = planned(number, "gentle", kind, 15)
        assert plan.sections[-1].title in [section.title for section in sections if section.closing]


def test_nothing_is_explained_twice() -> None:
    """No sentence of six or more words is spoken in two of the eight sessions. Excepted are the sentences with
    "hardest", which tell the listener not to choose the hardest difficulty.
    """
    first: dict[str, int] = {}
    for number in range(1, 9):
        for path in PATHS:
            for _, text in spoken(planned(number, path, "day", 15)):
                for sentence in re.split(r"(?<=[.!?])\s+", text):
                    if len(sentence.split()) >= 6 and "hardest" not in sentence:
                        assert first.setdefault(sentence, number) == number, (sentence, first[sentence], number)
