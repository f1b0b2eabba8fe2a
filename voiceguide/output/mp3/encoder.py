"""One LAME encoder and the spans of a session that it makes."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from voiceguide.output._blocks import pcm16
from voiceguide.output.contract import Naming, Render
from voiceguide.output.mp3.course import SHIFT, Span
from voiceguide.output.mp3.frames import MP3_FRAME, Mp3Frames, Shape, take_apart
from voiceguide.output.mp3.shared import Shared
from voiceguide.units import FRAME_RATE, Frames

QUALITY: Final = 5
"""LAME's algorithm quality: 2 is the slowest and best, 7 the fastest."""

_LAME_SCALE: Final = np.float32(0.95)
"""At 128 kb/s and less LAME turns everything down by this factor (measured: −0.445 dB), so it is turned up by as much
before: a session is as loud as MP3 as in any other format. Its peaks (0.861) have room for it."""

_RUN_UP: Final = 6_000
"""Bytes of slots after which a new encoder codes as one that has run for long. LAME saves only a tenth of each slot or
a little more until its bit reservoir is full, and speech would miss it. With 3 000 the 8 MP3 frames at a seam within
speech were up to 1.5 dB worse than without the seam, with 6 000 up to 0.2 dB."""

_RUN_UP_IN_BED: Final = 4_200
"""The same where a steady bed is heard before. (Worst of 110 seams: with 3 000 1.5 dB, with 4 200 0.5 dB.)"""

_LOOK_AHEAD: Final = 1
"""MP3 frames that LAME must have heard behind the last one, to code it as it does when it goes on."""

_BLOCK: Final = 64 * MP3_FRAME


@dataclass(frozen=True)
class Reuse:
    """What was encoded for other sessions, and what tells where this one has the same sound."""

    shared: Shared
    naming: Naming


def encode(
    render: Render, length: Frames, shape: Shape, span: Span, stop: Callable[[], bool], reuse: Reuse | None = None
) -> Mp3Frames:
    """The MP3 frames of a span, and up to `SHIFT` before them.

    Gives up with CancelledError soon after `stop` says so. Raises whatever `render` raised.
    """
    begin = max(0, span.first - SHIFT)
    heard = max(0, begin - _run_up(span, shape))
    last = min((span.last + _LOOK_AHEAD) * MP3_FRAME, length)
    sound = reuse.naming(heard * MP3_FRAME, last) if reuse else ""
    name = f"{shape} {begin - heard} {span.last - heard} {sound}"
    if reuse and sound and (found := reuse.shared.find(name)):
        return found.moved(begin)
    encoder = _lame(shape)
    stream = bytearray(encoder.encode(b""))
    for block in pcm_blocks(render, heard * MP3_FRAME, last, shape):
        if stop():
            raise CancelledError
        stream += encoder.encode(block)
    stream += encoder.flush()
    made = take_apart(bytes(stream), shape, heard).part(begin, span.last)
    if reuse and sound:
        reuse.shared.keep(name, made)
    return made


def _run_up(span: Span, shape: Shape) -> int:
    """How many MP3 frames an encoder must hear before the first that is used."""
    return -(-(_RUN_UP_IN_BED if span.after_bed else _RUN_UP) // shape.slot(shape.bitrate_index))


def pcm_blocks(render: Render, first: Frames, last: Frames, shape: Shape) -> Iterator[bytes]:
    """Frames `first` up to `last` as LAME takes them: 16 bits, interleaved, or one channel that is the mean of both."""
    for at in range(first, last, _BLOCK):
        count = min(_BLOCK, last - at)
        samples = render(at, at + count)
        if samples.shape != (count, 2):
            raise ValueError(f"asked for {count} frames, rendered {samples.shape}")
        heard = samples.mean(axis=1, dtype=np.float32) if shape.channels == 1 else samples
        yield pcm16(heard / _LAME_SCALE).tobytes()


def _lame(shape: Shape) -> Any:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(shape.kbps)
    encoder.set_in_sample_rate(FRAME_RATE)
    encoder.set_out_sample_rate(FRAME_RATE)
    encoder.set_channels(shape.channels)
    encoder.set_quality(QUALITY)
    return encoder
