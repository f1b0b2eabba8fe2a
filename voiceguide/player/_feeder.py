"""The thread that renders a track into the ring, ahead of time. A track can be started at any of its frames, and the
thread changes to another track on request.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Render
from voiceguide.player._ring import Ring
from voiceguide.units import Frames, to_frames


@dataclass(frozen=True, eq=False)
class Track:
    """A stretch of sound to play, such as the session or a bed alone. It is rendered bit by bit."""

    render: Render
    """Renders any range of the track's frames to samples; see `Render`."""
    length: Frames | None
    """The frame where it ends. None: it never ends."""
    name: str
    """The kind of track: ``entrance``, ``session``, ``waiting``, ``grounding`` or ``afterwards``. It is part of the
    position, so that callers know what is being heard.
    """
    then: Track | None = None
    """The track that follows without a seam, from the frame where this one ends. None: nothing follows."""


@dataclass(frozen=True)
class TrackPosition:
    """A place in a track: the track and one of its frames."""

    track: Track
    frame: Frames


@dataclass(frozen=True)
class TrackCue:
    """A request to change to another track, or to another place in the same track."""

    track: Track
    frame: Frames | None
    """The frame at which the new track starts. None: the frame that the old track will have reached."""
    fade: Frames
    """How long the old and the new track sound together."""
    same: bool
    """Whether the new track has nearly the same samples as the old one. If so, the fade is linear in amplitude;
    otherwise, it has equal power.
    """


BLOCK: Final[Frames] = to_frames(0.25)
"""How much is rendered at a time. At a change with a longer cross-fade, it is the whole cross-fade."""

MARGIN: Final[Frames] = to_frames(0.12)
"""How far ahead of the reader a change begins. The new sound must be rendered before the reader gets there. If it is
not, the change is tried again at twice that distance.
"""

_TOP_UP: Final = 0.2
"""Seconds between checks of the ring, which holds several seconds."""


@dataclass(frozen=True)
class _TrackStart:
    """A place in the ring, and the track and frame that are heard from there on."""

    at: Frames
    track: Track
    frame: Frames


class Feeder:
    """Keeps a ring filled. `cue` may be called from any thread; `place` returns the track and frame heard now."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.failed: BaseException | None = None
        """The error that stopped the feeder, if any; the ring is then closed."""
        self._track_starts: tuple[_TrackStart, ...] = ()
        self._next: TrackPosition | None = None
        self._cues: deque[TrackCue] = deque()
        self._wake = Event()
        self._stopped = False
        self._thread = Thread(target=self._run, name="feeder", daemon=True)

    def start(self) -> None:
        """Start rendering."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread, and wait until it has ended."""
        self._stopped = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def cue(self, track: Track, frame: Frames | None, *, fade: Frames = 0, same: bool = False) -> None:
        """Change to `track` at `frame` as soon as possible, with a cross-fade of `fade` frames. If `frame` is None, the
        new track starts at the frame that the old one will have reached. `same` is as in `TrackCue`.
        """
        self._cues.append(TrackCue(track, frame, fade, same))
        self._wake.set()

    def place(self, behind: Frames = 0) -> TrackPosition | None:
        """The track and frame that are heard now; None if no track has been started yet. `behind` is how many frames
        the device lags behind the reader.
        """
        return _place_at(self._track_starts, self.ring.read - behind)

    def upcoming(self) -> TrackPosition | None:
        """The track and the frame that will be heard after all changes requested so far. The next change starts there.
        None: no track has been requested yet.
        """
        starts, cues = self._track_starts, tuple(self._cues)
        now = _place_at(starts, max(self.ring.read, starts[-1].at) if starts else 0)
        for cue in cues:
            frame = cue.frame if cue.frame is not None else (now.frame if now else 0)
            now = TrackPosition(cue.track, frame)
        return now

    def _run(self) -> None:
        try:
            while not self._stopped:
                self.step()
                if not self._cues:
                    self._wake.wait(_TOP_UP)
                    self._wake.clear()
        except BaseException as error:  # raised again in the thread that plays the session
            self.failed = error
            self.ring.closed = True

    def step(self) -> None:
        """Carry out all cues, then fill the ring."""
        while self._cues:
            self._change(self._cues[0])
            self._cues.popleft()
        while not self._cues and not self._stopped and self.ring.space >= BLOCK and self._write_more():
            pass

    def _write_more(self) -> bool:
        """Render one more block into the ring, or change to the track that follows. False if nothing is left."""
        if self._next is None:
            return False
        track, frame = self._next.track, self._next.frame
        last = frame + BLOCK if track.length is None else min(frame + BLOCK, track.length)
        if last > frame:
            self.ring.write(track.render(frame, last))
            self._next = TrackPosition(track, last)
            return True
        if track.then is None:
            self._next = None
            self.ring.closed = True
            return False
        self._next = TrackPosition(track.then, frame)
        self._track_starts = (*self._track_starts, _TrackStart(self.ring.written, track.then, frame))
        return True

    def _change(self, cue: TrackCue) -> None:
        margin = MARGIN
        while not self._changed(cue, margin):
            margin *= 2

    def _changed(self, cue: TrackCue, margin: Frames) -> bool:
        """Change to the new track `margin` frames ahead of the reader. Returns False, and changes nothing, if the
        reader was already too near.
        """
        ring = self.ring
        at = min(ring.written, ring.read + margin)
        while ring.written < at + cue.fade and ring.space >= BLOCK and self._write_more():
            pass
        frame = cue.frame if cue.frame is not None else self._frame_at(at)
        last = frame + max(BLOCK, cue.fade)
        if cue.track.length is not None:
            last = max(frame, min(last, cue.track.length))
        new = cue.track.render(frame, last)
        mixed = _cross_faded(ring.peek(at, at + cue.fade), new, same=cue.same)
        if at < ring.written and not ring.discard_from(at):
            return False
        ring.closed = False
        ring.write(mixed)
        self._next = TrackPosition(cue.track, last)
        self._track_starts = (*self._needed_starts(at), _TrackStart(at, cue.track, frame))
        return True

    def _frame_at(self, at: Frames) -> Frames:
        place = _place_at(self._track_starts, at)
        return place.frame if place else 0

    def _needed_starts(self, at: Frames) -> tuple[_TrackStart, ...]:
        """The track starts that are still needed: the last few before `at`."""
        before = [start for start in self._track_starts if start.at < at]
        return tuple(before[-8:])


def _place_at(starts: tuple[_TrackStart, ...], at: Frames) -> TrackPosition | None:
    if not starts:
        return None
    start = next((start for start in reversed(starts) if start.at <= at), starts[0])
    frame = start.frame + max(0, at - start.at)
    return TrackPosition(start.track, frame if start.track.length is None else min(frame, start.track.length))


def _cross_faded(old: Samples, new: Samples, *, same: bool) -> Samples:
    """`old` faded out over the beginning of `new`, which fades in. The result is as long as the longer of the two."""
    fade = len(old)
    if not fade:
        return new
    rise = (np.arange(1, fade + 1, dtype=np.float32) / (fade + 1))[:, np.newaxis]
    up, down = (rise, 1 - rise) if same else (np.sin(rise * np.pi / 2), np.cos(rise * np.pi / 2))
    mixed = np.zeros((max(len(new), fade), 2), dtype=np.float32)
    mixed[: len(new)] = new
    mixed[:fade] *= up
    mixed[:fade] += old * down
    return mixed
