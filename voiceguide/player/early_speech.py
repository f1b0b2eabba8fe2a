"""The speech of a session while it is being made: what is ready can be heard, and the rest has a probable length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Final

from voiceguide.script.outline import Utterance
from voiceguide.speech.engine import Tone, VoiceChoice
from voiceguide.speech.stage import Clips, cached_durations, estimate, speak
from voiceguide.units import Frames

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.dsp.samples import Clip, Samples

_LOOKED_AT: Final = 12
"""Lines are made in their order, several at a time: after so many that are not ready none further on will be."""


@dataclass(frozen=True)
class Unspoken:
    """Stands for a clip that is not made yet, as long as it will probably be. It is never heard."""

    frames: Frames
    key: str = "unspoken"

    def read(self, first: Frames, last: Frames) -> Samples:
        """Nobody may ask for it."""
        raise RuntimeError("a line was to be heard before it was spoken")


class Speech:
    """Speaks utterances in a thread of its own, in the order in which they are needed."""

    def __init__(
        self,
        utterances: Sequence[Utterance],
        voice: VoiceChoice,
        tone: Tone,
        folder: Path,
        progress: Callable[[int, int], None],
    ) -> None:
        """`folder` is that of the clips; `progress` is told, from the thread, how many of how many are spoken."""
        self._voice, self._tone, self._folder, self._progress = voice, tone, folder, progress
        self._order = tuple(dict.fromkeys(utterances))
        self._pending = list(self._order)
        self._ready: dict[Utterance, Clip] = {}
        self._whole: Clips | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="speech", daemon=True)

    def start(self) -> None:
        """Begin to speak."""
        self._thread.start()

    def _run(self) -> None:
        try:
            self._whole = speak(
                self._order, self._voice, cache_folder=self._folder, tone=self._tone, progress=self._progress
            )
        except BaseException as error:
            self._error = error

    def wait(self, seconds: float) -> Clips | None:
        """All clips, as soon as they are made; None if that takes longer. Raises what went wrong in speaking."""
        self._thread.join(seconds)
        if self._error:
            raise self._error
        return self._whole

    def so_far(self) -> Clips:
        """The clips that are ready, and stand-ins for the others."""
        self._look()
        waiting = {one: Unspoken(estimate(one, self._voice)) for one in self._pending}
        return Clips({**self._ready, **waiting}, 0)

    def _look(self) -> None:
        missed = 0
        for utterance in tuple(self._pending):
            if cached_durations((utterance,), self._voice, cache_folder=self._folder, tone=self._tone) is None:
                missed += 1
                if missed >= _LOOKED_AT:
                    return
                continue
            found = speak((utterance,), self._voice, cache_folder=self._folder, tone=self._tone)
            self._ready[utterance] = found[utterance]
            self._pending.remove(utterance)
