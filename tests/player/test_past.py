"""A live session that is changed while it plays."""

import numpy as np
import pytest

from tests.player.live_sessions import a_live_session
from voiceguide.mix.mixer import Mixer
from voiceguide.player._live_session import LiveSession
from voiceguide.units import to_frames


@pytest.mark.parametrize("delay", [0.0, 7.0])
def test_what_was_heard_stays_as_it_was(delay: float) -> None:
    """If a session is made longer or shorter, or is ended early, all samples up to the join are the same as before."""
    live = a_live_session(200.0).moved(to_frames(delay), to_frames(200.0 + delay))
    at = to_frames(60.0)

    def longer(one: LiveSession) -> LiveSession:
        return one.refitted(at, one.length + to_frames(100))

    for change in (longer, lambda one: one.refitted(at, to_frames(100)), lambda one: one.ending(at)):
        changed = change(live)
        assert changed.heard is not None
        join = changed.delay + changed.heard.until
        assert join >= at
        assert changed.length != live.length
        before, after = (Mixer(one.timeline)(0, join) for one in (live, changed))
        assert np.array_equal(before, after)


def test_nothing_is_kept_of_what_has_not_begun() -> None:
    """If a session is changed before it has begun, while only the bed is heard, the changed session keeps nothing of
    the old one.
    """
    live = a_live_session(200.0).moved(to_frames(30.0), to_frames(230.0))
    assert live.refitted(to_frames(10.0), to_frames(300.0)).heard is None
