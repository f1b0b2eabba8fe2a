"""The log: one SQLite row for each session, written when it begins and updated while it plays. Transactions are short
and each has its own connection, so that two sessions may run at once. The report shows the last sessions and the
minutes of each week; it keeps no streaks.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from voiceguide.errors import LogError, system_reason
from voiceguide.script.model import Visit
from voiceguide.system.cells import cells, padded
from voiceguide.units import Seconds, format_clock

_TIMEOUT: Final[Seconds] = 0.5
"""How long to wait while another session is writing."""

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS sessions (
    id INTEGER PRIMARY KEY,
    began TEXT NOT NULL,
    practice TEXT NOT NULL,
    title TEXT NOT NULL,
    asked_s REAL NOT NULL,
    heard_s REAL NOT NULL,
    background TEXT NOT NULL,
    ended TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
)
"""


@dataclass(frozen=True)
class LogEntry:
    """One session in the log."""

    began: str
    """The start, in ISO 8601 with the local time offset."""
    practice: str
    title: str
    asked_s: Seconds
    """The intended length."""
    heard_s: Seconds
    """How long it was heard."""
    background: str
    ended: str
    """``whole``, ``closed`` (early, through the closing), ``faded``, ``stopped``, ``interrupted`` or ``broken off``."""
    before: str = ""
    """The listener's word before the session, if any."""
    after: str = ""


_COLUMNS: Final = tuple(column.name for column in fields(LogEntry))

UNDER_WAY: Final = "broken off"
"""The ending that the log shows for a session that is still playing. If the program is killed, the row keeps this
ending, which is then right.
"""


class Logbook:
    """The log in a file. Every method raises `LogError` if the file cannot be used."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def begin(self, entry: LogEntry) -> int:
        """Add a session; returns its number in the log. A damaged file is put aside, and a new one is started."""
        try:
            self.entries()  # a file that is damaged in the middle still takes a new row without an error
            return self._add(entry)
        except LogError as error:
            if not error.damaged:
                raise
            self._put_aside(error)
            return self._add(entry)

    def _add(self, entry: LogEntry) -> int:
        with self._open(write=True) as connection:
            connection.execute(_TABLE)
            marks = ", ".join("?" * len(_COLUMNS))
            query = f"INSERT INTO sessions ({', '.join(_COLUMNS)}) VALUES ({marks})"
            return int(connection.execute(query, tuple(asdict(entry).values())).lastrowid or 0)

    def update(self, number: int, *, heard_s: Seconds, asked_s: Seconds, ended: str, after: str = "") -> None:
        """Update the session with this number."""
        with self._open(write=True) as connection:
            query = "UPDATE sessions SET heard_s = ?, asked_s = ?, ended = ?, after = ? WHERE id = ?"
            connection.execute(query, (heard_s, asked_s, ended, after, number))

    def entries(self) -> tuple[LogEntry, ...]:
        """All sessions, the oldest first; none if there is no log yet. Damaged rows are left out."""
        if not self.file.exists():
            return ()
        with self._open(write=False) as connection:
            connection.text_factory = _text
            query = f"SELECT {', '.join(_COLUMNS)} FROM sessions ORDER BY id"
            try:
                return tuple(LogEntry(*row) for row in connection.execute(query) if _is_entry(row))
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return ()
                raise

    def clear(self) -> int:
        """Delete all sessions, also those in a damaged log that was put aside. Returns how many there were in the log,
        or 0 if that is not known.
        """
        with self._unlinking():
            self._aside.unlink(missing_ok=True)
        if not self.file.exists():
            return 0
        try:
            with self._open(write=True) as connection:
                connection.execute("PRAGMA secure_delete = ON")  # otherwise the words would still be in the file
                connection.execute(_TABLE)
                return connection.execute("DELETE FROM sessions").rowcount
        except LogError as error:
            if not error.damaged:
                raise
        with self._unlinking():
            self.file.unlink()
        return 0

    @property
    def _aside(self) -> Path:
        return self.file.with_name(f"{self.file.name}.damaged")

    def _put_aside(self, error: LogError) -> None:
        try:
            self.file.replace(self._aside)
        except OSError as also:
            raise error from also

    @contextmanager
    def _unlinking(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LogError(self.file, system_reason(error)) from error

    @contextmanager
    def _open(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        try:
            if write:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.file, timeout=_TIMEOUT)) as connection, connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            damaged = _damaged(error)
            remedy = "; the next session puts it aside and starts a new log" if damaged else ""
            reason = system_reason(error)
            raise LogError(self.file, f"{reason}{remedy}", damaged=damaged) from error


def _damaged(error: BaseException) -> bool:
    """Whether the file is damaged or is not our log. Otherwise it is only unavailable for now: it is in use or
    read-only, or the disk is full.
    """
    foreign = isinstance(error, sqlite3.OperationalError) and "column" in str(error)
    return foreign or (isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError))


def _is_entry(row: tuple[object, ...]) -> bool:
    """Whether a row is a real entry: a truncated file gives empty rows without an error."""
    return all(
        isinstance(value, float if name.endswith("_s") else str) for name, value in zip(_COLUMNS, row, strict=True)
    )


def _text(found: bytes) -> str:
    """A value of the file as text, even if it is damaged."""
    return found.decode(errors="replace")


def now() -> str:
    """The current time, as the log writes it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


