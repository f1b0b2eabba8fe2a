"""The page in Chromium: choosing, playing, changing while it plays, use by keyboard, and use without JavaScript."""

import json
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from tests.web.browsers import AXE, PHONE, PLAYS, begin, needs_axe, needs_chromium
from tests.web.conftest import Served, real
from voiceguide.player.log import Logbook

pytestmark = [*real, needs_chromium]

TABLET = {"width": 768, "height": 1024}
SCREEN = {"width": 1440, "height": 900}


def test_from_a_choice_to_sound(page: Any) -> None:
    """A link, a slider and a button lead to a session of exactly the chosen length, and seeking in it is exact."""
    page.goto("/")
    page.get_by_role("link", name="A short rest").click()
    page.wait_for_selector("html.with-script", state="attached")
    length = page.get_by_role("slider", name="Length")
    length.fill("1")
    assert length.get_attribute("aria-valuetext") == "1 minute"
    length.press("ArrowRight")
    assert length.get_attribute("aria-valuetext") == "2 minutes"
    page.get_by_label("Background", exact=True).select_option("rain")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_function(PLAYS)
    assert page.evaluate("document.getElementById('audio').duration") == pytest.approx(120, abs=0.05)
    page.evaluate("document.getElementById('audio').currentTime = 90")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 90.05")
    assert page.evaluate("document.getElementById('audio').currentTime") < 92
    position = page.get_by_role("slider", name="Position")
    assert "1 minute 3" in position.get_attribute("aria-valuetext")
    assert page.locator("audio").count() == 1
    assert page.evaluate("navigator.mediaSession.metadata.title") == "A short rest"
    assert page.evaluate("window.shifts") < 0.02


def test_it_remembers_on_this_phone_alone(page: Any, served: Served) -> None:
    """The main page offers the last session again, at its length. The browser remembers this; the server sets no
    cookie.
    """
    begin(page)
    page.goto("/")
    page.get_by_role("button", name="A short rest").click()
    page.wait_for_function(PLAYS)
    assert page.evaluate("document.getElementById('audio').duration") == pytest.approx(120, abs=0.05)
    assert page.context.cookies() == []


def test_what_was_heard_stands_in_the_log(page: Any, served: Served) -> None:
    """When playback is paused, the page reports the listening to the log. Only time that was played counts, not time
    that was skipped.
    """
    begin(page)
    page.evaluate("document.getElementById('audio').currentTime = 60")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 72", timeout=60_000)
    with page.expect_response(lambda answer: answer.url.endswith("/heard")) as report:
        page.get_by_role("button", name="Pause", exact=True).click()
    assert report.value.status == 204
    row = Logbook(served.home / "data" / "log.sqlite3").entries()[-1]
    assert (row.practice, row.title, row.ended, row.asked_s) == ("rest", "A short rest", "stopped", 120.0)
    assert 10 <= row.heard_s <= 30


def test_longer_while_it_plays(page: Any) -> None:
    """After "5 minutes more" the same audio element plays on, the keyboard focus stays, and the session is 5 minutes
    longer.
    """
    begin(page)
    page.evaluate("document.getElementById('audio').currentTime = 20")
    more = page.get_by_role("button", name="5 minutes more")
    more.focus()
    more.press("Enter")
    page.wait_for_function("() => document.getElementById('position').max === '420'", timeout=120_000)
    assert page.evaluate("document.activeElement.id") == "more"
    assert page.locator("audio").count() == 1
    assert page.evaluate("document.getElementById('audio').duration") == pytest.approx(420, abs=0.05)
    assert page.evaluate("document.getElementById('audio').paused") is False
    assert page.evaluate("document.getElementById('audio').currentTime") > 20
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Sleep timer").click()
    page.get_by_role("button", name="10 minutes", exact=True).click()
    page.wait_for_function("() => /before the timer, at 7:00/.test(document.getElementById('change').textContent)")
    assert page.evaluate("document.activeElement.id") == "timer"


