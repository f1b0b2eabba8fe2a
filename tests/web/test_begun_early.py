"""Sessions that play while their later lines are still being spoken, seen from a client.

The voice is a program that waits before each line until the test allows it, so that no test depends on timing.
"""

import json
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from tests.web.conftest import Served, real, serving

pytestmark = real

VOICE = '''
"""Speaks a text as a tone, as soon as there is a file with the name of its first word in the folder of its place."""
import array, math, os, sys, time, wave
from pathlib import Path

text, wav, gates = sys.argv[1:]
words = text.lower().replace(",", " ").replace(".", " ").split()
for gate in (Path(gates) / word for word in words):
    if gate.is_dir():
        (gate / f"{words[0]}.pids").write_text(f"{os.getpid()} {os.getppid()}\\n")
        while not (gate / words[0]).exists():
            time.sleep(0.02)
        if (gate / f"{words[0]}.fails").exists():
            sys.exit("no voice")
tone = array.array("h", (round(9_000 * math.sin(at / 8) * math.sin(at / 900)) for at in range(800 * len(text))))
with wave.open(wav, "wb") as file:
    file.setparams((1, 2, 16_000, 0, "NONE", ""))
    file.writeframes(tone.tobytes())
'''

FIRST, LATER = ("one", "two"), ("three", "four", "five", "six", "seven", "eight", "nine", "ten")
LENGTH = 90.0


def text(place: str) -> str:
    """The text of a practice of ten lines in three sections. Each line begins with its number and names `place`."""
    line = "{}, this is the {}. [2s-20s]\n".format
    lines = [line(number.capitalize(), place) for number in (*FIRST, *LATER)]
    parts = zip(("Arriving", "Walking", "Being there"), (lines[:4], lines[4:8], lines[8:]), strict=True)
    return "---\ntitle: A walk\nbackground: rain\n---\n" + "\n".join(
        f"# {title}\n{''.join(some)}" for title, some in parts
    )


class Held:
    """A session that plays early: its first two lines may be spoken, and the others only after the test calls
    `release`.
    """

    def __init__(self, served: Served, place: str) -> None:
        self.served, self.gate = served, served.home / "gates" / place
        self.gate.mkdir(parents=True, exist_ok=True)
        self.let_speak(*FIRST)
        request = {"text": text(place), "length_s": LENGTH, "seed": 3, "visit": "first"}
        self.asked = served.client.post("/api/sessions", json=request)
        self.id = self.asked.json()["id"]
        self.audio, self.plan, self.captions = (self.asked.json()[key] for key in ("audio", "plan", "captions"))

    def let_speak(self, *numbers: str) -> None:
        for number in numbers:
            (self.gate / number).touch()

    def release(self) -> None:
        self.let_speak(*LATER)

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.get(f"/api/sessions/{self.id}").json()
        assert state["state"] != "failed", state.get("error")
        return state

    def get(self, url: str, **fields: str) -> httpx.Response:
        return self.served.client.get(url, headers={name.replace("_", "-"): field for name, field in fields.items()})

    def begun(self) -> dict[str, Any]:
        """Wait until the session can be played, and return its state."""
        wait_until(lambda: self.state().get("playable", False))
        return self.state()

    def made(self) -> dict[str, Any]:
        """Allow all lines to be spoken, wait until the session is complete, and return its state."""
        self.release()
        wait_until(lambda: self.state()["state"] == "ready")
        return self.state()

    def is_waiting(self) -> bool:
        """Whether the voice still waits after the first lines, so that the rest of the plan is not known yet."""
        return not (self.gate / LATER[0]).exists() and self.state()["settled"] is False


@contextmanager
def held(served: Served, place: str) -> Iterator[Held]:
    """A session about `place` that can already be played. After the block the voice may speak the rest of it."""
    session = Held(served, place)
    try:
        session.begun()
        yield session
    finally:
        session.release()


