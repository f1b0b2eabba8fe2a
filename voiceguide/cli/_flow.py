"""`record --flow`: a practice read in one go from a teleprompter."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voiceguide.cli._record_work import restored_when_stopped
from voiceguide.cli.lines import err
from voiceguide.errors import OutputError
from voiceguide.recording.flow_recorder import flow_recorder
from voiceguide.system.install_hint import quoted

if TYPE_CHECKING:
    from voiceguide.cli._record_work import Work
    from voiceguide.devices.microphone import Microphone
    from voiceguide.recording.sheet import SheetLine
    from voiceguide.system.keyboard import Keyboard


def read_in_one_go(work: Work, lines: Sequence[SheetLine], microphone: Microphone, keys: Keyboard) -> None:
    """Have the lines read, and write their recordings. A take that cannot be cut is kept, and its path is printed."""
    console = work.app.console
    take = work.app.folders.cache / "takes" / f"flow-{os.getpid()}.wav"
    recorder = flow_recorder(
        lines, microphone, keys, take, write_line=err if console.plain else None, note=console.note
    )
    try:
        with restored_when_stopped(keys, recorder.teleprompter.close):
            count = recorder.run(work.folder)
    except OutputError:
        if take.exists():
            console.error(
                "your reading is saved; fix the error below, then run the command again with "
                f"--from {quoted(str(take))} instead of --flow"
            )
        raise
    console.note(f"{work.folder}: {count} recordings")
