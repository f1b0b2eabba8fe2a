"""Remembers a session while it plays: a machine that goes down, or kill -9, loses next to nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from voiceguide.player.beginnings import left_at
from voiceguide.player.memory import BrokenOff, Memory, recall, remember, with_volume
from voiceguide.script.library import is_path
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.player.deck import Deck
    from voiceguide.player.live import Heard
    from voiceguide.player.view import View

_RESUME_EVERY: Final[Seconds] = 10.0


class Keeper:
    """What is remembered of one session: its options, where it is, and how loud."""

    def __init__(
        self,
        file: Path,
        before: Memory,
        practice: str,
        options: Mapping[str, Any],
        goes_on: BrokenOff | None = None,
    ) -> None:
        """`practice` as it was named; what comes on stdin cannot be played again, so that only the level is kept.

        `goes_on` is where the session was left that this one resumes: it stays so until this one has got there.
        """
        self._file, self._memory, self._goes_on = file, before, goes_on
        self._again = practice != "-"
        self._practice = str(Path(practice).absolute()) if is_path(practice) else practice
        self._options = options
        self._next = 0.0

    def keep(self, view: View, deck: Deck) -> None:
        """Write down how loud it is as soon as that has changed, and now and again where the session is."""
        louder = view.volume_db != self._memory.volume_db
        if not louder and (monotonic() < self._next or not self._again or not view.length_s):
            return
        self._next = monotonic() + _RESUME_EVERY
        course = deck.course
        if course and self._again:
            left = left_at(course, deck.frame)
            self._write(Memory(self._practice, self._options, left, view.volume_db))
        else:
            self._write(with_volume(self._memory, view.volume_db))

    def end(self, heard: Heard, volume_db: float) -> None:
        """Write down how it was left."""
        if self._again:
            self._write(Memory(self._practice, self._options, self._left(heard), volume_db))
        else:
            self._write(with_volume(self._memory, volume_db))

    def _left(self, heard: Heard) -> BrokenOff | None:
        """Where it can be resumed; None where it has come to its end."""
        if heard.course is None:
            return self._goes_on
        return None if heard.how in ("whole", "closed") else left_at(heard.course, heard.frame)

    def _write(self, memory: Memory) -> None:
        """Write it down. A level that was not chosen just now leaves a quieter one, of a session beside this one."""
        chosen = memory.volume_db != self._memory.volume_db
        self._memory = memory
        beside = 0.0 if chosen else recall(self._file).volume_db
        remember(self._file, with_volume(memory, min(memory.volume_db, beside)))
