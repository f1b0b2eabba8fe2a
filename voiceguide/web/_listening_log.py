"""Writes the sessions heard on the page into this machine's log, as `play` does with its sessions.

From time to time the page reports how much has been played. The server itself knows which session it was and how it
ended. A row is written with the first report of ten seconds or more. If the session is a text that somebody typed,
neither its title nor its words are logged.
"""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Final

from voiceguide.errors import LogError, RequestError, or_list
from voiceguide.player.log import UNDER_WAY, Logbook, LogEntry
from voiceguide.units import Seconds
from voiceguide.web._json_checks import LONGEST, number
from voiceguide.web._order import ASKED_KEY, ORDER_KEY, is_id

_LOG: Final = logging.getLogger("voiceguide.web")

_LEAST: Final[Seconds] = 10.0
"""If less than this was heard of a session, it is not logged."""

_MOST_ROWS: Final = 200
"""The row in the log is remembered for this many hearings: those that were reported last. If a forgotten hearing is
reported again, it gets a new row.
"""

_REPORT_KINDS: Final = ("plays", "left", "over")


class ListeningLog:
    """Writes and updates rows in the log for listeners on the page. Its methods may be called from several threads."""

    def __init__(self, file: Path) -> None:
        self._logbook = Logbook(file)
        self._rows: OrderedDict[str, tuple[int, Seconds]] = OrderedDict()
        """(row, heard) for each hearing, by its id: the number of its row in the log, and how much was heard."""
        self._lock = Lock()
        self._warned = False

    def heard(self, notes: Mapping[str, Any], report: Mapping[str, Any]) -> None:
        """Log the page's `report` about a session; `notes` are the notes of the session.

        `report` has `listening`, an id that the page made for this hearing; `heard_s`; and `how`: ``plays``, ``left``
        or ``over``. Raises `RequestError`, and `LogError` if the log cannot be written; the terminal shows that once.
        """
        listening, how = report.get("listening"), report.get("how")
        if not isinstance(listening, str) or not is_id(listening):
            raise RequestError("listening", "write 24 hex digits")
        if how not in _REPORT_KINDS:
            raise RequestError("how", f"write {or_list(list(_REPORT_KINDS))}")
        answer = notes["answer"]
        heard = min(number(0, 2 * LONGEST)("heard_s", report.get("heard_s")), float(answer["length_s"]))
        if heard < _LEAST:
            return
        ended = {"plays": UNDER_WAY, "left": "stopped", "over": _ending(notes)}[how]
        try:
            with self._lock:
                self._write(listening, notes, round(heard, 1), ended)
        except LogError as error:
            if not self._warned:
                _LOG.warning("%s", error)
            self._warned = True
            raise

    def _write(self, listening: str, notes: Mapping[str, Any], heard: Seconds, ended: str) -> None:
        length = float(notes["answer"]["length_s"])
        if listening in self._rows:
            row, before = self._rows[listening]
            heard = max(heard, before)  # reports may arrive out of order
            self._logbook.update(row, heard_s=heard, asked_s=length, ended=ended)
        else:
            row = self._logbook.begin(_entry(notes, length, heard, ended))
        self._rows[listening] = (row, heard)
        self._rows.move_to_end(listening)
        while len(self._rows) > _MOST_ROWS:
            self._rows.popitem(last=False)


def _entry(notes: Mapping[str, Any], length: Seconds, heard: Seconds, ended: str) -> LogEntry:
    answer = notes["answer"]
    typed = "text" in notes[ORDER_KEY][ASKED_KEY]
    practice, title = ("text", "A text") if typed else (answer["practice"], answer["title"])
    began = datetime.now().astimezone() - timedelta(seconds=heard)
    return LogEntry(began.isoformat(timespec="seconds"), practice, title, length, heard, answer["background"], ended)


def _ending(notes: Mapping[str, Any]) -> str:
    """The log's word for how a session ended, if it was heard to its end: ``faded`` by the sleep timer, ``closed`` by
    an early end, or ``whole``.
    """
    changes, answer = notes[ORDER_KEY]["changes"], notes["answer"]
    timer = next((one for one in reversed(changes) if one["kind"] in ("stop", "stay")), None)
    if timer and timer["kind"] == "stop" and timer["at"] + timer["value"] <= answer["length_s"] + 0.01:
        return "faded"
    return "closed" if answer["ending"] else "whole"
