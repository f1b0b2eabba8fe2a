"""The server as a client meets it: sessions made once, sent in parts, and nothing to whom it is not for."""

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from tests.web.conftest import Served, real, serving
from voiceguide.web._pages import asked_in

pytestmark = real

WISHES: dict[str, object] = {"practice": "rest", "length_s": 40, "seed": 7}


@pytest.fixture(scope="module")
def session(served: Served) -> dict[str, object]:
    """A session of forty seconds, once everything is spoken that it might say in more time."""
    begun = served.begin(WISHES)
    end = time.monotonic() + 120.0
    while not _is_measured(served, "rest"):
        assert time.monotonic() < end
        time.sleep(0.1)
    return begun


def _is_measured(served: Served, name: str) -> bool:
    rows = served.client.get("/api/practices").json()
    return bool(next(row for row in rows if row["name"] == name)["measured"])


def test_a_session_is_what_was_asked_for(served: Served, session: dict[str, object]) -> None:
    """It tells its length, title, seed and visit; the sound lasts that long to the frame; plan and captions agree."""
    assert (session["state"], session["length_s"], session["title"]) == ("ready", 40.0, "A short rest")
    assert (session["seed"], session["visit"]) == (7, "first")
    sound = served.client.get(str(session["audio"]))
    assert sound.headers["content-type"] == "audio/mpeg"
    assert soundfile.info(BytesIO(sound.content)).frames == 40 * 44_100
    plan = served.client.get(str(session["plan"])).json()
    assert plan["length_s"] == 40.0
    assert "Thank you for resting." in served.client.get(str(session["captions"])).text
    assert served.client.get(str(session["picture"])).text.startswith("<svg")
    assert served.client.get(str(session["cover"])).content[:2] == b"\xff\xd8"


def test_the_same_wishes_are_the_same_session(served: Served, session: dict[str, object]) -> None:
    """Asked for again it is there: the same id, and no second making; other wishes are another session."""
    again = served.client.post("/api/sessions", json=WISHES)
    assert again.status_code == 201
    assert (again.json()["id"], again.json()["state"]) == (session["id"], "ready")
    settled = {key: session[key] for key in ("seed", "visit")}
    assert served.client.post("/api/sessions", json={**WISHES, **settled}).json()["id"] == session["id"]
    assert served.client.post("/api/sessions", json={**WISHES, "length_s": 41}).json()["id"] != session["id"]


