"""Fades of the sleep timer: a fade that was heard stays as it was, and the level never jumps when it is cancelled."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.session.fades import TIMER_FADE, Fade, fade_levels, faded, faded_length
from voiceguide.units import to_frames
from voiceguide.web._changes import fades_of, is_fading_at
from voiceguide.web._order import SessionChange

LENGTH = to_frames(2400.0)

TIMES = st.floats(0.0, 2400.0)
TIMERS = st.one_of(
    st.builds(SessionChange, st.just("stop"), TIMES, st.floats(5.0, 3000.0)),
    st.builds(SessionChange, st.just("stay"), TIMES),
    st.builds(SessionChange, st.just("background_level"), TIMES, st.just(20.0)),
)


def as_pressed(changes: list[SessionChange]) -> list[SessionChange]:
    """The changes in the order of time, each marked if the listener made it during a fade. Changes after the session's
    end are left out.
    """
    pressed: list[SessionChange] = []
    for one in sorted(changes, key=lambda one: one.at):
        fades = fades_of(pressed, LENGTH)
        if to_frames(one.at) < faded_length(fades, LENGTH):
            pressed.append(SessionChange(one.kind, one.at, one.value, is_fading_at(fades, one.at)))
    return pressed


def levels(changes: list[SessionChange], until: int) -> np.ndarray:
    return fade_levels(fades_of(changes, LENGTH), np.arange(0, until, 4410))


@given(st.lists(TIMERS, min_size=2, max_size=5))
def test_the_past_stays(changes: list[SessionChange]) -> None:
    """Whenever the listener presses a key of the sleep timer, the levels up to that moment stay as they were heard."""
    pressed = as_pressed(changes)
    for count in range(1, len(pressed)):
        until = to_frames(pressed[count].at)
        np.testing.assert_allclose(levels(pressed[:count], until), levels(pressed[: count + 1], until), atol=1e-9)


@given(st.lists(TIMERS, min_size=1, max_size=5))
def test_nothing_jumps(changes: list[SessionChange]) -> None:
    """Within a tenth of a second, the level changes by at most 2 dB, as it does when it returns from silence in three
    seconds.
    """
    pressed = as_pressed(changes)
    steps = np.diff(levels(pressed, faded_length(fades_of(pressed, LENGTH), LENGTH)))
    assert np.abs(steps).max(initial=0.0) <= 60.0 * 0.1 / 3.0 + 1e-6


def test_a_fade_that_is_taken_back_returns() -> None:
    """If "no timer" is pressed halfway through a fade, the full level is back three seconds later, and stays to the
    end.
    """
    changes = [SessionChange("stop", 0.0, 600.0), SessionChange("stay", 540.0, fading=True)]
    fades = fades_of(changes, LENGTH)
    before, here, after = fade_levels(fades, np.array([to_frames(at) for at in (539.999, 540.0, 543.0)]))
    assert (round(before), round(here), after) == (-30, -30, 0)
    assert faded_length(fades, LENGTH) == LENGTH


def test_pressed_in_a_fade_a_short_one_goes_on_from_its_level() -> None:
    """If a fade of ten seconds begins during one of two minutes, it begins at the present level. The level never rises,
    and the sound ends after the ten seconds.
    """
    changes = [SessionChange("stop", 0.0, 600.0), SessionChange("stop", 540.0, 10.0, fading=True)]
    fades = fades_of(changes, LENGTH)
    found = fade_levels(fades, np.arange(to_frames(480.0), to_frames(550.0), 441))
    assert (np.diff(found) <= 1e-9).all()
    assert faded_length(fades, LENGTH) == to_frames(550.0)


def test_a_plan_that_becomes_shorter_in_a_fade_goes_on_fading() -> None:
    """If "end gently" is pressed while the timer fades, the closing follows, no louder than the level
    at that moment.
    """
    changes = [SessionChange("stop", 0.0, 600.0), SessionChange("end", 540.0, fading=True)]
    shorter = to_frames(580.0)
    fades = fades_of(changes, shorter)
    assert faded_length(fades, shorter) == shorter
    assert fade_levels(fades, np.array([shorter]))[0] < -30.0


def test_a_timer_beyond_the_end_fades_nothing() -> None:
    """If a timer is set to a time after the session's end, there is no fade. If the session is then made longer when
    the timer has 30 s left, it fades for those 30 s.
    """
    timer = SessionChange("stop", 0.0, 2410.0)
    assert fades_of([timer], LENGTH) == ()
    longer = fades_of([timer, SessionChange("add", 2380.0, 300.0)], to_frames(2700.0))
    assert longer == (Fade(to_frames(2380.0), to_frames(30.0)),)
    assert TIMER_FADE == 120.0


def test_the_sound_is_that_of_the_levels() -> None:
    """The samples of a constant sound follow the levels of its fade, even if they are read in two parts."""

    def ones(first: int, last: int) -> np.ndarray:
        return np.ones((last - first, 2), np.float32)

    fades = (Fade(1000, 2000),)
    read = faded(ones, fades)
    whole = np.concatenate([read(0, 1500), read(1500, 3000)])
    expected = 10.0 ** (fade_levels(fades, np.arange(3000)) / 20.0)
    np.testing.assert_allclose(whole[:, 0], expected, rtol=1e-6)
    assert (whole[:1000] == 1.0).all()
