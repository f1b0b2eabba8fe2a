"""How the server starts and stops (ports, certificates, Ctrl-C, being killed, a full disk), and what it logs."""

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
    """A second server on the same port ends with an error that names the port and the option `--port`."""
    port = str(httpx.URL(served.url).port)
    command = [sys.executable, "-m", "voiceguide", "serve", "--no-open", "--port", port]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    """If the certificate file is not a certificate, one line says so, and the server does not start."""
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
    """Ctrl-C and SIGTERM stop the server within 20 s with exit status 0 and no traceback, even while a session is being
    made.
    """
    with serving(tmp_path) as running:
        asked = running.client.post("/api/sessions", json={"practice": "body-scan", "length_s": 1200})
        assert asked.status_code == 201
        running.process.send_signal(number)
        assert running.process.wait(20) == 0
    assert "Traceback" not in "".join(running.said)


def test_who_is_impatient_ends_it_as_well(tmp_path: Path) -> None:
    """If Ctrl-C is pressed again and again, the server still ends with exit status 0 and no traceback."""
    with serving(tmp_path) as running:
        while running.process.poll() is None:
            running.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                running.process.wait(0.1)
        assert running.process.returncode == 0
    assert "Traceback" not in "".join(running.said)


def test_killed_and_started_again(tmp_path: Path) -> None:
    """If the server is killed while it makes a session, the next server does not serve the half-made session but makes
    it anew.
    """
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
    """If the disk is full, the session fails with an error, and no part of it is kept. With room again, it is made."""
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
    """The terminal never shows words that a client sent, such as names, own words or addresses."""
    with serving(tmp_path) as running:
        running.client.post("/api/sessions", json={**REQUEST, "set": {"name": "Zanzibar"}})
        running.client.post("/api/sessions", json={"practice": "Zanzibar"})
        running.client.get("/practice/Zanzibar")
    assert "Zanzibar" not in "".join(running.said)
