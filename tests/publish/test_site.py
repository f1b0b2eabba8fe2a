"""A published site in a real browser, served by a plain web server from a folder below the server's root."""

import functools
import hashlib
import io
import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from mutagen.id3 import ID3

from tests.publish.catalogues import CATALOGUE, published, written
from tests.web.browsers import chromium, needs_chromium
from voiceguide.output.tags import tags_size

pytestmark = needs_chromium


class Quiet(SimpleHTTPRequestHandler):
    """A web server like `python3 -m http.server`, but without a log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write no log."""


class Halting(Quiet):
    """A web server that sends the first 300 000 bytes of a session and waits for `may` before it sends the rest."""

    beginning = 300_000
    may = threading.Event()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send the body of the answer. If the answer is a session's MP3 file, wait for `may` after the first 300 000
        bytes.
        """
        with suppress(ConnectionError):  # the browser has gone elsewhere
            if "/sessions/" in self.path and self.path.partition("?")[0].endswith(".mp3"):
                outputfile.write(source.read(self.beginning))
                self.may.wait()
            super().copyfile(source, outputfile)


class Ranges(Quiet):
    """A web server that can send a part of a file. Only from such a server does a browser read far ahead in a long
    file.
    """

    def send_head(self) -> Any:
        """Send the answer's status and headers, and return the file from which the body is then read."""
        path, wanted = Path(self.translate_path(self.path)), self.headers.get("Range", "").removeprefix("bytes=")
        if not wanted or not path.is_file():
            return super().send_head()
        size, (first, last) = path.stat().st_size, wanted.split("-")
        part = path.read_bytes()[int(first) : int(last or size) + 1]
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{size}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        return io.BytesIO(part)


class HaltingRanges(Halting, Ranges):
    """A web server that halts in a session, as `Halting` does, and that can send a part of a file."""


