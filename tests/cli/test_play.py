"""What `play` refuses before anything sounds."""

import pytest

from tests.cli.running import run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a practice, or use --again or --resume"),
        (("open-sitting", "--again"), "PRACTICE and --again both say what to play"),
        (("--again", "--resume"), "--again and --resume both say what to play"),
        (("open-sitting", "--from", "4m", "--section", "Resting"), "--from and --section both say where to start"),
        (("open-sitting", "--from", "4m", "--section", ""), "--from and --section both say where to start"),
        (("--resume", "--from", "4m"), "--from and --resume both say where to start"),
    ],
)
def test_two_answers_to_one_question_are_a_wrong_usage(words: tuple[str, ...], said: str) -> None:
    """Two options that both choose the practice, or both choose where to start, are wrong usage. So is an empty section
    name.
    """
    result = run("play", *words)
    assert result.exit_code == 2
    assert said in result.stderr
