"""`record --flow`: a practice read in one go from a teleprompter."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voiceguide.cli._record_work import giving_back_when_stopped
from voiceguide.cli.lines import err
from voiceguide.errors import DetectorMissingError, OutputError
from voiceguide.recording.detector import Detector, detector
from voiceguide.recording.flow import Flow
from voiceguide.recording.flow_session import FlowSession
from voiceguide.recording.teleprompter import PlainTeleprompter, RichTeleprompter, Teleprompter
from voiceguide.system.install_hint import quoted

if TYPE_CHECKING:
    from voiceguide.cli._record_work import Work
    from voiceguide.devices.microphone import Microphone
    from voiceguide.recording.sheet import SheetLine
    from voiceguide.system.keyboard import Keyboard


def read_in_one_go(work: Work, lines: Sequence[SheetLine], microphone: Microphone, keys: Keyboard) -> None:
    """Have the lines read, and write what was read. A take that cannot be cut is kept, and its path is printed."""
    shown: Teleprompter = PlainTeleprompter(err) if work.app.console.plain else RichTeleprompter()
    take = work.app.folders.cache / "takes" / f"flow-{os.getpid()}.wav"
    session = FlowSession(Flow(lines, microphone.rate), microphone, keys, shown, take, _ear(work))
    try:
        with giving_back_when_stopped(keys, shown.close):
            count = session.run(work.folder)
    except OutputError:
        if take.exists():
            work.app.console.error(f"what you read is kept; when that is mended, add --from {quoted(str(take))}")
        raise
    work.app.console.note(f"{work.folder}: {count} recordings")


def _ear(work: Work) -> Detector | None:
    try:
        return detector()
    except DetectorMissingError as error:
        work.app.console.note(
            f"Coughs and breaths between lines stay in the recordings. To have them cut off: {error.remedy}"
        )
        return None
