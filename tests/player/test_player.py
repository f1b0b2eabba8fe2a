"""The player, which connects keys, controls, speakers and the screen. The clock of these tests advances as sound is
played.
"""

import numpy as np
import pytest

from tests.player.player_stage import HandSpeakers, Stage, a_session
from voiceguide.errors import SpeechFailedError
from voiceguide.mix.mixer import Mixer
from voiceguide.player._player import _EXIT_TIME, StartOptions
from voiceguide.player._view import View, seconds_left
from voiceguide.units import to_frames, to_seconds


def test_a_session_that_is_ready_in_time_is_exactly_the_session(speakers: list[HandSpeakers]) -> None:
    """If a session is ready in time, it sounds exactly like the saved session from the moment it follows the bed."""
    stage, live = Stage(StartOptions()), a_session(60)
    stage.ready(live, at=1.2)
    heard = stage.play()
    assert np.allclose(heard, Mixer(live.session)(0, len(heard)), atol=2e-6)
    assert len(heard) == pytest.approx(live.length, abs=3)
    assert stage.heard.how == "whole"
    assert stage.heard.dropouts == 0
    assert speakers[0].closed


def test_a_session_that_is_late_still_ends_when_it_was_asked_to(speakers: list[HandSpeakers]) -> None:
    """If a session is ready late, the bed continues until then, and the session's pauses get shorter, so that the end
    stays.
    """
    stage = Stage(StartOptions())
    stage.ready(a_session(60), at=9.0)
    heard = stage.play()
    assert len(heard) == pytest.approx(to_frames(60), abs=3)
    assert stage.heard.live is not None
    first = stage.heard.live.timeline.lines[0]
    assert first.start > to_frames(9.0)
    assert np.abs(heard[first.start : first.start + 4_000]).max() > 0.1


def test_a_delay_comes_before_the_whole_session(speakers: list[HandSpeakers]) -> None:
    """With a delay, the bed plays alone for that much longer, and every word comes that much later."""
    stage, live = Stage(StartOptions(delay=to_frames(20))), a_session(60)
    stage.ready(live, at=1.0)
    heard = stage.play()
    assert len(heard) == pytest.approx(to_frames(80), abs=3)
    words = live.session.lines[0]
    expected = Mixer(live.session)(words.start, words.end)
    assert np.abs(heard[to_frames(20) + words.start : to_frames(20) + words.end] - expected).max() < 0.1


def test_a_session_can_begin_inside(speakers: list[HandSpeakers]) -> None:
    """If a session of 60 s starts at 40 s, the bed is heard for about a second, then the last 20 s of the session."""
    stage, live = Stage(StartOptions(start=lambda live: to_frames(40))), a_session(60)
    stage.ready(live, at=1.0)
    heard = stage.play()
    assert to_seconds(len(heard)) == pytest.approx(21.0, abs=0.5)


def test_what_goes_wrong_in_the_making_is_raised(speakers: list[HandSpeakers]) -> None:
    """If a line cannot be spoken, the session ends with its error, after a fade if it was already playing."""
    stage = Stage(StartOptions())
    error = SpeechFailedError("rest.md", 3, "Feel the chair.", "the voice broke off")
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[9.0] = lambda: setattr(stage.making, "error", error)
    with pytest.raises(SpeechFailedError):
        stage.play()
    assert np.abs(stage.ear.heard[-100:]).max() < 1e-3


def test_no_shorter_than_what_the_screen_says(speakers: list[HandSpeakers]) -> None:
    """The remaining time is shown in whole seconds. Each number appears when exactly that many seconds are left."""
    seen: dict[int, float] = {}
    stage, live = Stage(StartOptions()), a_session(60)
    stage.ready(live, at=1.0)

    def look(view: View) -> None:
        if view.length_s:
            seen.setdefault(seconds_left(view), to_seconds(stage.ear.frames))

    stage.player.run(stage.making, look)  # type: ignore[arg-type]
    stage.output.close()
    end = to_seconds(int(np.nonzero(stage.ear.heard.any(axis=1))[0][-1]) + 1)
    late = [at + left - end for left, at in seen.items() if left]
    assert len(late) == 59
    assert max(late) < 0.1
    assert min(late) > -0.05


def test_keys_reach_the_controls(speakers: list[HandSpeakers]) -> None:
    """The key q stops the session, and keys pressed before it have their effect."""
    shown: list[str] = []
    stage = Stage(StartOptions(), {5.0: "down", 6.0: "w", 7.0: "?", 8.0: "unknown", 9.0: "q"}, write_line=shown.append)
    stage.ready(a_session(60), at=1.0)
    stage.play()
    assert stage.heard.how == "stopped"
    assert stage.heard.seconds == pytest.approx(9.5, abs=0.5)
    assert stage.output.gate.volume.target_db == -2.0
    assert any("of 1:00" in line for line in shown)
    assert any("ground me" in line for line in shown)


@pytest.mark.parametrize(("start_up", "length"), [(0.4, 60), (1.3, 1_200), (4.0, 60)])
def test_from_being_asked_for_to_being_gone_it_takes_what_was_asked_for(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch, start_up: float, length: int
) -> None:
    """If twenty minutes are requested, the session ends twenty minutes after the request, not after its first sound."""
    stage = Stage(StartOptions(asked_at=100.0))
    # The clock stood at 100 s when it was asked for; it goes on with what sounds.
    monkeypatch.setattr("voiceguide.player._player.monotonic", lambda: 100.0 + start_up + to_seconds(stage.ear.frames))
    stage.ready(a_session(length), at=1.5)
    heard = stage.play()
    gone = start_up + to_seconds(stage.ear.frames)
    assert gone == pytest.approx(length - _EXIT_TIME, abs=0.15)
    assert len(heard) < to_frames(length - start_up)
    assert stage.heard.how == "whole"


def test_what_is_asked_for_in_sound_is_not_shortened(speakers: list[HandSpeakers]) -> None:
    """If the length is counted from the first sound, the session is not shortened."""
    stage = Stage(StartOptions())
    stage.ready(a_session(60), at=1.5)
    assert len(stage.play()) == pytest.approx(to_frames(60), abs=3)
