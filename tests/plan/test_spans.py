import itertools

from hypothesis import given
from hypothesis import strategies as st

from voiceguide.plan._spans import Spans, closest, contains, intersection, merged, neighbours, remainders, sums

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)), min_size=1, max_size=5).map(
    lambda pairs: merged((first, first + width) for first, width in pairs)
)


def members(spans: Spans) -> set[int]:
    return {length for first, last in spans for length in range(first, last + 1)}


@given(one=SPANS, other=SPANS)
def test_spans_behave_like_sets(one: Spans, other: Spans) -> None:
    """Spans stand for sets of whole numbers. Their sums, differences and intersections stand for the sets that one gets
    number by number.
    """
    assert members(sums(one, other)) == {a + b for a in members(one) for b in members(other)}
    assert members(remainders(100, one)) == {100 - a for a in members(one)}
    assert members(intersection(one, other)) == members(one) & members(other)


@given(spans=SPANS)
def test_spans_never_touch(spans: Spans) -> None:
    """There is at least one number between two neighbouring spans, because spans that touch are joined into one."""
    assert all(before[1] + 1 < after[0] for before, after in itertools.pairwise(spans))


@given(spans=SPANS, length=st.integers(-5, 90))
def test_the_neighbours_of_a_length(spans: Spans, length: int) -> None:
    """The neighbours of a length are the nearest possible lengths below and above it; if the length itself is possible,
    it is the only one.
    """
    found = members(spans)
    assert contains(spans, length) == (length in found)
    below, above = [m for m in found if m <= length], [m for m in found if m >= length]
    expected = dict.fromkeys([*([max(below)] if below else []), *([min(above)] if above else [])])
    assert neighbours(spans, length) == tuple(expected)
    assert abs(closest(spans, length) - length) == min(abs(member - length) for member in found)
