"""MP3 frames and their contents: headers, side information, and main data, which is collected from the bit reservoir.

The layout is that of ISO/IEC 11172-3 (MPEG-1 audio), layer III, without checksum:

    header 4 bytes | side information 17 (mono) or 32 bytes | slot

The main data of an MP3 frame may begin up to 511 bytes before its own slot, in the slots of the MP3 frames before it:
the bit reservoir. `main_data_begin` in the side information says how many bytes before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.output.contract import Quality

BITRATES: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""The bitrates in kb/s, by their index in the header of an MP3 frame (MPEG-1, layer III)."""

RESERVOIR: Final = 511
"""How many bytes before its slot main data may begin: the greatest value of `main_data_begin`."""

HEADER: Final = 4
_PADDING_BIT: Final = 0x02
_GRANULE_BITS: Final = 59
_GRANULES: Final = 2
_START, _SHORT, _STOP = 1, 2, 3  # block_type where window_switching_flag is set

Bytes2D: TypeAlias = NDArray[np.uint8]
Counts: TypeAlias = NDArray[np.int64]
Windows: TypeAlias = NDArray[np.int8]


@dataclass(frozen=True)
class Shape:
    """The number of channels of a file, and the bitrate that its MP3 frames usually have."""

    channels: int
    kbps: int

    @property
    def side(self) -> int:
        """How many bytes of side information an MP3 frame has."""
        return 32 if self.channels == 2 else 17

    @property
    def head(self) -> int:
        """How many bytes of an MP3 frame come before its slot."""
        return HEADER + self.side

    @property
    def bitrate_index(self) -> int:
        """The index of the usual bitrate, as the header of an MP3 frame contains it."""
        return BITRATES.index(self.kbps)

    @property
    def richer(self) -> "Shape":
        """The same number of channels at the next higher bitrate."""
        return Shape(self.channels, BITRATES[self.bitrate_index + 1])

    @property
    def leaner(self) -> "Shape":
        """The same number of channels at the next lower bitrate."""
        return Shape(self.channels, BITRATES[self.bitrate_index - 1])

    @property
    def lowpass(self) -> int:
        """LAME's low-pass at this bitrate, in Hz: the middle of its transition band, as LAME's tag has it."""
        return 17_000 if self.channels == 2 else 16_500

    def slot(self, bitrate_index: int) -> int:
        """How many bytes the slot of a padded MP3 frame has: 144 000 · kb/s ÷ 44 100, plus one byte of padding, less
        the head.
        """
        return 144_000 * BITRATES[bitrate_index] // 44_100 + 1 - self.head


SHAPES: Final[dict[Quality, Shape]] = {"standard": Shape(channels=2, kbps=128), "small": Shape(channels=1, kbps=64)}


@dataclass(frozen=True, eq=False)
class Mp3Frames:
    """A run of MP3 frames with their main data, not yet laid out as a stream."""

    first: int
    """The place in the session of the first MP3 frame, counted in MP3 frames."""
    heads: Bytes2D
    """Header and side information, shape (n, head)."""
    ends: Counts
    """Places in `main`, shape (n + 1,): first the place where the main data of the first MP3 frame begins, and then,
    for each MP3 frame, the place where its main data ends.
    """
    main: bytes
    opening: Windows
    """The shape of the rising half of each MP3 frame's first window, shape (n, channels): see `window_shapes`."""
    closing: Windows
    """The shape of the falling half of each MP3 frame's last window."""

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def last(self) -> int:
        """The place just after the last MP3 frame."""
        return self.first + len(self)

    def opening_at(self, place: int) -> Windows:
        """The `opening` of the MP3 frame at a place, by channel."""
        return np.asarray(self.opening[place - self.first])

    def closing_at(self, place: int) -> Windows:
        """The `closing` of the MP3 frame at a place, by channel."""
        return np.asarray(self.closing[place - self.first])

    def parts(self, first: int, last: int) -> Iterator["Mp3Frames"]:
        """The MP3 frames from `first` up to `last`. They come as a single run."""
        yield self.part(first, last)

    def sizes(self, first: int, last: int) -> Counts:
        """The bytes of main data of each MP3 frame from `first` up to `last`."""
        return np.diff(self.ends[first - self.first : last - self.first + 1])

    def part(self, first: int, last: int) -> "Mp3Frames":
        """The MP3 frames from `first` up to `last`, which must be within this run."""
        if not self.first <= first <= last <= self.last:
            raise ValueError(f"{first} to {last} is not within {self.first} to {self.last}")
        a, b = first - self.first, last - self.first
        return Mp3Frames(first, self.heads[a:b], self.ends[a : b + 1], self.main, self.opening[a:b], self.closing[a:b])

    def moved(self, first: int) -> "Mp3Frames":
        """The same run at another place."""
        return Mp3Frames(first, self.heads, self.ends, self.main, self.opening, self.closing)