def test_parts_and_conditions(served: Served, session: dict[str, object]) -> None:
    """Ranges, conditions and HEAD are answered as RFC 9110 says, with the very bytes of the whole."""
    url = str(session["audio"])
    whole = served.client.get(url)
    size, tag = len(whole.content), whole.headers["etag"]
    assert whole.headers["accept-ranges"] == "bytes"
    head = served.client.head(url)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(size), b"")

    def part(field: str, **others: str) -> httpx.Response:
        return served.client.get(url, headers={"range": field, **others})

    for field, first, last in (("bytes=0-1", 0, 2), ("bytes=-1", size - 1, size), ("bytes=100-", 100, size)):
        got = part(field)
        assert (got.status_code, got.content) == (206, whole.content[first:last])
        assert got.headers["content-range"] == f"bytes {first}-{last - 1}/{size}"
    several = part("bytes=0-3,1000-1003")
    assert several.status_code == 206
    assert several.headers["content-type"].startswith("multipart/byteranges")
    assert whole.content[1000:1004] in several.content
    assert int(several.headers["content-length"]) == len(several.content)
    assert (part("bytes=5-1").status_code, part("bytes=5-1").content) == (200, whole.content)
    beyond = part(f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert part("bytes=0-1", **{"if-range": tag}).status_code == 206
    assert part("bytes=0-1", **{"if-range": '"other"'}).status_code == 200
    assert served.client.get(url, headers={"if-none-match": tag}).status_code == 304
    assert served.client.get(f"{url}?save").headers["content-disposition"] == 'attachment; filename="rest-40s.mp3"'


def test_the_cover_comes_with_saving(served: Served, session: dict[str, object]) -> None:
    """Chromium does not play a file with a cover before it has read a megabyte, so what is heard has none."""
    heard, saved = (served.client.get(f"{session['audio']}{query}").content for query in ("", "?save"))
    assert len(heard) - len(mpeg_frames(heard)) < 2_000
    tags = ID3(BytesIO(saved))
    assert tags.getall("APIC")[0].data == served.client.get(str(session["cover"])).content
    assert tags.getall("CHAP")
    assert mpeg_frames(heard) == mpeg_frames(saved)


def mpeg_frames(file: bytes) -> bytes:
    """What follows the tags."""
    return file[ID3(BytesIO(file)).size :]


@pytest.mark.parametrize("kind", ["plan", "captions", "picture", "cover"])
def test_what_belongs_to_it_is_sent_as_the_sound_is(served: Served, session: dict[str, object], kind: str) -> None:
    """Plan, captions, picture and cover have tags of their own, and ranges and conditions as the sound has."""
    url = str(session[kind])
    whole = served.client.get(url)
    size, tag = len(whole.content), whole.headers["etag"]
    assert tag != served.client.head(str(session["audio"])).headers["etag"]
    many = ",".join(f"{at}-{at}" for at in range(0, 200, 2))
    for field in ("bytes=5-1", f"bytes={many}"):
        assert served.client.get(url, headers={"range": field}).content == whole.content
    part = served.client.get(url, headers={"range": "bytes=-1"})
    assert (part.status_code, part.content) == (206, whole.content[-1:])
    assert served.client.get(url, headers={"range": f"bytes={size}-"}).status_code == 416
    assert served.client.get(url, headers={"if-none-match": tag}).status_code == 304
    assert served.client.get(url, headers={"if-match": '"other"'}).status_code == 412
    assert served.client.head(url).headers["content-length"] == str(size)


@pytest.mark.parametrize(
    ("wishes", "status", "key"),
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
def test_what_does_not_fit_is_told(
    served: Served, session: dict[str, object], wishes: dict[str, object], status: int, key: str
) -> None:
    """Wishes that cannot be met are answered with what is wrong and what to do, before anything is made."""
    answer = served.client.post("/api/sessions", json=wishes)
    assert (answer.status_code, set(answer.json())) == (status, {"error", "remedy"})
    assert key in answer.json()["error"] + answer.json()["remedy"]
    assert answer.json()["remedy"]


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
    """A text from the page that names a file is refused, with the line."""
    answer = served.client.post("/api/sessions", json={"text": text})
    assert answer.status_code == 422
    assert "<text>:" in answer.json()["error"]


def test_a_text_is_heard(served: Served) -> None:
    """A text that was pasted becomes a session."""
    made = served.begin({"text": "---\ntitle: Mine\n---\nHello there. [2s]\n\nThat is all.\n", "nearest": True})
    assert made["title"] == "Mine"
    assert soundfile.info(BytesIO(served.client.get(str(made["audio"])).content)).duration > 3


def test_the_list_is_that_of_the_command_line(served: Served) -> None:
    """`GET /api/practices` tells what `list --json` tells, but not where the files lie."""
    rows = served.client.get("/api/practices").json()
    rest = next(row for row in rows if row["name"] == "rest")
    assert rest["title"] == "A short rest"
    assert "file" not in rest
    assert {"min_s", "natural_s", "max_s", "measured", "for", "tags", "summary"} <= set(rest)


def test_ground_is_there_before_it_is_needed(served: Served) -> None:
    """The grounding practice is a session made when the server starts."""
    answer = served.client.get("/api/ground").json()
    sound = served.client.get(answer["audio"], headers={"range": "bytes=0-99"})
    assert (sound.status_code, len(sound.content)) == (206, 100)


def test_other_sites_get_nothing(served: Served, session: dict[str, object]) -> None:
    """A foreign Host (DNS rebinding) or Origin (cross-site posts) is refused; our own is not."""
    assert served.client.get("/", headers={"host": "evil.example"}).status_code == 421
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        refused = served.client.post("/api/sessions", json=WISHES, headers={"origin": origin})
        assert refused.status_code == 403
    assert served.client.post("/api/sessions", json=WISHES, headers={"origin": served.url}).status_code == 201
    cross = served.client.post("/api/sessions", json=WISHES, headers={"sec-fetch-site": "cross-site"})
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
    """A path that climbs, or an id that is none, leads nowhere."""
    with socket.create_connection(("localhost", httpx.URL(served.url).port or 0)) as client:
        host = served.url.removeprefix("http://")
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        status = client.recv(1000).split(b" ")[1]
    assert status in (b"404", b"400", b"422")


def test_a_body_is_small(served: Served) -> None:
    """More than a megabyte is refused, whether it is announced or not."""
    assert served.client.post("/api/sessions", content=b"x" * 1_000_001).status_code == 413
    in_pieces = served.client.post("/api/sessions", content=(b"x" * 100_000 for _ in range(11)))
    assert in_pieces.status_code == 413
    for nonsense in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        assert served.client.post("/api/sessions", content=nonsense).status_code == 400


def test_twenty_at_once(served: Served) -> None:
    """Twenty different sessions asked for at once are all made; who waits is told the place."""
    wanted = [{"practice": "rest", "length_s": 30 + count / 4, "seed": 1} for count in range(20)]
    with ThreadPoolExecutor(20) as pool:
        asked = list(pool.map(lambda wishes: served.client.post("/api/sessions", json=wishes).json(), wanted))
        places = [one["progress"]["place"] for one in asked if one["state"] == "making"]
        assert len({one["id"] for one in asked}) == 20
        assert max(places, default=0) > 0
        sizes = list(pool.map(lambda one: len(served.client.get(one["audio"]).content), asked))
    assert all(size > 350_000 for size in sizes)


def test_the_timer_fades_and_the_past_stays(served: Served, session: dict[str, object]) -> None:
    """Stopped after 15 s from 10 s on: another session, over at 25 s, with the same sound until the fade begins."""
    made = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 10, "stop_s": 15}).json()
    assert (made["join_s"], made["id"] != session["id"]) == (10.0, True)
    old, new = (sound(served, one) for one in (session, made))
    assert len(new) == 25 * 44_100
    until = round(9.8 * 44_100)
    assert (old[:until] == new[:until]).all()
    assert abs(new[-4410:].astype(int)).max() < 10
    over = served.client.post(f"/api/sessions/{made['id']}/refit", json={"at_s": 25, "stop_s": 15})
    assert over.status_code == 409


