"""The log of sessions: sessions are stored and read back, and no problem with the file stops a session."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from voiceguide.errors import LogError
from voiceguide.player._records import LogWriter
from voiceguide.player._view import View
from voiceguide.player.log import UNDER_WAY, Logbook, LogEntry, log_lines

CALM = LogEntry("2026-03-02T07:30:00+01:00", "calm", "Calm", 600.0, 0.0, "rain", UNDER_WAY)
VIEW = View("playing", "Calm", "", "", 1.0, 600.0, (), "rain", 0.0, 20.0, True, "")


@pytest.fixture
def logbook(tmp_path: Path) -> Logbook:
    return Logbook(tmp_path / "data" / "log.sqlite3")


def test_a_session_is_there_from_its_beginning_and_brought_up_to_date(logbook: Logbook) -> None:
    """A session is in the log from its beginning, marked as broken off in case the program is killed. When the session
    ends, its row gets the time that was heard, how it ended, and the listener's words.
    """
    assert logbook.entries() == ()
    number = logbook.begin(CALM)
    assert [entry.ended for entry in logbook.entries()] == [UNDER_WAY]
    logbook.update(number, heard_s=412.0, asked_s=900.0, ended="closed", after="lighter")
    (entry,) = logbook.entries()
    assert (entry.heard_s, entry.asked_s, entry.ended, entry.after) == (412.0, 900.0, "closed", "lighter")


def test_two_sessions_at_once_are_two_sessions(logbook: Logbook) -> None:
    """Two sessions that play at once have a row each, whichever of them ends first."""
    one, other = Logbook(logbook.file), Logbook(logbook.file)
    first, second = one.begin(CALM), other.begin(CALM)
    other.update(second, heard_s=2.0, asked_s=600.0, ended="stopped")
    one.update(first, heard_s=1.0, asked_s=600.0, ended="whole")
    assert [(entry.heard_s, entry.ended) for entry in logbook.entries()] == [(1.0, "whole"), (2.0, "stopped")]


def test_clearing_forgets_everything_and_tells_how_much(logbook: Logbook) -> None:
    """After the log was cleared, it is empty, as if nothing had been played. It reports how many rows there were."""
    assert logbook.clear() == 0
    logbook.begin(CALM)
    logbook.begin(CALM)
    assert logbook.clear() == 2
    assert logbook.entries() == ()


@pytest.mark.parametrize("damage", ["noise", "foreign"])
def test_a_damaged_log_is_put_aside_by_the_next_session(logbook: Logbook, damage: str) -> None:
    """Reading a damaged log is an error. The next session moves it aside and begins a new one."""
    logbook.file.parent.mkdir()
    if damage == "noise":
        logbook.file.write_bytes(bytes(range(256)) * 20)
    else:
        with closing(sqlite3.connect(logbook.file)) as connection:
            connection.execute("CREATE TABLE sessions (id INTEGER PRIMARY KEY, began TEXT)")
    before = logbook.file.read_bytes()
    with pytest.raises(LogError) as caught:
        logbook.entries()
    assert caught.value.path == logbook.file
    assert "puts it aside" in caught.value.reason
    logbook.begin(CALM)
    assert [entry.practice for entry in logbook.entries()] == ["calm"]
    assert logbook.file.with_name("log.sqlite3.damaged").read_bytes() == before


def test_what_damage_took_is_left_out(logbook: Logbook) -> None:
    """A log that was cut off is read as empty, and new sessions can be added. If a title contains invalid bytes,
    replacement characters are shown for them.
    """
    logbook.begin(CALM)
    logbook.file.write_bytes(logbook.file.read_bytes()[:5_000])
    assert logbook.entries() == ()
    logbook.begin(CALM)
    assert logbook.entries() == (CALM,)
    with closing(sqlite3.connect(logbook.file)) as connection, connection:
        connection.execute("UPDATE sessions SET title = CAST(x'43ff' AS TEXT)")
    assert {entry.title for entry in logbook.entries()} == {"C\ufffd"}


def test_a_log_with_damage_in_its_middle_is_put_aside(logbook: Logbook) -> None:
    """A log that is damaged in its middle is moved aside, even though new rows could be added at its end."""
    for _ in range(200):
        logbook.begin(CALM)
    whole = logbook.file.read_bytes()
    logbook.file.write_bytes(whole[:12_288] + bytes(range(256)) * 16 + whole[16_384:])
    with pytest.raises(LogError):
        logbook.entries()
    logbook.begin(CALM)
    assert logbook.entries() == (CALM,)


def test_clearing_leaves_no_word_of_anybodys(logbook: Logbook) -> None:
    """After clearing, no words of the listener are left in the log, or in a damaged one that was moved aside. A damaged
    log can be cleared too.
    """
    noted = replace(CALM, before="a word of mine")
    logbook.begin(noted)
    damaged = b"not a database, but " + logbook.file.read_bytes()
    logbook.file.write_bytes(damaged)
    logbook.begin(noted)
    logbook.clear()
    assert not any(b"a word of mine" in file.read_bytes() for file in logbook.file.parent.iterdir())
    logbook.file.write_bytes(damaged)
    assert logbook.clear() == 0
    assert logbook.entries() == ()


def test_a_log_that_is_in_use_is_left_alone(logbook: Logbook) -> None:
    """A log that another program has locked gives an error, but does not count as damaged: its rows are there
    afterwards.
    """
    logbook.begin(CALM)
    with closing(sqlite3.connect(logbook.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogError):
            logbook.begin(CALM)
        other.execute("ROLLBACK")
    assert len(logbook.entries()) == 1


@pytest.mark.parametrize("place", ["locked", "nowhere"])
def test_a_log_that_cannot_be_written_is_reported_once(tmp_path: Path, place: str) -> None:
    """If the log cannot be written, the session continues, and one line says so once."""
    shown: list[str] = []
    nowhere = tmp_path / "a file"
    nowhere.touch()
    logbook = Logbook(nowhere / "log.sqlite3" if place == "nowhere" else tmp_path / "log.sqlite3")
    if place == "locked":
        logbook.begin(CALM)
    with closing(sqlite3.connect(tmp_path / "log.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        log_writer = LogWriter(logbook, "calm", "", shown.append)
        log_writer.save_progress(VIEW, 1.0)
        log_writer.save_progress(VIEW, 2.0)
        log_writer.end(3.0, 600.0, "whole")
        other.execute("ROLLBACK")
    assert len(shown) == 1
    assert str(logbook.file) in shown[0]


def test_the_log_begins_once_the_session_has(tmp_path: Path) -> None:
    """A session that was stopped before it was ready has no row. One that was heard has a row, with the listener's
    words before and after it.
    """
    logbook = Logbook(tmp_path / "log.sqlite3")
    shown: list[str] = []
    log_writer = LogWriter(logbook, "calm", "tired", shown.append)
    log_writer.save_progress(View("preparing", "Calm", "", "", 0.0, 0.0, (), "rain", 0.0, 20.0, True, ""), 1.0)
    log_writer.end(1.0, 0.0, "stopped")
    assert logbook.entries() == ()
    log_writer.save_progress(VIEW, 2.0)
    log_writer.end(9.0, 600.0, "stopped")
    log_writer.end(9.0, 600.0, "stopped", "lighter")
    (entry,) = logbook.entries()
    assert (entry.before, entry.after, entry.heard_s, entry.ended) == ("tired", "lighter", 9.0, "stopped")
    assert shown == []


def test_the_report_counts_minutes_and_nobodys_days() -> None:
    """The report shows the last sessions with their lengths, and the minutes of each week, even of a week without any.
    It counts no days in a row.
    """
    entries = [
        LogEntry("2026-03-02T07:30:00+01:00", "calm", "Calm", 600.0, 600.0, "rain", "whole"),
        LogEntry("2026-03-17T22:00:00+01:00", "calm", "Calm", 600.0, 300.0, "rain", "stopped", "tired", "lighter"),
    ]
    lines = log_lines(entries, last=5, weeks=8, bars=True)
    assert [line.split()[:2] for line in lines[-3:]] == [["2026-03-02", "10"], ["2026-03-09", "0"], ["2026-03-16", "5"]]
    assert lines[-3].count("█") == 2 * lines[-1].count("█") == 30
    assert "5:00 of 10:00" in lines[1]
    assert "tired → lighter" in lines[1]
    assert not any("█" in line for line in log_lines(entries, last=5, weeks=8, bars=False))
    assert len(log_lines(entries, last=1, weeks=1, bars=False)) == 4
