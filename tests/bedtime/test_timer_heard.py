"""How the sleep timer sounds: the player plays a session, and the test controls its clock."""

import numpy as np
import pytest

from tests.player.player_stage import HandSpeakers, Stage, a_session
from voiceguide.dsp.samples import Samples
from voiceguide.player._live_session import at_resume_point, resume_point_of
from voiceguide.player._player import StartOptions
from voiceguide.units import FRAME_RATE, to_seconds


def levels(heard: Samples) -> list[float]:
    """The level of each stretch of ten seconds, in dBFS."""
    size = 10 * FRAME_RATE
    parts = heard[: len(heard) // size * size].reshape(-1, size * 2).astype(np.float64)
    return [float(10 * np.log10(np.mean(part**2) + 1e-20)) for part in parts]


def faded(keys: dict[float, str] | None = None) -> Stage:
    """A player with a session of 20 minutes and a sleep timer of 5 minutes. `keys` gives the key that is pressed at
    each time, in seconds.
    """
    stage = Stage(StartOptions(stop_after=300.0), keys)
    stage.ready(a_session(1_200), at=1.0)
    return stage


def test_it_fades_over_the_last_two_minutes(speakers: list[HandSpeakers]) -> None:
    """With a timer of five minutes, the sound is steady for three minutes and then fades evenly by over 60 dB. The
    session can be resumed from where the fade began.
    """
    stage = faded()
    heard = stage.play()
    assert to_seconds(len(heard)) == pytest.approx(300, abs=1)
    tens = levels(heard)
    # The voice comes and goes on top of the bed, whose fade is 6.7 dB in ten seconds.
    assert all(after < before + 3 for before, after in zip(tens[18:], tens[20:], strict=False))
    assert min(tens[:18]) - tens[-1] > 60
    assert stage.heard.how == "faded"
    live = stage.heard.live
    assert live is not None
    assert to_seconds(stage.heard.frame) == pytest.approx(180, abs=1)
    left = resume_point_of(live, stage.heard.frame)
    assert left is not None
    assert 170 <= to_seconds(at_resume_point(left)(live)) <= 180


def test_a_pause_and_a_machine_that_slept_put_it_off(speakers: list[HandSpeakers]) -> None:
    """The timer counts only sound that was played. A pause of ten minutes, or a computer that sleeps,
    does not count.
    """
    stage = faded({100.0: "space", 700.0: "space"})
    heard = stage.play()
    assert stage.heard.how == "faded"
    assert stage.heard.seconds == pytest.approx(300, abs=1)
    assert to_seconds(len(heard)) == pytest.approx(900, abs=2)


def test_who_is_awake_takes_the_fade_back(speakers: list[HandSpeakers]) -> None:
    """If `t` is pressed in the middle of the fade, the sound is back at its full level within seconds, and the timer
    ends 15 minutes later.
    """
    stage = faded({240.0: "t"})
    heard = stage.play()
    tens = levels(heard)
    assert tens[23] < tens[17] - 20
    assert tens[25] == pytest.approx(tens[17], abs=6)
    assert stage.heard.seconds == pytest.approx(1_200, abs=1)


def test_the_key_sets_a_timer_where_there_was_none(speakers: list[HandSpeakers]) -> None:
    """If `t` is pressed after 10 s in a session of 20 minutes without a timer, the session fades and
    ends after 15:10.
    """
    stage = Stage(StartOptions(), {10.0: "t"})
    stage.ready(a_session(1_200), at=1.0)
    heard = stage.play()
    assert stage.heard.how == "faded"
    assert to_seconds(len(heard)) == pytest.approx(910, abs=1)
