"""The layout of a session: which of its MP3 frames are encoded, and which are copied from a loop."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.output.mp3.sounds import bed
from voiceguide.output.contract import SteadySpans
from voiceguide.output.mp3._layout import LEAST_COPIED, LONGEST_SPAN, SHIFT, LoopCopy, Span, lay_out_frames, mp3_frames

GAPS = st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 200_000)), min_size=1, max_size=12)


def spans_of(gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans as pairs of first and last frame. Each pair in `gaps` is the distance of a span from the one before it, and
    its length, in frames.
    """
    spans, at = [], 0
    for gap, size in gaps:
        spans.append((at + gap, at + gap + size))
        at += gap + size
    return spans


@settings(deadline=None)
@given(GAPS, st.integers(0, 100_000), st.sampled_from([1152, 288 * 1152, 1000, 10**9 * 1152]))
def test_every_mp3_frame_comes_from_somewhere(gaps: list[tuple[int, int]], tail: int, period: int) -> None:
    """The pieces of a layout follow each other without gaps and cover all MP3 frames of the session. No piece is empty,
    and no span to be encoded exceeds the permitted length.
    """
    spans = spans_of(gaps)
    length = spans[-1][1] + tail
    layout = lay_out_frames(
        length, (SteadySpans(period, bed, tuple(spans[::2])), SteadySpans(period, bed, tuple(spans[1::2])))
    )
    at = 0
    for piece in layout:
        assert piece.first == at < piece.last
        at = piece.last
        if isinstance(piece, Span):
            assert piece.last - piece.first <= LONGEST_SPAN
    assert at == mp3_frames(length)


@settings(deadline=None)
@given(GAPS)
def test_only_what_is_wholly_the_bed_is_laid_in(gaps: list[tuple[int, int]]) -> None:
    """MP3 frames are copied from a loop only where the sound repeats from one MP3 frame before them until their end,
    even if their seam is moved to the earliest permitted place.
    """
    spans = spans_of(gaps)
    for piece in lay_out_frames(spans[-1][1], (SteadySpans(288 * 1152, bed, tuple(spans)),)):
        if isinstance(piece, LoopCopy):
            lowest = piece.first - SHIFT
            assert any(start <= (lowest - 1) * 1152 and piece.last * 1152 <= end for start, end in spans)


def test_a_period_off_the_grid_is_not_laid_in() -> None:
    """Repeating sound is not copied from a loop but encoded if its period is not a whole number of MP3 frames, if its
    period is too long, or if it is heard too briefly.
    """
    span = ((0, 2_000_000),)
    assert any(isinstance(piece, LoopCopy) for piece in lay_out_frames(2_000_000, (SteadySpans(1152, bed, span),)))
    for repeat in (
        SteadySpans(1153, bed, span),
        SteadySpans(5_000 * 1152, bed, span),
        SteadySpans(30_000 * 1152, bed, span),
    ):
        assert all(isinstance(piece, Span) for piece in lay_out_frames(2_000_000, (repeat,)))


def test_a_short_pause_is_not_worth_a_seam() -> None:
    """If the bed is heard alone only briefly between words, it is not copied from a loop but encoded together with the
    words, because a seam would cost more.
    """
    spans = ((0, 1_000_000), (1_100_000, 1_100_000 + LEAST_COPIED * 1152), (1_300_000, 2_000_000))
    laid = [
        piece for piece in lay_out_frames(2_000_000, (SteadySpans(1152, bed, spans),)) if isinstance(piece, LoopCopy)
    ]
    assert sorted({piece.first < 900 for piece in laid}) == [False, True]
    assert not [piece for piece in laid if 1_100_000 < piece.first * 1152 < 1_200_000]
