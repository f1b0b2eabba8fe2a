"""Keeps the log of one session while it plays. A log that cannot be written is told once, and never stops anything."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from voiceguide.errors import LogError
from voiceguide.player.logbook import UNDER_WAY, Entry, Logbook, now
from voiceguide.player.view import View
from voiceguide.units import Seconds

_LOG_EVERY: Final[Seconds] = 20.0
"""A session that is killed is in the log with at most this much missing."""


class Diary:
    """One session's row in the log."""

    def __init__(self, logbook: Logbook, practice: str, word: str, tell: Callable[[str], None]) -> None:
        """`word` is the listener's own, before the session; `tell` hears, once, why the log cannot be written."""
        self._logbook, self._practice, self._word, self._tell = logbook, practice, word, tell
        self._number: int | None = None
        self._next = 0.0
        self._begun = False

    def keep(self, view: View, heard_s: Seconds) -> None:
        """Write down that the session has begun, once it has, and then now and again how far it has come."""
        if not view.length_s or monotonic() < self._next:
            return
        self._next = monotonic() + _LOG_EVERY
        if self._begun:
            self._update(heard_s, view.length_s, UNDER_WAY, "")
            return
        self._begun = True
        entry = Entry(now(), self._practice, view.title, round(view.length_s, 1), 0.0, view.background, UNDER_WAY,
                      self._word)  # fmt: skip
        try:
            self._number = self._logbook.begin(entry)
        except LogError as error:
            self._tell(str(error))

    def end(self, heard_s: Seconds, asked_s: Seconds, how: str, after: str = "") -> None:
        """Write down how it ended."""
        self._update(heard_s, asked_s, how, after)

    def _update(self, heard_s: Seconds, asked_s: Seconds, how: str, after: str) -> None:
        if self._number is None:
            return
        try:
            self._logbook.update(self._number, heard_s=round(heard_s, 1), asked_s=round(asked_s, 1), ended=how,
                                 after=after)  # fmt: skip
        except LogError as error:
            self._tell(str(error))
            self._number = None
