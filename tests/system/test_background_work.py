"""Background work: its result is returned, and its error raised, where it is awaited."""

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
    """The error is raised by every wait, and nowhere else."""

    def fail() -> None:
        raise ZeroDivisionError

    behind = BackgroundWork(fail, "test").start()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            behind.wait()
