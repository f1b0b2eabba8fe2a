"""A session as a stream of blocks. One thread renders a block, while another writes the block before it."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import FrameProgress, Job
from voiceguide.units import Frames

BLOCK_FRAMES: Final[Frames] = 1 << 16
"""The length of a block, about 1.5 s. An encoder never gets more than this at once: libsndfile crashes on a Vorbis
block of several minutes.
"""


Blocks: TypeAlias = Generator[Samples, None, None]
"""Blocks of samples in order, each with the shape (frames, channels). A reader that stops early must close the
generator.
"""


def channels(job: Job) -> int:
    """How many channels the file has: two, or one if the quality is `small`."""
    return 1 if job.quality == "small" else 2


def rendered(job: Job) -> Blocks:
    """The whole session in blocks of at most `BLOCK_FRAMES`, shape (frames, channels). Raises what `render` raises."""
    for first in range(0, job.length, BLOCK_FRAMES):
        last = min(first + BLOCK_FRAMES, job.length)
        samples = job.render(first, last)
        if samples.shape != (last - first, 2):
            raise ValueError(f"asked for frames {first} to {last}, rendered {samples.shape}")
        yield samples.mean(axis=1, keepdims=True, dtype=np.float32) if channels(job) == 1 else samples


def resampled(blocks: Iterable[Samples], *, from_rate: int, to_rate: int, count: int, width: int) -> Blocks:
    """The sound resampled as one stream: exactly `count` samples in all, in `width` channels."""
    import soxr

    stream = soxr.ResampleStream(from_rate, to_rate, width, dtype="float32")
    left = count
    try:
        for block in blocks:
            part = stream.resample_chunk(block)[:left]
            left -= len(part)
            yield part
        last = stream.resample_chunk(np.zeros((0, width), np.float32), last=True)[:left]
        yield last
        yield np.zeros((left - len(last), width), np.float32)
    finally:
        del stream  # If a traceback keeps it until Python ends, soxr writes a warning to stderr.


def pcm16(samples: Samples) -> NDArray[np.int16]:
    """Samples as 16-bit integers, rounded to the nearest; values beyond full scale are clipped.

    There is no dither: the noise of a session's bed has the same effect.
    """
    whole: NDArray[np.int16] = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype("<i2")
    return whole


def with_progress(blocks: Iterable[Samples], progress: FrameProgress) -> Blocks:
    """The same blocks. `progress` is called with the length of each one when the next one is requested."""
    for block in blocks:
        yield block
        progress(len(block))


class Writer(Protocol):
    """Takes blocks in order."""

    def write(self, block: Samples) -> None:
        """Write one more block. Raises OSError."""

    def close(self) -> None:
        """Write the rest of the buffer, and finish. Raises OSError."""


def write_behind(blocks: Blocks, open_writer: Callable[[], Writer]) -> None:
    """Open a writer, write every block, and close it, all in a second thread. Meanwhile, this thread renders the next
    block.

    The second thread also keeps Ctrl-C out of an encoder's callbacks, where it would be lost: Python interrupts only
    its main thread. Raises what opening, rendering, writing or closing raised. Even then, the blocks and the writer are
    closed.
    """
    with closing(blocks), ThreadPoolExecutor(1, thread_name_prefix="encode") as pool:
        writer = pool.submit(open_writer).result()
        try:
            under_way: Future[None] | None = None
            for block in blocks:
                if under_way is not None:
                    under_way.result()
                under_way = pool.submit(writer.write, block)
            if under_way is not None:
                under_way.result()
        except BaseException:
            with suppress(OSError):
                pool.submit(writer.close).result()
            raise
        pool.submit(writer.close).result()
