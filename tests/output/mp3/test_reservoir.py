"""How many bytes a run of MP3 frames saves in the bit reservoir, and how many saved bytes it needs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.mp3.sounds import made_up
from voiceguide.output.mp3 import _reservoir
from voiceguide.output.mp3._frames import RESERVOIR
from voiceguide.output.mp3._reservoir import needed, saved, saved_by

SLOT = 418
SIZES = st.lists(st.integers(0, SLOT + RESERVOIR), max_size=60).map(lambda sizes: np.array(sizes, np.int64))


def one_by_one(sizes: list[int], before: int) -> int | None:
    """Count MP3 frame by MP3 frame how many bytes are saved in the reservoir after the last, if `before` are saved at
    first. None if one of the MP3 frames does not fit.
    """
    there = min(before, RESERVOIR)
    for size in sizes:
        there += SLOT - size
        if there < 0:
            return None
        there = min(there, RESERVOIR)
    return there


@given(SIZES, st.integers(0, RESERVOIR))
def test_what_is_saved_is_what_counting_gives(sizes: "np.typing.NDArray[np.int64]", before: int) -> None:
    """The formula for the bytes that are saved after a run gives the same number as counting them MP3 frame by MP3
    frame.
    """
    counted = one_by_one(sizes.tolist(), before)
    if counted is not None:
        assert saved(sizes, SLOT, before) == counted


@given(SIZES)
def test_what_is_needed_is_the_least_that_will_do(sizes: "np.typing.NDArray[np.int64]") -> None:
    """`needed` gives the smallest number of saved bytes with which all MP3 frames of a run fit: with one byte less,
    they do not.
    """
    needs = needed(sizes, SLOT)
    need = int(needs[0])
    if needs.max() <= RESERVOIR:  # else no encoder could have made them
        fits = [one_by_one(sizes.tolist(), before) is not None for before in (need, need - 1)]
        assert fits[0]
        assert not fits[1] or need == 0


def test_a_long_run_is_counted_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes saved after a long run do not depend on how many MP3 frames are counted at once."""
    sizes = np.random.default_rng(3).integers(200, 560, 500).tolist()
    run = made_up(sizes)
    whole = saved(run.sizes(7, 480), SLOT, 100)
    for at_once in (1, 13, 400, 1000):
        monkeypatch.setattr(_reservoir, "_LOOKED_AT", at_once)
        assert saved_by(run, 7, 480, SLOT, 100) == whole
