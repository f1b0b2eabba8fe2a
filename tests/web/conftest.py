"""A real server for the tests of the page, in a process of its own, with a practice whose lines have been spoken."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from tests.needs import needs
from tests.web.browsers import PHONE, chromium
from voiceguide.config import Folders, Settings
from voiceguide.web._practices import Practices

REST = """---
title: A short rest
summary: Lying down for a moment.
tags: [testing]
length: 40s
background: rain
---
# Arriving {arrival}
You can stop at any time. [1s-3s]

# Resting
Now it is quiet. [silence 5s-30m]

# Words {optional 1}
The floor is under you. [2s-20s]

# Closing {closing}
Thank you for resting.
"""


class Served:
    """A running `voiceguide serve`."""

    def __init__(self, process: "subprocess.Popen[str]", url: str, home: Path) -> None:
        self.process, self.url, self.home = process, url, home
        self.said: list[str] = []
        self.client = httpx.Client(base_url=url, timeout=300.0)

    def begin(self, request: dict[str, object]) -> dict[str, object]:
        """Ask for a session, wait until it is complete, and return the server's description of it."""
        answer = self.client.post("/api/sessions", json=request)
        assert answer.status_code == 201, answer.text
        session: dict[str, object] = answer.json()
        with self.client.stream("GET", f"/api/sessions/{session['id']}/events") as events:
            lines = [line for line in events.iter_lines() if line.startswith("data: ")]
        assert '"state": "ready"' in lines[-1], lines[-1]
        made: dict[str, object] = self.client.get(f"/api/sessions/{session['id']}").json()
        return made


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    """The environment variables with which all of the user's files and folders are in `home`."""
    return {
        **os.environ,
        "VOICEGUIDE_CONFIG": str(home / "config.toml"),
        "VOICEGUIDE_DATA": str(home / "data"),
        "VOICEGUIDE_CACHE": str(home / "cache"),
    }


@contextmanager
def serving(home: Path, *options: str) -> Iterator[Served]:
    """A server that runs during the block, with the practice `REST` in its library."""
    (home / "data" / "scripts").mkdir(parents=True, exist_ok=True)
    (home / "data" / "scripts" / "rest.md").write_text(REST, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "voiceguide", "serve", "--no-open", "--plain", "--port", str(port), *options]
    process = subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    served = Served(process, f"http://localhost:{port}", home)
    answers = threading.Event()
    reader = threading.Thread(target=_read, args=(process.stdout, served.said, answers), daemon=True)
    reader.start()
    try:
        assert answers.wait(120), "".join(served.said)
        assert served.client.get("/healthz").text == "ok"
        yield served
    finally:
        served.client.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)
        reader.join(10)
        if process.stdout:
            process.stdout.close()


def _read(out: IO[str] | None, said: list[str], answers: threading.Event) -> None:
    assert out is not None
    for line in out:
        said.append(line)
        if re.match(r"https?://localhost", line):
            answers.set()


@pytest.fixture
def practices(tmp_path: Path) -> Practices:
    """The practices of a user whose own library has one practice, `REST`."""
    found = Folders(tmp_path / "config.toml", tmp_path / "scripts", tmp_path / "sounds", tmp_path / "cache")
    found.scripts.mkdir()
    (found.scripts / "rest.md").write_text(REST, encoding="utf-8")
    return Practices(found, Settings(), (), mine=False)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that only this machine can reach, shared by the tests of a module."""
    with serving(tmp_path_factory.mktemp("home")) as running:
        yield running


REQUEST: dict[str, object] = {"practice": "rest", "length_s": 40, "seed": 7}


@pytest.fixture(scope="module")
def session(served: Served) -> dict[str, object]:
    """A session of 40 s on the server. Before a test gets it, all lines of its practice have been spoken, even those of
    longer sessions.
    """
    begun = served.begin(REQUEST)
    end = time.monotonic() + 120.0
    while not _is_measured(served, "rest"):
        assert time.monotonic() < end
        time.sleep(0.1)
    return begun


def _is_measured(served: Served, name: str) -> bool:
    rows = served.client.get("/api/practices").json()
    return bool(next(row for row in rows if row["name"] == name)["measured"])


real = [pytest.mark.real, needs("espeak-ng")]


SHIFTS = """
window.shifts = 0;
const add = (one) => { if (!one.hadRecentInput) window.shifts += one.value; };
new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });
"""
"""JavaScript that adds up the layout shifts of the page that no click or key caused."""


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[Any]:
    """Chromium, with a server on which a session of the practice `rest` has already been made."""
    served.begin({"practice": "rest", "length_s": 60, "nearest": True})
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """A page of the size of a phone. A JavaScript error or an error in the console fails the test."""
    context = browser.new_context(viewport=PHONE, base_url=served.url)
    context.add_init_script(SHIFTS)
    wrong: list[str] = []
    shown = context.new_page()
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("console", lambda line: wrong.append(line.text) if is_wrong(line) else None)
    yield shown
    context.close()
    assert not wrong


def is_wrong(line: Any) -> bool:
    """Whether a line of the browser's console reports an error. A line about an unsuccessful answer from the server
    does not count.
    """
    return line.type == "error" and "Failed to load resource" not in line.text
