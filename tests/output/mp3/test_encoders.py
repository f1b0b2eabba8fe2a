"""Spans encoded by several threads."""

import threading
from concurrent.futures import CancelledError

import numpy as np
import pytest

from tests.output.mp3.sounds import STEREO, Talk, bed
from voiceguide.dsp.samples import Samples
from voiceguide.output.mp3._encoders import Encoders, encode
from voiceguide.output.mp3._layout import Span, split_into_spans
from voiceguide.units import Frames

SESSION = Talk(600_000, (50_000, 300_000))
SPANS = [Span(0, 100, after_bed=False), Span(100, 130, after_bed=False), Span(130, 400, after_bed=False)]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_in_order_and_the_same(threads: int) -> None:
    """With any number of threads, the spans come in order, and are the same as from one encoder."""
    with Encoders(threads) as encoders:
        made = list(encoders.encode(SESSION, SESSION.length, STEREO, SPANS))
    alone = [encode(SESSION, SESSION.length, STEREO, span, lambda: False) for span in SPANS]
    assert [(run.first, run.last) for run in made] == [(0, 100), (97, 130), (127, 400)]
    for one, other in zip(made, alone, strict=True):
        assert one.part(one.first, one.last).main == other.main
        assert np.array_equal(one.heads, other.heads)


def test_only_a_few_are_under_way() -> None:
    """If the results are not taken, only a few spans for each thread are rendered ahead."""
    asked: list[Frames] = []

    def watched(first: Frames, last: Frames) -> Samples:
        asked.append(last)
        return bed(first, last)

    spans = [Span(at, at + 10, after_bed=False) for at in range(0, 2000, 10)]
    with Encoders(2) as encoders:
        runs = encoders.encode(watched, 3_000_000, STEREO, spans)
        next(runs)
    assert max(asked) < 10 * 16 * 1152  # of 2 000


def test_leaving_ends_the_work() -> None:
    """If an interruption ends the `with` block of the encoders, their threads end soon, even if hours of sound are
    still to be encoded.
    """
    before = threading.active_count()
    asked: list[Frames] = []

    def watched(first: Frames, last: Frames) -> Samples:
        asked.append(first)
        return bed(first, last)

    def interrupted() -> None:
        with Encoders(2) as encoders:
            spans = [Span(0, 40, after_bed=False), Span(100, 1_600_000, after_bed=False)]
            next(encoders.encode(watched, 2_000_000_000, STEREO, spans))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(asked) < 1_000  # of 25 000
    assert threading.active_count() == before


def test_a_stopped_encoder_gives_up() -> None:
    """An encoder that is told to stop after three blocks renders no fourth one, and raises `CancelledError`."""
    asked: list[Frames] = []

    def watched(first: Frames, last: Frames) -> Samples:
        asked.append(first)
        return bed(first, last)

    with pytest.raises(CancelledError):
        encode(watched, 10_000_000, STEREO, Span(0, 8_000, after_bed=False), lambda: len(asked) >= 3)
    assert len(asked) == 3


def test_an_error_comes_through_and_ends_all() -> None:
    """An error that rendering raises in a thread is raised unchanged, and all threads end."""
    before = threading.active_count()

    def broken(first: Frames, last: Frames) -> Samples:
        if first > 300_000:
            raise OSError(5, "a clip is gone")
        return bed(first, last)

    with pytest.raises(OSError, match="a clip is gone"), Encoders(2) as encoders:
        list(encoders.encode(broken, 3_000_000, STEREO, split_into_spans(0, 2600)))
    assert threading.active_count() == before


def test_a_renderer_that_errs_in_length_is_found_out() -> None:
    """If a render function returns fewer frames than it was asked for, encoding raises an error. Otherwise all later
    sound would come too early.
    """
    with pytest.raises(ValueError, match="rendered"):
        encode(lambda first, last: bed(first, last - 1), 100_000, STEREO, Span(0, 50, after_bed=False), lambda: False)
