"""MP3 frames that the sessions of one command share, in memory."""

from threading import Lock
from typing import Final

from voiceguide.output.mp3.frames import Mp3Frames, joined

MOST: Final = 64_000_000
"""Bytes of main data that are held: the words of about an hour. What comes later is not; sessions of one practice say
the same words in the same order, so the first ones are needed again first."""


class Shared:
    """Runs of MP3 frames by name. Several threads may use it at once."""

    def __init__(self, most: int = MOST) -> None:
        self._room = most
        self._runs: dict[str, Mp3Frames] = {}
        self._lock = Lock()

    def find(self, name: str) -> Mp3Frames | None:
        """The run of that name, if there is one."""
        return self._runs.get(name)

    def keep(self, name: str, frames: Mp3Frames) -> None:
        """Hold a run for the sessions to come, if there is room."""
        whole = joined([frames])  # without the stream that it was cut from
        with self._lock:
            if name not in self._runs and len(whole.main) <= self._room:
                self._runs[name] = whole
                self._room -= len(whole.main)
