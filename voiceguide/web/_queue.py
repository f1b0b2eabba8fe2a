"""The queue of sessions to be made, two at a time. A session that nobody is waiting for is suspended while somebody
waits for another one, and stopped after a while.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from voiceguide.errors import BusyError, VoiceguideError
from voiceguide.units import Seconds
from voiceguide.web._errors import error_json
from voiceguide.web._order import SessionOrder
from voiceguide.web._session_store import SessionStore, StoredSession, addresses

_LOG: Final = logging.getLogger("voiceguide.web")

MOST_RUNNING: Final = 2
MOST_WAITING: Final = 60

IDLE_TIMEOUT: Final[Seconds] = 60.0
"""How long a session is still made after the last request for it. A page that waits for a session keeps a connection
open or sends requests again and again.
"""

_BEGUN_FACTOR: Final = 10
"""For a session that can already be heard, `IDLE_TIMEOUT` is multiplied by this, because a listener who pauses it may
come back. This applies only while no other session waits in the queue.
"""

_MOST_SUSPENDED: Final = 4
"""The most sessions that are suspended at the same time. Each of them takes memory, and this machine's memory must not
run out.
"""

_WAITING_TIMEOUT: Final[Seconds] = 3.0
"""For this long after the last request for a session, somebody counts as waiting for it."""

_SUSPENDED_POLL: Final[Seconds] = 0.1
_POLL: Final[Seconds] = 2.0

_BROKE: Final = "the session could not be made; try again, or see why in the terminal where voiceguide runs"
_STOPPED: Final = "this session is no longer being made"


class StoppedError(Exception):
    """A session is no longer being made, because nobody is waiting for it, or because the server ends."""


class SessionJob:
    """A session that is to be made or is being made. The thread that makes the session records here what is done; the
    queue records who waits for it, and whether it is suspended or stopped.
    """

    def __init__(self, order: SessionOrder, loop: asyncio.AbstractEventLoop, length: Seconds | None = None) -> None:
        """`length`: how long the session will be, if that is known already."""
        self.order, self.id, self.length = order, order.id, length
        self.made: StoredSession | None = None
        """Its files, as soon as the size of its sound is known; None before that. The first `written` bytes of the
        sound can be read.
        """
        self.written = 0
        self.settled = False
        """Whether its plan is final."""
        self.has_sidecars = False
        """Whether its captions and pictures have been written. Once all of the session is planned, the tags for a
        listener who saves it have been written too.
        """
        self.finished = False
        self.error: VoiceguideError | None = None
        """The error that prevented it from being made. If it was not one of our own errors, this is a general one in
        its place.
        """
        self.stopped = False
        self.begun = False
        self.suspended = False
        """Whether it is suspended so that others can be made first."""
        self.wait_to_continue: Callable[[], None] = lambda: None
        """Called before each block of sound. Returns when the block may be written, or when the job is stopped."""
        self.work: tuple[str, float, float] = ("", 0.0, 0.0)
        """The name of the work, how much of it is done, and how much there is in all."""
        self._loop, self._change_event = loop, asyncio.Event()
        self._last_request, self._waiting = time.monotonic(), 0

    @property
    def over(self) -> bool:
        """Whether it has ended, with success or without."""
        return self.finished or self.failed

    @property
    def failed(self) -> bool:
        """Whether it failed or was stopped."""
        return self.error is not None or self.stopped

    def progress(self, what: str, done: float, total: float) -> None:
        """Note the progress. Raises `StoppedError` if the session was stopped."""
        self.require_not_stopped()
        self.work = (what, done, total)
        self.notify()

    def require_not_stopped(self) -> None:
        """Raise `StoppedError` if the session was stopped."""
        if self.stopped:
            raise StoppedError

    def notify(self) -> None:
        """Wake all who wait for a change. May be called from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._set_event)
        except RuntimeError:  # the server has ended
            self.stopped = True

    def _set_event(self) -> None:
        event, self._change_event = self._change_event, asyncio.Event()
        event.set()

    async def wait_for_change(self, seconds: Seconds) -> None:
        """Wait until something has changed, at most this long."""
        event = asyncio.ensure_future(self._change_event.wait())
        await asyncio.wait({event}, timeout=seconds)
        event.cancel()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count one more client as waiting for this job while the `with` block runs."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            self.touch()

    def touch(self) -> None:
        """Note that somebody asks for it now."""
        self._last_request = time.monotonic()

    def restart_timeout(self) -> None:
        """Let its timeout begin again after it was suspended. The time of suspension does not count, because nobody
        could hear more of the session then.
        """
        self._last_request = max(self._last_request, time.monotonic() - _WAITING_TIMEOUT)

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody is waiting for it now."""
        return bool(self._waiting) or not self.is_abandoned(_WAITING_TIMEOUT)

    def is_abandoned(self, idle_timeout: Seconds) -> bool:
        """Whether nobody is waiting for it now, and the last request for it was longer ago than `idle_timeout`."""
        return not self._waiting and time.monotonic() - self._last_request > idle_timeout


class JobQueue:
    """Makes sessions in threads. Use it from one event loop only."""

    def __init__(
        self,
        store: SessionStore,
        make: Callable[[SessionJob, SessionStore], None],
        idle_timeout: Seconds = IDLE_TIMEOUT,
    ) -> None:
        self.store, self._make, self._idle_timeout = store, make, idle_timeout
        self._jobs: dict[str, SessionJob] = {}
        self._queue: list[SessionJob] = []
        self._threads: dict[SessionJob, threading.Thread] = {}
        self._lock = threading.Lock()

    def find(self, ident: str) -> StoredSession | SessionJob | None:
        """The session with that id, if it exists, is being made, or has failed a moment ago; otherwise None."""
        job = self._jobs.get(ident)
        if job is not None and not job.finished:
            job.touch()
            return job
        return self.store.find(ident)

    def order(self, order: SessionOrder, length: Seconds | None = None) -> StoredSession | SessionJob:
        """The session if it is stored already, or its job if it is being made. Otherwise a new job, which is put into
        the queue. `length` is as in `SessionJob`. Raises `BusyError`.
        """
        found = self.find(order.id)
        if found is not None and not (isinstance(found, SessionJob) and found.over):
            return found
        with self._lock:
            if len(self._queue) >= MOST_WAITING:
                raise BusyError(len(self._queue))
            job = SessionJob(order, asyncio.get_running_loop(), length)
            self._jobs[order.id] = job
            self._queue.append(job)
        self._start_and_report()
        return job

    def place(self, job: SessionJob) -> int:
        """The place of a job in the queue, counted from 1; 0 if the job has left the queue."""
        with self._lock:
            return self._queue.index(job) + 1 if job in self._queue else 0

    def _start_and_report(self) -> None:
        """Begin as many jobs as may run at once, and let the others report their new places in the queue."""
        self._start_jobs()
        for job in list(self._queue):
            job.notify()

    def _start_jobs(self) -> None:
        with self._lock:
            while self._working() < MOST_RUNNING and (job := self._next()) is not None:
                self._queue.remove(job)
                job.begun, job.wait_to_continue = True, partial(self._wait_to_continue, job)
                thread = threading.Thread(target=self._run, args=(job,), name="making", daemon=True)
                self._threads[job] = thread
                thread.start()

    def _working(self) -> int:
        return sum(not job.suspended for job in self._threads)

    def _next(self) -> SessionJob | None:
        """The first session in the queue that somebody is waiting for. If there is none, and no session is suspended,
        the first session in the queue.
        """
        wanted = next((job for job in self._queue if job.is_waited_for), None)
        if wanted is not None or any(job.suspended for job in self._threads):
            return wanted
        return self._queue[0] if self._queue else None

    def _wait_to_continue(self, job: SessionJob) -> None:
        """If nobody is waiting for this session, but somebody is for another one, wait until this session
        may continue.
        """
        if self._may_continue(job):
            return
        while not self._may_continue(job):
            self._start_jobs()  # perhaps a session that has just been asked for
            time.sleep(_SUSPENDED_POLL)
        job.restart_timeout()
        self._start_and_report()

    def _may_continue(self, job: SessionJob) -> bool:
        """Whether this session continues now. If not, it is suspended, and another session can be made in its place."""
        with self._lock:
            others = [other for other in self._threads if other is not job]
            on = job.stopped or job.is_waited_for
            if not on and not any(other.is_waited_for for other in (*others, *self._queue)):
                on = not job.suspended or self._working() < MOST_RUNNING
            if not on and not job.suspended:
                on = sum(other.suspended for other in others) >= _MOST_SUSPENDED
            job.suspended = not on
            return on

    def _run(self, job: SessionJob) -> None:
        try:
            job.require_not_stopped()
            self._make(job, self.store)
            if job.made is not None:
                self.store.finish(job.made, in_use=list(self._jobs))
            job.finished = True
        except StoppedError:
            self._drop(job)
        except VoiceguideError as error:
            job.error = error
            what = "broke off after it had begun to sound" if job.made else "could not be made"
            _LOG.warning("a session %s (%s)", what, type(error).__name__)  # its text may be private
            self._drop(job)
        except Exception:
            _LOG.exception("a session could not be made")
            job.error = VoiceguideError(_BROKE)
            self._drop(job)
        finally:
            with self._lock:
                self._threads.pop(job, None)
                if job.finished and self._jobs.get(job.id) is job:
                    del self._jobs[job.id]
            job.notify()
            self._start_and_report()

    def _drop(self, job: SessionJob) -> None:
        if job.made is not None:
            self.store.drop(job.made)

    async def stop_abandoned(self) -> None:
        """Run for ever, and stop each session that nobody is waiting for any more."""
        while True:
            await asyncio.sleep(_POLL)
            for job in list(self._jobs.values()):
                if job.suspended and not self._queue:
                    continue
                if job.is_abandoned(self._idle_timeout * (_BEGUN_FACTOR if job.made and not self._queue else 1)):
                    self._stop(job)

    def _stop(self, job: SessionJob) -> None:
        job.stopped = True
        with self._lock:
            if job in self._queue:
                self._queue.remove(job)
            self._jobs.pop(job.id, None)
        job.notify()
        self._start_and_report()

    def close(self, seconds: Seconds) -> None:
        """Stop all jobs, and wait at most this many seconds for their threads to end."""
        with self._lock:
            threads, self._queue = list(self._threads.items()), []
        for job in [*self._jobs.values(), *(job for job, _ in threads)]:
            job.stopped = True
        end = time.monotonic() + seconds
        for _, thread in threads:
            thread.join(max(0.0, end - time.monotonic()))

    def state(self, found: StoredSession | SessionJob) -> dict[str, Any]:
        """The state of a session as JSON values, in the form that clients get."""
        if isinstance(found, StoredSession):
            return {**found.notes["answer"], "state": "ready"}
        settled, made = found.settled, found.made  # read in this order, so that `made` is final if `settled` is true
        asked = found.order.asked
        length = found.length if found.length is not None else asked.get("length_s")
        known = {"id": found.id, "length_s": length, "title": found.order.script.title}
        known = made.notes["answer"] if made else known
        what, done, total = found.work
        answer = {**addresses(found.id), "seed": asked.get("seed"), "visit": asked.get("visit"), **known}
        if found.error is not None:
            return {**answer, "state": "failed", **error_json(found.error)}
        if found.stopped:
            return {**answer, "state": "failed", "error": _STOPPED, "remedy": "begin it again"}
        progress = {"what": what, "done": done, "total": total, "place": self.place(found)}
        return {**answer, "state": "making", "playable": made is not None, "settled": settled, "progress": progress}
