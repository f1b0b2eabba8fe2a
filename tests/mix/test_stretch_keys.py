from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.mix.test_reuse import ONE, OTHER, STEADY, WORDS, a_timeline
from voiceguide.dsp.envelope import Envelope, Point
from voiceguide.mix.mixer import Mixer
from voiceguide.mix.reuse import GRID, LEAD, StretchKeys, align_runs
from voiceguide.timeline import TURN_FRAMES, Timeline
from voiceguide.units import Frames, to_frames

MADE = align_runs(a_timeline([to_frames(10), to_frames(19), to_frames(30)]))
STEP: Frames = 3 * GRID


def naming(timeline: Timeline) -> StretchKeys:
    return StretchKeys(Mixer(timeline))


def places(timeline: Timeline, length: Frames) -> Iterator[Frames]:
    """Frames all over the session at which a stretch of `length` frames may begin. Some stretches contain clips and
    turns, others are before or after them.
    """
    return iter(range(0, timeline.length - length, STEP))


@pytest.mark.parametrize("length", [1, 5_000, 3 * 44_100])
def test_equal_names_are_equal_sound(length: Frames) -> None:
    """Two sessions have the same words at different places. Wherever a stretch of one has the same key as a stretch of
    the other, their samples are equal, and this is so for more than 20 stretches.
    """
    one, other = align_runs(ONE), align_runs(OTHER)
    named = {name: at for at in places(one, length) if (name := naming(one)(at, at + length))}
    both = [(named[name], at) for at in places(other, length) if (name := naming(other)(at, at + length)) in named]
    assert len(both) > 20
    for here, there in both:
        assert np.array_equal(Mixer(one)(here, here + length), Mixer(other)(there, there + length)), (here, there)


def test_a_run_has_one_name_in_every_session() -> None:
    """The stretch from 0.9 s before a run of words, where the bed has finished its turn, until the run is over has the
    same key in two sessions with the same words at different places.
    """
    one, other = align_runs(ONE), align_runs(OTHER)
    for mine, yours, words in zip(one.clips[::2], other.clips[::2], WORDS, strict=True):
        length = LEAD + 2 * words.frames + to_frames(0.5) + 8 * GRID
        here, there = mine.start - LEAD, yours.start - LEAD
        name = naming(one)(here, here + length)
        assert name == naming(other)(there, there + length) != ""


def test_other_sound_has_another_name() -> None:
    """If a clip in a stretch is replaced, removed, softened or moved by one frame, or if the bed's level or one of its
    turns is changed, the stretch gets another key and other samples.
    """
    at = MADE.clips[2].start - LEAD - TURN_FRAMES - 100
    length = to_frames(3)
    name, sound = naming(MADE)(at, at + length), Mixer(MADE)(at, at + length)
    assert name
    clips, bed = MADE.clips, MADE.beds[0]
    changed = [
        replace(MADE, clips=(*clips[:2], replace(clips[2], clip=WORDS[2]), *clips[3:])),
        replace(MADE, clips=(*clips[:2], replace(clips[2], gain_db=-1.0), *clips[3:])),
        replace(MADE, clips=(*clips[:2], replace(clips[2], start=clips[2].start + 1), *clips[3:])),
        replace(MADE, clips=clips[:2]),
        replace(MADE, beds=(replace(bed, turns=(*bed.turns[:1], replace(bed.turns[1], ahead=5 * GRID))),)),
        replace(MADE, beds=(replace(bed, turns=(*bed.turns[:1], replace(bed.turns[1], frame=at + 2 * GRID))),)),
        replace(MADE, beds=(replace(bed, turns=(replace(bed.turns[0], ahead=5 * GRID), *bed.turns[1:])),)),
        replace(MADE, beds=(replace(bed, level=Envelope((Point(0, -3.0), Point(to_frames(50), -3.0)))),)),
    ]
    for timeline in changed:
        assert naming(timeline)(at, at + length) != name
        assert not np.array_equal(Mixer(timeline)(at, at + length), sound)


def test_a_moving_level_has_a_name_too() -> None:
    """Stretches in which the bed fades have keys too. The same fade-in has the same key in two sessions. If the last
    fade ends at another level or follows another curve, its key is different.
    """
    entered = naming(ONE)(0, to_frames(6))
    assert entered == naming(OTHER)(0, to_frames(6)) != ""
    (bed,) = MADE.beds
    later = Timeline(MADE.length + GRID, (), (replace(bed, turns=(), level=STEADY, end=MADE.length + GRID),), (), ())
    steeper = Envelope((*STEADY.points[:-1], replace(STEADY.points[-1], gain_db=-61.0)))
    powered = Envelope((*STEADY.points[:-2], replace(STEADY.points[-2], curve="power"), STEADY.points[-1]))
    names = {
        naming(replace(later, beds=(replace(later.beds[0], level=level),)))(to_frames(49), to_frames(51))
        for level in (STEADY, steeper, powered)
    }
    assert len(names) == 3


def test_nothing_has_a_name_where_sound_cannot_be_known() -> None:
    """A stretch has no key if a bed begins, ends, or turns with softened highs in it, or if a clip in it has no key."""
    (bed,) = MADE.beds
    middle = MADE.length // 2
    softer, softening = Envelope((Point(0, -3.0),)), Envelope((Point(middle, 0.0), Point(middle + 10, -1.0)))
    for case in ({"highs": softer}, {"highs": softening}, {"start": middle}, {"end": middle}):
        changed = replace(MADE, beds=(replace(bed, **case),))
        assert not naming(changed)(middle - 100, middle + 100)

    nameless = replace(MADE.clips[0], clip=replace(WORDS[0], key=""))
    at = nameless.start
    assert naming(MADE)(at, at + 100)
    assert not naming(replace(MADE, clips=(nameless, *MADE.clips[1:])))(at, at + 100)


def test_softened_highs_have_a_name() -> None:
    """Where the highs of a bed are being softened, or stay softened, a stretch has the same key and samples as the
    stretch one round of the loop later in a session whose softening begins that much later.
    """
    plain = replace(a_timeline([to_frames(10), to_frames(20), to_frames(30)]), clips=(), lines=())
    (bed,) = plain.beds
    loop = bed.bed.loop_frames
    assert loop

    def over(shift: Frames, low: float) -> Timeline:
        highs = Envelope((Point(shift + 5_000, 0.0), Point(shift + 90_000, low)))
        return replace(plain, beds=(replace(bed, level=Envelope((Point(0, -3.0),)), highs=highs),))

    here, later, lower = over(0, -2.0), over(loop, -2.0), over(0, -4.0)
    for first, last in ((40_000, 60_000), (95_000, 99_000)):
        name = naming(here)(first, last)
        assert name == naming(later)(first + loop, last + loop) != ""
        assert np.array_equal(Mixer(here)(first, last), Mixer(later)(first + loop, last + loop))
        assert naming(lower)(first, last) != name
        assert not np.array_equal(Mixer(lower)(first, last), Mixer(here)(first, last))


def test_a_bed_without_a_loop_has_no_name() -> None:
    """A stretch of a bed that is not a loop has no key."""
    made = align_runs(a_timeline([to_frames(10), to_frames(20), to_frames(30)]))
    made.beds[0].bed.loop_frames = None  # type: ignore[misc]
    assert not naming(made)(to_frames(10), to_frames(11))
