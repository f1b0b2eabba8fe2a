import numpy as np
import pytest

from voiceguide.dsp.envelope import Envelope, Point
from voiceguide.dsp.samples import Samples
from voiceguide.mix.mixer import with_turns
from voiceguide.timeline import TURN_FRAMES, BedAt, Turn
from voiceguide.units import Frames

LOOP = np.random.default_rng(4).normal(0, 0.02, (52 * 1_152, 2)).astype(np.float32)


class Rush:
    """Even noise that repeats."""

    name = key = "rush"
    loop_frames = len(LOOP)
    even = True

    def read(self, first: Frames, last: Frames) -> Samples:
        return LOOP[np.arange(first, last) % len(LOOP)]


PLACED = BedAt(0, 200_000, Rush(), Envelope((Point(0, 0.0),)), turns=(Turn(30_000, 7_000), Turn(90_000, 1_111)))


def test_between_turns_it_is_the_bed_from_another_place() -> None:
    """Before its first turn, a bed plays from its beginning. After each turn, its samples are those of the same bed as
    many frames further on as the turn says.
    """
    for first, last, ahead in (
        (0, 30_000, 0),
        (30_000 + TURN_FRAMES, 90_000, 7_000),
        (90_000 + TURN_FRAMES, 200_000, 1_111),
    ):
        assert np.array_equal(with_turns(PLACED).read(first, last), Rush().read(first + ahead, last + ahead))


@pytest.mark.parametrize("size", [1, 997, 10_000, 65_536])
def test_it_is_the_same_in_any_pieces(size: int) -> None:
    """The samples of a bed with turns are the same whether they are read at once or in pieces of any size."""
    whole = with_turns(PLACED).read(25_000, 125_000)
    pieces = [with_turns(PLACED).read(at, min(at + size, 125_000)) for at in range(25_000, 125_000, size)]
    assert np.array_equal(np.concatenate(pieces), whole)


def test_a_turn_keeps_the_level() -> None:
    """While even noise turns, the level of each tenth of the turn stays within 8 %, because the two places that are
    cross-faded are not correlated.
    """
    turn = with_turns(PLACED).read(30_000, 30_000 + TURN_FRAMES)
    tenths = [float(np.sqrt(np.mean(part**2))) for part in np.array_split(turn, 10)]
    assert min(tenths) > 0.02 * 0.92
    assert max(tenths) < 0.02 * 1.08


def test_a_turn_to_the_same_place_is_none() -> None:
    """If a bed turns to the place that it is already playing, it just plays on, without a cross-fade with itself."""
    placed = BedAt(0, 100_000, Rush(), PLACED.level, turns=(Turn(10_000, 5), Turn(50_000, 5)))
    assert np.array_equal(with_turns(placed).read(45_000, 70_000), Rush().read(45_005, 70_005))


def test_nothing_jumps_at_its_ends() -> None:
    """In a bed with a slowly rising wave, there is no step where a turn begins, in the turn, or where it ends."""
    slow = Rush()
    ramp = np.column_stack([np.arange(60_000) / 60_000] * 2).astype(np.float32)
    slow.read = lambda first, last: ramp[np.arange(first, last) % len(ramp)]  # type: ignore[method-assign]
    wave = with_turns(BedAt(0, 100_000, slow, PLACED.level, turns=(Turn(10_000, 3_000),))).read(
        9_000, 11_000 + TURN_FRAMES
    )
    assert np.abs(np.diff(wave, axis=0)).max() < 1e-3
