"""The lines and the folder that `record` works with, whether it uses the microphone or a long take."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceguide.cli.context import App
    from voiceguide.recording.sheet import SheetLine
    from voiceguide.script.model import Script
    from voiceguide.system.keyboard import Keyboard


@dataclass(frozen=True)
class Work:
    """The lines to record, and the folder for them."""

    app: App
    script: Script
    lines: tuple[SheetLine, ...]
    folder: Path

    def report_use(self) -> None:
        """Say that every line is recorded, and how to use the recordings."""
        practice = self.script.name if self.script.name in self.app.library.names() else self.script.file
        voice = shlex.quote(f"recorded:{self.folder}")
        self.app.console.note(
            f"every line is recorded; to hear the practice:  voiceguide play {shlex.quote(practice)} --voice {voice}"
        )


@contextmanager
def restored_when_stopped(keys: Keyboard, before: Callable[[], None] = lambda: None) -> Iterator[None]:
    """While the block runs, Ctrl-Z calls `before`, restores the terminal, and then stops the program. `fg` takes over
    the terminal again.
    """
    if sys.platform == "win32":
        yield
        return

    def stop(number: int, frame: object) -> None:
        before()
        keys.suspend()

    usual = signal.signal(signal.SIGTSTP, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, usual)
