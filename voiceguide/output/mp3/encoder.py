"""One LAME encoder and the spans of a session that it makes."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any, Final

import numpy as np

from voiceguide.dsp.samples import Samples
from voiceguide.output.blocks import pcm16
from voiceguide.output.contract import Render
from voiceguide.output.mp3.course import SHIFT, Span
from voiceguide.output.mp3.frames import MP3_FRAME, Mp3Frames, Shape, take_apart
from voiceguide.units import FRAME_RATE, Frames

QUALITY: Final = 5
"""LAME's algorithm quality: 2 is the slowest and best, 7 the fastest."""

_LOOK_AHEAD: Final = 1
"""MP3 frames that LAME must have heard behind the last one, to code it as it does when it goes on."""

_BLOCK: Final = 64 * MP3_FRAME


def encode(render: Render, length: Frames, shape: Shape, span: Span, stop: Callable[[], bool]) -> Mp3Frames:
    """The MP3 frames of a span, and up to `SHIFT` before them.

    Gives up with CancelledError soon after `stop` says so. Raises whatever `render` raised.
    """
    encoder = _lame(shape)
    begin = max(0, span.first - SHIFT)
    heard = max(0, begin - span.run_up)
    last = min((span.last + _LOOK_AHEAD) * MP3_FRAME, length)
    stream = bytearray()
    for at in range(heard * MP3_FRAME, last, _BLOCK):
        if stop():
            raise CancelledError
        stream += encoder.encode(as_pcm(render(at, min(at + _BLOCK, last)), shape.channels))
    stream += encoder.flush()
    return take_apart(bytes(stream), shape, heard).part(begin, span.last)


def as_pcm(samples: Samples, channels: int) -> bytes:
    """Samples of shape (n, 2) as LAME takes them: 16 bits, interleaved, with one channel the mean of both."""
    return pcm16(samples.mean(axis=1, dtype=np.float32) if channels == 1 else samples).tobytes()


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
