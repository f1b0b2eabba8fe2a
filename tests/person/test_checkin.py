from itertools import product
from pathlib import Path

import pytest

from voiceguide.person.checkin import (
    PATH,
    QUESTIONS,
    CheckIn,
    recall,
    remember,
    to_be_offered,
    word_before_path,
)


def test_four_questions_and_gentle_comes_first() -> None:
    """The check-in is short, and the last question offers both paths, the gentle one first."""
    assert len(QUESTIONS) + 1 == 4
    assert [name for name, _ in PATH.answers] == ["gentle", "inward"]


def test_no_score_is_made_of_answers() -> None:
    """No answers, whichever they are, lead to figures or to a verdict: all that is said leaves the choice."""
    kinds = [[name for name, _ in question.answers] for question in QUESTIONS]
    said = {
        word_before_path(dict(zip((question.name for question in QUESTIONS), answers, strict=True)))
        for answers in product(*kinds)
    }
    assert len(said) == 2
    assert not any(character.isdigit() for text in said for character in text)
    assert word_before_path({}) in said


def test_it_is_offered_once(tmp_path: Path) -> None:
    """The first asking says yes, every later one no, and answers given since stay."""
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
    """What cannot be read stops nothing: it counts as never offered."""
    file = tmp_path / "checkin.json"
    file.write_text(text, encoding="utf-8")
    assert recall(file) == CheckIn()


def test_unknown_answers_are_left_out(tmp_path: Path) -> None:
    """A file changed by hand brings in nothing that is no answer."""
    file = tmp_path / "checkin.json"
    file.write_text('{"offered": true, "answers": {"today": "heavy", "path": "up", "x": "y"}}', encoding="utf-8")
    assert recall(file) == CheckIn(True, {"today": "heavy"})


def test_where_nothing_can_be_kept_nothing_is_offered(tmp_path: Path) -> None:
    """A folder that cannot be written leads to silence, not to the same offer each day."""
    (tmp_path / "data").write_text("a file where a folder should be", encoding="utf-8")
    assert not to_be_offered(tmp_path / "data" / "checkin.json")
