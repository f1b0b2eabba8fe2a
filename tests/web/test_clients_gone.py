"""Clients that disconnect before a session can be heard."""

import asyncio
import socket
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn

from voiceguide.config import Folders, Settings
from voiceguide.errors import RequestError
from voiceguide.web._app import Site
from voiceguide.web._order import SessionOrder
from voiceguide.web._practices import Practices
from voiceguide.web._queue import JobQueue, SessionJob
from voiceguide.web._session_store import SessionStore
from voiceguide.web._sessions import Sessions
from voiceguide.web.server import TimeoutProtocol

IDENT = "a" * 24
LONG_ENOUGH = 20.0


@pytest.fixture
def practices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Practices:
    """An empty library without a grounding practice, so that the server makes nothing when it starts."""
    home = Folders(tmp_path / "config.toml", tmp_path / "scripts", tmp_path / "sounds", tmp_path / "cache")
    home.scripts.mkdir()
    found = Practices(home, Settings(), (), mine=False)

    def no_ground() -> SessionOrder:
        raise RequestError("ground", "not in this test")

    monkeypatch.setattr(found, "ground", no_ground)
    monkeypatch.setattr(found, "prepare", lambda: None)
    return found


async def become(job: SessionJob, *, waiting: bool) -> bool:
    """Wait until a client waits for the job, or, if `waiting` is false, until no client waits for it. Returns false if
    20 s are not enough.
    """
    end = time.monotonic() + LONG_ENOUGH
    while bool(job._waiting) != waiting and time.monotonic() < end:
        await asyncio.sleep(0.05)
    return bool(job._waiting) == waiting


@pytest.mark.parametrize("path", [f"/sessions/{IDENT}.mp3", f"/api/sessions/{IDENT}/events"])
def test_who_has_left_is_not_waiting(practices: Practices, tmp_path: Path, path: str) -> None:
    """A client that asks for a session that is being made counts as waiting for it until the client disconnects."""

    def make(job: SessionJob, store: SessionStore) -> None:
        while True:
            job.require_not_stopped()
            time.sleep(0.02)

    async def scenario() -> None:
        queue = JobQueue(SessionStore(tmp_path / "web"), make)
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
            app = Site(practices, Sessions(practices), queue, None, lambda length: None).app([f"127.0.0.1:{port}"])
            config = uvicorn.Config(app, http=TimeoutProtocol, ws="none", lifespan="on", log_config=None)
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve([sock]))
            while not server.started:
                await asyncio.sleep(0.02)
            order: Any = SimpleNamespace(id=IDENT, asked={}, script=SimpleNamespace(title="A rest"))
            job = cast(SessionJob, queue.order(order))
            _, client = await asyncio.open_connection("127.0.0.1", port)
            client.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            try:
                assert await become(job, waiting=True)
                client.close()
                assert await become(job, waiting=False)
                assert not job.over
            finally:
                server.should_exit = server.force_exit = True  # without waiting for requests that never end
                await serving

    asyncio.run(scenario())
