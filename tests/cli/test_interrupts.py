"""Ctrl-C ends the program once, however often it is pressed."""

import signal
from collections.abc import Iterator

import pytest

from voiceguide.cli.interrupts import InterruptedByUser, own_interrupts


@pytest.fixture(autouse=True)
def handler_of_python() -> Iterator[None]:
    """Gives each test the handler for Ctrl-C that Python programs begin with, and restores the previous
    one afterwards.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def pressed_again_while_it_ends() -> None:
    with own_interrupts():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)


def test_a_key_that_is_held_does_not_interrupt_what_the_first_press_makes_the_program_do() -> None:
    """A second Ctrl-C while files are closed, and a third just before the exit, have no effect."""
    with pytest.raises(InterruptedByUser) as stopped:
        pressed_again_while_it_ends()
    signal.raise_signal(signal.SIGINT)
    assert stopped.value.__context__ is None


def test_a_press_much_later_interrupts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that continues after the first Ctrl-C, as `record` does to store what was read, can
    still be stopped.
    """
    clock = iter([100.0, 101.5])
    monkeypatch.setattr("voiceguide.cli.interrupts.time.monotonic", lambda: next(clock))
    with own_interrupts():
        for _ in range(2):
            with pytest.raises(InterruptedByUser):
                signal.raise_signal(signal.SIGINT)


def test_a_key_that_is_held_is_one_press_for_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """For five seconds after Ctrl-C, further ones have no effect, even on a slow machine. After that, one interrupts
    again.
    """
    clock = iter([100.0 + tenth / 10 for tenth in range(51)])
    monkeypatch.setattr("voiceguide.cli.interrupts.time.monotonic", lambda: next(clock))
    with own_interrupts():
        with pytest.raises(InterruptedByUser):
            signal.raise_signal(signal.SIGINT)
        for _ in range(49):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(InterruptedByUser):
            signal.raise_signal(signal.SIGINT)


def test_without_a_press_all_is_as_before() -> None:
    """If Ctrl-C was not pressed inside `own_interrupts`, the previous signal handler is restored at its end."""
    with own_interrupts():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_somebody_else_stays() -> None:
    """If the program has set a handler of its own, as the player does, that handler stays."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with own_interrupts():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