def test_without_a_timer_again_it_plays_to_its_end(served: Served, session: dict[str, object]) -> None:
    """ "No timer" takes the timer back, and is allowed where none was set."""
    timed = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 10, "stop_s": 15}).json()
    assert timed["length_s"] == 25.0
    for before in (timed, session):
        again = served.client.post(f"/api/sessions/{before['id']}/refit", json={"at_s": 12, "stop_s": 0})
        assert (again.status_code, again.json()["length_s"]) == (201, 40.0), again.text
        assert len(sound(served, again.json())) == 40 * 44_100


def test_a_timer_in_the_fade_of_another(served: Served, session: dict[str, object]) -> None:
    """Taken back or set anew while it fades: what was heard stays, the level jumps nowhere, and `join_s` is true."""
    timed = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 5, "stop_s": 20}).json()
    before, at = sound(served, timed), 18 * 44_100
    assert (timed["join_s"], len(before)) == (5.0, 25 * 44_100)
    for change, length in (({"stop_s": 0}, 40.0), ({"stop_s": 10}, 28.0), ({"end": True}, None)):
        answer = served.client.post(f"/api/sessions/{timed['id']}/refit", json={"at_s": 18, **change}).json()
        after = sound(served, answer)
        assert answer["join_s"] >= 18
        assert (before[: at - 8820] == after[: at - 8820]).all(), change
        assert len(after) == round((length or answer["length_s"]) * 44_100)
        levels = [
            20 * np.log10(np.abs(after[one : one + 2205].astype(float)).max() + 1) for one in (at - 4410, at + 2205)
        ]
        assert abs(levels[1] - levels[0]) < 6, (change, levels)


def test_nothing_is_told_that_is_not_heard(served: Served, session: dict[str, object]) -> None:
    """Plan and captions of a session that a timer ends say nothing that comes after its end."""
    timed = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 10, "stop_s": 12}).json()
    sound(served, timed)
    plan = served.client.get(timed["plan"]).json()
    assert max(one["start_s"] for one in [*plan["events"], *plan["sections"]]) < timed["length_s"] == 22.0
    assert "Thank you for resting." in served.client.get(str(session["captions"])).text
    assert "Thank you for resting." not in served.client.get(timed["captions"]).text


