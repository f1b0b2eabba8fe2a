"""Work in the background: whoever waits for it gets its result, or the error it raised."""

from threading import Event

import pytest

from voiceguide.system.background_work import BackgroundWork


def test_the_result_arrives_once_it_is_there() -> None:
    """A wait that is too short returns None, and the work continues. A later wait returns the result."""
    go_on = Event()

    def work() -> str:
        go_on.wait()
        return "done"

    behind = BackgroundWork(work, "test").start()
    assert behind.wait(0.01) is None
    go_on.set()
    assert behind.wait() == "done"


def test_the_error_is_raised_where_it_is_awaited() -> None:
    """If the work fails, each wait for its result raises its error, a second wait too."""

    def fail() -> None:
        raise ZeroDivisionError

    behind = BackgroundWork(fail, "test").start()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            behind.wait()
