"""Work in a thread of its own, whose error is raised where it is awaited."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")


class BackgroundWork(Generic[Result]):
    """One piece of work. It is not waited for when the program ends."""

    def __init__(self, work: Callable[[], Result], name: str) -> None:
        """`name` is that of the thread. Nothing is done before `start`."""
        self._work = work
        self._result: Result | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> "BackgroundWork[Result]":
        """Begin, and be returned."""
        self._thread.start()
        return self

    def _run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:
            self._error = error

    def wait(self, seconds: float | None = None) -> Result | None:
        """What came of it; None if that takes longer than so many seconds. Raises what the work raised."""
        self._thread.join(seconds)
        if self._error:
            raise self._error
        return self._result