def test_solid_ground_and_back(page: Any) -> None:
    """One click on "Ground me" plays the grounding practice. "Back to the practice" returns to the place where the
    session was left.
    """
    begin(page)
    page.evaluate("document.getElementById('audio').currentTime = 50")
    page.get_by_role("button", name="Ground me").click()
    page.wait_for_function("() => document.getElementById('player-title').textContent === 'Solid ground'")
    page.wait_for_function(PLAYS)
    page.get_by_role("button", name="Back to the practice").click()
    page.wait_for_function("() => document.getElementById('player-title').textContent === 'A short rest'")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 48")
    page.goto("/")
    page.get_by_role("button", name="Ground me").click()
    page.wait_for_function(PLAYS)


def test_the_timer_leaves_everything_else_free(page: Any) -> None:
    """A sleep timer that is set during playback changes the session within the first minute, long before its fade
    begins. Afterwards the background can still be made quieter.
    """
    begin(page, "20")
    page.get_by_role("button", name="Sleep timer").click()
    page.get_by_role("button", name="10 minutes", exact=True).click()
    page.wait_for_function("() => /ends at 10:/.test(document.getElementById('change').textContent)", timeout=60_000)
    assert page.evaluate("document.getElementById('audio').currentTime") < 60
    page.get_by_role("button", name="quieter").click()
    page.wait_for_function("() => /22 dB below/.test(document.getElementById('change').textContent)", timeout=60_000)
    assert page.evaluate("document.getElementById('audio').duration") == pytest.approx(600, abs=15)


def test_what_is_said_stays_to_be_read(page: Any) -> None:
    """When playback resumes after an interruption, only the message about the interruption disappears. Other messages
    stay.
    """
    begin(page)
    shown = "document.getElementById('change').textContent.trim()"
    page.get_by_role("button", name="quieter").click()
    page.wait_for_function(f"() => /22 dB below/.test({shown})", timeout=60_000)
    page.evaluate("document.getElementById('audio').dispatchEvent(new Event('playing'))")
    assert "22 dB below" in page.evaluate(shown)
    page.evaluate("document.getElementById('audio').pause()")
    page.wait_for_function(f"() => /Something else stopped/.test({shown})")
    page.evaluate("document.getElementById('audio').play()")
    page.wait_for_function(f"() => {shown} === ''")


def test_why_a_sound_broke_off(page: Any, served: Served) -> None:
    """If the sound can no longer be loaded, the page shows the server's reason."""
    begin(page)
    ident = page.url.rsplit("/", 1)[-1]
    with served.client.stream("GET", f"/api/sessions/{ident}/events") as events:
        list(events.iter_lines())  # until it is made
    rmtree(served.home / "cache" / "web" / ident)
    page.evaluate("document.getElementById('audio').src += '?again'")
    shown = "document.getElementById('change').textContent"
    page.wait_for_function(f"() => {shown} === 'This session is no longer here. Begin it again.'")


def test_nothing_moves_where_one_comes_back(page: Any) -> None:
    """No part of the layout moves when a session is opened again at its own address, or when the main page appears with
    its "again" list.
    """
    begin(page)
    page.wait_for_function("() => document.querySelectorAll('#lines button').length > 0")
    for path in (page.url, "/"):
        page.goto(path)
        page.wait_for_selector("#lines button, #again-list button", state="attached")
        page.wait_for_timeout(300)
        assert page.evaluate("window.shifts") < 0.005
    assert page.locator("#again-list button").count() == 1


def test_solid_ground_while_something_changes(page: Any) -> None:
    """A change that is still being made does not interrupt the grounding practice."""
    begin(page, "20")
    page.get_by_role("button", name="5 minutes more").click()
    page.wait_for_function("() => /next pause/.test(document.getElementById('change').textContent)")
    page.get_by_role("button", name="Ground me").click()
    page.wait_for_function("() => document.getElementById('player-title').textContent === 'Solid ground'")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 12", timeout=60_000)
    assert page.locator("#player-title").inner_text() == "Solid ground"
    page.get_by_role("button", name="Back to the practice").click()
    page.wait_for_function("() => document.getElementById('player-title').textContent === 'A short rest'")
    page.wait_for_function(PLAYS)


