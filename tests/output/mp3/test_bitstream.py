"""How MP3 frames are put together into one stream, with a shared bit reservoir."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.output.mp3.sounds import MONO, STEREO, made_up
from voiceguide.output.mp3._bitstream import Bitstream
from voiceguide.output.mp3._frames import BITRATES, Mp3Frames, Shape, concatenated

SIZES = st.lists(st.one_of(st.integers(330, 430), st.integers(0, 1000)), min_size=1, max_size=60)


def laid(frames: Mp3Frames, shape: Shape, cuts: list[int]) -> tuple[bytes, list[int]]:
    """The stream of `frames`, given to the writer in parts that end at `cuts`, and the frame sizes that the writer
    reports.
    """
    stream = Bitstream(shape)
    corners = sorted({0, len(frames), *(min(cut, len(frames)) for cut in cuts)})
    done = [stream.add(frames.part(a, b)) for a, b in pairwise(corners)]
    done.append(stream.finish())
    return b"".join(data for data, _ in done), [int(size) for _, sizes in done for size in sizes]


def read(stream: bytes, shape: Shape) -> list[tuple[int, bytes]]:
    """Read a stream as a simple decoder does. For each MP3 frame: its size in bytes, and all bytes from the place where
    its main data begin up to the end of the stream, without headers.
    """
    at, slots, found = 0, b"", []
    while at < len(stream):
        assert stream[at : at + 2] == b"\xff\xfb"
        size = 144_000 * BITRATES[stream[at + 2] >> 4] // 44_100 + (stream[at + 2] >> 1 & 1)
        begin = stream[at + 4] << 1 | stream[at + 5] >> 7
        assert begin <= len(slots)
        found.append((size, len(slots) - begin))
        slots += stream[at + shape.head : at + size]
        at += size
    assert at == len(stream)
    return [(size, slots[start:]) for size, start in found]


@settings(deadline=None)
@given(SIZES, st.lists(st.integers(0, 60), max_size=4))
def test_all_main_data_is_found_again(sizes: list[int], cuts: list[int]) -> None:
    """A simple reader of the stream finds the main data of every MP3 frame complete, and the reported
    sizes are right.
    """
    frames = made_up(sizes)
    stream, reported = laid(frames, STEREO, cuts)
    back = read(stream, STEREO)
    assert [size for size, _ in back] == reported
    for number, (_, main) in enumerate(back):
        wanted = frames.main[int(frames.ends[number]) : int(frames.ends[number + 1])]
        assert main[: len(wanted)] == wanted


@settings(deadline=None)
@given(SIZES, st.lists(st.integers(0, 60), max_size=6))
def test_the_parts_it_comes_in_do_not_matter(sizes: list[int], cuts: list[int]) -> None:
    """The stream is the same however its MP3 frames are divided into parts."""
    frames = made_up(sizes)
    assert laid(frames, STEREO, cuts) == laid(frames, STEREO, [])


@settings(deadline=None)
@given(SIZES, st.lists(st.integers(0, 2), min_size=3, max_size=9))
def test_a_loop_that_goes_round_is_the_same_stream(sizes: list[int], turns: list[int]) -> None:
    """If the same run of MP3 frames is written several times, in any order, the stream is the same as if each were a
    new run.
    """
    runs = [made_up(sizes), made_up([400, *sizes]), made_up(sizes).part(0, len(sizes) // 2)]
    stream = Bitstream(STEREO)
    done = [stream.add(runs[turn]) for turn in turns]
    done.append(stream.finish())
    whole = concatenated([replace(runs[turn], first=0) for turn in turns])
    assert b"".join(data for data, _ in done) == laid(whole, STEREO, [])[0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 381), min_size=1, max_size=80))
def test_what_fits_keeps_its_bitrate(sizes: list[int]) -> None:
    """If the main data of each MP3 frame fit into the bytes that a frame has at the usual bitrate, no MP3 frame gets a
    higher bitrate.
    """
    assert set(laid(made_up(sizes), STEREO, [])[1]) == {418}


def test_only_what_does_not_fit_is_enlarged() -> None:
    """An MP3 frame with 890 bytes of main data still fits by use of the bit reservoir. Only one with 1 000 bytes gets a
    higher bitrate.
    """
    sizes = laid(made_up([100] * 4 + [890] + [100] * 4 + [1000] + [100] * 4), STEREO, [])[1]
    assert sizes == [418] * 9 + [627] + [418] * 4


def test_one_channel_is_laid_too() -> None:
    """In a mono stream at 64 kb/s, every MP3 frame has the usual size, and a simple reader finds the main data of each
    one complete.
    """
    frames = made_up([100, 150, 300, 0, 188], MONO)
    stream, sizes = laid(frames, MONO, [2])
    assert sizes == [209] * 5
    for number, (_, main) in enumerate(read(stream, MONO)):
        wanted = frames.main[int(frames.ends[number]) : int(frames.ends[number + 1])]
        assert main[: len(wanted)] == wanted


def test_too_much_is_refused() -> None:
    """Main data of 1 015 bytes, which do not fit into an MP3 frame of any bitrate, raise a ValueError."""
    stream = Bitstream(STEREO)
    with pytest.raises(ValueError, match="fit into no MP3 frame"):
        stream.add(made_up([1015]))


def test_little_is_held_back() -> None:
    """While MP3 frames are given to the writer, at most three of them wait to be written: those whose bytes later main
    data may still use.
    """
    stream = Bitstream(STEREO)
    frames = made_up(list(np.random.default_rng(1).integers(300, 430, 3000)))
    given_, out = 0, 0
    for first in range(0, 3000, 50):
        given_ += 50
        out += len(stream.add(frames.part(first, first + 50))[1])
        assert given_ - out <= 3
