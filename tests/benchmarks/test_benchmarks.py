from pathlib import Path

from tests.benchmarks.__main__ import taken
from tests.benchmarks.measures import MEASURES
from tests.benchmarks.place import QUICK, MissingError, Place
from tests.benchmarks.row import HEAD, Measure, Row, line
from tests.benchmarks.voices import errors


def test_a_measured_row_fills_the_table(tmp_path: Path) -> None:
    """The measure "help", which takes the least time, gives a figure, and its row has as many cells as the table's
    head.
    """
    measure = next(measure for measure in MEASURES if measure.name == "help")
    row = taken(measure, Place(tmp_path, QUICK))
    assert row.measured != "not measured"
    assert line(measure, row).count("|") == HEAD.splitlines()[0].count("|")


def test_every_measure_has_a_name_of_its_own_and_a_target() -> None:
    """Every measure has a name that no other has, so that `--only` can choose it, and a target."""
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert all(measure.what and measure.target for measure in MEASURES)


def test_what_is_missing_is_said_in_its_row(tmp_path: Path) -> None:
    """If a measure needs a program that is missing, its row names the program, and no error is raised."""

    def without(place: Place) -> Row:
        raise MissingError("lame is not on this machine")

    row = taken(Measure("some", "something", "≤ 1", without), Place(tmp_path, QUICK))
    assert row == Row("not measured", "lame is not on this machine")


def test_word_errors_are_those_of_the_shortest_way() -> None:
    """Each word that is changed, left out or added counts as one error. Capitals and punctuation do not count."""
    assert errors("Let your shoulders soften.", "let your shoulders soften") == 0
    assert errors("Let your shoulders soften.", "let you shoulder often and rest") == 5
    assert errors("Rest here, now.", "rest now") == 1
    assert errors("Rest.", "") == 1
