"""Where a live session begins, and its background while it waits for words."""

from dataclasses import replace

import numpy as np
import pytest

from tests.player.live_sessions import SCRIPT, a_live_session
from voiceguide.mix.mixer import Mixer
from voiceguide.units import Frames, to_frames


@pytest.mark.parametrize("seconds", [0.0, 1.0, 3.0, 40.0, 115.0])
def test_the_bed_alone_goes_on_at_the_level_that_was_heard(seconds: float) -> None:
    """While the session waits for words, the bed keeps the level at which it was heard last. That is true for ten
    minutes of waiting, and if the wait began during a fade.
    """
    live, frame = a_live_session(120.0), to_frames(seconds)
    alone, session = Mixer(live._bed_from(frame)), Mixer(replace(live.timeline, clips=()))
    np.testing.assert_allclose(alone(frame, frame + 16), session(frame, frame + 16), atol=2e-5)
    assert level(alone, frame) == pytest.approx(level(alone, frame + to_frames(600.0)), rel=0.02)


def level(mixer: Mixer, frame: Frames) -> float:
    """The root mean square of the next 7 seconds, after which the noise repeats."""
    return float(np.sqrt(np.square(mixer(frame, frame + to_frames(7.0))).mean()))


def test_a_pause_before_the_first_line_is_not_its_beginning() -> None:
    """A pause before the first line does not count as the beginning, because nothing is heard in it."""
    live = a_live_session(120.0, SCRIPT.replace("You can stop", "[10s]\n\nYou can stop", 1))
    starts = {event.kind: event.start for event in reversed(live.plan.events)}
    assert starts["pause"] < starts["say"] == live.first_word
