"""Decides which parts of a recorded gap are kept, and where, when the gap is made longer or shorter or joined to
another.

Between two kept parts there is a transition. A gap with steady noise gets one. A gap whose noise changes gets several,
some seconds apart, if enough is added or removed. (In a room with a hum, several are used only to make a gap longer.)
So the noise changes in the same way as before, only slower or faster: rain still grows, the sea still swells, and
nothing is heard twice.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.sound._gap_noise import GapNoise
from voiceguide.sound._recorded_gap import RecordedGap
from voiceguide.units import Frames, to_frames

_PART: Final[Frames] = to_frames(4.0)
"""A gap that gets several transitions is divided into parts, with one transition in each. This is the least length of a
part.
"""

_MOST_PARTS: Final = 24
_LEAST_MADE: Final[Frames] = to_frames(1.2)
_LEAST_REMOVED: Final[Frames] = to_frames(1.0)
_LEAST_KEPT: Final[Frames] = to_frames(1.5)
"""Limits for a gap with several transitions. If the gap becomes longer, each transition adds at least `_LEAST_MADE`. If
it becomes shorter, each transition removes at least `_LEAST_REMOVED`, and there are only so many transitions that at
least `_LEAST_KEPT` of the gap is kept for each.
"""


@dataclass(frozen=True, eq=False)
class KeptPart:
    """Frames of a recorded gap that stay as they are."""

    gap: RecordedGap
    first: Frames
    last: Frames
    at: Frames
    """The frame of the new quiet at which the kept frames begin."""

    @property
    def end(self) -> Frames:
        """The frame of the new quiet at which the kept frames end."""
        return self.at + self.last - self.first


def kept_of(head: RecordedGap, tail: RecordedGap, frames: Frames, bridge: Frames) -> tuple[KeptPart, ...]:
    """The kept parts of a quiet that is `frames` long, in order. If `head` and `tail` are the same gap, that gap is
    made longer or shorter. If they are two gaps, the beginning of `head` is joined to the end of `tail`. The first part
    begins where `head` begins, and the last part ends where `tail` ends.

    At least `bridge` frames are left free between two parts, or a third of `frames` if that is less. If `bridge` is 0,
    the parts may touch.
    """
    noise = head.noise if head is tail else None
    if noise is None:
        return _joined(head, tail, frames, bridge)
    more = frames - head.frames
    if more >= bridge:
        return _longer(noise, head, frames, _edges(noise, head.frames, min(more // _LEAST_MADE, _MOST_PARTS)))
    if bridge:
        return _joined(head, tail, frames, bridge)
    parts = min(-more // _LEAST_REMOVED, frames // _LEAST_KEPT, _MOST_PARTS)
    return _shorter(noise, head, frames, _edges(noise, head.frames, parts))


def _edges(noise: GapNoise, frames: Frames, most: int) -> NDArray[np.int64]:
    """The frames at which the parts of a gap begin, and finally the end of the gap. Each part gets one transition.
    There are at most `most` parts; if the noise is steady, only one.
    """
    parts = min(frames // _PART, most)
    whole = np.array([0, frames])
    edges = np.arange(parts + 1) * frames // max(1, parts)
    return edges if parts > 1 and noise.changes(edges) else whole


def _longer(noise: GapNoise, gap: RecordedGap, frames: Frames, edges: NDArray[np.int64]) -> tuple[KeptPart, ...]:
    parts = len(edges) - 1
    cuts = [0]
    cuts += [noise.most_similar(first, last) for first, last in pairwise(edges.tolist())]
    cuts.append(gap.frames)
    more = frames - gap.frames
    return tuple(
        KeptPart(gap, cuts[number], cuts[number + 1], cuts[number] + more * number // parts)
        for number in range(parts + 1)
    )


def _shorter(noise: GapNoise, gap: RecordedGap, frames: Frames, edges: NDArray[np.int64]) -> tuple[KeptPart, ...]:
    parts = len(edges) - 1
    less = gap.frames - frames
    removed = [less * (number + 1) // parts - less * number // parts for number in range(parts)]
    kept, begin, gone = [], 0, 0
    for cut, goes in zip(noise.cuts(edges, removed), removed, strict=True):
        kept.append(KeptPart(gap, begin, cut, begin - gone))
        begin, gone = cut + goes, gone + goes
    return (*kept, KeptPart(gap, begin, gap.frames, begin - gone))


def _joined(head: RecordedGap, tail: RecordedGap, frames: Frames, bridge: Frames) -> tuple[KeptPart, ...]:
    """The two kept parts when the beginning of `head` and the end of `tail` become one quiet; both may be the same gap.
    Each part reaches to the quietest place of its gap. If there is no room for that, the parts are made shorter.
    """
    before, after = head.gap.split, tail.frames - tail.gap.split
    least = min(bridge, frames // 3)
    if frames - before - after < least:  # both are shortened, in proportion
        kept = frames - least
        before = min(max(kept - after, before * kept // max(1, before + after)), kept)
        after = kept - before
    return KeptPart(head, 0, before, 0), KeptPart(tail, tail.frames - after, tail.frames, frames - after)
