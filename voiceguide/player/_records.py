"""Saves a session's progress while it plays: its row in the log, and where to resume it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from voiceguide.errors import LogError
from voiceguide.player._live_session import resume_point_of
from voiceguide.player._view import View
from voiceguide.player.log import UNDER_WAY, Logbook, LogEntry, now
from voiceguide.player.memory import Memory, ResumePoint, recall, remember, with_volume
from voiceguide.script.library import is_path
from voiceguide.units import Seconds, to_frames

if TYPE_CHECKING:
    from voiceguide.player._controls import Controls
    from voiceguide.player._player import Outcome
    from voiceguide.player._view import View
    from voiceguide.session.request import SessionChoices


_RESUME_EVERY: Final[Seconds] = 2.0
"""The time between two saves of a session's position: if the program is killed, at most this much of the session is
lost.
"""


class ResumeWriter:
    """Saves one session's choices, its position, and the volume, for the next time."""

    def __init__(
        self,
        file: Path,
        before: Memory,
        practice: str,
        choices: SessionChoices,
        resume_point: ResumePoint | None = None,
    ) -> None:
        """`practice` is the name that the user gave. If that is ``-``, standard input, only the volume is saved,
        because the practice cannot be played again. `resume_point` is the place from which this session resumes; it
        stays in the file until the session has begun.
        """
        self._file, self._memory, self._resume_point = file, before, resume_point
        self._again = practice != "-"
        self._practice = str(Path(practice).absolute()) if is_path(practice) else practice
        self._choices = choices
        self._delay = to_frames(choices.delay or 0.0)
        self._next = 0.0

    def save_progress(self, view: View, controls: Controls) -> None:
        """Save the volume whenever it changes, and the position from time to time."""
        louder = view.volume_db != self._memory.volume_db
        if not louder and (monotonic() < self._next or not self._again or not view.length_s):
            return
        self._next = monotonic() + _RESUME_EVERY
        live = controls.live
        if live and self._again:
            left = resume_point_of(live, controls.frame, self._delay)
            left = replace(left, unseen_s=_RESUME_EVERY) if left else None
            self._write(Memory(self._practice, self._choices, left, view.volume_db))
        else:
            self._write(with_volume(self._memory, view.volume_db))

    def end(self, heard: Outcome, volume_db: float) -> None:
        """Save where the session was left, or that it was heard to its end, and the volume."""
        if self._again:
            self._write(Memory(self._practice, self._choices, self._left(heard), volume_db))
        else:
            self._write(with_volume(self._memory, volume_db))

    def _left(self, heard: Outcome) -> ResumePoint | None:
        """Where the session can be resumed; None if it was heard to its end, or ended early through its closing. If it
        never began, this is the place from which it should have resumed, if any.
        """
        if heard.live is None:
            return self._resume_point
        return None if heard.how in ("whole", "closed") else resume_point_of(heard.live, heard.frame, self._delay)

    def _write(self, memory: Memory) -> None:
        """Save this memory. If the volume was not changed in this session, it does not replace a quieter volume that
        another session has saved meanwhile.
        """
        chosen = memory.volume_db != self._memory.volume_db
        self._memory = memory
        beside = 0.0 if chosen else recall(self._file).volume_db
        remember(self._file, with_volume(memory, min(memory.volume_db, beside)))


_LOG_EVERY: Final[Seconds] = 20.0
"""The time between two saves of the log: if the program is killed, at most this much of the session is missing in it.
"""


class LogWriter:
    """Writes one session's row in the log."""

    def __init__(self, logbook: Logbook, practice: str, word: str, report: Callable[[str], None]) -> None:
        """`word` is the listener's word before the session. If the log cannot be written, `report` is called once, with
        the reason.
        """
        self._logbook, self._practice, self._word, self._report = logbook, practice, word, report
        self._number: int | None = None
        self._next = 0.0
        self._begun = False

    def save_progress(self, view: View, heard_s: Seconds) -> None:
        """Add the session to the log once it has begun, and then save its progress from time to time."""
        if not view.length_s or monotonic() < self._next:
            return
        self._next = monotonic() + _LOG_EVERY
        if self._begun:
            self._update(heard_s, view.length_s, UNDER_WAY, "")
            return
        self._begun = True
        entry = LogEntry(
            now(), self._practice, view.title, round(view.length_s, 1), 0.0, view.background, UNDER_WAY, self._word
        )
        try:
            self._number = self._logbook.begin(entry)
        except LogError as error:
            self._report(str(error))

    def end(self, heard_s: Seconds, asked_s: Seconds, how: str, after: str = "") -> None:
        """Save how the session ended."""
        self._update(heard_s, asked_s, how, after)

    def _update(self, heard_s: Seconds, asked_s: Seconds, how: str, after: str) -> None:
        if self._number is None:
            return
        try:
            self._logbook.update(
                self._number, heard_s=round(heard_s, 1), asked_s=round(asked_s, 1), ended=how, after=after
            )
        except LogError as error:
            self._report(str(error))
            self._number = None
