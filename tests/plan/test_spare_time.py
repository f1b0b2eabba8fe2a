import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.plan._apportionment import Elastic, apportion, share
from voiceguide.plan._slots import Size

ROOMS = st.lists(st.integers(1, 10**7), min_size=1, max_size=30)
SMALL_ROOMS = st.lists(st.integers(1, 5), min_size=1, max_size=12)


@st.composite
def elastics(draw: st.DrawFn) -> list[Elastic]:
    """Random gaps that may shrink and grow, in several stages. Some have a fixed length."""
    gaps = []
    for _ in range(draw(st.integers(1, 12))):
        least = draw(st.integers(0, 1000))
        natural = least + draw(st.integers(0, 500))
        greatest = natural + draw(st.integers(0, 3000))
        gaps.append(Elastic(Size(least, natural, greatest), draw(st.integers(0, 3)), draw(st.integers(0, 3))))
    return gaps


@given(rooms=st.one_of(ROOMS, SMALL_ROOMS), part=st.floats(0, 1))
def test_the_parts_add_up_and_keep_to_their_rooms(rooms: list[int], part: float) -> None:
    """`apportion` divides an amount of frames so that the parts add up exactly, no part exceeds its room, and each is
    nearly in proportion to its room.
    """
    amount = round(sum(rooms) * part)
    parts = apportion(amount, rooms)
    assert sum(parts) == amount
    for given_part, room in zip(parts, rooms, strict=True):
        assert 0 <= given_part <= room
        assert abs(given_part - amount * room / sum(rooms)) <= 1 + len(rooms) * room / sum(rooms)


@given(rooms=SMALL_ROOMS)
def test_every_amount_adds_one_frame_to_one_part(rooms: list[int]) -> None:
    """Whenever the amount grows by one frame, one part gets that frame, and no part gets less."""
    before = apportion(0, rooms)
    for amount in range(1, sum(rooms) + 1):
        parts = apportion(amount, rooms)
        assert sorted(new - old for new, old in zip(parts, before, strict=True)) == [0] * (len(rooms) - 1) + [1]
        before = parts
    assert before == rooms


@given(gaps=elastics(), part=st.floats(0, 1))
def test_the_lengths_are_exact_and_in_range(gaps: list[Elastic], part: float) -> None:
    """`share` gives each gap a length in its range, and the lengths add up exactly to the total, for every total that
    is possible.
    """
    least, greatest = sum(gap.size.least for gap in gaps), sum(gap.size.greatest for gap in gaps)
    total = least + round((greatest - least) * part)
    lengths = share(gaps, total)
    assert sum(lengths) == total
    assert all(gap.size.least <= length <= gap.size.greatest for gap, length in zip(gaps, lengths, strict=True))


@given(gaps=elastics(), part=st.floats(0, 1), more=st.integers(1, 50))
def test_a_greater_total_shortens_nothing(gaps: list[Elastic], part: float, more: int) -> None:
    """If the total grows, even by a single frame, no gap becomes shorter."""
    least, greatest = sum(gap.size.least for gap in gaps), sum(gap.size.greatest for gap in gaps)
    total = least + round((greatest - least) * part)
    shorter, longer = share(gaps, total), share(gaps, min(total + more, greatest))
    assert all(one <= other for one, other in zip(shorter, longer, strict=True))


def test_stages_give_and_take_in_their_order() -> None:
    """The gaps of a later stage change only when those of the earlier stages have reached their limits. The gaps of one
    stage change in proportion.
    """
    gaps = [
        Elastic(Size(100, 200, 400), 0, 0),
        Elastic(Size(0, 100, 200), 0, 0),
        Elastic(Size(10, 20, 30), 1, 1),
    ]
    assert share(gaps, 320) == [200, 100, 20]
    assert share(gaps, 320 + 150) == [300, 150, 20]
    assert share(gaps, 320 + 305) == [400, 200, 25]
    assert share(gaps, 320 - 100) == [150, 50, 20]
    assert share(gaps, 320 - 207) == [100, 0, 13]


@pytest.mark.parametrize("total", [9, 31])
def test_what_does_not_fit_is_a_bug(total: int) -> None:
    """A total outside the possible range raises an error; it is not replaced by a possible one."""
    with pytest.raises(ValueError, match=str(total)):
        share([Elastic(Size(10, 20, 30), 0, 0)], total)
