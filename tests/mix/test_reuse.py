from collections.abc import Sequence

import numpy as np

from tests.mix.test_turns import Rush
from voiceguide.dsp.envelope import SILENT_DB, Envelope, Point
from voiceguide.dsp.samples import MemoryClip
from voiceguide.mix.mixer import Mixer
from voiceguide.mix.reuse import GRID, LEAD, align_runs
from voiceguide.timeline import BedAt, CaptionLine, ClipAt, Timeline
from voiceguide.units import Frames, to_frames

END: Frames = to_frames(60)
WORDS = [
    MemoryClip(np.random.default_rng(n).uniform(-0.3, 0.3, 20_000 + 777 * n).astype(np.float32), key=f"words {n}")
    for n in range(3)
]
STEADY = Envelope((Point(0, -40.0), Point(to_frames(4), 0.0), Point(to_frames(50), 0.0), Point(END, -60.0)))


def a_timeline(starts: Sequence[Frames], *, even: bool = True, level: Envelope = STEADY) -> Timeline:
    """A timeline with a bed, and with two clips for each frame in `starts`: the first begins there, and the second half
    a second after the first has ended.
    """
    bed = Rush()
    bed.even = even
    clips, lines = [], []
    for start, words in zip(starts, WORDS, strict=True):
        for at in (start, start + words.frames + to_frames(0.5)):
            clips.append(ClipAt(at, words, 0.0))
            lines.append(CaptionLine(words.key, at, at + words.frames))
    return Timeline(END, tuple(clips), (BedAt(0, END, bed, level),), (), tuple(lines))


ONE = a_timeline([to_frames(10), to_frames(20) + 5, to_frames(30) + 500])
OTHER = a_timeline([to_frames(12) + 77, to_frames(18) + 1_000, to_frames(41)])


def test_the_same_words_are_the_same_sound_in_every_session() -> None:
    """Two sessions have the same words at different places. In both, the samples are the same, bit for bit, from 0.9 s
    before a run of words, where the bed has finished its turn, until the run is over.
    """
    one, other = align_runs(ONE), align_runs(OTHER)
    for mine, yours, words in zip(one.clips[::2], other.clips[::2], WORDS, strict=True):
        length = LEAD + 2 * words.frames + to_frames(0.5) + 8 * GRID
        here, there = mine.start - LEAD, yours.start - LEAD
        assert np.array_equal(Mixer(one)(here, here + length), Mixer(other)(there, there + length))


def test_runs_begin_on_the_grid_close_to_their_place() -> None:
    """All clips of a run of words move by the same number of frames, at most half an MP3 frame, so that the run begins
    on an MP3 frame. Captions and chapters keep their planned times.
    """
    made = align_runs(ONE)
    for before, after in zip(ONE.clips, made.clips, strict=True):
        assert abs(after.start - before.start) <= GRID // 2
    assert all(run.start % GRID == 0 for run in made.clips[::2])
    for first, second in zip(made.clips[::2], made.clips[1::2], strict=True):
        assert second.start - first.start == first.clip.frames + to_frames(0.5)
    assert (made.lines, made.chapters) == (ONE.lines, ONE.chapters)


def test_a_bed_that_is_not_even_stays() -> None:
    """If the bed is not even, one could hear it turn. So the bed gets no turns, and the clips stay at their frames."""
    uneven = a_timeline([to_frames(10), to_frames(20), to_frames(30)], even=False)
    made = align_runs(uneven)
    assert made.beds[0].turns == ()
    assert [one.start for one in made.clips] == [one.start for one in uneven.clips]


def test_no_bed_turns_while_its_level_moves() -> None:
    """Words are not moved where the bed fades in or out, is turned down, or crosses into another bed."""
    starts = [to_frames(4.5), to_frames(20), to_frames(49)]
    level = Envelope((*STEADY.points[:2], Point(to_frames(19), 0.0), Point(to_frames(19.5), -3.0), *STEADY.points[2:]))
    made = align_runs(a_timeline(starts, level=level))
    assert made.beds[0].turns == ()
    assert [one.start for one in made.clips[::2]] == starts
    crossing = Envelope((Point(0, SILENT_DB, "power"), Point(to_frames(10), 0.0)))
    crossed = a_timeline([to_frames(10), to_frames(20), to_frames(30)])
    beds = (*crossed.beds, BedAt(to_frames(19), END, Rush(), crossing))
    both = align_runs(Timeline(END, crossed.clips, beds, (), crossed.lines))
    assert [len(bed.turns) for bed in both.beds] == [1, 0]
