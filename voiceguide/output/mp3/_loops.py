"""MP3 frames of a signal that repeats, encoded once and laid in wherever it sounds alone.

They are kept in a folder for other sessions, each under the hash of all that shaped it.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from struct import Struct
from typing import Final, TypeAlias

import numpy as np

from voiceguide.output.contract import SteadySpans
from voiceguide.output.mp3._encode import QUALITY, pcm_blocks
from voiceguide.output.mp3._frames import Mp3Frames, Shape, assemble, joined
from voiceguide.output.mp3._layout import LONGEST_SPAN, Span
from voiceguide.output.mp3._room import lean_tail, needed
from voiceguide.output.mp3._sources import seam
from voiceguide.system.files import new_file, tidy
from voiceguide.units import MP3_FRAME, Frames

_SHORTEST: Final = 256
"""MP3 frames of the shortest ring (7 s): a shorter signal goes round in it several times, so that runs stay long."""

_BEFORE: Final = 64
"""MP3 frames that there are at least before the first of a ring, for its encoder to hear."""

_MAKING: Final = 3
"""Raised whenever rings come out differently, so that kept ones are not taken for new ones."""

EncodeAll: TypeAlias = Callable[[Frames, Shape, Sequence[Span]], list[Mp3Frames]]
"""Encodes spans of a repeat's endless signal in a shape, as if it had that many frames."""


def turn(repeat: SteadySpans) -> int:
    """How many MP3 frames a ring of this repeat has."""
    once = repeat.period // MP3_FRAME
    return once * -(-_SHORTEST // once)


def sound_hash(repeat: SteadySpans, shape: Shape) -> str:
    """What tells the signal from any other: its key, else a hash of one period as it is encoded."""
    if repeat.key:
        return repeat.key
    known = blake2b(digest_size=16)
    for block in pcm_blocks(repeat.read, 0, repeat.period, shape):
        known.update(block)
    return known.hexdigest()


def ring_name(sound: str, repeat: SteadySpans, shape: Shape) -> str:
    """A hash of all that shapes a ring: its sound, by its own hash, and how it is encoded."""
    how = f"{_MAKING} {sound} {shape} {QUALITY} {turn(repeat)} lameenc {version('lameenc')}"
    return blake2b(how.encode(), digest_size=16).hexdigest()


def make_ring(repeat: SteadySpans, shape: Shape, encode_all: EncodeAll) -> Mp3Frames:
    """Encode a repeat and close it to a ring, whose last MP3 frame can be followed by its first.

    A place in the session and the places whole turns after it have the same MP3 frame.
    """
    size = turn(repeat)
    begin = size * -(-_BEFORE // size)
    corners = [*range(begin, begin + size, LONGEST_SPAN), begin + size]
    spans = [Span(first, last, after_bed=True) for first, last in pairwise(corners)]
    length = (begin + 2 * size) * MP3_FRAME
    made = encode_all(length, shape, spans)
    following = [*made[1:], made[0].moved(made[0].first + size)]
    seams = [seam(one, next_, one.first) for one, next_ in zip(made, following, strict=True)]
    starts = [seams[-1] - size, *seams[:-1]]
    closed: list[Mp3Frames] = []
    for run, next_, first, last in zip(made, following, starts, seams, strict=True):
        # With no more saved before it than it needs, the run leaves at least what is counted here.
        before = int(needed(run.sizes(first, last), shape.slot(shape.bitrate_index))[0])
        tail = lean_tail(run, first, next_, last, shape, before, _lean(encode_all, length, last))
        closed += [run.part(first, tail.first), tail] if tail else [run.part(first, last)]
    ring = joined(closed)
    return replace(ring, first=ring.first % size)


def _lean(encode_all: EncodeAll, length: Frames, last: int) -> Callable[[Shape, int], Mp3Frames]:
    return lambda shape, first: encode_all(length, shape, [Span(first, last, after_bed=True)])[0]


MOST: Final = 60
"""Rings that are kept: about 150 MB. Those not used for longest go first."""

_DIGEST: Final = 16
_COUNTS: Final = Struct("<qq")  # place of the first MP3 frame, number of MP3 frames
_ENDING: Final = ".mp3frames"


class Kept:
    """A folder of MP3 frames. Several threads and processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        """The folder may hold other things too, and is made when the first ring is kept."""
        self._folder = folder

    def find(self, name: str, shape: Shape) -> Mp3Frames | None:
        """The MP3 frames of that name; None where there are none, or only damaged ones."""
        path = self._path(name)
        try:
            data = path.read_bytes()
            digest, body = data[:_DIGEST], data[_DIGEST:]
            if blake2b(body, digest_size=_DIGEST).digest() != digest:
                return None
            first, count = _COUNTS.unpack_from(body)
            main = _COUNTS.size + count * shape.head
            heads = np.frombuffer(body[_COUNTS.size : main], np.uint8).reshape(count, shape.head)
            found = assemble(first, heads, body[main:], shape)
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(path)
        return found

    def keep(self, name: str, frames: Mp3Frames) -> None:
        """Keep them for next time. Where that cannot be done, next time only takes longer: nothing is raised."""
        whole = joined([frames])
        body = _COUNTS.pack(whole.first, len(whole)) + whole.heads.tobytes() + whole.main
        with suppress(OSError), new_file(self._path(name)) as part:
            part.write_bytes(blake2b(body, digest_size=_DIGEST).digest() + body)

    def tidy(self) -> None:
        """Remove what was not used for longest, and what killed processes left unfinished."""
        tidy(self._folder, _ENDING, most=MOST)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_ENDING}"