_WIDTH: Final = 30
"""The width of the longest bar, in characters."""


def visit(file: Path, practice: str) -> Visit:
    """Whether a practice is heard for the first time or again, according to the log in this file. It counts as the
    first time until the closing has been heard once. A log that cannot be read counts as empty.
    """
    try:
        entries = Logbook(file).entries()
    except LogError:
        return "first"
    known = any(entry.practice == practice and entry.ended in _HEARD_OUT for entry in entries)
    return "again" if known else "first"


_HEARD_OUT: Final = ("whole", "closed")
"""The values of `LogEntry.ended` that mean that the closing was heard."""

_ENDINGS: Final = {"whole": "", "closed": "ended early, through the closing", "faded": "faded out"}


def log_lines(entries: Sequence[LogEntry], *, last: int, weeks: int, bars: bool) -> list[str]:
    """The lines of the report: the `last` sessions, then the minutes of each week, with bars if `bars` is true. The
    weeks end with that of the newest session. At most `weeks` of them are shown, and none from before the first
    session. A week without sessions is shown too. `entries` must not be empty.
    """
    return [*_sessions(entries[-last:]), "", *_weeks(entries, weeks, bars=bars)]


def _sessions(entries: Sequence[LogEntry]) -> list[str]:
    width = max(cells(entry.practice) for entry in entries)
    return [_session(entry, width) for entry in entries]


def _session(entry: LogEntry, width: int) -> str:
    heard, asked = format_clock(entry.heard_s), format_clock(entry.asked_s)
    length = heard if entry.ended == "whole" else f"{heard} of {asked}"
    words = " → ".join(word for word in (entry.before, entry.after) if word)
    parts = (
        entry.began[:16].replace("T", " "),
        padded(entry.practice, width),
        f"{length:<16}",
        entry.background,
        _ENDINGS.get(entry.ended, ""),
        words,
    )
    return "  ".join(part for part in parts if part).rstrip()


def _weeks(entries: Sequence[LogEntry], weeks: int, *, bars: bool) -> list[str]:
    minutes: dict[date, float] = {}
    for entry in entries:
        if (monday := _monday(entry.began)) is not None:
            minutes[monday] = minutes.get(monday, 0.0) + entry.heard_s / 60
    if not minutes:
        return []
    newest = max(minutes)
    shown = [newest - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    shown = [monday for monday in shown if monday >= min(minutes)]
    most = max(minutes.get(monday, 0.0) for monday in shown) or 1.0
    lines = ["Minutes in the week of"]
    for monday in shown:
        spent = minutes.get(monday, 0.0)
        bar = "█" * round(_WIDTH * spent / most) if bars else ""
        lines.append(f"{monday:%Y-%m-%d}  {spent:5.0f}  {bar}".rstrip())
    return lines


def _monday(began: str) -> date | None:
    try:
        day = datetime.fromisoformat(began).date()
    except ValueError:
        return None
    return day - timedelta(days=day.weekday())
