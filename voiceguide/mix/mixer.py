"""The mixer: renders any stretch of a timeline. The samples of a stretch are always the same, whatever was rendered
before. The mixer also applies the turns of a bed, and softens its highs as if it were further away.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.envelope import SILENT_DB, Envelope, gains, steady_gain_db
from voiceguide.dsp.samples import Samples, factor, soft_limit
from voiceguide.sound.bed import Bed
from voiceguide.timeline import TURN_FRAMES, BedAt, ClipAt, Timeline
from voiceguide.units import Frames


def with_turns(placed: BedAt) -> Bed:
    """The bed of `placed`, with its turns, but without its level and its highs. It is read by the frames of the
    session.
    """
    return _TurningBed(placed) if placed.turns else placed.bed


class _TurningBed:
    """A bed with turns. As with any bed, a sample depends only on its frame."""

    loop_frames = None
    even = False

    def __init__(self, placed: BedAt) -> None:
        self.name, self.key = placed.bed.name, f"{placed.bed.key} {[(turn.frame, turn.ahead) for turn in placed.turns]}"
        self._bed, self._turns = placed.bed, placed.turns
        self._starts = [turn.frame for turn in placed.turns]
        self._corners = [corner for turn in placed.turns for corner in (turn.frame, turn.frame + TURN_FRAMES)]

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2). May be a view of the bed, so do not write to it."""
        inside = self._corners[bisect_right(self._corners, first) : bisect_left(self._corners, last)]
        blocks = [self._block(a, b) for a, b in zip([first, *inside], [*inside, last], strict=True)]
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def _block(self, first: Frames, last: Frames) -> Samples:
        """Like `read`, for a stretch in which no turn begins or ends."""
        index = bisect_right(self._starts, first) - 1
        if index < 0:
            return self._bed.read(first, last)
        turn, before = self._turns[index], self._turns[index - 1].ahead if index else 0
        new = self._bed.read(first + turn.ahead, last + turn.ahead)
        if first >= turn.frame + TURN_FRAMES or before == turn.ahead:
            return new
        old = self._bed.read(first + before, last + before)
        angle = (np.arange(first, last) - turn.frame + 0.5) * (np.pi / 2 / TURN_FRAMES)
        both: Samples = old * np.cos(angle).astype(np.float32)[:, np.newaxis]
        both += new * np.sin(angle).astype(np.float32)[:, np.newaxis]
        return both


_SPACINGS: Final = (1, 2, 4)
"""The distances, in frames, for the three passes of the low-pass filter. Each pass averages a frame with the frames at
its distance before and after it. Together the passes average 15 frames with the weights of a triangle (sinc² of 8
frames): −1 dB at 1 kHz, −4 dB at 2 kHz, −19 dB at 4 kHz, and −25 dB or less from 6 kHz on.
"""

_REACH: Final[Frames] = sum(_SPACINGS)


def softened(bed: Bed, first: Frames, last: Frames, highs: NDArray[np.float32] | np.float32) -> Samples:
    """Frames `first` up to `last` of a bed, shape (last - first, 2), with its highs multiplied by `highs`: a factor
    from 0 to 1, or one for each frame, shape (last - first, 1).

    There is no delay, and no sample exceeds the bed's highest amplitude. The result is bit for bit the same however a
    stretch is divided. A looped bed can still be looped afterwards.
    """
    # A loop sounds the same one period later, and there it has frames before `first`.
    loop_frames = bed.loop_frames or 0
    wide = _with_edges(bed, first + loop_frames, last + loop_frames)
    dull = wide
    for spacing in _SPACINGS:
        dull = (dull[: -2 * spacing] + 2 * dull[spacing:-spacing] + dull[2 * spacing :]) * np.float32(0.25)
    own = wide[_REACH:-_REACH]
    return np.asarray(dull + (own - dull) * highs, dtype=np.float32)


def _with_edges(bed: Bed, first: Frames, last: Frames) -> Samples:
    """The bed from `_REACH` frames before `first` to `_REACH` after `last`; before frame 0, frame 0 is repeated."""
    missing = max(0, _REACH - first)
    read = bed.read(first - _REACH + missing, last + _REACH)
    return np.pad(read, ((missing, 0), (0, 0)), mode="edge") if missing else read


BED_CEILING: Final = 0.153
"""The highest amplitude of all beds together (−16.3 dBFS). Clips are limited to −3 dBTP (0.708), so the sum stays under
0.861 (−1.3 dBFS). Encoding to MP3 makes peaks a little higher, but even then they stay below −1 dBTP.
"""

_KNEE: Final = 0.7
"""The share of the ceiling above which samples are compressed."""


class Mixer:
    """Renders a timeline. Its state never changes, so threads may share it."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._starts = np.array([placed.start for placed in timeline.clips], dtype=np.int64)
        ends = [placed.end for placed in timeline.clips]
        # For each clip, the latest end of it and all clips before it: from that frame on, none of them sounds.
        self._reach = np.maximum.accumulate(np.array(ends, dtype=np.int64)) if ends else np.array([], dtype=np.int64)

    def __call__(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last` (0 ≤ first ≤ last ≤ the timeline's length), shape (last - first, 2)."""
        mixed = soft_limited(self._beds(first, last))
        for placed in self.sounding(first, last):
            start, end = max(first, placed.start), min(last, placed.end)
            part = placed.clip.read(start - placed.start, end - placed.start)
            mixed[start - first : end - first] += part * np.float32(factor(placed.gain_db))
        return mixed

    def sounding(self, first: Frames, last: Frames) -> Sequence[ClipAt]:
        """The clips that sound in frames `first` up to `last`, in order of their starts."""
        begin = int(np.searchsorted(self._reach, first, side="right"))
        end = int(np.searchsorted(self._starts, last, side="left"))
        return [placed for placed in self.timeline.clips[begin:end] if placed.end > first]

    def _beds(self, first: Frames, last: Frames) -> Samples:
        mixed = np.zeros((last - first, 2), dtype=np.float32)
        for placed in self.timeline.beds:
            start, end = max(first, placed.start), min(last, placed.end)
            if start < end:
                mixed[start - first : end - first] += _bed(placed, start, end)
        return mixed


def _bed(placed: BedAt, start: Frames, end: Frames) -> Samples:
    bed, highs = with_turns(placed), _gain(placed.highs, start, end)
    whole = np.ndim(highs) == 0 and highs == 1
    samples = bed.read(start, end) if whole else softened(bed, start, end, highs)
    levelled: Samples = samples * _gain(placed.level, start, end)
    return levelled


def _gain(envelope: Envelope, start: Frames, end: Frames) -> NDArray[np.float32] | np.float32:
    """The envelope as one factor if it is constant; otherwise one factor per frame, shape (end - start, 1)."""
    steady = steady_gain_db(envelope, start, end)
    if steady is None:
        each: NDArray[np.float32] = gains(envelope, start, end)[:, np.newaxis]
        return each
    one: np.float32 = np.float32(factor(steady) if steady > SILENT_DB else 0.0)
    return one


def soft_limited(samples: Samples) -> Samples:
    """The samples, softly compressed near `BED_CEILING`, so that none exceeds it."""
    if not samples.size or max(samples.max(), -samples.min()) <= _KNEE * BED_CEILING:
        return samples
    bent = np.array(samples, order="C")
    soft_limit(bent, BED_CEILING, knee=_KNEE)
    return bent
