"""What `record` works on, at the microphone and with a long take."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceguide.cli.context import Start
    from voiceguide.recording.sheet import SheetLine
    from voiceguide.script.model import Script


@dataclass(frozen=True)
class Work:
    """What is to be recorded, and where to."""

    here: Start
    script: Script
    lines: tuple[SheetLine, ...]
    folder: Path

    def tell_use(self) -> None:
        """Say what to do with recordings that are complete."""
        practice = self.script.name if self.script.name in self.here.library.names() else self.script.file
        voice = shlex.quote(f"recorded:{self.folder}")
        self.here.talk.note(f"every line is recorded; hear it: voiceguide play {shlex.quote(practice)} --voice {voice}")
