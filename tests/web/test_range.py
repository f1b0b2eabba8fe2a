"""HTTP conditions and ranges, as RFC 9110 defines them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.web._sound import MOST_PARTS, RangeAnswer, range_answer, ranges

SIZE = 1000
TAG = '"abc"'
DATE = "Sat, 28 Nov 2026 15:00:00 GMT"


def answer(method: str = "GET", **fields: str) -> RangeAnswer:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return range_answer(method, named, size=SIZE, etag=TAG, modified=DATE)


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        ("bytes=0-1", ((0, 2),)),
        ("bytes=0-", ((0, SIZE),)),
        ("bytes=-1", ((SIZE - 1, SIZE),)),
        ("bytes=-5000", ((0, SIZE),)),
        ("bytes=990-5000", ((990, SIZE),)),
        ("BYTES=5-5", ((5, 6),)),
        ("bytes= 0-1 , 500-501", ((0, 2), (500, 502))),
        ("bytes=500-501,0-1", ((500, 502), (0, 2))),
        ("bytes=0-9,5-20,21-30", ((0, 31),)),
        ("bytes=0-0,5000-6000", ((0, 1),)),
        ("bytes=0-99999999999999999999999", ((0, SIZE),)),
    ],
)
def test_a_range_that_can_be_had(field: str, parts: tuple[tuple[int, int], ...]) -> None:
    """A valid range is answered with status 206 and exactly the bytes asked for."""
    assert answer(range=field) == RangeAnswer(206, parts)


@pytest.mark.parametrize(
    "field", ["bytes=5-1", "bytes=a-b", "bytes=", "bytes", "lines=0-1", "bytes=-", "bytes=1-2;3", "bytes = 0-1"]
)
def test_a_range_that_is_none_counts_for_nothing(field: str) -> None:
    """An invalid `Range` field, or one with an unknown unit, is ignored, and the whole file is sent
    (RFC 9110, 14.2).
    """
    assert answer(range=field) == RangeAnswer(200)


@pytest.mark.parametrize(
    "field", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=5000-6000,7000-", "bytes=99999999999999999999-"]
)
def test_a_range_beyond_the_end(field: str) -> None:
    """If a range contains no byte of the file, the status is 416."""
    assert answer(range=field) == RangeAnswer(416)


def test_a_hundred_ranges_are_the_whole() -> None:
    """A request for up to `MOST_PARTS` ranges gets each range as a part. A request for a hundred ranges gets the whole
    file.
    """
    many = ",".join(f"{at}-{at}" for at in range(0, 500, 5))
    assert answer(range=f"bytes={many}") == RangeAnswer(200)
    few = ",".join(f"{at}-{at}" for at in range(0, 5 * MOST_PARTS, 5))
    assert len(answer(range=f"bytes={few}").parts) == MOST_PARTS


def test_more_ranges_than_anybody_needs_count_for_nothing() -> None:
    """A field with thousands of ranges is ignored, and the whole file is sent."""
    field = "bytes=" + ",".join(f"{2 * at}-{2 * at}" for at in range(20_000))
    assert ranges(field, 100_000) is None
    assert answer(range=field).status == 200


def test_head_knows_no_ranges() -> None:
    """For a HEAD request `Range` is ignored (RFC 9110, 14.2)."""
    assert answer("HEAD", range="bytes=0-1") == RangeAnswer(200)


def test_who_has_it_learns_so() -> None:
    """A client that already has the current file gets status 304, even if it asks for a range. A weak `ETag` is enough
    for this.
    """
    for tags in (TAG, f"W/{TAG}", f'"x", {TAG}', "*"):
        assert answer(if_none_match=tags, range="bytes=0-1") == RangeAnswer(304)
    assert answer(if_none_match='"x"', if_modified_since=DATE) == RangeAnswer(200)
    assert answer(if_modified_since=DATE) == RangeAnswer(304)
    assert answer(if_modified_since="yesterday") == RangeAnswer(200)


def test_who_expects_something_else_learns_so() -> None:
    """A client that expects another version of the file gets status 412, even if it would otherwise get 304. A weak
    `ETag` never counts as the same version (RFC 9110, 13.1.1 and 13.1.4).
    """
    for fields in (
        {"if_match": '"x"'},
        {"if_match": f"W/{TAG}"},
        {"if_unmodified_since": "Sat, 28 Nov 2020 15:00:00 GMT"},
    ):
        assert answer(**fields, if_none_match=TAG, range="bytes=0-1") == RangeAnswer(412)
    for fields in (
        {"if_match": f'"x", {TAG}'},
        {"if_match": "*"},
        {"if_unmodified_since": DATE},
        {"if_unmodified_since": "yesterday"},
    ):
        assert answer(**fields, range="bytes=0-1").status == 206
    assert answer(if_match=TAG, if_unmodified_since="Sat, 28 Nov 2020 15:00:00 GMT") == RangeAnswer(200)


def test_a_part_of_something_else_is_never_sent() -> None:
    """With `If-Range`, the server sends a range only if the client has the current version of the file. Otherwise it
    sends the whole file.
    """
    for condition in (TAG, DATE):
        assert answer(range="bytes=0-1", if_range=condition).status == 206
    for condition in ('"x"', f"W/{TAG}", "Sat, 28 Nov 2026 14:00:00 GMT"):
        assert answer(range="bytes=0-1", if_range=condition) == RangeAnswer(200)


@given(st.text(max_size=60), st.integers(0, 5000))
def test_any_field_is_read(text: str, size: int) -> None:
    """For any text in a `Range` field, every range that is sent lies inside the file."""
    for first, last in ranges(f"bytes={text}", size) or ():
        assert 0 <= first < last <= size
