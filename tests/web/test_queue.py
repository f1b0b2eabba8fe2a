"""The queue: sessions that somebody is waiting for go first."""

import asyncio
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from voiceguide.web import _queue
from voiceguide.web._made import Shelf
from voiceguide.web._queue import AT_ONCE, JobQueue, SessionJob


class Making:
    """Makes sessions of any number of blocks, until the test ends them."""

    def __init__(self) -> None:
        self.blocks: Counter[str] = Counter()
        self.ended: defaultdict[str, threading.Event] = defaultdict(threading.Event)

    def make(self, job: SessionJob, shelf: Shelf) -> None:
        """Make blocks, and give way between two of them, as a session does."""
        while not self.ended[job.id].is_set():
            job.give_way()
            job.require_wanted()
            self.blocks[job.id] += 1
            time.sleep(0.001)


def ordered(queue: JobQueue, name: str) -> SessionJob:
    """A job for a session of this name."""
    return cast(SessionJob, queue.order(cast(Any, SimpleNamespace(id=name))))


async def until(reached: Callable[[], bool]) -> None:
    """Wait until it is so; fail after half a minute."""
    end = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def test_the_one_that_somebody_waits_for_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all places taken by sessions that were left, another begins at once; they rest, and then go on."""
    monkeypatch.setattr(_queue, "_ATTENDED", 0.2)
    making = Making()
    queue = JobQueue(Shelf(tmp_path), making.make)
    blocks, names = making.blocks, [f"left {number}" for number in range(AT_ONCE)]

    async def scenario() -> None:
        left = [ordered(queue, name) for name in names]
        await until(lambda: all(blocks[name] for name in names) and not any(job.attended for job in left))
        wanted = ordered(queue, "wanted")
        with wanted.waited_for():
            await until(lambda: all(job.resting for job in left) and blocks["wanted"] > 0)
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


def test_nobody_rests_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody waits for any session, all are made, two at a time, in order."""
    monkeypatch.setattr(_queue, "_ATTENDED", 0.0)
    making = Making()
    queue = JobQueue(Shelf(tmp_path), making.make)

    async def scenario() -> None:
        jobs = [ordered(queue, name) for name in ("first", "second", "third")]
        await until(lambda: making.blocks["first"] > 20 and making.blocks["second"] > 20)
        assert not jobs[2].begun
        assert not any(job.resting for job in jobs)
        making.ended["first"].set()
        await until(lambda: making.blocks["third"] > 0)
        queue.close(5.0)

    asyncio.run(scenario())
