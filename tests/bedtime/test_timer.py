"""The sleep timer by itself: the tests tell it how many seconds of sound were heard."""

import pytest

from voiceguide.player._sleep_timer import MORE, SleepTimer
from voiceguide.session.fades import TIMER_FADE


class Faded:
    """A player that records when the sleep timer starts or undoes a fade."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, float]] = []

    def fade_out(self, seconds: float) -> None:
        self.calls.append(("fade", seconds))

    def undo_fade(self, seconds: float) -> None:
        self.calls.append(("back", 0.0))

    def say(self, message: str, seconds: float = 4.0) -> None:
        assert message


def test_the_fade_ends_when_the_time_is_up() -> None:
    """The fade begins once, two minutes before the timer's end, and lasts until the end."""
    faded = Faded()
    timer = SleepTimer(faded, 1200.0)
    for heard in (0.0, 600.0, 1079.9, 1080.5, 1081.0, 1100.0):
        timer.tick(heard)
    assert faded.calls == [("fade", 1200.0 - 1080.5)]


def test_a_timer_that_nobody_set_never_fades() -> None:
    """A sleep timer without a time never starts a fade."""
    faded = Faded()
    SleepTimer(faded).tick(1e6)
    assert faded.calls == []


def test_the_key_sets_it_and_puts_it_off() -> None:
    """The first press of the timer's key sets the end to 15 minutes from now. Each further press adds 15 minutes."""
    faded = Faded()
    timer = SleepTimer(faded)
    timer.tick(100.0)
    timer.extend()
    assert timer.end == 100.0 + MORE
    timer.extend()
    assert timer.end == 100.0 + 2 * MORE


def test_a_fade_is_taken_back() -> None:
    """If the timer is extended during its fade, the sound comes back, and a new fade begins before the new end."""
    faded = Faded()
    timer = SleepTimer(faded, 300.0)
    timer.tick(200.0)
    timer.extend()
    timer.tick(201.0)
    timer.tick(300.0 + MORE - TIMER_FADE)
    assert faded.calls == [("fade", 100.0), ("back", 0.0), ("fade", TIMER_FADE)]


def test_it_never_promises_more_than_the_session_has() -> None:
    """If the session ends before the sleep timer would, the timer shows no time and starts no fade."""
    faded = Faded()
    timer = SleepTimer(faded)
    timer.tick(100.0)
    timer.extend(400.0)
    assert timer.end is None
    timer.extend(1_000.0)
    assert timer.left(1_000.0) == MORE
    timer.extend(1_000.0)
    assert timer.left(1_000.0) is None
    late = SleepTimer(faded, 700.0)
    late.tick(600.0, 60.0)
    assert late.left(60.0) is None
    assert faded.calls == []


@pytest.mark.parametrize("heard", [100.0, 250.0])
def test_it_can_be_cancelled(heard: float) -> None:
    """A timer can be cancelled before its fade or during it. The sound then comes back, and nothing ends early."""
    faded = Faded()
    timer = SleepTimer(faded, 300.0)
    timer.tick(heard)
    timer.cancel()
    timer.tick(1e6)
    assert timer.left() is None
    assert faded.calls in ([], [("fade", 50.0), ("back", 0.0)])
