import numpy as np

from voiceguide.dsp.envelope import Envelope, Point
from voiceguide.dsp.samples import MemoryClip, Samples
from voiceguide.mix.mixer import Mixer
from voiceguide.mix.reuse import steady_stretches
from voiceguide.timeline import TURN_FRAMES, BedAt, ClipAt, Timeline, Turn
from voiceguide.units import Frames

LOOP = np.random.default_rng(7).uniform(-0.05, 0.05, (500, 2)).astype(np.float32)


class LoopBed:
    """A bed that repeats after 500 frames."""

    name = key = "loop"
    loop_frames = 500
    even = False

    def read(self, first: Frames, last: Frames) -> Samples:
        return LOOP[np.arange(first, last) % 500]


def a_timeline() -> Timeline:
    level = Envelope((Point(0, -40.0), Point(300, -2.0), Point(9_000, -2.0), Point(10_000, -60.0)))
    clip = MemoryClip(np.full(700, 0.2, np.float32))
    clips = (ClipAt(1_000, clip, 0.0), ClipAt(1_500, clip, 0.0), ClipAt(8_800, clip, 0.0))
    return Timeline(10_000, clips, (BedAt(0, 10_000, LoopBed(), level),), (), ())


def test_the_bed_alone_is_found_between_clips_and_fades() -> None:
    """A session with a fade-in, clips and a last fade has two stretches in which the bed is heard alone at a steady
    level. They are found exact to the frame.
    """
    (steady,) = steady_stretches(a_timeline())
    assert steady.spans == ((300, 1_000), (2_200, 8_800))
    assert steady.period == 500


def test_what_repeats_is_what_is_mixed() -> None:
    """In the stretches where only the bed is heard, the repeating sound has the same samples as the mixed session, bit
    for bit.
    """
    timeline = a_timeline()
    (steady,) = steady_stretches(timeline)
    for first, last in steady.spans:
        assert np.array_equal(steady.read(first, last), Mixer(timeline)(first, last))


def test_beds_that_overlap_are_not_alone() -> None:
    """While two backgrounds are heard together, neither counts as heard alone. The stretches before and
    after that do.
    """
    level = Envelope((Point(0, 0.0),))
    beds = (BedAt(0, 6_000, LoopBed(), level), BedAt(5_000, 9_000, LoopBed(), level))
    assert [steady.spans for steady in steady_stretches(Timeline(9_000, (), beds, (), ()))] == [
        ((0, 5_000),),
        ((6_000, 9_000),),
    ]


def test_a_bed_that_turns_repeats_from_another_place() -> None:
    """Where a bed turns, the stretch in which it is heard alone ends, and another begins after the turn. There, the
    session has the samples of the bed from as many frames further on as the turn says.
    """
    bed = BedAt(0, 60_000, LoopBed(), Envelope((Point(0, -2.0),)), turns=(Turn(30_000, 123),))
    timeline = Timeline(60_000, (), (bed,), (), ())
    (steady,) = steady_stretches(timeline)
    assert steady.spans == ((0, 30_000), (30_000 + TURN_FRAMES, 60_000))
    assert steady.ahead == (0, 123)
    for (first, last), ahead in zip(steady.spans, steady.ahead, strict=True):
        assert np.array_equal(steady.read(first + ahead, last + ahead), Mixer(timeline)(first, last))


def test_where_the_highs_change_nothing_repeats() -> None:
    """While the highs of a bed are being softened, the bed does not repeat. The stretch before that repeats with full
    highs, and the stretch after it with softened highs.
    """
    highs = Envelope((Point(3_000, 0.0), Point(4_000, -12.0)))
    beds = (BedAt(0, 9_000, LoopBed(), Envelope((Point(0, -2.0),)), highs),)
    timeline = Timeline(9_000, (), beds, (), ())
    found = steady_stretches(timeline)
    assert [steady.spans for steady in found] == [((0, 3_000),), ((4_000, 9_000),)]
    for steady in found:
        for first, last in steady.spans:
            assert np.array_equal(steady.read(first, last), Mixer(timeline)(first, last))
            assert np.array_equal(steady.read(0, 500), steady.read(500, 1_000))
    assert not np.array_equal(found[0].read(0, 500), found[1].read(0, 500))
