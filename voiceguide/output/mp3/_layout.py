"""The layout of a session in MP3 frames: which are encoded, by which encoder, and which are copied from a loop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from voiceguide.output.contract import SteadySpans
from voiceguide.units import MP3_FRAME, Frames

ENCODER_DELAY: Final = 576
"""How many frames LAME puts before the sound, as measured. LAME's tag uses the same name."""

DECODER_DELAY: Final = 529
"""How many frames every decoder puts before the sound, in addition to `ENCODER_DELAY`: 528 from the filter bank, and
one more.
"""

LONGEST_SPAN: Final = 1024
"""The most MP3 frames that one encoder makes (27 s). The number is fixed, so that the file does not depend on the
number of cores.
"""

SHIFT: Final = 3
"""A seam may be moved up to this many MP3 frames earlier than the layout says, if the windows on both sides match
better there.
"""

LEAST_COPIED: Final = 28
"""The fewest MP3 frames that are copied from a loop. The seams at both ends of a copy cost as much as encoding 20 MP3
frames.
"""

LONGEST_LOOP: Final = 23_000
"""The length of the longest loop, in MP3 frames (10 minutes, 10 MB)."""


@dataclass(frozen=True)
class Span:
    """MP3 frames `first` up to `last`, encoded by one encoder, which also makes the `SHIFT` MP3 frames before them."""

    first: int
    last: int
    after_bed: bool
    """Whether there is only a steady bed directly before the span, or nothing at all."""


@dataclass(frozen=True)
class LoopCopy:
    """MP3 frames `first` up to `last`, copied from the loop of repeat number `repeat`.

    The `SHIFT` MP3 frames before `first` can be copied too.
    """

    first: int
    last: int
    repeat: int
    ahead: int
    """MP3 frame i of the session is copied from MP3 frame i + `ahead` of the endlessly repeated loop."""


def mp3_frames(length: Frames) -> int:
    """How many MP3 frames a session takes. There are enough for a decoder to output the last frame."""
    return -(-(length + ENCODER_DELAY + DECODER_DELAY) // MP3_FRAME)


def lay_out_frames(length: Frames, repeats: Sequence[SteadySpans]) -> list[Span | LoopCopy]:
    """All MP3 frames of a session, in order and without gaps. Depends only on the arguments."""
    laid = sorted(
        (laid for n, repeat in enumerate(repeats) for laid in _loop_copies(n, repeat, length)),
        key=lambda laid: laid.first,
    )
    layout: list[Span | LoopCopy] = []
    at, total = 0, mp3_frames(length)
    for part in laid:
        layout += [*split_into_spans(at, part.first), part]
        at = part.last
    return [*layout, *split_into_spans(at, total)]


def part_of_layout(layout: Sequence[Span | LoopCopy], first: int, until: int | None) -> list[Span | LoopCopy]:
    """The layout from the place `first` on. With `until`, only as much of it as may affect the MP3 frames before that
    place.
    """
    end = layout[-1].last if until is None or not layout else until + FORESIGHT
    return [replace(part, first=max(part.first, first)) for part in layout if first < part.last and part.first < end]


FORESIGHT: Final = 128
"""How far ahead the encoding looks: an MP3 frame can depend on the layout of at most this many MP3 frames after it."""


def _loop_copies(number: int, repeat: SteadySpans, length: Frames) -> list[LoopCopy]:
    """Where MP3 frames can be copied from the loop of repeat number `number`. There is no such place if the period of
    the repeat is not a whole number of MP3 frames or too long, or if making a loop would cost more than it saves.

    MP3 frame i is computed from the frames 1 152 (i - 1) up to 1 152 (i + 1): the windows of its two granules, and the
    filter bank before them, reach no further.
    """
    loop = repeat.period // MP3_FRAME
    if repeat.period % MP3_FRAME or not 0 < loop <= LONGEST_LOOP:
        return []
    ahead = repeat.ahead or (0,) * len(repeat.spans)
    usable = [
        (-(-first // MP3_FRAME) + 1 + SHIFT, min(last, length) // MP3_FRAME, shift // MP3_FRAME)
        for (first, last), shift in zip(repeat.spans, ahead, strict=True)
        if shift % MP3_FRAME == 0
    ]
    worth = [(first, last, shift) for first, last, shift in usable if last - first >= LEAST_COPIED]
    if sum(last - first for first, last, _ in worth) * 2 < loop:
        return []
    return [LoopCopy(first, last, number, shift) for first, last, shift in worth]


def split_into_spans(first: int, last: int) -> list[Span]:
    """MP3 frames `first` up to `last`, divided into spans of nearly equal size. There must be a bed alone, or nothing,
    before `first`.
    """
    count = -(-(last - first) // LONGEST_SPAN)
    corners = [first + (last - first) * part // count for part in range(count + 1)] if count else []
    return [Span(a, b, after_bed=a == first) for a, b in pairwise(corners)]