def wait_until(so: Callable[[], bool]) -> None:
    """Wait until `so` returns true, at most 120 s."""
    end = time.monotonic() + 120.0
    while not so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def with_voice(home: Path) -> Path:
    """Write the program `VOICE` into `home` and set it as the usual voice. Returns `home`."""
    (home / "voice.py").write_text(VOICE, encoding="utf-8")
    words = (sys.executable, str(home / "voice.py"), "{text}", "{wav}", str(home / "gates"))
    command = " ".join(word if word.startswith("{") else shlex.quote(word) for word in words)
    (home / "config.toml").write_text(f"voice = {json.dumps(f'command:{command}')}\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose voice waits before each line until the test allows that line."""
    with serving(with_voice(tmp_path_factory.mktemp("waiting"))) as running:
        yield running


def decoded(data: bytes) -> Any:
    return soundfile.read(BytesIO(data), dtype="int16")[0]


def tags_in(data: bytes | bytearray) -> int:
    """The size of the ID3 tag that a file begins with."""
    assert data[:3] == b"ID3"
    return 10 + sum(byte << 7 * (3 - at) for at, byte in enumerate(data[6:10]))


def test_its_beginning_is_heard_before_the_rest_is_spoken(waiting: Served) -> None:
    """The first four seconds of sound arrive before the third line is spoken. The complete file has exactly the size
    that was announced at its beginning.
    """
    with held(waiting, "river") as session:
        assert (session.asked.status_code, session.asked.json()["state"]) == (201, "making")
        state = session.state()
        assert (state["state"], state["playable"], state["settled"], state["revision"]) == ("making", True, False, 0)
        with waiting.client.stream("GET", session.audio) as sound:
            assert sound.status_code == 200
            size, blocks, got = int(sound.headers["content-length"]), sound.iter_bytes(), bytearray()
            while len(got) < 10 or len(got) < tags_in(got) + (size - tags_in(got)) * 4 / LENGTH:
                got += next(blocks)
            assert session.is_waiting()
            session.release()
            got += b"".join(blocks)
    assert len(got) == size
    assert len(decoded(bytes(got))) == round(LENGTH * 44_100)
    assert session.made()["revision"] >= 1
    assert session.get(session.audio).content == got


def test_its_plan_is_shown_anew(waiting: Served) -> None:
    """When the rest has been spoken, the plan and captions are sent anew with another `ETag`. The part already heard is
    the same in both.
    """
    with held(waiting, "forest") as session:
        before, words_before = session.get(session.plan), session.get(session.captions)
        assert session.is_waiting()
    made = session.made()
    assert (made["revision"] >= 1, made["length_s"]) == (True, LENGTH)
    after, words = session.get(session.plan), session.get(session.captions)
    for old, new in ((before, after), (words_before, words)):
        assert old.headers["etag"] != new.headers["etag"]
        assert new.headers["etag"] not in (session.get(session.audio).headers["etag"], made["id"])
        assert session.get(str(new.url), if_none_match=old.headers["etag"]).status_code == 200
        assert session.get(str(new.url), if_none_match=new.headers["etag"]).status_code == 304
    old, new = before.json(), after.json()
    assert old["length_s"] == new["length_s"] == LENGTH
    unspoken = next(event["start_s"] for event in old["events"] if event["text"].startswith("Three"))
    sent = [event for event in old["events"] if event["start_s"] < unspoken - 0.45]
    assert [event["text"].split(",")[0] for event in sent if event["spoken"]] == ["One", "Two"]
    for one, other in zip(sent, new["events"], strict=False):
        kept = ("kind", "start_s", "text", "section", "line", *(("end_s",) if one["spoken"] else ()))
        assert [one[key] for key in kept] == [other[key] for key in kept]
    said = [event for event in new["events"] if event["spoken"]]
    assert len(said) == 10
    assert said != [event for event in old["events"] if event["spoken"]]
    assert all(event["text"] in words.text for event in said)


def test_saved_it_has_its_chapters(waiting: Served) -> None:
    """Saving waits until the plan is complete. The saved file has the same sound as the one played, and also the
    chapters.
    """
    with ThreadPoolExecutor(2) as pool, held(waiting, "lake") as session:
        saving = f"{session.audio}?save"
        head, whole = pool.submit(waiting.client.head, saving), pool.submit(session.get, saving)
        with waiting.client.stream("GET", session.audio) as sound:
            assert len(next(sound.iter_bytes(1000))) == 1000
        assert session.is_waiting()
        assert not head.done()
        assert not whole.done()
        session.release()
        asked, saved = head.result(), whole.result()
    session.made()
    played, size = session.get(session.audio), len(saved.content)
    assert (asked.status_code, saved.status_code, asked.content) == (200, 200, b"")
    assert asked.headers["content-length"] == saved.headers["content-length"] == str(size)
    assert asked.headers["etag"] == saved.headers["etag"] != played.headers["etag"]
    assert saved.headers["content-disposition"].startswith("attachment")
    assert size != len(played.content)
    assert np.array_equal(decoded(saved.content), decoded(played.content))
    starts = [0.0, *(one["start_s"] for one in session.get(session.plan).json()["sections"][1:])]
    chapters = sorted((one.start_time, one.end_time) for one in ID3(BytesIO(saved.content)).getall("CHAP"))
    assert len(chapters) == len(starts) == 3
    assert np.allclose(np.array(chapters) / 1000, list(zip(starts, [*starts[1:], LENGTH], strict=True)), atol=0.001)
    assert not ID3(BytesIO(played.content)).getall("CHAP")
    assert session.get(saving).content == saved.content

    border = tags_in(saved.content)
    for first, last in ((border - 100, border + 2000), (0, border + 5000), (border + 1, border + 2)):
        part = session.get(saving, range=f"bytes={first}-{last}")
        assert (part.status_code, part.content) == (206, saved.content[first : last + 1])
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
    for url, own, other in ((saving, saved, played), (session.audio, played, saved)):
        assert session.get(url, range="bytes=0-9", if_range=own.headers["etag"]).status_code == 206
        mixed = session.get(url, range="bytes=0-9", if_range=other.headers["etag"])
        assert (mixed.status_code, mixed.content) == (200, own.content)


def test_changed_before_it_is_spoken(waiting: Served) -> None:
    """An invalid change is refused at once. A valid one waits until the rest has been spoken, and the sound already
    heard stays the same.
    """
    with ThreadPoolExecutor(1) as pool, held(waiting, "meadow") as session:
        url = f"/api/sessions/{session.id}/refit"
        wrong: tuple[Any, ...] = (
            [],
            {},
            {"at_s": 3},
            {"at_s": 3, "add_s": "long"},
            {"add_s": 10},
            {"at_s": 3, "end": True, "add_s": 10},
        )
        for body in wrong:
            refused = waiting.client.post(url, json=body)
            assert (refused.status_code, set(refused.json())) == (400, {"error", "remedy"}), (body, refused.text)
            assert session.is_waiting()
        changing = pool.submit(waiting.client.post, url, json={"at_s": 30.0, "add_s": 20.0})
        assert session.is_waiting()
        assert not changing.done()
        session.release()
        changed = changing.result()
    assert changed.status_code == 201, changed.text
    state = changed.json()
    assert (state["length_s"], state["id"] != session.id) == (LENGTH + 20.0, True)
    assert 30.0 <= state["join_s"] < LENGTH
    session.made()
    old, new = (decoded(session.get(url).content) for url in (session.audio, state["audio"]))
    assert (len(old), len(new)) == (round(LENGTH * 44_100), round((LENGTH + 20.0) * 44_100))
    until = round((state["join_s"] - 0.2) * 44_100)
    assert np.array_equal(old[:until], new[:until])


def is_alive(pid: int) -> bool:
    """Whether a process is still running. A zombie, which has ended, does not count."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


def test_a_line_that_cannot_be_spoken(waiting: Served) -> None:
    """If a later line cannot be spoken, the session breaks off. The listener is told why; the terminal shows only the
    kind of error, without the words.
    """
    session = Held(waiting, "cellar")
    session.begun()
    (session.gate / f"{LATER[0]}.fails").touch()
    with waiting.client.stream("GET", session.audio) as sound:
        blocks = sound.iter_bytes()
        next(blocks)
        session.release()
        with pytest.raises(httpx.RemoteProtocolError):
            b"".join(blocks)
    state = session.get(f"/api/sessions/{session.id}").json()
    assert state["state"] == "failed"
    assert "Three, this is the cellar" in state["error"]
    said = "".join(waiting.said)
    assert "a session broke off after it had begun to sound (SpeechFailedError)" in said
    assert "cellar" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up as Linux shows them")
def test_stopped_while_it_is_spoken(tmp_path: Path) -> None:
    """If the server stops while a session is being spoken, the voices stop too, and the download ends with an error.
    After a restart the session is made anew.
    """
    home = with_voice(tmp_path)
    with serving(home) as running, held(running, "garden") as session:
        pids = session.gate / f"{LATER[0]}.pids"
        wait_until(lambda: pids.is_file() and pids.read_text().endswith("\n"))
        speaking = [int(pid) for pid in pids.read_text().split()]
        assert all(map(is_alive, speaking))
        with running.client.stream("GET", session.audio) as sound:
            first, blocks = sound.headers["etag"], sound.iter_bytes()
            next(blocks)
            running.process.send_signal(signal.SIGTERM)
            with pytest.raises(httpx.RemoteProtocolError):
                b"".join(blocks)
        assert running.process.wait(60) == 0
        wait_until(lambda: not any(map(is_alive, speaking)))
        assert not (session.gate / LATER[0]).exists()
    assert "Traceback" not in "".join(running.said)
    for number in LATER:
        (session.gate / number).unlink()
    with serving(home) as running:
        assert running.client.get(f"/api/sessions/{session.id}").status_code == 404
        assert running.client.get(session.audio).status_code == 404
        assert not (home / "cache" / "web" / session.id).exists()
        with held(running, "garden") as again:
            assert (again.id, again.is_waiting()) == (session.id, True)
        assert again.made()["length_s"] == LENGTH
        sound_again = again.get(again.audio)
        assert sound_again.headers["etag"] != first
        assert len(decoded(sound_again.content)) == round(LENGTH * 44_100)
