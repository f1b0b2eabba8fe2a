"""Whether a practice is heard for the first time."""

from pathlib import Path

import pytest

from voiceguide.player.log import Logbook, LogEntry, visit


@pytest.mark.parametrize(
    ("ended", "then"),
    [("whole", "again"), ("closed", "again"), ("stopped", "first"), ("faded", "first"), ("broken off", "first")],
)
def test_a_visit_counts_once_the_closing_was_heard(ended: str, then: str, tmp_path: Path) -> None:
    """A visit counts only if the closing was heard, and only for that practice."""
    book = Logbook(tmp_path / "log.db")
    assert visit(book.file, "noticing") == "first"
    book.begin(LogEntry("2026-01-01T20:00:00+00:00", "noticing", "Noticing", 300.0, 290.0, "rain", ended))
    assert visit(book.file, "noticing") == then
    assert visit(book.file, "body-scan") == "first"


def test_a_damaged_log_tells_of_no_visit(tmp_path: Path) -> None:
    """If the log is damaged, a practice counts as not visited yet, and no error is raised."""
    damaged = tmp_path / "log.db"
    damaged.write_bytes(b"nothing of the kind" * 100)
    assert visit(damaged, "noticing") == "first"