def frames_of(data: bytes, shape: Shape, first: int) -> Mp3Frames:
    """The MP3 frames of a constant-bitrate stream from LAME. The first one gets the place `first`.

    Raises ValueError if the stream is not what LAME writes for this shape.
    """
    offsets = _offsets(data, shape)
    stream = np.frombuffer(data, np.uint8)
    heads = stream[offsets[:-1, None] + np.arange(shape.head)]
    in_slots = np.ones(offsets[-1], np.bool_)
    in_slots[(offsets[:-1, None] + np.arange(shape.head)).ravel()] = False
    slots = stream[: offsets[-1]][in_slots].tobytes()
    slot_starts = offsets[:-1] - np.arange(len(heads)) * shape.head
    bits = np.unpackbits(heads[:, HEADER:], axis=1)
    begins = slot_starts - _number(bits, 0, 9)
    sizes = main_sizes(bits, shape)
    if len(heads) and (begins.min() < 0 or (begins + sizes)[-1] > len(slots)):
        raise ValueError("main data outside the stream")
    main = b"".join(slots[a : a + n] for a, n in zip(begins.tolist(), sizes.tolist(), strict=True))
    return assemble(first, heads, main, shape)


def assemble(first: int, heads: Bytes2D, main: bytes, shape: Shape) -> Mp3Frames:
    """A run of MP3 frames from their heads and their concatenated main data. Raises ValueError if they do not match."""
    bits = np.unpackbits(heads[:, HEADER:], axis=1)
    ends = np.concatenate(([0], np.cumsum(main_sizes(bits, shape))))
    if ends[-1] != len(main):
        raise ValueError("heads and main data do not belong together")
    opening, closing = window_shapes(bits, shape)
    return Mp3Frames(first, heads, ends, main, opening, closing)


def concatenated(runs: Sequence[Mp3Frames]) -> Mp3Frames:
    """Consecutive runs as one."""
    mains = [run.main[int(run.ends[0]) : int(run.ends[-1])] for run in runs]
    sizes = np.concatenate([np.diff(run.ends) for run in runs])
    return Mp3Frames(
        runs[0].first,
        np.concatenate([run.heads for run in runs]),
        np.concatenate(([0], np.cumsum(sizes))),
        b"".join(mains),
        np.concatenate([run.opening for run in runs]),
        np.concatenate([run.closing for run in runs]),
    )


def _offsets(data: bytes, shape: Shape) -> Counts:
    """The bytes at which the MP3 frames begin, and finally the byte at which the stream ends."""
    size = 144_000 * shape.kbps // 44_100
    sync = bytes((0xFF, 0xFB, shape.bitrate_index << 4))
    offsets, at = [], 0
    while at + HEADER <= len(data):
        if data[at : at + 2] != sync[:2] or data[at + 2] & 0xFC != sync[2]:
            raise ValueError(f"no MP3 frame of {shape} at byte {at}")
        offsets.append(at)
        at += size + (1 if data[at + 2] & _PADDING_BIT else 0)
    if at != len(data):
        raise ValueError("the stream ends inside an MP3 frame")
    return np.array([*offsets, at], np.int64)


def _number(bits: Bytes2D, at: int, width: int) -> Counts:
    """The number in bits `at` up to `at + width` of each row."""
    weights = 1 << np.arange(width - 1, -1, -1, dtype=np.int64)
    return bits[:, at : at + width] @ weights


def _granule_starts(shape: Shape) -> list[list[int]]:
    """For each granule and channel, the bit of the side information at which its data begins: a list for each granule,
    with one number for each channel.
    """
    before = 9 + 3 + 8 if shape.channels == 2 else 9 + 5 + 4  # main_data_begin, private_bits, scfsi
    return [
        [before + (granule * shape.channels + channel) * _GRANULE_BITS for channel in range(shape.channels)]
        for granule in range(_GRANULES)
    ]


def main_sizes(bits: Bytes2D, shape: Shape) -> Counts:
    """How many bytes the main data of each MP3 frame takes: the sum of its `part2_3_length` fields, which count bits,
    rounded up to whole bytes.
    """
    total = sum(_number(bits, at, 12) for granule in _granule_starts(shape) for at in granule)
    return np.asarray((total + 7) // 8, np.int64)


def window_shapes(bits: Bytes2D, shape: Shape) -> tuple[Windows, Windows]:
    """(opening, closing) of each MP3 frame: how its first window rises, and how its last window falls. 0 is long, 1 is
    short, 2 is mixed. Both arrays have the shape (n, channels).

    One MP3 frame may follow another if its opening equals the closing of the other in every channel: then the aliasing
    of the overlapping windows cancels.
    """
    first, last = _granule_starts(shape)
    opening = np.stack([_half(bits, at, (_SHORT, _STOP)) for at in first], axis=1)
    closing = np.stack([_half(bits, at, (_START, _SHORT)) for at in last], axis=1)
    return opening, closing


def _half(bits: Bytes2D, at: int, short: tuple[int, int]) -> Windows:
    switched, kind, mixed = bits[:, at + 33], _number(bits, at + 34, 2), bits[:, at + 36]
    is_short = (switched == 1) & np.isin(kind, short)
    return np.where(is_short, 1 + mixed, 0).astype(np.int8)
