"""Requests that the server refuses: impossible ones, unreadable ones, and those from other websites."""

import socket
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import REQUEST, Served, real, serving

pytestmark = real


@pytest.mark.parametrize(
    ("asked", "status", "key"),
    [
        ({"practice": "rest", "lenght_s": 10}, 400, "lenght_s"),
        ({"practice": "rest", "length_s": "long"}, 400, "length_s"),
        ({"practice": "rest", "length_s": 1e9}, 400, "length_s"),
        ({"practice": "rest", "length_s": 9000, "then_s": 9000}, 400, "then_s"),
        ({"practice": "rest", "background": "/etc/passwd"}, 400, "background"),
        ({"practice": "rest", "background": "rain,~/secret.wav"}, 400, "background"),
        ({"practice": "rest", "background": "rainn"}, 422, "rainn"),
        ({"practice": "rest", "voice": "command:touch /tmp/x"}, 400, "voice"),
        ({"practice": "rest", "voice": "recorded:/home"}, 400, "voice"),
        ({"practice": "rest", "voice": "recorded"}, 400, "voice"),
        ({"practice": "../rest"}, 400, "practice"),
        ({"practice": "nobody"}, 404, "nobody"),
        ({"practice": "rest", "text": "hello"}, 400, "practice"),
        ({"practice": "rest", "length_s": 2}, 422, "cannot last"),
        ({}, 400, "practice"),
    ],
)
def test_what_does_not_fit_is_reported(
    served: Served, session: dict[str, object], asked: dict[str, object], status: int, key: str
) -> None:
    """A request that cannot be met is refused before anything is made. The answer has the error and a remedy."""
    answer = served.client.post("/api/sessions", json=asked)
    assert (answer.status_code, set(answer.json())) == (status, {"error", "remedy"})
    assert key in answer.json()["error"] + answer.json()["remedy"]
    assert answer.json()["remedy"]


@pytest.mark.parametrize("path", ["/nope", "/api/practices/nope", "/static/nope.js"])
def test_an_address_that_does_not_exist_leads_back(served: Served, path: str) -> None:
    """For an unknown address, a browser gets a page with a link to the main page, and a program gets JSON with an error
    and a remedy.
    """
    page = served.client.get(path, headers={"accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "There is nothing at this address" in page.text
    assert 'href="/"' in page.text
    answer = served.client.get(path, headers={"accept": "*/*"})
    assert (answer.status_code, set(answer.json())) == (404, {"error", "remedy"})


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\nbackground: /etc/passwd\n---\nHello there.\n",
        "---\ntitle: x\ncover: ../../cover.png\n---\nHello there.\n",
        "---\ntitle: x\nvoice: recorded:/home\n---\nHello there.\n",
        "---\ntitle: x\n---\nHello there.\n\n[practice ./secret]\n",
        "---\ntitle: x\n---\nHello there.\n\n[images ./list, 3 times]\n",
        "---\ntitle: x\n---\nHello there.\n\n[sound ~/rain.wav]\n",
    ],
)
def test_a_strangers_script_reads_nothing_of_ours(served: Served, text: str) -> None:
    """A pasted text that names a file of this machine is refused. The error names the line."""
    answer = served.client.post("/api/sessions", json={"text": text})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Line ")


def test_other_sites_get_nothing(served: Served, session: dict[str, object]) -> None:
    """A request with a foreign `Host` (DNS rebinding) or `Origin` (another website) is refused; one from the server's
    own page is not.
    """
    assert served.client.get("/", headers={"host": "evil.example"}).status_code == 421
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        refused = served.client.post("/api/sessions", json=REQUEST, headers={"origin": origin})
        assert refused.status_code == 403
    assert served.client.post("/api/sessions", json=REQUEST, headers={"origin": served.url}).status_code == 201
    cross = served.client.post("/api/sessions", json=REQUEST, headers={"sec-fetch-site": "cross-site"})
    assert cross.status_code == 403
    policy = served.client.get("/").headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")


CLIMBING = (
    "/sessions/../../etc/passwd",
    "/sessions/..%2f..%2fx.mp3",
    "/static/../app.py",
    "/static/..%2fapp.py",
    "/sessions/ffffffffffffffffffffffff.mp3",
    "/api/sessions/%2e%2e",
    "/sounds/..%2frain.mp3",
    "/practice/..%2f..%2fx",
)


@pytest.mark.parametrize("path", CLIMBING)
def test_no_way_out_of_the_folders(served: Served, path: str) -> None:
    """A path with `..` in it, or with an unknown id, gets an error and never a file outside the served folders."""
    with socket.create_connection(("localhost", httpx.URL(served.url).port or 0)) as client:
        host = served.url.removeprefix("http://")
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        status = client.recv(1000).split(b" ")[1]
    assert status in (b"404", b"400", b"422")


def test_a_body_is_small(served: Served) -> None:
    """A request body of more than 1 MB is refused, whether or not its size is sent first. A body that is not a JSON
    object is refused too.
    """
    assert served.client.post("/api/sessions", content=b"x" * 1_000_001).status_code == 413
    in_pieces = served.client.post("/api/sessions", content=(b"x" * 100_000 for _ in range(11)))
    assert in_pieces.status_code == 413
    for nonsense in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        assert served.client.post("/api/sessions", content=nonsense).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/sessions", '{"practice": "rest", "length_s": 1' + "0" * 400 + "}"),
        ("/api/sessions", '{"practice": "\\ud83d"}'),
        ("/api/sessions", '{"\\ud83d": 1}'),
        ("/api/sessions", '{"text": "Hello \\ud83d there."}'),
        ("/api/sessions", '{"practice": "rest", "seed": 1' + "0" * 5000 + "}"),
        ("/api/sessions", "[" * 100_000),
        ("/begin", "&".join(f"k{number}=1" for number in range(60))),
        ("/pair", "&".join(f"k{number}=1" for number in range(60))),
    ],
)
def test_what_cannot_be_read_is_reported(served: Served, path: str, body: str) -> None:
    """Huge numbers, unpaired surrogates, deep nesting and too many form fields get a client error (4xx), without a
    traceback in the terminal.
    """
    answer = served.client.post(path, content=body)
    assert 400 <= answer.status_code < 500, answer.text
    assert not any("Traceback" in line for line in served.said)


def test_settings_that_do_not_fit_do_not_stop_the_server(tmp_path: Path) -> None:
    """If the settings name a background that does not exist, the server still starts, and says what is missing."""
    (tmp_path / "config.toml").write_text('background = "gone"\n', encoding="utf-8")
    with serving(tmp_path) as running:
        assert running.client.get("/").status_code == 200
        assert "gone" in running.client.get("/api/ground").json()["error"]
        assert running.client.post("/api/sessions", json={**REQUEST, "background": "rain"}).status_code == 201
        assert any("gone" in line for line in running.said)
