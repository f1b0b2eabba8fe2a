"""The log as a person reads it: the last sessions, and the minutes of each week. It counts nobody's days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from voiceguide.player.logbook import Entry
from voiceguide.units import format_clock

_WIDTH: Final = 30
"""Of the longest bar, in characters."""

_ENDINGS: Final = {"whole": "", "closed": "ended early, through the closing", "faded": "faded out"}


def log_lines(entries: Sequence[Entry], *, last: int, weeks: int, bars: bool) -> list[str]:
    """The lines of the report. A week with nothing in it stands there like any other."""
    return [*_sessions(entries[-last:]), "", *_weeks(entries, weeks, bars=bars)]


def _sessions(entries: Sequence[Entry]) -> list[str]:
    width = max(len(entry.practice) for entry in entries)
    return [_session(entry, width) for entry in entries]


def _session(entry: Entry, width: int) -> str:
    heard, asked = format_clock(entry.heard_s), format_clock(entry.asked_s)
    length = heard if entry.ended == "whole" else f"{heard} of {asked}"
    words = " → ".join(word for word in (entry.before, entry.after) if word)
    parts = (entry.began[:16].replace("T", " "), f"{entry.practice:<{width}}", f"{length:<16}", entry.background,
             _ENDINGS.get(entry.ended, ""), words)  # fmt: skip
    return "  ".join(part for part in parts if part).rstrip()


def _weeks(entries: Sequence[Entry], weeks: int, *, bars: bool) -> list[str]:
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