def test_no_session_is_longer_than_three_hours(served: Served, session: dict[str, object]) -> None:
    """Whoever asks for three hours more gets three hours in all, or what the practice can be."""
    more = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 11, "add_s": 10_800}).json()
    assert 40 < more["length_s"] <= 3 * 3600
    served.client.get(more["audio"], headers={"range": "bytes=0-1"})


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
def test_what_cannot_be_read_is_told(served: Served, path: str, body: str) -> None:
    """Numbers beyond any float, half a character, a thousand brackets, too many fields: told, and no fault of ours."""
    answer = served.client.post(path, content=body)
    assert 400 <= answer.status_code < 500, answer.text
    assert not any("Traceback" in line for line in served.said)


def test_settings_that_do_not_fit_do_not_stop_the_server(tmp_path: Path) -> None:
    """A background in the settings that is gone: the page is there, and says what is missing."""
    (tmp_path / "config.toml").write_text('background = "gone"\n', encoding="utf-8")
    with serving(tmp_path) as running:
        assert running.client.get("/").status_code == 200
        assert "gone" in running.client.get("/api/ground").json()["error"]
        assert running.client.post("/api/sessions", json={**WISHES, "background": "rain"}).status_code == 201
        assert any("gone" in line for line in running.said)


def test_words_of_ones_own_are_left_out_without_a_tick() -> None:
    """A form in a browser that runs no script does not send a box without a tick."""
    assert asked_in({"practice": "rest", "words_asked": "yes"})["mine"] is False
    assert asked_in({"practice": "rest", "words_asked": "yes", "words": "yes"})["mine"] is True
    assert "mine" not in asked_in({"practice": "rest"})


@pytest.mark.parametrize(
    ("change", "length"),
    [({"add_s": 30}, 70.0), ({"add_s": -12}, 28.0), ({"end": True}, None), ({"background_level": 14}, 40.0)],
)
def test_a_change_keeps_the_past_as_sound(
    served: Served, session: dict[str, object], change: dict[str, object], length: float | None
) -> None:
    """Another rest: the same to the sample until 0.2 s before the join, and the join dips less than 3 dB."""
    made = served.client.post(f"/api/sessions/{session['id']}/refit", json={"at_s": 11, **change}).json()
    old, new = (sound(served, one) for one in (session, made))
    assert 11 <= made["join_s"] < 30
    assert len(new) == round(made["length_s"] * 44_100)
    assert made["length_s"] == (length or pytest.approx(25, abs=8))
    until, join = (round((made["join_s"] + by) * 44_100) for by in (-0.2, 0))
    assert (old[:until] == new[:until]).all()
    levels = [level(new[at : at + 4410]) for at in range(join - 22_050, join + 26_000, 4410)]
    assert max(levels) - min(levels) < 3.0 or change == {"background_level": 14}
    again = served.client.post(f"/api/sessions/{made['id']}/refit", json={"at_s": made["length_s"], **change})
    assert again.status_code == 409


def sound(served: Served, session: dict[str, object]) -> Any:
    """The decoded sound of a session, in 16 bits."""
    return soundfile.read(BytesIO(served.client.get(str(session["audio"])).content), dtype="int16")[0]


def level(samples: Any) -> float:
    """In decibels."""
    return float(20 * np.log10(np.sqrt(np.mean(samples.astype(float) ** 2)) + 1e-9))


def test_a_slow_client_keeps_nobody_waiting(served: Served, session: dict[str, object]) -> None:
    """While clients hold half a request, or take nothing of an answer, others are served at once."""
    port = httpx.URL(served.url).port or 0
    held = [socket.create_connection(("localhost", port)) for _ in range(20)]
    try:
        host = served.url.removeprefix("http://")
        for at, client in enumerate(held):
            ending = "" if at % 2 else "\r\n\r\n"
            client.sendall(f"GET {session['audio']} HTTP/1.1\r\nHost: {host}{ending}".encode())
        done = threading.Event()
        answer = served.client.get(str(session["audio"]), headers={"range": "bytes=0-999"}, timeout=5)
        done.set()
        assert answer.status_code == 206
    finally:
        for client in held:
            client.close()


def test_progress_is_told(served: Served) -> None:
    """The events tell what is being done, and at last that it is ready."""
    asked = served.client.post("/api/sessions", json={**WISHES, "length_s": 55}).json()
    with served.client.stream("GET", f"/api/sessions/{asked['id']}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        states = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
    assert states[-1]["state"] == "ready"
    assert {one["id"] for one in states} == {asked["id"]}