def test_solid_ground_while_the_voice_is_being_made(page: Any) -> None:
    """A session whose speech is still being made does not start to play during the grounding practice."""
    page.goto("/text")
    lines = "\n\n".join(
        f"This is line number {number} of many, and none of them was said before. [2s]" for number in range(80)
    )
    page.get_by_label("Text", exact=True).fill(f"---\ntitle: Many\n---\n{lines}\n")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_function("() => document.getElementById('player-title').textContent === 'Many'")
    page.get_by_role("button", name="Ground me").click()
    page.wait_for_function("() => document.getElementById('player-title').textContent === 'Solid ground'")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 8", timeout=60_000)
    assert page.locator("#player-title").inner_text() == "Solid ground"


def test_a_link_within_the_page_stops_nothing(page: Any) -> None:
    """The link "Skip to the content" moves the keyboard focus, and the session plays on."""
    begin(page)
    page.evaluate("window.same = true")
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash === '#main'")
    before = page.evaluate("document.getElementById('audio').currentTime")
    page.wait_for_function(f"() => document.getElementById('audio').currentTime > {before} + 0.5")
    assert page.evaluate("window.same") is True


def test_where_only_the_pressed_element_may_play(page: Any) -> None:
    """On an iPhone, an audio element that nobody has pressed may not play. In such a browser, the element that was
    pressed plays the changed session.
    """
    page.add_init_script(
        "const play = HTMLMediaElement.prototype.play; HTMLMediaElement.prototype.play = function () {"
        " return this.isConnected ? play.call(this) : Promise.reject(new DOMException('no', 'NotAllowedError')); };"
    )
    begin(page)
    page.evaluate("document.getElementById('audio').wasPressed = true")
    page.get_by_role("button", name="5 minutes more").click()
    page.wait_for_function("() => /now lasts/.test(document.getElementById('change').textContent)", timeout=120_000)
    assert page.evaluate("document.getElementById('audio').wasPressed") is True
    assert page.evaluate("document.getElementById('audio').duration") == pytest.approx(420, abs=0.05)
    before = page.evaluate("document.getElementById('audio').currentTime")
    page.wait_for_function(f"() => document.getElementById('audio').currentTime > {before} + 0.5")


def test_a_headset_that_is_switched_off_starts_nothing(page: Any) -> None:
    """A "pause" from the lock screen or a headset pauses playback. A second one does not start it again."""
    page.add_init_script(
        "window.acts = {}; navigator.mediaSession.setActionHandler = (name, what) => { window.acts[name] = what; };"
    )
    begin(page)
    for _ in range(2):
        page.evaluate("window.acts.pause()")
        page.wait_for_function("() => document.getElementById('audio').paused")
    page.wait_for_timeout(300)
    assert page.evaluate("document.getElementById('audio').paused") is True
    page.evaluate("window.acts.play()")
    page.wait_for_function("() => !document.getElementById('audio').paused")


def test_the_night_screen(page: Any) -> None:
    """The night screen is black, and the rest of the page cannot be reached. Its buttons are at least 44 pixels large.
    Escape leaves it.
    """
    begin(page)
    page.get_by_role("button", name="Night screen").click()
    assert page.evaluate("getComputedStyle(document.getElementById('night')).backgroundColor") == "rgb(0, 0, 0)"
    assert page.evaluate("document.activeElement.id") == "night-toggle"
    assert page.evaluate("document.querySelector('main').inert") is True
    page.locator("#night").get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_function("() => document.getElementById('audio').paused")
    for name in ("Play", "Ground me", "End gently", "Normal screen"):
        box = page.locator("#night").get_by_role("button", name=name, exact=True).bounding_box()
        assert min(box["width"], box["height"]) >= 44
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "night-on"


