"""pyttsx3 speaking through macOS (NSSpeechSynthesizer), which writes AIFF and goes on writing after it has returned."""

import re
import threading
import time
from typing import Any, Final

from voiceguide.speech.pyttsx3_system import SystemBackend
from voiceguide.units import Seconds

_TURN: Final[Seconds] = 0.02
"""Between looks whether it has finished."""

_BETTER: Final = (r"\.premium\.", r"\.enhanced\.", r"\.compact\.|\.voice\.[a-z]{2}-", r"\.speech\.synthesis\.")
"""What is found in the identities of voices, the best first; then come those of Eloquence."""

_NOVELTIES: Final = frozenset({
    "agnes", "albert", "bad news", "bahh", "bells", "boing", "bruce", "bubbles", "cellos", "deranged", "fred",
    "good news", "hysterical", "jester", "junior", "kathy", "organ", "pipe organ", "princess", "ralph", "superstar",
    "trinoids", "whisper", "wobble", "zarvox",
})  # fmt: skip
"""Singing bells and robots, and the voices of the nineties; they stand first in macOS's own order."""


class NsssBackend(SystemBackend):
    """macOS tells that it has finished through the loop of its own, which has to be kept turning."""

    ending = ".aiff"
    install = "add one in the System Settings under Accessibility, Spoken Content, System Voice"

    def rank(self, listed: Any, usual: Any) -> int:
        """The person's own choice, then what sounds most like one; novelties last."""
        if str(listed.name).lower() in _NOVELTIES:
            return len(_BETTER) + 2
        if listed.id == usual:
            return 0
        grades = (place for place, sign in enumerate(_BETTER, 1) if re.search(sign, str(listed.id), re.IGNORECASE))
        return next(grades, len(_BETTER) + 1)

    def run(self, finished: threading.Event) -> None:
        """Turn macOS's loop until it says that the file is whole. The worker's master is patient for a while only."""
        from Foundation import NSDate, NSRunLoop

        while not finished.is_set():
            before = time.monotonic()
            NSRunLoop.currentRunLoop().runUntilDate_(NSDate.dateWithTimeIntervalSinceNow_(_TURN))
            if not finished.is_set() and time.monotonic() - before < _TURN:  # a loop without anything to wait for
                time.sleep(_TURN)
