import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.dsp.samples import Samples
from voiceguide.player._ring import BLOCK, Ring


def counted(first: int, count: int) -> Samples:
    place = np.arange(first + 1, first + count + 1, dtype=np.float32)
    return np.column_stack((place, -place))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3_000), st.lists(st.tuples(st.booleans(), st.integers(0, 3_000)), max_size=40))
def test_what_comes_out_is_what_went_in(capacity: int, steps: list[tuple[bool, int]]) -> None:
    """All samples that are written are read once and in order, in portions of any size. Missing samples are read as
    silence.
    """
    ring, written, read = Ring(capacity), 0, 0
    for writes, count in steps:
        if writes:
            count = min(count, ring.space)
            ring.write(counted(written, count))
            written += count
        else:
            out = np.full((count, 2), 9.0, dtype=np.float32)
            ring.read_into(out)
            there = min(count, written - read)
            assert np.array_equal(out[:there], counted(read, there))
            assert not out[there:].any()
            read += there
    assert (ring.written, ring.read) == (written, read)


def test_missing_samples_are_counted_until_the_ring_is_closed() -> None:
    """Missing samples count as an underrun, except before the first sample and after the last."""
    ring, out = Ring(1_000), np.empty((100, 2), dtype=np.float32)
    ring.read_into(out)
    assert (ring.underruns, ring.missing) == (0, 0)
    ring.write(counted(0, 150))
    ring.read_into(out)
    ring.read_into(out)
    assert (ring.underruns, ring.missing) == (1, 50)
    ring.closed = True
    ring.read_into(out)
    assert ring.underruns == 1
    assert ring.drained


def test_what_is_far_enough_ahead_can_be_taken_back() -> None:
    """The writer can replace samples that the reader is not close to, and the new ones are heard."""
    ring = Ring(10_000)
    ring.write(counted(0, 8_000))
    out = np.empty((2_000, 2), dtype=np.float32)
    ring.read_into(out)
    assert not ring.discard_from(2_000 + BLOCK - 1)
    assert ring.discard_from(2_000 + BLOCK)
    ring.write(counted(50_000, 10))
    out = np.empty((BLOCK + 10, 2), dtype=np.float32)
    ring.read_into(out)
    assert np.array_equal(out, np.concatenate((counted(2_000, BLOCK), counted(50_000, 10))))


def test_the_writer_sees_what_it_wrote() -> None:
    """A peek returns a copy of the written samples, also across the end of the ring, and silence after them."""
    ring = Ring(100)
    ring.write(counted(0, 90))
    ring.read_into(np.empty((80, 2), dtype=np.float32))
    ring.write(counted(90, 60))
    assert np.array_equal(ring.peek(85, 160), np.concatenate((counted(85, 65), np.zeros((10, 2), np.float32))))
