"""MP3 frames of a signal that repeats, encoded once and laid in wherever it sounds alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from importlib.metadata import version
from itertools import pairwise
from typing import Final, TypeAlias

from voiceguide.output.contract import Repeat
from voiceguide.output.mp3.course import LONGEST_SPAN, Span
from voiceguide.output.mp3.encoder import QUALITY, pcm_blocks
from voiceguide.output.mp3.frames import MP3_FRAME, Mp3Frames, Shape, Windows, joined
from voiceguide.output.mp3.seam import seam
from voiceguide.units import Frames

_SHORTEST: Final = 256
"""MP3 frames of the shortest ring (7 s): a shorter signal goes round in it several times, so that runs stay long."""

_BEFORE: Final = 64
"""MP3 frames that there are at least before the first of a ring, for its encoder to hear."""

_MAKING: Final = 2
"""Raised whenever rings come out differently, so that kept ones are not taken for new ones."""

EncodeAll: TypeAlias = Callable[[Frames, Sequence[Span]], list[Mp3Frames]]
"""Encodes spans of a repeat's endless signal, as if it had that many frames."""


@dataclass(frozen=True, eq=False)
class Laying:
    """A ring laid out from `first` up to `last` in the session: a source of MP3 frames."""

    ring: Mp3Frames
    first: int
    last: int
    ahead: int = 0
    """How many MP3 frames in front of the session's own places those of the ring are taken."""

    def opening_at(self, place: int) -> Windows:
        """The opening shape at a place, by channel."""
        return self.ring.opening_at(self.ring.first + self._index(place))

    def closing_at(self, place: int) -> Windows:
        """The closing shape at a place, by channel."""
        return self.ring.closing_at(self.ring.first + self._index(place))

    def parts(self, first: int, last: int) -> Iterator[Mp3Frames]:
        """The MP3 frames from `first` up to `last`, at most one turn at a time."""
        while first < last:
            at = self.ring.first + self._index(first)
            count = min(last - first, self.ring.last - at)
            yield self.ring.part(at, at + count).moved(first)
            first += count

    def _index(self, place: int) -> int:
        return (place + self.ahead - self.ring.first) % len(self.ring)


def turn(repeat: Repeat) -> int:
    """How many MP3 frames a ring of this repeat has."""
    once = repeat.period // MP3_FRAME
    return once * -(-_SHORTEST // once)


def sound_hash(repeat: Repeat, shape: Shape) -> str:
    """What tells the signal from any other: its key, else a hash of one period as it is encoded."""
    if repeat.key:
        return repeat.key
    known = blake2b(digest_size=16)
    for block in pcm_blocks(repeat.read, 0, repeat.period, shape):
        known.update(block)
    return known.hexdigest()


def ring_name(sound: str, repeat: Repeat, shape: Shape) -> str:
    """A hash of all that shapes a ring: its sound, by its own hash, and how it is encoded."""
    how = f"{_MAKING} {sound} {shape} {QUALITY} {turn(repeat)} lameenc {version('lameenc')}"
    return blake2b(how.encode(), digest_size=16).hexdigest()


def make_ring(repeat: Repeat, encode_all: EncodeAll) -> Mp3Frames:
    """Encode a repeat and close it to a ring, whose last MP3 frame can be followed by its first.

    A place in the session and the places whole turns after it have the same MP3 frame.
    """
    size = turn(repeat)
    begin = size * -(-_BEFORE // size)
    corners = [*range(begin, begin + size, LONGEST_SPAN), begin + size]
    spans = [Span(first, last, after_bed=True) for first, last in pairwise(corners)]
    return _closed(encode_all((begin + 2 * size) * MP3_FRAME, spans), size)


def _closed(made: Sequence[Mp3Frames], size: int) -> Mp3Frames:
    again = made[0].moved(made[0].first + size)
    following = [*made[1:], again]
    seams = [seam(one, next_, one.first) for one, next_ in zip(made, following, strict=True)]
    starts = [seams[-1] - size, *seams[:-1]]
    ring = joined([run.part(a, b) for run, a, b in zip(made, starts, seams, strict=True)])
    return replace(ring, first=ring.first % size)
