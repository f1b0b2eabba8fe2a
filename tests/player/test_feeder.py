import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.dsp.samples import Samples
from voiceguide.player._feeder import BLOCK, MARGIN, Feeder, Track
from voiceguide.player._ring import Ring


def ramp(offset: float, length: int | None = None, name: str = "ramp", then: Track | None = None) -> Track:
    """A track in which the value of each sample is its frame number plus `offset`. float32 represents whole numbers up
    to 16 million exactly.
    """

    def render(first: int, last: int) -> Samples:
        place = np.arange(first, last, dtype=np.float32) + np.float32(offset)
        return np.column_stack((place, place))

    return Track(render, length, name, then)


def read(feeder: Feeder, frames: int) -> Samples:
    out = np.empty((frames, 2), dtype=np.float32)
    feeder.ring.read_into(out)
    return out[:, 0]


def test_a_track_is_heard_from_its_frame_to_its_end() -> None:
    """The ring gets exactly the track's samples, from the frame that was cued to the track's end. When they have been
    read, the ring is drained.
    """
    feeder = Feeder(Ring())
    feeder.cue(ramp(0, length=3 * BLOCK + 7), 100)
    feeder.step()
    assert np.array_equal(read(feeder, 3 * BLOCK + 7 - 100), np.arange(100, 3 * BLOCK + 7, dtype=np.float32))
    assert feeder.ring.drained
    assert feeder.ring.underruns == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40_000), st.integers(0, 9_000), st.booleans())
def test_a_change_comes_soon_and_without_a_gap(heard: int, fade: int, same: bool) -> None:
    """After a cue, the old track is heard for MARGIN more frames. Then it is faded into the new track, and no frame is
    missing.
    """
    feeder = Feeder(Ring())
    feeder.cue(ramp(0), 0)
    feeder.step()
    read(feeder, heard)
    new = ramp(1_000_000)
    feeder.cue(new, 500, fade=fade, same=same)
    feeder.step()
    after = read(feeder, MARGIN + fade + 100)
    assert np.array_equal(after[:MARGIN], np.arange(heard, heard + MARGIN, dtype=np.float32))
    assert np.array_equal(after[MARGIN + fade :], np.arange(500 + fade, 600 + fade, dtype=np.float32) + 1_000_000)
    place = feeder.place()
    assert place is not None
    assert (place.track, place.frame) == (new, 600 + fade)
    assert feeder.ring.underruns == 0


def test_a_change_at_the_same_frame_of_the_same_samples_is_not_heard() -> None:
    """If a track is replaced by one with equal samples, at the same place, the cross-fade between them does not change
    the sound.
    """
    feeder = Feeder(Ring())
    feeder.cue(ramp(0), 0)
    feeder.step()
    first = read(feeder, 5_000)
    feeder.cue(ramp(0), None, fade=4_000, same=True)
    feeder.step()
    heard = np.concatenate((first, read(feeder, 30_000)))
    assert np.allclose(heard, np.arange(35_000), atol=0.01)


def test_a_power_fade_keeps_the_power_of_two_noises() -> None:
    """During a cross-fade between two different noises, the power of the sound stays the same."""
    rng = np.random.default_rng(5)
    noises = [rng.standard_normal((60_000, 2)).astype(np.float32) for _ in range(2)]
    tracks = [Track(lambda a, b, noise=noise: noise[a:b], 60_000, "noise") for noise in noises]  # type: ignore[misc]
    feeder = Feeder(Ring())
    feeder.cue(tracks[0], 0)
    feeder.step()
    read(feeder, 100)
    feeder.cue(tracks[1], 0, fade=40_000)
    feeder.step()
    middle = read(feeder, MARGIN + 40_000)[MARGIN:].reshape(8, -1)
    assert np.mean(middle**2, axis=1) == pytest.approx(np.ones(8), rel=0.08)


def test_what_follows_joins_at_the_same_frame() -> None:
    """When a track ends, its successor follows, and no frame is missing or repeated. `place` says which of the two
    tracks is heard, now or earlier.
    """
    after = ramp(0, None, "after")
    feeder = Feeder(Ring())
    feeder.cue(ramp(0, 20_000, "before", after), 0)
    feeder.step()
    assert np.array_equal(read(feeder, 50_000), np.arange(50_000, dtype=np.float32))
    place, earlier = feeder.place(), feeder.place(behind=40_000)
    assert place is not None
    assert (place.track, place.frame) == (after, 50_000)
    assert earlier is not None
    assert (earlier.track.name, earlier.frame) == ("before", 10_000)


def test_a_finished_ring_can_be_begun_again() -> None:
    """When a track has ended and the ring is drained, a track that is cued afterwards is heard."""
    feeder = Feeder(Ring())
    feeder.cue(ramp(0, 1_000), 0)
    feeder.step()
    read(feeder, 1_000)
    assert feeder.ring.drained
    feeder.cue(ramp(0, 50), 20)
    feeder.step()
    assert not feeder.ring.drained
    assert np.array_equal(read(feeder, 30), np.arange(20, 50, dtype=np.float32))


def test_cues_that_follow_each_other_add_up() -> None:
    """If two cues wait to be carried out, and the second keeps the place of the first, `upcoming` returns the second
    track at the frame of the first cue.
    """
    feeder = Feeder(Ring())
    assert feeder.upcoming() is None
    first, second = ramp(0), ramp(1)
    feeder.cue(first, 7)
    feeder.cue(second, None)
    place = feeder.upcoming()
    assert place is not None
    assert (place.track, place.frame) == (second, 7)


def test_a_failure_is_kept_and_closes_the_ring() -> None:
    """If rendering a track raises an error in the feeder's thread, the error is stored in `failed`, and the ring is
    closed.
    """

    def fails(first: int, last: int) -> Samples:
        raise OSError("the disk is gone")

    feeder = Feeder(Ring())
    feeder.cue(Track(fails, None, "broken"), 0)
    feeder.start()
    feeder._thread.join(10)
    assert isinstance(feeder.failed, OSError)
    assert feeder.ring.closed


def test_the_thread_keeps_the_ring_filled() -> None:
    """While a reader takes samples as fast as they are ready, the thread fills the ring in order, and no sample is
    missing.
    """
    feeder, out = Feeder(Ring()), np.empty((2_205, 2), dtype=np.float32)
    feeder.cue(ramp(0), 0)
    feeder.start()
    pause = threading.Event()
    while feeder.ring.space > BLOCK:
        pause.wait(0.001)
    for _ in range(100):
        while feeder.ring.written - feeder.ring.read < 2_205:
            feeder._wake.set()
            pause.wait(0.001)
        before = feeder.ring.read
        feeder.ring.read_into(out)
        assert np.array_equal(out[:, 0], np.arange(before, before + 2_205, dtype=np.float32))
    feeder.stop()
    assert feeder.ring.underruns == 0
