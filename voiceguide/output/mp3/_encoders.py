"""LAME encoders: the spans of a session, encoded in parallel on all cores and returned in order.

Sound that other sessions have too is encoded once and kept in the cache.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from types import TracebackType
from typing import Any, Final

import numpy as np

from voiceguide import __version__
from voiceguide.output.blocks import pcm16
from voiceguide.output.contract import KeyOf, Render
from voiceguide.output.mp3._frame_cache import QUALITY, FrameCache, encoded_name
from voiceguide.output.mp3._frames import Mp3Frames, Shape, frames_of
from voiceguide.output.mp3._layout import SHIFT, Span
from voiceguide.units import FRAME_RATE, MP3_FRAME, Frames

_LAME_SCALE: Final = np.float32(0.95)
"""At 128 kb/s and below, LAME multiplies everything by this factor (measured: −0.445 dB). The sound is divided by it
first, so that an MP3 is as loud as any other format. The peaks of a session (0.861) leave room for that.
"""

_RUN_UP: Final = 6_000
"""How many bytes of slots a new encoder fills before it works like one that has run for a long time. LAME fills its bit
reservoir slowly, with about a tenth of each slot, and speech needs a full reservoir. With 3 000 bytes, the 8 MP3 frames
at a seam within speech were up to 1.5 dB worse than without the seam; with 6 000, up to 0.2 dB.
"""

_RUN_UP_IN_BED: Final = 4_200
"""Like `_RUN_UP`, but for an encoder that begins after a steady bed alone. At 110 such seams, the worst loss was 1.5 dB
with 3 000 bytes, and 0.5 dB with 4 200.
"""

_LOOK_AHEAD: Final = 1
"""How many MP3 frames LAME must get after the last one that is used. Without them, it would encode the last one as the
end of the sound.
"""

_BLOCK: Final = 64 * MP3_FRAME

_MIXING: Final = 1
"""Raised by one whenever a change to the code mixes or encodes the same timeline differently, so that older runs in the
cache are not used.
"""


@dataclass(frozen=True)
class Reuse:
    """The cache of MP3 frames from other sessions, and a function that gives keys to stretches of this session. Names
    in the cache are made from these keys.
    """

    cache: FrameCache
    key_of: KeyOf

    def name(self, first: Frames, last: Frames, shape: Shape, before: int) -> str:
        """The name in the cache for the encoded form of frames `first` up to `last`. The first `before` MP3 frames of
        this stretch are only run-up for the encoder. The name is empty if the stretch has no key.
        """
        sound = self.key_of(first, last)
        return encoded_name(f"{_MIXING} {sound} {before} voiceguide {__version__}", shape) if sound else ""


def encode(
    render: Render, length: Frames, shape: Shape, span: Span, stop: Callable[[], bool], reuse: Reuse | None = None
) -> Mp3Frames:
    """The MP3 frames of a span, and up to `SHIFT` before them.

    Raises CancelledError soon after `stop` returns True, and whatever `render` raised.
    """
    begin = max(0, span.first - SHIFT)
    heard = max(0, begin - _run_up(span, shape))
    last = min((span.last + _LOOK_AHEAD) * MP3_FRAME, length)
    name = reuse.name(heard * MP3_FRAME, last, shape, begin - heard) if reuse else ""
    if reuse and name and (found := reuse.cache.find(name, shape)) and len(found) == span.last - begin:
        return found.moved(begin)
    encoder = new_encoder(shape)
    stream = bytearray(encoder.encode(b""))
    for block in pcm_blocks(render, heard * MP3_FRAME, last, shape):
        if stop():
            raise CancelledError
        stream += encoder.encode(block)
    stream += encoder.flush()
    made = frames_of(bytes(stream), shape, heard).part(begin, span.last)
    if reuse and name:
        reuse.cache.keep(name, made)
    return made


def _run_up(span: Span, shape: Shape) -> int:
    """How many MP3 frames an encoder must get before the first one whose output is used."""
    return -(-(_RUN_UP_IN_BED if span.after_bed else _RUN_UP) // shape.slot(shape.bitrate_index))


def pcm_blocks(render: Render, first: Frames, last: Frames, shape: Shape) -> Iterator[bytes]:
    """Frames `first` up to `last` for LAME: 16 bits, interleaved; for a mono file, the mean of both channels."""
    for at in range(first, last, _BLOCK):
        count = min(_BLOCK, last - at)
        samples = render(at, at + count)
        if samples.shape != (count, 2):
            raise ValueError(f"asked for {count} frames, rendered {samples.shape}")
        heard = samples.mean(axis=1, dtype=np.float32) if shape.channels == 1 else samples
        yield pcm16(heard / _LAME_SCALE).tobytes()


def new_encoder(shape: Shape) -> Any:
    """A new LAME encoder, for sound from `pcm_blocks`."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(shape.kbps)
    encoder.set_in_sample_rate(FRAME_RATE)
    encoder.set_out_sample_rate(FRAME_RATE)
    encoder.set_channels(shape.channels)
    encoder.set_quality(QUALITY)
    return encoder


_AHEAD: Final = 6
"""How many spans are queued for each thread: enough to keep the other threads busy while one encodes a long span."""


class Encoders:
    """A pool of encoding threads, as a context manager. They run in parallel, because lameenc releases the interpreter
    lock.

    Leaving the context, for whatever reason, stops the encoders within a block or two.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or cores()
        self._stop = Event()
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="encode")

    def __enter__(self) -> "Encoders":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def encode(
        self, render: Render, length: Frames, shape: Shape, spans: Iterable[Span], reuse: Reuse | None = None
    ) -> Iterator[Mp3Frames]:
        """The MP3 frames of each span, in order. At most `_AHEAD` spans per thread are in progress or waiting.

        Raises what `render` raised.
        """
        waiting: deque[Future[Mp3Frames]] = deque()
        for span in spans:
            if len(waiting) == self._threads * _AHEAD:
                yield waiting.popleft().result()
            waiting.append(self._pool.submit(encode, render, length, shape, span, self._stop.is_set, reuse))
        while waiting:
            yield waiting.popleft().result()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
