"""The server from a client's view: sessions are made once and can be sent in parts."""

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import httpx
import pytest
import soundfile
from mutagen.id3 import ID3

from tests.web.conftest import REQUEST, Served, real
from voiceguide.web._pages import asked_in

pytestmark = real


def test_a_session_is_what_was_asked_for(served: Served, session: dict[str, object]) -> None:
    """A session has the length, title, seed and visit that were asked for. The sound has exactly this length; plan,
    captions, picture and cover can be loaded.
    """
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


def test_the_same_request_is_the_same_session(served: Served, session: dict[str, object]) -> None:
    """The same request made again gives the same session, which is not made a second time. A different request gives
    another session.
    """
    again = served.client.post("/api/sessions", json=REQUEST)
    assert again.status_code == 201
    assert (again.json()["id"], again.json()["state"]) == (session["id"], "ready")
    settled = {key: session[key] for key in ("seed", "visit")}
    assert served.client.post("/api/sessions", json={**REQUEST, **settled}).json()["id"] == session["id"]
    assert served.client.post("/api/sessions", json={**REQUEST, "length_s": 41}).json()["id"] != session["id"]


def test_parts_and_conditions(served: Served, session: dict[str, object]) -> None:
    """The server answers ranges, conditions and HEAD as RFC 9110 says, with the same bytes as in the whole file."""
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
    """The file that is played has no cover, because Chromium would read a megabyte of it before playing. The saved file
    has the cover and chapters.
    """
    heard, saved = (served.client.get(f"{session['audio']}{query}").content for query in ("", "?save"))
    assert len(heard) - len(mpeg_frames(heard)) < 2_000
    tags = ID3(BytesIO(saved))
    assert tags.getall("APIC")[0].data == served.client.get(str(session["cover"])).content
    assert tags.getall("CHAP")
    assert mpeg_frames(heard) == mpeg_frames(saved)


def mpeg_frames(file: bytes) -> bytes:
    """The bytes of an MP3 file after its tags."""
    return file[ID3(BytesIO(file)).size :]


@pytest.mark.parametrize("kind", ["plan", "captions", "picture", "cover"])
def test_what_belongs_to_it_is_sent_as_the_sound_is(served: Served, session: dict[str, object], kind: str) -> None:
    """Plan, captions, picture and cover each have their own `ETag`. Ranges and conditions work for them as for the
    sound.
    """
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


def test_a_text_is_heard(served: Served) -> None:
    """A pasted text becomes a session that can be played."""
    made = served.begin({"text": "---\ntitle: Mine\n---\nHello there. [2s]\n\nThat is all.\n", "nearest": True})
    assert made["title"] == "Mine"
    assert soundfile.info(BytesIO(served.client.get(str(made["audio"])).content)).duration > 3


def test_the_list_is_that_of_the_command_line(served: Served) -> None:
    """`GET /api/practices` gives, for each practice, fields that `list --json` prints, such as the title, the possible
    lengths and the tags, but not the path of the script.
    """
    rows = served.client.get("/api/practices").json()
    rest = next(row for row in rows if row["name"] == "rest")
    assert rest["title"] == "A short rest"
    assert "file" not in rest
    assert {"min_s", "natural_s", "max_s", "measured", "for", "tags", "summary"} <= set(rest)


def test_ground_is_there_before_it_is_needed(served: Served) -> None:
    """The server makes the grounding practice when it starts, so that it can be played at once."""
    answer = served.client.get("/api/ground").json()
    sound = served.client.get(answer["audio"], headers={"range": "bytes=0-99"})
    assert (sound.status_code, len(sound.content)) == (206, 100)


def test_twenty_at_once(served: Served) -> None:
    """Twenty different sessions that are asked for at once are all made. Those that wait have a place in the queue."""
    wanted = [{"practice": "rest", "length_s": 30 + count / 4, "seed": 1} for count in range(20)]
    with ThreadPoolExecutor(20) as pool:
        asked = list(pool.map(lambda request: served.client.post("/api/sessions", json=request).json(), wanted))
        places = [one["progress"]["place"] for one in asked if one["state"] == "making"]
        assert len({one["id"] for one in asked}) == 20
        assert max(places, default=0) > 0
        sizes = list(pool.map(lambda one: len(served.client.get(one["audio"]).content), asked))
    assert all(size > 350_000 for size in sizes)


def test_words_of_ones_own_are_left_out_without_a_tick() -> None:
    """Without JavaScript a browser leaves an unticked box out of a form. The server then leaves out the listener's own
    words.
    """
    assert asked_in({"practice": "rest", "words_asked": "yes"})["mine"] is False
    assert asked_in({"practice": "rest", "words_asked": "yes", "words": "yes"})["mine"] is True
    assert "mine" not in asked_in({"practice": "rest"})


def test_a_slow_client_keeps_nobody_waiting(served: Served, session: dict[str, object]) -> None:
    """Clients that send only half a request, or that read nothing of the answer, do not delay other clients."""
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


def test_progress_is_reported(served: Served) -> None:
    """The stream of events reports the session's progress and ends with the state "ready"."""
    asked = served.client.post("/api/sessions", json={**REQUEST, "length_s": 55}).json()
    with served.client.stream("GET", f"/api/sessions/{asked['id']}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        states = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
    assert states[-1]["state"] == "ready"
    assert {one["id"] for one in states} == {asked["id"]}
