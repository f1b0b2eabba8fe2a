"""Work in the background: its result and its error arrive where they are awaited."""

from threading import Event

import pytest

from voiceguide.system.background_work import BackgroundWork


def test_the_result_arrives_once_it_is_there() -> None:
    """Waiting for too short a time gives nothing yet, and the work goes on."""
    go_on = Event()

    def work() -> str:
        go_on.wait()
        return "done"

    behind = BackgroundWork(work, "test").start()
    assert behind.wait(0.01) is None
    go_on.set()
    assert behind.wait() == "done"


def test_the_error_is_raised_where_it_is_awaited() -> None:
    """Each time, and nowhere else."""

    def fail() -> None:
        raise ZeroDivisionError

    behind = BackgroundWork(fail, "test").start()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            behind.wait()
