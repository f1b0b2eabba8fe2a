from pathlib import Path

from tests.benchmarks.__main__ import taken
from tests.benchmarks.measures import MEASURES
from tests.benchmarks.place import QUICK, MissingError, Place
from tests.benchmarks.row import HEAD, Measure, Row, line
from tests.benchmarks.voices import errors


def test_a_measured_row_fills_the_table(tmp_path: Path) -> None:
    """The cheapest measure really runs, and its line has as many cells as the head."""
    measure = next(measure for measure in MEASURES if measure.name == "help")
    row = taken(measure, Place(tmp_path, QUICK))
    assert row.measured != "not measured"
    assert line(measure, row).count("|") == HEAD.splitlines()[0].count("|")


def test_every_measure_has_a_name_of_its_own_and_a_target() -> None:
    """`--only` reaches each of them, and every row has a figure to compare with."""
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert all(measure.what and measure.target for measure in MEASURES)


def test_what_is_missing_is_said_in_its_row(tmp_path: Path) -> None:
    """A missing program is named in its row, and does not end the table."""

    def without(place: Place) -> Row:
        raise MissingError("lame is not on this machine")

    row = taken(Measure("some", "something", "≤ 1", without), Place(tmp_path, QUICK))
    assert row == Row("not measured", "lame is not on this machine")


def test_word_errors_are_those_of_the_shortest_way() -> None:
    """A word changed, left out or put in is one error; capitals and full stops do not count."""
    assert errors("Let your shoulders soften.", "let your shoulders soften") == 0
    assert errors("Let your shoulders soften.", "let you shoulder often and rest") == 5
    assert errors("Rest here, now.", "rest now") == 1
    assert errors("Rest.", "") == 1
