"""The page in Chromium without a network: the pages and sessions that the browser keeps, also after an update."""

import json
from typing import Any

from tests.web.browsers import PLAYS, begin, needs_chromium
from tests.web.conftest import real

pytestmark = [*real, needs_chromium]

KEPT = """
async () => { while (!(await (await caches.open("sound-1")).keys()).length) await new Promise(requestAnimationFrame) }
"""
OLDER = """
async (gone) => {
  for (const name of await caches.keys()) if (name.startsWith("page-")) await caches.delete(name);
  const older = await caches.open("page-1"), sounds = await caches.open("sound-1");
  const [id] = (await sounds.keys()).map(({ url }) => new URL(url).pathname.slice("/sessions/".length, -".mp3".length));
  for (const path of [id, gone].flatMap((one) => [`/listen/${one}`, `/sessions/${one}.json`])) {
    await older.put(path, new Response("older"));
  }
  await older.put("/about", new Response("older"));
  await sounds.put(`/sessions/${gone}.mp3`, new Response("older"));
  await (await navigator.serviceWorker.getRegistration()).unregister();
  return id;
}
"""
PAGES = """
async () => {
  const pages = {};
  for (const name of (await caches.keys()).filter((one) => one.startsWith("page-"))) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) pages[new URL(one.url).pathname] = await (await cache.match(one)).text();
  }
  return pages;
}
"""


def test_in_aeroplane_mode(page: Any) -> None:
    """Without a network, the page still opens and plays the last session."""
    page.goto("/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    begin(page)
    page.evaluate("document.getElementById('audio').currentTime = 21")
    page.evaluate(KEPT)
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(PLAYS)
    page.context.set_offline(False)


def test_what_is_kept_outlasts_an_update(page: Any) -> None:
    """After an update of the page, the browser fetches each kept session's page again. If the server no longer has a
    session, the browser keeps the old page.
    """
    page.goto("/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    begin(page)
    page.evaluate("document.getElementById('audio').currentTime = 21")
    page.evaluate(KEPT)
    gone = "0" * 24
    session = page.evaluate(OLDER, gone)
    page.goto("about:blank")  # the older worker ends with its last page
    page.goto("/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    pages = page.evaluate(PAGES)
    assert "/about" not in pages
    assert pages[f"/listen/{gone}"] == pages[f"/sessions/{gone}.json"] == "older"
    assert "<html" in pages[f"/listen/{session}"]
    assert json.loads(pages[f"/sessions/{session}.json"])
    page.context.set_offline(True)
    page.goto(f"/listen/{session}")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(PLAYS)
    page.context.set_offline(False)
