"""The log of listening on the page, which is kept on this machine and contains no words of the user's own."""

from pathlib import Path
from typing import Any

import pytest

from voiceguide.errors import RequestError
from voiceguide.player.log import Logbook, visit
from voiceguide.web._listening_log import ListeningLog

ONE, OTHER = "a" * 24, "b" * 24


def notes(practice: str = "rest", *, ending: bool = False, changes: Any = (), **request: object) -> dict[str, Any]:
    """The notes that the server keeps about a session of five minutes."""
    answer = {"practice": practice, "title": "A rest", "length_s": 300.0, "background": "rain", "ending": ending}
    return {"answer": answer, "recipe": {"wishes": request or {"practice": practice}, "changes": list(changes)}}


def report(heard: float, how: str = "plays", listening: str = ONE) -> dict[str, object]:
    return {"listening": listening, "heard_s": heard, "how": how}


def test_one_listening_is_one_row(tmp_path: Path) -> None:
    """One listening is one row of the log. Later reports update the row, and the time heard never decreases."""
    here = ListeningLog(tmp_path / "log.sqlite3")
    here.heard(notes(), report(60.0))
    here.heard(notes(), report(50.0))
    (row,) = Logbook(tmp_path / "log.sqlite3").entries()
    assert (row.practice, row.title, row.heard_s, row.asked_s, row.ended) == (
        "rest",
        "A rest",
        60.0,
        300.0,
        "broken off",
    )
    here.heard(notes(), report(290.0, "left"))
    here.heard(notes(), report(290.0, "over", OTHER))
    assert [entry.ended for entry in Logbook(tmp_path / "log.sqlite3").entries()] == ["stopped", "whole"]


def test_the_visit_counts_once_the_closing_was_heard(tmp_path: Path) -> None:
    """A practice counts as visited once its closing was heard. After a listening that ended earlier, the next visit is
    still the first.
    """
    here, file = ListeningLog(tmp_path / "log.sqlite3"), tmp_path / "log.sqlite3"
    here.heard(notes(), report(120.0, "left"))
    assert visit(file, "rest") == "first"
    here.heard(notes(ending=True), report(200.0, "over"))
    assert visit(file, "rest") == "again"
    assert Logbook(file).entries()[0].ended == "closed"


def test_a_timer_has_faded_it_only_where_it_did(tmp_path: Path) -> None:
    """A session counts as faded by the timer only if the timer ended it. If the session's own end came first, it counts
    as heard whole.
    """
    here = ListeningLog(tmp_path / "log.sqlite3")
    here.heard(notes(changes=[{"kind": "stop", "at": 200.0, "value": 100.0}]), report(250.0, "over"))
    here.heard(notes(changes=[{"kind": "stop", "at": 250.0, "value": 100.0}]), report(250.0, "over", OTHER))
    assert [entry.ended for entry in Logbook(tmp_path / "log.sqlite3").entries()] == ["faded", "whole"]


def test_own_words_are_not_written_down(tmp_path: Path) -> None:
    """For a typed text the log has only the title "A text" and the time heard. A listening of 9 s is not logged."""
    here = ListeningLog(tmp_path / "log.sqlite3")
    here.heard(notes("text", text="Dear Robin."), report(9.0))
    assert not (tmp_path / "log.sqlite3").exists()
    here.heard(notes("text", text="Dear Robin."), report(30.0))
    (row,) = Logbook(tmp_path / "log.sqlite3").entries()
    assert (row.practice, row.title) == ("text", "A text")


@pytest.mark.parametrize(
    "wrong",
    [
        {"listening": "x"},
        {"listening": None},
        {"heard_s": -1},
        {"heard_s": float("nan")},
        {"heard_s": 1e9},
        {"heard_s": "long"},
        {"how": "slept"},
        {"how": []},
    ],
)
def test_nothing_else_is_taken(tmp_path: Path, wrong: dict[str, object]) -> None:
    """An invalid report is refused and leaves no row. The time heard is limited to the session's length."""
    here, file = ListeningLog(tmp_path / "log.sqlite3"), tmp_path / "log.sqlite3"
    with pytest.raises(RequestError):
        here.heard(notes(), {**report(60.0), **wrong})
    assert not file.exists()
    here.heard(notes(), report(5000.0))
    assert Logbook(file).entries()[0].heard_s == 300.0
