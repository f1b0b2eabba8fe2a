"""Speaks a session's lines while the session is already being made. Lines that are spoken can be heard; the others have
estimated lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing, nullcontext
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

from voiceguide.config import Tone
from voiceguide.script.outline import Utterance
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import Clips, PlaceholderClip, estimate, speak, standby_workers
from voiceguide.system.background_work import BackgroundWork
from voiceguide.units import Frames, Seconds, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.dsp.samples import Clip
    from voiceguide.plan.model import Plan
    from voiceguide.sound.bed import CountProgress


_SAFETY_FACTOR: Final = 1.15
"""A line is expected to take this many times as long as the pace of earlier lines suggests."""

_OVERDUE_SHARE: Final = 0.2
"""A line that should be ready by now is still expected to take at least this fraction of its expected time, counted
from now.
"""


class Speech:
    """Speaks utterances on its own thread, in the order in which they are needed."""

    def __init__(
        self,
        utterances: Sequence[Utterance],
        voice: VoiceChoice,
        tone: Tone,
        folder: Path,
        progress: CountProgress,
    ) -> None:
        """A first worker starts now, unless there is nothing to speak or the first line is in the cache. `folder` is
        the cache of clips. `progress` is called on the speech thread with the number of lines spoken, and the number of
        all lines. Raises `SpeechError`.
        """
        self._voice, self._tone, self._folder, self._progress = voice, tone, folder, progress
        self._order = tuple(dict.fromkeys(utterances))
        self._workers = standby_workers(self._order, voice, cache_folder=folder, tone=tone)
        self._ready: dict[Utterance, Clip] = {}
        self._estimated: dict[Utterance, Clip] = {}
        self._work = BackgroundWork(self._speak, "speech")

    @property
    def begun(self) -> bool:
        """Whether a worker was started for the lines that are not in the cache."""
        return self._workers is not None

    @property
    def first_took(self) -> Seconds | None:
        """How long the first line took to speak, not counting the time to load the voice; None if that is not known."""
        return self._workers.first_took if self._workers else None

    def late_by(self, plan: Plan) -> Seconds:
        """How late, in seconds, the clip of the most urgent line would probably be ready if the first word of this plan
        were heard now. Negative: it would be in time. Infinity: the pace of the voice is not known yet. Minus infinity:
        the clips of all lines are ready.
        """
        pace = self._workers.pace if self._workers else None
        if pace is None:
            return inf
        now = monotonic()
        ready_at, lates = pace.at, [-inf]
        first = min((event.start for event in plan.events if event.utterance), default=0)
        for line, start in _first_starts(plan).items():
            if line not in self._ready:
                takes = _SAFETY_FACTOR * pace.work_for(to_seconds(self._stand_in(line).frames))
                ready_at = max(ready_at + takes, now + _OVERDUE_SHARE * takes)
                lates.append(ready_at - now - to_seconds(start - first))
        return max(lates)

    def start(self) -> None:
        """Start speaking."""
        self._work.start()

    def _speak(self) -> Clips:
        with closing(self._workers) if self._workers else nullcontext():
            return speak(
                self._order,
                self._voice,
                cache_folder=self._folder,
                tone=self._tone,
                progress=self._progress,
                clip_ready=self.add_clip,
                speaking=self._workers.speak if self._workers else None,
            )

    def prioritise(self, utterances: Iterable[Utterance]) -> None:
        """Speak these utterances first, in this order. Must be called before `start`."""
        self._order = tuple(dict.fromkeys((*utterances, *self._order)))

    def wait(self, seconds: float) -> Clips | None:
        """Wait for all clips, at most this long. Returns None if they are not all ready by then. Raises the error that
        ended the speaking, if any.
        """
        return self._work.wait(seconds)

    def add_clip(self, utterance: Utterance, clip: Clip) -> None:
        """Add a clip that is ready."""
        self._ready[utterance] = clip

    @property
    def ready(self) -> int:
        """How many lines are spoken."""
        return len(self._ready)

    def clips_so_far(self) -> Clips:
        """The clips that are ready, and stand-ins of estimated length for the other lines."""
        ready = dict(self._ready)
        return Clips({one: ready[one] if one in ready else self._stand_in(one) for one in self._order}, 0)

    def _stand_in(self, utterance: Utterance) -> Clip:
        if utterance not in self._estimated:
            self._estimated[utterance] = PlaceholderClip(estimate(utterance, self._voice))
        return self._estimated[utterance]


def _first_starts(plan: Plan) -> dict[Utterance, Frames]:
    """The frame at which each line of a plan is spoken for the first time, in order of time."""
    starts: dict[Utterance, Frames] = {}
    for event in plan.events:
        if event.utterance:
            starts.setdefault(event.utterance, event.start)
    return starts
