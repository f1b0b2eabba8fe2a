"""The queue of sessions to be made: sessions that a client is waiting for go first."""

import asyncio
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from voiceguide.web import _queue
from voiceguide.web._queue import MOST_RUNNING, JobQueue, SessionJob
from voiceguide.web._session_store import SessionStore


class Making:
    """A fake that makes each session block by block until the test ends that session."""

    def __init__(self) -> None:
        self.blocks: Counter[str] = Counter()
        self.ended: defaultdict[str, threading.Event] = defaultdict(threading.Event)

    def make(self, job: SessionJob, store: SessionStore) -> None:
        """Make blocks one after the other. Between two blocks, pause or stop if the queue asks for it, as real sessions
        do.
        """
        while not self.ended[job.id].is_set():
            job.wait_to_continue()
            job.require_not_stopped()
            self.blocks[job.id] += 1
            time.sleep(0.001)


def ordered(queue: JobQueue, name: str) -> SessionJob:
    """A job in the queue for a session with the id `name`."""
    return cast(SessionJob, queue.order(cast(Any, SimpleNamespace(id=name))))


async def until(reached: Callable[[], bool]) -> None:
    """Wait until `reached` returns true; fail after 30 s."""
    end = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def test_the_one_that_somebody_waits_for_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a client waits for a session while others are made for which no client waits, the wanted one begins at once
    and the others are suspended. They continue when a client asks for them, or when the wanted one is done.
    """
    monkeypatch.setattr(_queue, "_WAITING_TIMEOUT", 0.2)
    making = Making()
    queue = JobQueue(SessionStore(tmp_path), making.make)
    blocks, names = making.blocks, [f"left {number}" for number in range(MOST_RUNNING)]

    async def scenario() -> None:
        left = [ordered(queue, name) for name in names]
        await until(lambda: all(blocks[name] for name in names) and not any(job.is_waited_for for job in left))
        wanted = ordered(queue, "wanted")
        with wanted.waiting():
            await until(lambda: all(job.suspended for job in left) and blocks["wanted"] > 0)
            before = Counter(blocks)
            await until(lambda: blocks["wanted"] > before["wanted"] + 20)
            assert all(blocks[name] == before[name] for name in names)
            left[0].touch()
            await until(lambda: blocks[names[0]] > before[names[0]])
            making.ended["wanted"].set()
            await until(lambda: wanted.finished)
        await until(lambda: all(blocks[name] > before[name] for name in names))
        queue.close(5.0)

    asyncio.run(scenario())


def at_work(jobs: list[SessionJob]) -> list[SessionJob]:
    """The jobs that are being made at this moment."""
    return [job for job in jobs if job.begun and not (job.suspended or job.finished)]


def test_those_that_rested_go_on_two_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a client waits for one session, at most four begun sessions are suspended. When the wanted one is done,
    they are continued, two at a time.
    """
    monkeypatch.setattr(_queue, "_WAITING_TIMEOUT", 0.2)
    monkeypatch.setattr(_queue, "_SUSPENDED_POLL", 0.01)
    making = Making()
    queue = JobQueue(SessionStore(tmp_path), making.make)

    async def scenario() -> None:
        wanted, left = ordered(queue, "wanted"), []
        with wanted.waiting():
            for number in range(12):
                left.append(ordered(queue, str(number)))
                await asyncio.sleep(0.05)
            await until(lambda: not any(job.is_waited_for for job in left))
            suspended = [job for job in left if job.suspended]
            assert 1 <= len(suspended) <= 4
            assert sum(job.begun for job in left) <= len(suspended) + 1
            making.ended["wanted"].set()
            await until(lambda: wanted.finished)
        for _ in range(3):
            await until(lambda: len(at_work(left)) == MOST_RUNNING)
            before, job = Counter(making.blocks), at_work(left)[0]
            await asyncio.sleep(0.1)
            assert 1 <= len(making.blocks - before) <= MOST_RUNNING
            making.ended[job.id].set()
            await until(partial(getattr, job, "finished"))
        queue.close(5.0)

    asyncio.run(scenario())


def test_whom_somebody_waits_for_overtakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session for which a client waits begins before an earlier one for which nobody waits."""
    monkeypatch.setattr(_queue, "_WAITING_TIMEOUT", 0.1)
    making = Making()
    queue = JobQueue(SessionStore(tmp_path), making.make)

    async def scenario() -> None:
        first, second = ordered(queue, "first"), ordered(queue, "second")
        with first.waiting():
            with second.waiting():
                third, fourth = ordered(queue, "third"), ordered(queue, "fourth")
                await until(lambda: not third.is_waited_for)
            with fourth.waiting():
                await until(lambda: fourth.begun)
                assert second.suspended
                assert not third.begun
                making.ended["fourth"].set()
                await until(lambda: fourth.finished)
        queue.close(5.0)

    asyncio.run(scenario())


def test_nobody_rests_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no client waits for any session, none is suspended: they are made in order, two at a time."""
    monkeypatch.setattr(_queue, "_WAITING_TIMEOUT", 0.0)
    making = Making()
    queue = JobQueue(SessionStore(tmp_path), making.make)

    async def scenario() -> None:
        jobs = [ordered(queue, name) for name in ("first", "second", "third")]
        await until(lambda: making.blocks["first"] > 20 and making.blocks["second"] > 20)
        assert not jobs[2].begun
        assert not any(job.suspended for job in jobs)
        making.ended["first"].set()
        await until(lambda: making.blocks["third"] > 0)
        queue.close(5.0)

    asyncio.run(scenario())
