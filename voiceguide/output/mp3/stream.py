"""An MP3 that can be sent while it is being made: its size is known beforehand, and bytes once written never change.

One encoder writes it from beginning to end at a constant bitrate. So players seek in it exactly, and two sessions with
the same beginning have the same bytes there. Making it takes about twice the work of the file writer, which encodes in
parallel and reuses what repeats.
"""

from collections.abc import Iterator

import numpy as np

from voiceguide.output.contract import Job
from voiceguide.output.mp3._encoders import new_encoder, pcm_blocks
from voiceguide.output.mp3._frames import SHAPES, Counts, Shape
from voiceguide.output.mp3._info import Info
from voiceguide.output.mp3._layout import mp3_frames
from voiceguide.output.tags import id3_bytes
from voiceguide.units import FRAME_RATE


class Mp3Stream:
    """A session as MP3 with tags in ID3v2.3 and an Info frame for an exact, gapless length."""

    def __init__(self, job: Job) -> None:
        self._job, self._shape = job, SHAPES[job.quality]
        sizes = constant_sizes(self._shape, mp3_frames(job.length))
        info = Info(self._shape, job.length)
        info.expect(sizes)
        self.head = id3_bytes(job.tags, job.length) + info.frame()
        """The tags and the Info frame, with which the file begins."""
        self._sound = int(sizes.sum())

    @property
    def size(self) -> int:
        """The size of the whole file in bytes."""
        return len(self.head) + self._sound

    def blocks(self) -> Iterator[bytes]:
        """The file from its first byte to its last. Raises whatever `render` raises."""
        yield self.head
        encoder, left = new_encoder(self._shape), self._sound
        for block in pcm_blocks(self._job.render, 0, self._job.length, self._shape):
            made = bytes(encoder.encode(block))
            left -= len(made)
            yield made
        rest = bytes(encoder.flush())
        if len(rest) < left:
            raise ValueError(f"the encoder owes {left - len(rest)} bytes")
        yield rest[:left]


def constant_sizes(shape: Shape, count: int) -> Counts:
    """The sizes in bytes of LAME's first `count` MP3 frames: on average 144 000 · kb/s ÷ 44 100.

    Like LAME (`slot_lag`), it pads an MP3 frame by a byte whenever the fractions of a byte add up to a whole one.
    """
    whole, part = divmod(144_000 * shape.kbps, FRAME_RATE)
    owed = part - part * np.arange(1, count + 1, dtype=np.int64)
    return np.asarray(whole + np.diff(-(owed // FRAME_RATE), prepend=0), np.int64)
