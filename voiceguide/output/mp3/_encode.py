"""LAME encoders: many spans of a session encoded at once, on all cores, and given back in their order.

Frames that the sessions of one command have in common are held in memory and encoded once.
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
"""Bytes of main data that are held: the words of about an hour."""


class Shared:
    """Runs of MP3 frames by name. Several threads may use it at once.

    Sessions of one practice come one after the other and say the same words in the same order. So what this session or
    the one before has used stays; what has not been used for longer makes room, the longest unused first.
    """

    def __init__(self, most: int = MOST) -> None:
        self._room, self._session = most, 0
        self._runs: dict[str, tuple[int, Mp3Frames]] = {}  # the session that used it last, and the run; in that order
        self._lock = Lock()

    def begin(self) -> None:
        """Another session begins."""
        self._session += 1

    def find(self, name: str) -> Mp3Frames | None:
        """The run of that name, if there is one."""
        with self._lock:
            found = self._runs.pop(name, None)
            if found is None:
                return None
            self._runs[name] = (self._session, found[1])
            return found[1]

    def keep(self, name: str, frames: Mp3Frames) -> None:
        """Hold a run for the sessions to come, if there is room."""
        whole = joined([frames])  # without the stream that it was cut from
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


def new_encoder(shape: Shape) -> Any:
    """One of LAME's encoders, for sound that is as loud as `pcm_blocks` makes it."""
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
"""Spans for each thread: enough that a long one at the head does not let the other threads wait for work."""


class Encoders:
    """A pool of threads that encode (lameenc frees the interpreter's lock meanwhile). A context manager.

    Leaving the context, for whatever reason, ends what is under way within a block or two.
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
        """The MP3 frames of each span, in order. At most `_AHEAD` for each thread are under way or waiting.

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
