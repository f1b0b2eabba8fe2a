from itertools import product
from pathlib import Path

import pytest

from voiceguide.lengths import parse_length
from voiceguide.person.checkin import (
    PATH,
    QUESTIONS,
    CheckIn,
    beginnings,
    recall,
    remember,
    to_be_offered,
    word_before_path,
)
from voiceguide.plan.fit import limits
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import to_frames


def test_four_questions_and_gentle_comes_first() -> None:
    """The check-in has four questions, and the last one offers both paths, the gentle one first."""
    assert len(QUESTIONS) + 1 == 4
    assert [name for name, _ in PATH.answers] == ["gentle", "inward"]


def test_no_score_is_made_of_answers() -> None:
    """Whatever the answers are, the text after them has no digit, so no score, and leaves the choice of the path to the
    listener.
    """
    kinds = [[name for name, _ in question.answers] for question in QUESTIONS]
    said = {
        word_before_path(dict(zip((question.name for question in QUESTIONS), answers, strict=True)))
        for answers in product(*kinds)
    }
    assert not any(character.isdigit() for text in said for character in text)
    assert all("The choice is yours." in text or "Both are good ways" in text for text in said)
    assert word_before_path({}) in said


@pytest.mark.parametrize("question", [question.name for question in QUESTIONS])
def test_each_question_changes_something(question: str) -> None:
    """Each question matters: whatever the other answers are, its answers do not all lead to the same words and the same
    suggested practices.
    """
    others = [one for one in QUESTIONS if one.name != question]
    mine = next(one for one in QUESTIONS if one.name == question)
    for rest in product(*([name for name, _ in one.answers] for one in others)):
        known = dict(zip((one.name for one in others), rest, strict=True))
        met = [
            (word_before_path({**known, question: name}), beginnings({**known, question: name}))
            for name, _ in mine.answers
        ]
        assert len(set(met)) > 1, known


def test_a_heavy_day_begins_on_the_ground() -> None:
    """After a heavy answer, three minutes of `soles-of-the-feet` are suggested first, whatever the
    other answers are.
    """
    kinds = [[name for name, _ in question.answers] for question in QUESTIONS[1:]]
    for kindness, inside in product(*kinds):
        first = beginnings({"today": "heavy", "kindness": kindness, "inside": inside})[0]
        assert (first.practice, first.length) == ("soles-of-the-feet", "3m")


def test_every_beginning_can_be_played() -> None:
    """Every suggested practice is a bundled one, and can have the suggested length."""
    library = Library((bundled_scripts(),))
    kinds = [[None, *(name for name, _ in question.answers)] for question in QUESTIONS]
    named = {
        beginning
        for answers in product(*kinds)
        for beginning in beginnings(
            {question.name: answer for question, answer in zip(QUESTIONS, answers, strict=True) if answer}
        )
    }
    assert len(named) == 7
    for beginning in named:
        outlined = outline(library.find(beginning.practice), Listener(), library.included)
        durations = {one: estimate(one, VoiceChoice("pyttsx3", "")) for one in utterances(outlined)}
        reach = limits(outlined, durations)
        assert reach.least <= to_frames(parse_length(beginning.length)) <= reach.greatest, beginning


def test_it_is_offered_once(tmp_path: Path) -> None:
    """The check-in is offered only once. Answers that were given since then are kept."""
    file = tmp_path / "data" / "checkin.json"
    assert to_be_offered(file)
    assert not to_be_offered(file)
    remember(file, CheckIn(True, {"today": "heavy"}))
    assert not to_be_offered(file)
    assert recall(file).answers == {"today": "heavy"}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"offered": true}', '{"offered": true, "answers": 3}', "\ufffd"]
)
def test_a_damaged_file_is_as_none(tmp_path: Path, text: str) -> None:
    """A damaged file causes no error; the check-in counts as never offered."""
    file = tmp_path / "checkin.json"
    file.write_text(text, encoding="utf-8")
    assert recall(file) == CheckIn()


def test_unknown_answers_are_left_out(tmp_path: Path) -> None:
    """Unknown answers in a file that was edited by hand are ignored."""
    file = tmp_path / "checkin.json"
    file.write_text('{"offered": true, "answers": {"today": "heavy", "path": "up", "x": "y"}}', encoding="utf-8")
    assert recall(file) == CheckIn(True, {"today": "heavy"})


def test_where_nothing_can_be_kept_nothing_is_offered(tmp_path: Path) -> None:
    """If the folder cannot be written, the check-in is never offered; otherwise it would be offered every day."""
    (tmp_path / "data").write_text("a file where a folder should be", encoding="utf-8")
    assert not to_be_offered(tmp_path / "data" / "checkin.json")
