"""LAME encoders: the spans of a session, encoded in parallel on all cores and returned in order.

MP3 frames that several sessions of one command share are encoded once and kept in memory.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock
from types import TracebackType
from typing import Any, Final

import numpy as np

from voiceguide.output.blocks import pcm16
from voiceguide.output.contract import Naming, Render
from voiceguide.output.mp3._frames import Mp3Frames, Shape, joined, take_apart
from voiceguide.output.mp3._layout import SHIFT, Span
from voiceguide.units import FRAME_RATE, MP3_FRAME, Frames

MOST: Final = 64_000_000
"""At most this many bytes of main data are kept: the words of about an hour."""


class Shared:
    """Runs of MP3 frames that sessions share, by name. Several threads may use it at once.

    The sessions of one practice are written one after another, and have the same words in the same order. So the runs
    that this session or the previous one used stay. Others are removed if there is no room, the least recently used
    first.
    """

    def __init__(self, most: int = MOST) -> None:
        self._room, self._session = most, 0
        self._runs: dict[str, tuple[int, Mp3Frames]] = {}  # last session to use it, and run; in order of use
        self._lock = Lock()

    def begin(self) -> None:
        """Note that another session begins."""
        self._session += 1

    def find(self, name: str) -> Mp3Frames | None:
        """The run with this name; None if there is none."""
        with self._lock:
            found = self._runs.pop(name, None)
            if found is None:
                return None
            self._runs[name] = (self._session, found[1])
            return found[1]

    def keep(self, name: str, frames: Mp3Frames) -> None:
        """Keep a run for later sessions, if there is room."""
        whole = joined([frames])  # a copy, so that the stream it was cut from can be freed
        with self._lock:
            if name not in self._runs and self._has_room(len(whole.main)):
                self._runs[name] = (self._session, whole)
                self._room -= len(whole.main)

    def _has_room(self, size: int) -> bool:
        for name, (session, run) in list(self._runs.items()):
            if size <= self._room or session >= self._session - 1:
                break
            del self._runs[name]
            self._room += len(run.main)
        return size <= self._room


QUALITY: Final = 5
"""LAME's algorithm quality: 2 is the slowest and best, 7 the fastest."""

_LAME_SCALE: Final = np.float32(0.95)
"""At 128 kb/s and below, LAME multiplies everything by this factor (measured: −0.445 dB). The sound is divided by it
first, so that an MP3 is as loud as any other format. The peaks of a session (0.861) leave room for that.
"""

_RUN_UP: Final = 6_000
"""Bytes of slots after which a new encoder works like one that has been running for long. LAME fills its bit reservoir
slowly, with about a tenth of each slot, and speech needs a full one. With 3 000 bytes, the 8 MP3 frames at a seam
within speech were up to 1.5 dB worse than without the seam; with 6 000, up to 0.2 dB.
"""

_RUN_UP_IN_BED: Final = 4_200
"""The same if only a steady bed comes before. (The worst of 110 seams: 1.5 dB with 3 000, 0.5 dB with 4 200.)"""

_LOOK_AHEAD: Final = 1
"""How many MP3 frames LAME must get after the last one, so that it encodes that as if the sound went on."""

_BLOCK: Final = 64 * MP3_FRAME


@dataclass(frozen=True)
class Reuse:
    """MP3 frames of other sessions, and the names that tell where this one has the same sound."""

    shared: Shared
    naming: Naming


def encode(
    render: Render, length: Frames, shape: Shape, span: Span, stop: Callable[[], bool], reuse: Reuse | None = None
) -> Mp3Frames:
    """The MP3 frames of a span, and up to `SHIFT` before them.

    Raises CancelledError soon after `stop` returns True, and whatever `render` raised.
    """
    begin = max(0, span.first - SHIFT)
    heard = max(0, begin - _run_up(span, shape))
    last = min((span.last + _LOOK_AHEAD) * MP3_FRAME, length)
    sound = reuse.naming(heard * MP3_FRAME, last) if reuse else ""
    name = f"{shape} {begin - heard} {span.last - heard} {sound}"
    if reuse and sound and (found := reuse.shared.find(name)):
        return found.moved(begin)
    encoder = new_encoder(shape)
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
    """How many MP3 frames an encoder must get before the first one that is used."""
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
"""Spans queued per thread: enough that a long span does not leave the other threads without work."""


class Encoders:
    """A pool of encoding threads (lameenc releases the interpreter lock). A context manager.

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
