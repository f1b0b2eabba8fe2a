import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.output.jobs import job, sound
from voiceguide.dsp.samples import Samples
from voiceguide.output._soundfile import opus_samples
from voiceguide.output.blocks import BLOCK_FRAMES, Blocks, rendered, resampled, with_progress, write_behind
from voiceguide.output.contract import Job, Tags
from voiceguide.units import Frames


class Notes:
    """A writer that records its blocks and can raise an error."""

    def __init__(self, fail_at: int = -1, fail_to_close: bool = False) -> None:
        self.blocks: list[Samples] = []
        self.closed = 0
        self._fail_at, self._fail_to_close = fail_at, fail_to_close

    def write(self, block: Samples) -> None:
        if len(self.blocks) == self._fail_at:
            raise OSError(28, "full")
        self.blocks.append(block)

    def close(self) -> None:
        self.closed += 1
        if self._fail_to_close:
            raise OSError(5, "lost")


def numbered(count: int) -> Blocks:
    """Blocks that can be told apart."""
    for number in range(count):
        yield np.full((1, 2), number, np.float32)


@pytest.mark.parametrize("length", [1, BLOCK_FRAMES - 1, BLOCK_FRAMES, BLOCK_FRAMES + 1, 3 * BLOCK_FRAMES + 7])
def test_blocks_are_the_session(length: Frames) -> None:
    """The blocks, joined, are the session. None is larger than an encoder accepts."""
    blocks = list(rendered(job(length)))
    assert max(map(len, blocks)) <= BLOCK_FRAMES
    assert np.array_equal(np.concatenate(blocks), sound(0, length))


def test_small_is_the_mean_of_both_channels() -> None:
    """Small quality has one channel, the mean of both, so sound in only one channel is still heard."""
    (block,) = rendered(job(1000, "small"))
    assert block.dtype == np.float32
    assert np.allclose(block, sound(0, 1000).mean(axis=1, keepdims=True))


def test_a_wrong_render_is_a_bug() -> None:
    """A render function that returns too few samples is always reported."""
    short = Job(lambda first, last: np.zeros((last - first - 1, 2), np.float32), 1000, Tags("x"))
    with pytest.raises(ValueError, match="999"):
        list(rendered(short))


@given(cuts=st.lists(st.integers(1, 5000), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_resampling_does_not_mind_the_blocks(cuts: list[int]) -> None:
    """Resampled sound has the right length, and is the same however it is divided into blocks."""
    whole = sound(0, sum(cuts))
    count = opus_samples(len(whole))
    parts = np.split(whole, np.cumsum(cuts)[:-1])
    out = [
        np.concatenate(list(resampled(p, from_rate=44_100, to_rate=48_000, count=count, width=2)))
        for p in (parts, [whole])
    ]
    assert out[0].shape == (count, 2)
    assert np.allclose(out[0], out[1], atol=1e-6)


@given(st.integers(1, 24 * 3600 * 44_100))
def test_opus_lasts_as_long(length: Frames) -> None:
    """Sound of any length, resampled to 48 kHz, has the right length to the nearest sample."""
    assert opus_samples(length) == round(length * 48_000 / 44_100)


def test_all_is_written_in_order() -> None:
    """Every block arrives, in order, and the writer is closed once."""
    notes = Notes()
    write_behind(numbered(20), lambda: notes)
    assert [int(block[0, 0]) for block in notes.blocks] == list(range(20))
    assert notes.closed == 1


@pytest.mark.parametrize("fail_at", [0, 3, 4])
def test_a_failing_writer_ends_it(fail_at: int) -> None:
    """An error of the writer is raised, even one in the last block, and the writer is closed."""
    notes = Notes(fail_at)
    with pytest.raises(OSError, match="full"):
        write_behind(numbered(5), lambda: notes)
    assert notes.closed == 1


def test_failing_to_close_is_an_error() -> None:
    """An error that only happens when the writer is closed is raised too."""
    with pytest.raises(OSError, match="lost"):
        write_behind(numbered(5), lambda: Notes(fail_to_close=True))


def test_the_first_error_is_the_one_raised() -> None:
    """If the session is interrupted, and closing the writer then fails too, the interruption is raised, not the error
    of closing.
    """

    def interrupted() -> Blocks:
        yield from numbered(3)
        raise KeyboardInterrupt

    notes = Notes(fail_to_close=True)
    with pytest.raises(KeyboardInterrupt):
        write_behind(interrupted(), lambda: notes)
    assert notes.closed == 1


def test_progress_follows() -> None:
    """A block is reported as done only once the next one is asked for."""
    seen: list[int] = []
    blocks = with_progress(numbered(2), seen.append)
    next(blocks)
    assert seen == []
    next(blocks)
    assert seen == [1]
    assert list(blocks) == []
    assert seen == [1, 1]