@contextmanager
def serving(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[tuple[str, ThreadingHTTPServer]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/", server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listen(page: Any, name: str) -> None:
    """Click the link to a session and wait until its page shows the player. A click alone may return while the old page
    is still shown.
    """
    page.get_by_role("link", name=name).click()
    page.locator("#audio").wait_for(state="attached")


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root folder of a web server, with the published site in its folder `some/path`."""
    folder = tmp_path_factory.mktemp("site")
    published(written(folder / "from", CATALOGUE), folder / "root" / "some" / "path")
    return folder / "root"


def test_it_plays_under_a_path(parent: Path) -> None:
    """The browser opens the site, finds a practice, plays a session and follows its words and sections. Nothing is
    loaded from outside the site's path.
    """
    with serving(parent) as (url, _), chromium() as browser:
        page = browser.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{url}some/path/")
        assert page.title() == "Evenings & more"
        page.get_by_label("Search").fill("standing")
        assert page.locator(".card:visible").count() == 1
        page.get_by_role("link", name="Walking & <standing>").click()
        listen(page, "1 min, none, fake:calm")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.5")
        assert page.evaluate("Math.round(document.getElementById('audio').duration)") == 60
        page.wait_for_function("() => document.querySelectorAll('#lines button').length > 2")
        assert page.get_by_role("slider", name="Position").get_attribute("aria-valuetext").endswith("of 1 minute")
        page.get_by_role("button", name="End gently").first.click()
        page.wait_for_function("() => document.getElementById('audio').currentTime > 30")
        page.wait_for_function("() => document.getElementById('section').textContent === 'Closing'")
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("link", name="Other lengths").click()
        assert page.get_by_role("heading", name="Walking & <standing>").is_visible()
        assert wrong == []
        assert all(one.startswith(f"{url}some/path/") for one in asked)


def test_no_place_is_lost_where_the_server_sends_only_whole_files(parent: Path) -> None:
    """If the web server can send only whole files and there is no service worker, "End gently" still leads to the
    closing. After a pause, the session continues where it was paused.
    """
    with serving(parent) as (url, _), chromium() as browser:
        page = browser.new_context(service_workers="block").new_page()
        page.goto(f"{url}some/path/practice/walk.html")
        listen(page, "1 min, none, fake:calm")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.5")
        page.wait_for_function("() => document.querySelectorAll('#lines button').length > 2")
        assert page.evaluate("document.getElementById('audio').seekable.end(0)") == 0
        page.get_by_role("button", name="End gently").first.click()
        page.wait_for_function("() => document.getElementById('audio').currentTime > 30")
        page.wait_for_function("() => document.getElementById('section').textContent === 'Closing'")
        page.get_by_text("The closing begins now.").first.wait_for()
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("() => !document.getElementById('audio').paused")
        assert page.evaluate("document.getElementById('audio').currentTime") > 30
        assert page.evaluate("document.getElementById('audio').error") is None


def test_a_file_that_cannot_be_loaded_is_reported(parent: Path) -> None:
    """Without a worker, if the file can no longer be loaded from such a server, the page says that the sound is not
    available, and does not say that the closing begins.
    """
    with serving(parent) as (url, _), chromium() as browser:
        page = browser.new_context(service_workers="block").new_page()
        page.goto(f"{url}some/path/practice/walk.html")
        listen(page, "1 min, none, fake:calm")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.5")
        page.wait_for_function("() => document.querySelectorAll('#lines button').length > 2")
        page.route("**/*.mp3", lambda route: route.fulfill(status=404))
        page.get_by_role("button", name="End gently").first.click()
        page.get_by_text("The sound is not available right now.").first.wait_for()
        assert page.get_by_text("The closing begins now.").count() == 0


def test_a_pause_keeps_its_place_where_the_server_sends_only_whole_files(parent: Path) -> None:
    """If the web server can send only whole files, and the session is paused while its file is still loading, it
    continues where it was paused.
    """
    with serving(parent) as (url, _), chromium() as browser:
        page = browser.new_context(service_workers="block").new_page()
        page.goto(f"{url}some/path/practice/walk.html")
        listen(page, "1 min, none, fake:calm")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 4")
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("() => document.getElementById('audio').src.startsWith('blob:')")
        page.wait_for_function("() => !document.getElementById('audio').paused")
        assert page.evaluate("document.getElementById('audio').currentTime") > 1


def test_solid_ground_is_at_hand(parent: Path) -> None:
    """The grounding practice can be opened from the main page, and from a session and back. It is not in the feed, and
    works offline.
    """
    index = json.loads((parent / "some" / "path" / "index.json").read_text(encoding="utf-8"))
    assert index["ground"]["practice"] not in {row["practice"] for row in index["sessions"]}
    assert index["ground"]["audio"] not in (parent / "some" / "path" / "feed.xml").read_text(encoding="utf-8")
    with chromium() as browser, serving(parent) as (url, server):
        page = browser.new_page()
        page.goto(f"{url}some/path/practice/rest.html")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        listen(page, "1 min")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 1")
        page.get_by_role("button", name="Ground me").click()
        page.wait_for_function("() => document.getElementById('audio').src.includes('/ground/')")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.2")
        page.get_by_role("button", name="Back to the practice").click()
        page.wait_for_function("() => document.getElementById('audio').src.includes('/sessions/rest-01m')")
        server.shutdown()
        server.server_close()
        page.goto(f"{url}some/path/")
        page.get_by_role("button", name="Ground me").click()
        page.wait_for_url("**/ground.html*")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.2")


def test_longer_shorter_and_the_timer(parent: Path) -> None:
    """ "30 seconds more" switches to the longer session at the same words. The page says how the sleep timer will fade
    the session.
    """
    with serving(parent) as (url, _), chromium() as browser:
        page = browser.new_page()
        page.goto(f"{url}some/path/practice/rest.html#rest-00m30s-fake-calm-none")
        assert page.get_by_role("button", name="less").count() == 0
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.2")
        page.wait_for_function("() => document.querySelectorAll('#lines button').length > 2")
        page.get_by_role("button", name="End gently").first.click()
        page.wait_for_function("() => document.getElementById('section').textContent === 'Closing'")
        page.get_by_role("button", name="30 seconds more").click()
        page.wait_for_function("() => document.getElementById('audio').src.includes('rest-01m')")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 45")
        page.wait_for_function("() => document.getElementById('section').textContent === 'Closing'")
        assert page.get_by_role("button", name="30 seconds less").is_visible()
        page.evaluate("document.getElementById('audio').currentTime = 5")
        page.get_by_role("button", name="Sleep timer").click()
        page.get_by_role("button", name="10 minutes").click()
        page.wait_for_function("() => document.getElementById('change').textContent.startsWith('The session fades')")


def test_the_timer_fades_evenly_and_ends_in_time(tmp_path: Path) -> None:
    """In the last minute of the sleep timer the volume falls steadily by 60 dB, 1 dB per second. Then playback is
    paused.
    """
    catalogue = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"').replace('"30s", "1m"', '"11m"')
    published(written(tmp_path / "from", catalogue), tmp_path / "site")
    with serving(tmp_path / "site", Ranges) as (url, _), chromium() as browser:
        page = browser.new_page()
        page.goto(f"{url}practice/rest.html#rest-11m-fake-calm-none")
        page.get_by_role("button", name="Sleep timer").click()
        page.get_by_role("button", name="10 minutes").click()
        page.evaluate(
            """() => { const sound = document.getElementById('audio'); window.heard = [];
                sound.addEventListener('timeupdate', () => window.heard.push([sound.currentTime, sound.volume])); }"""
        )
        page.get_by_role("button", name="Play", exact=True).click()
        for place in (539, 565, 598):
            page.evaluate("(at) => { document.getElementById('audio').currentTime = at }", place)
            page.wait_for_function(f"() => window.heard.filter(([at]) => at > {place + 1.6}).length > 0")
        page.wait_for_function("() => document.getElementById('change').textContent.startsWith('The timer has')")
        audio = "document.getElementById('audio')"
        stopped, level, still = page.evaluate(f"[{audio}.currentTime, {audio}.volume, {audio}.paused]")
        heard: list[tuple[float, float]] = page.evaluate("window.heard")
    assert (level, still) == (1, True)
    assert 600 <= stopped < 602
    falling = [(at, 20 * math.log10(volume)) for at, volume in heard if 540.5 < at < 600]
    assert min(at for at, _ in falling) < 545
    assert max(at for at, _ in falling) > 598
    assert [level for _, level in falling] == sorted((level for _, level in falling), reverse=True)
    assert max(abs(level + (at - 540)) for at, level in falling) < 0.5
    assert {volume for at, volume in heard if 0 < at < 539.5} == {1}


BYTES = """async ([file, range]) => {
    const answer = await fetch(file, { headers: range ? { range } : {} });
    const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await answer.arrayBuffer()));
    return [answer.status, answer.headers.get('content-range'), String.fromCharCode(...sum)];
}"""


@pytest.mark.parametrize("handler", [Halting, HaltingRanges])
def test_a_session_begins_at_once(tmp_path: Path, handler: type[Halting]) -> None:
    """A session starts to play although the server has sent only the beginning of its file. The browser is given the
    file from the end of its tags, so that it need not load the cover first; byte ranges count from there, even in a
    kept session.
    """
    catalogue = CATALOGUE.replace('"./rest.md", "./walk.md"', '"./rest.md"').replace('"30s", "1m"', '"5m"')
    published(written(tmp_path / "from", catalogue), tmp_path / "site")
    row = json.loads((tmp_path / "site" / "index.json").read_text(encoding="utf-8"))["sessions"][0]
    file = tmp_path / "site" / row["audio"]
    begins = tags_size(file)
    assert ID3(file).getall("APIC")[0].data == (tmp_path / "site" / row["cover"]).read_bytes()
    sound = file.read_bytes()[begins:]
    whole = hashlib.sha256(sound).digest().decode("latin-1")
    handler.may.clear()
    with serving(tmp_path / "site", handler) as (url, _), chromium() as browser:
        page = browser.new_page()
        page.goto(f"{url}practice/rest.html")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        listen(page, "5 min")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 1")
        assert not handler.may.is_set()
        assert page.locator("#save").get_attribute("href") == f"../{row['audio']}"
        handler.may.set()
        page.evaluate("document.getElementById('audio').currentTime = 290")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 290.5")
        assert page.evaluate("document.getElementById('audio').duration") == pytest.approx(300, abs=0.05)
        for kept in (False, True):
            if kept:
                page.get_by_role("button", name="Keep on this device").click()
                page.wait_for_function(
                    "() => document.getElementById('keep-here').textContent === 'Kept on this device'"
                )
            name = f"../{row['audio']}?from={begins}"
            for asked, first, last in (
                ("bytes=0-", 0, len(sound) - 1),
                ("bytes=0-1", 0, 1),
                ("bytes=99-5000", 99, 5000),
            ):
                answer = page.evaluate(BYTES, [name, asked])
                held = hashlib.sha256(sound[first : last + 1]).digest().decode("latin-1")
                assert answer == [206, f"bytes {first}-{last}/{len(sound)}", held]
            assert page.evaluate(BYTES, [name, ""]) == [200, None, whole]


def test_it_is_an_app_and_plays_without_a_network(parent: Path) -> None:
    """The site can be installed as an app. A session that was kept on the device plays without the server."""
    with chromium() as browser, serving(parent) as (url, server):
        page = browser.new_page()
        page.goto(f"{url}some/path/practice/rest.html")
        manifest = page.request.get(f"{url}some/path/manifest.webmanifest").json()
        assert (manifest["display"], manifest["scope"]) == ("standalone", "./")
        assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        listen(page, "30 s")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.2")
        page.get_by_role("button", name="Keep on this device").click()
        page.wait_for_function("() => document.getElementById('keep-here').textContent === 'Kept on this device'")
        server.shutdown()
        server.server_close()
        page.goto(f"{url}some/path/")
        page.get_by_role("link", name="A short rest").click()
        listen(page, "30 s")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.5")
        page.evaluate("document.getElementById('audio').currentTime = 20")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 20.3")


def test_a_practice_can_be_read_without_a_script(parent: Path) -> None:
    """The page of a practice shows, without JavaScript, the words, the picture for sharing, and links to the sound
    files.
    """
    page = (parent / "some" / "path" / "practice" / "walk.html").read_text(encoding="utf-8")
    assert "Your feet meet the ground." in page
    assert "<title>Walking &amp; &lt;standing&gt; · Evenings &amp; more</title>" in page
    assert '<meta property="og:image" content="http://localhost:9/sub/path/sessions/walk-' in page
    assert '<link rel="canonical" href="http://localhost:9/sub/path/practice/walk.html">' in page
    rows = json.loads((parent / "some" / "path" / "index.json").read_text(encoding="utf-8"))["sessions"]
    assert all(f'href="../{row["audio"]}"' in page for row in rows if row["practice"] == "walk")
