from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voiceguide.dsp.envelope import Envelope, Point, gains, steady_gain_db
from voiceguide.dsp.samples import MemoryClip, Samples
from voiceguide.mix.mixer import BED_CEILING, Mixer, soft_limited
from voiceguide.timeline import BedAt, ClipAt, Timeline
from voiceguide.units import Frames

LENGTH = 5_000


class Ramp:
    """A bed in which every sample is the number of its frame."""

    name = "ramp"
    key = "ramp"
    loop_frames = None
    even = False

    def read(self, first: Frames, last: Frames) -> Samples:
        place = np.arange(first, last, dtype=np.float32) / LENGTH * 0.05
        return np.column_stack((place, -place))


def a_timeline() -> Timeline:
    fade = Envelope((Point(0, -40.0), Point(900, 0.0), Point(3_000, 0.0, "power"), Point(4_000, -96.0)))
    rise = Envelope((Point(3_000, -96.0, "power"), Point(4_000, 0.0)))
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 700).astype(np.float32)
    clips = (
        ClipAt(1_000, MemoryClip(noise), 0.0),
        ClipAt(1_200, MemoryClip(noise[:50]), -6.0),
        ClipAt(4_900, MemoryClip(noise[:300]), -3.0),
    )
    beds = (BedAt(0, 4_000, Ramp(), fade), BedAt(3_000, LENGTH, Ramp(), rise))
    return Timeline(LENGTH, clips, beds, (), ())


WHOLE = Mixer(a_timeline())(0, LENGTH)


@given(st.lists(st.integers(0, LENGTH), max_size=12))
@example([3_001])
def test_any_division_into_blocks_gives_the_same_samples(cuts: list[int]) -> None:
    """Blocks of any size, joined together, are bit for bit the same as the whole session rendered at once."""
    mixer = Mixer(a_timeline())
    edges = [0, *sorted(cuts), LENGTH]
    blocks = [mixer(a, b) for a, b in pairwise(edges)]
    assert np.array_equal(np.concatenate(blocks), WHOLE)


def test_a_clip_sounds_at_its_frame_and_gain() -> None:
    """A clip begins exactly at its frame, in both channels, at its gain, and a clip that runs past the end is cut."""
    timeline = a_timeline()
    bare = Mixer(Timeline(LENGTH, timeline.clips, (), (), ()))(0, LENGTH)
    assert not bare[:1_000].any()
    assert bare[1_000:1_200, 0] == pytest.approx(timeline.clips[0].clip.read(0, 200)[:, 0])
    assert bare[4_900:, 1] == pytest.approx(timeline.clips[2].clip.read(0, 100)[:, 1] * 10 ** (-3 / 20), abs=1e-6)


def test_a_long_clip_under_later_short_ones_is_still_heard() -> None:
    """A long clip is still mixed in when shorter clips that began later are already over."""
    long, short = MemoryClip(np.full(2_000, 0.25, np.float32)), MemoryClip(np.full(10, 0.1, np.float32))
    mixer = Mixer(Timeline(LENGTH, (ClipAt(0, long, 0.0), ClipAt(100, short, 0.0)), (), (), ()))
    assert mixer(1_000, 1_001)[0, 0] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("first", "last", "level"),
    [
        (0, 10, None),
        (900, 3_000, 0.0),
        (1_000, 1_001, 0.0),
        (2_999, 3_001, 0.0),
        (2_999, 3_002, None),
        (4_000, 4_400, -96.0),
    ],
)
def test_a_steady_level_is_recognised(first: int, last: int, level: float | None) -> None:
    """If the level of a bed is the same on every frame of a stretch, `steady_gain_db` gives this level. Otherwise it
    gives None.
    """
    envelope = a_timeline().beds[0].level
    assert steady_gain_db(envelope, first, last) == level
    if level is not None:
        assert len(set(gains(envelope, first, last).tolist())) == 1


@given(st.floats(-3, 3, width=32))
def test_beds_stay_under_their_ceiling(sample: float) -> None:
    """No sample of the beds is above the soft ceiling. Quiet samples are unchanged, and no sample changes its sign."""
    held = soft_limited(np.array([[sample, 0.05]], np.float32))
    assert abs(held[0, 0]) <= BED_CEILING * (1 + 1e-6)
    assert held[0, 1] == np.float32(0.05)
    assert held[0, 0] * sample >= 0
