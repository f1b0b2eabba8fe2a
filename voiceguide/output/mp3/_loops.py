"""Loops: MP3 frames of a repeating signal, encoded once and copied wherever that signal sounds alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import pairwise
from typing import Final, TypeAlias

from voiceguide.output.contract import SteadySpans
from voiceguide.output.mp3._encoders import pcm_blocks
from voiceguide.output.mp3._frame_cache import encoded_name
from voiceguide.output.mp3._frames import Mp3Frames, Shape, concatenated
from voiceguide.output.mp3._layout import LONGEST_SPAN, Span
from voiceguide.output.mp3._reservoir import lean_tail, needed
from voiceguide.output.mp3._sources import seam
from voiceguide.units import MP3_FRAME, Frames

_SHORTEST: Final = 256
"""The length of the shortest loop, in MP3 frames (7 s). A shorter signal is repeated within its loop, so that the loop
is copied in long runs.
"""

_BEFORE: Final = 64
"""The fewest MP3 frames that an encoder gets before the first one of a loop."""

_MAKING: Final = 4
"""Raised by one whenever a change to the code makes loops different, so that old ones in the cache are not used."""

EncodeAll: TypeAlias = Callable[[Frames, Shape, Sequence[Span]], list[Mp3Frames]]
"""Encodes the given spans of a repeat's signal in the given shape. The signal is endless; it is encoded as if it ended
after the given number of frames.
"""


def loop_size(repeat: SteadySpans) -> int:
    """How many MP3 frames a loop of this repeat has."""
    once = repeat.period // MP3_FRAME
    return once * -(-_SHORTEST // once)


def sound_hash(repeat: SteadySpans, shape: Shape) -> str:
    """Identifies the signal: its key, or otherwise a hash of one period as it is given to the encoder."""
    if repeat.key:
        return repeat.key
    known = blake2b(digest_size=16)
    for block in pcm_blocks(repeat.read, 0, repeat.period, shape):
        known.update(block)
    return known.hexdigest()


def loop_name(sound: str, repeat: SteadySpans, shape: Shape) -> str:
    """A hash of everything that shapes a loop: the hash of its sound, and how it is encoded.

    The hashed text contains "ring", an older word for a loop. With another word, loops that are already in a cache
    would not be found.
    """
    return encoded_name(f"ring {_MAKING} {sound} {loop_size(repeat)}", shape)


def make_loop(repeat: SteadySpans, shape: Shape, encode_all: EncodeAll) -> Mp3Frames:
    """Encode a repeating signal as a loop, whose last MP3 frame can be followed by its first.

    Places in the session that are a whole number of rounds apart get the same MP3 frame.
    """
    size = loop_size(repeat)
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
        # Counted with the fewest bytes that can be saved before the run: those that it needs.
        before = int(needed(run.sizes(first, last), shape.slot(shape.bitrate_index))[0])
        tail = lean_tail(run, first, next_, last, shape, before, _lean(encode_all, length, last))
        closed += [run.part(first, tail.first), tail] if tail else [run.part(first, last)]
    loop = concatenated(closed)
    return replace(loop, first=loop.first % size)


def _lean(encode_all: EncodeAll, length: Frames, last: int) -> Callable[[Shape, int], Mp3Frames]:
    return lambda shape, first: encode_all(length, shape, [Span(first, last, after_bed=True)])[0]
