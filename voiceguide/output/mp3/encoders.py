"""Many spans encoded at once, on all cores, and given back in their order."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from types import TracebackType
from typing import Final

from voiceguide.output.contract import Render
from voiceguide.output.mp3.course import Span
from voiceguide.output.mp3.encoder import Reuse, encode
from voiceguide.output.mp3.frames import Mp3Frames, Shape
from voiceguide.units import Frames

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
