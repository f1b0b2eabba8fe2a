"""Work in a thread of its own. If it fails, the error is raised where the result is awaited."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")


class BackgroundWork(Generic[Result]):
    """One task in a daemon thread: if the program ends, it does not wait for the task."""

    def __init__(self, work: Callable[[], Result], name: str) -> None:
        """`name` is the thread's name. Nothing runs before `start`."""
        self._work = work
        self._result: Result | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> "BackgroundWork[Result]":
        """Start the thread. Returns the object itself."""
        self._thread.start()
        return self

    def _run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:
            self._error = error

    def wait(self, seconds: float | None = None) -> Result | None:
        """Wait for the result, at most `seconds`; None if there is none by then. Raises what the work raised."""
        self._thread.join(seconds)
        if self._error:
            raise self._error
        return self._result