def test_everything_by_keyboard(page: Any) -> None:
    """Tab reaches every control of the player in the order of the page, and the control with the focus
    has an outline.
    """
    begin(page)
    page.evaluate("document.getElementById('player-title').focus()")
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "() => { const a = document.activeElement; return [a.id || a.tagName, getComputedStyle(a).outlineStyle] }"
        )
        reached.append(name)
        assert outline == "solid" or name == "BODY", name
    wanted = ["position", "less", "toggle", "more", "ground", "end", "timer", "night-on", "bed-quieter", "bed-louder"]
    assert [one for one in reached if one in wanted] == wanted
    page.evaluate("document.getElementById('position').focus()")
    before = page.evaluate("document.getElementById('audio').currentTime")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.getElementById('audio').currentTime") > before + 8


def test_without_a_script(browser: Any, served: Served) -> None:
    """Without JavaScript a visitor can still search for a practice, choose it, have a session made and play it."""
    context = browser.new_context(viewport=PHONE, base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?q=lying down")
    page.get_by_role("link", name="A short rest").click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/listen/*")
    audio = page.locator("audio[controls]")
    assert audio.is_visible()
    sound = context.request.get(served.url + audio.get_attribute("src"), headers={"range": "bytes=0-1"})
    assert sound.status == 206
    page.goto("/practice/nobody")
    assert "nobody" in page.get_by_role("alert").inner_text()
    context.close()


def test_a_strangers_words_are_only_words(page: Any) -> None:
    """HTML in the title or the words of a pasted text is shown as text and is not run."""
    page.goto("/text")
    page.get_by_label("Text", exact=True).fill(
        "---\ntitle: <img src=x onerror=document.title='taken'>\n---\nHello <b>there</b>. [2s]\n\nThat is all.\n"
    )
    page.get_by_role("button", name="Begin").click()
    page.wait_for_function(PLAYS, timeout=60_000)
    assert page.locator("#player-title").inner_text().startswith("<img")
    assert page.locator("#player img, #lines b").count() == 0
    assert "taken" not in page.title().split(">")[-1]


def test_what_does_not_fit_is_said_on_the_page(page: Any) -> None:
    """A text that cannot be used is refused with an error message on the page."""
    page.goto("/text")
    page.get_by_label("Text", exact=True).fill("---\ntitle: x\nbackground: /etc/passwd\n---\nHello.\n")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("[role=alert]")
    assert "'background' cannot be a file" in page.get_by_role("alert").inner_text()


def test_it_is_small() -> None:
    """The page's templates and static files are together smaller than 150 kB."""
    import voiceguide.web

    folder = Path(voiceguide.web.__file__).parent
    files = [*folder.glob("static/*"), *folder.glob("templates/*")]
    assert sum(file.stat().st_size for file in files) < 150_000


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, TABLET, SCREEN], ids=["phone", "tablet", "screen"])
def test_nothing_stands_in_the_way(browser: Any, served: Served, scheme: str, size: Any) -> None:
    """axe finds no barrier on any page, and no page is wider than the screen, on three screen sizes in
    light and dark.
    """
    context = browser.new_context(viewport=size, base_url=served.url, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    for path in ("/", "/practice/rest", "/text", "/about", "/pair", "/practice/nobody"):
        page.goto(path)
        assert violations(page) == []
    begin(page)
    page.locator("#words summary").click()
    assert violations(page) == []
    page.get_by_role("button", name="Night screen").click()
    assert violations(page, without=("color-contrast",)) == []  # as dim as was asked for
    context.close()


def violations(page: Any, without: tuple[str, ...] = ()) -> list[str]:
    """The barriers that axe finds on a page, without the rules in `without`. A page that must be scrolled sideways
    counts as one.
    """
    rules = json.dumps({rule: {"enabled": False} for rule in without})
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {{rules: {rules}}})")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    faults = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
    return [*faults, *(["wider than the screen"] if wide else [])]
