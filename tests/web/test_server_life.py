"""How the server begins and ends: ports and certificates, Ctrl-C, a kill, a full disk; and what it logs."""

import signal
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import soundfile

from tests.web.conftest import REQUEST, Served, environment, real, serving

pytestmark = real


def test_two_starts_on_one_port(served: Served, tmp_path: Path) -> None:
    """The second one says that the port is taken, and which one is free."""
    port = str(httpx.URL(served.url).port)
    command = [sys.executable, "-m", "voiceguide", "serve", "--no-open", "--port", port]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    """A file that is no certificate is reported in one line before anything is served."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_text("no certificate")
    key.write_text("no key")
    command = [sys.executable, "-m", "voiceguide", "serve", "--no-open", "--cert", str(cert), "--key", str(key)]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cert.pem" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_end_is_clean(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM end it within seconds, with status 0 and no traceback, also while a session is made."""
    with serving(tmp_path) as running:
        asked = running.client.post("/api/sessions", json={"practice": "body-scan", "length_s": 1200})
        assert asked.status_code == 201
        running.process.send_signal(number)
        assert running.process.wait(20) == 0
    assert "Traceback" not in "".join(running.said)


def test_who_is_impatient_ends_it_as_well(tmp_path: Path) -> None:
    """Ctrl-C again and again, until it has gone: no traceback, status 0, and no longer than at the first."""
    with serving(tmp_path) as running:
        while running.process.poll() is None:
            running.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                running.process.wait(0.1)
        assert running.process.returncode == 0
    assert "Traceback" not in "".join(running.said)


def test_killed_and_started_again(tmp_path: Path) -> None:
    """After kill -9 in the middle nothing half-made is served, and the session is made whole."""
    with serving(tmp_path) as running:
        asked = running.client.post("/api/sessions", json={**REQUEST, "length_s": 1500}).json()
        with running.client.stream("GET", asked["audio"]) as sound:
            next(sound.iter_bytes(1000))
            running.process.kill()
            running.process.wait()
    store = tmp_path / "cache" / "web"
    assert [one.name for one in store.iterdir()] != []
    with serving(tmp_path) as running:
        assert running.client.get(f"/api/sessions/{asked['id']}").status_code == 404
        made = running.begin({**REQUEST, "length_s": 1500})
        assert made["id"] == asked["id"]
        assert soundfile.info(BytesIO(running.client.get(str(made["audio"])).content)).frames == 1500 * 44_100


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of another process can be set on Linux")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A file that cannot be written is reported, none of it is left or served, and with room again it is made."""
    import resource

    request: dict[str, object] = {**REQUEST, "length_s": 600}
    with serving(tmp_path) as running:
        running.begin(REQUEST)
        _, most = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (3_000_000, most))
        asked = running.client.post("/api/sessions", json=request).json()
        with pytest.raises(httpx.RemoteProtocolError):
            running.client.get(asked["audio"])
        state = running.client.get(f"/api/sessions/{asked['id']}").json()
        assert (state["state"], bool(state["error"]), bool(state["remedy"])) == ("failed", True, True)
        assert not (tmp_path / "cache" / "web" / asked["id"]).exists()
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (most, most))
        made = running.begin(request)
        assert soundfile.info(BytesIO(running.client.get(str(made["audio"])).content)).frames == 600 * 44_100
    assert "Traceback" not in "".join(running.said)


def test_the_log_has_no_own_words(tmp_path: Path) -> None:
    """Whatever is asked for, the terminal shows none of the words that were sent."""
    with serving(tmp_path) as running:
        running.client.post("/api/sessions", json={**REQUEST, "set": {"name": "Zanzibar"}})
        running.client.post("/api/sessions", json={"practice": "Zanzibar"})
        running.client.get("/practice/Zanzibar")
    assert "Zanzibar" not in "".join(running.said)
