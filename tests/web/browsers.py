"""Real browsers for the tests of the page: Debian's chromium through Playwright, and WebKitGTK through its driver."""

import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WEBKIT = shutil.which("WebKitWebDriver")
MINI_BROWSER = next((str(path) for path in Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser") if path.is_file()), "")
AXE = os.environ.get("VOICEGUIDE_AXE", "")
"""The path of the file `axe.min.js` of the npm package axe-core, or empty if it was not given."""

REQUIRED = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"


def lacking(**found: object) -> pytest.MarkDecorator:
    """Skip a test if one of the named things is missing here. If `VOICEGUIDE_REQUIRE_REAL` is 1, run it anyway, so that
    it fails.
    """
    missing = [name for name, value in found.items() if not value]
    return pytest.mark.skipif(bool(missing) and not REQUIRED, reason=f"not on this machine: {', '.join(missing)}")


needs_chromium = lacking(chromium=CHROMIUM, playwright=find_spec("playwright"))
needs_webkit = lacking(WebKitWebDriver=WEBKIT, selenium=find_spec("selenium"))
needs_axe = lacking(axe=AXE)


PHONE = {"width": 390, "height": 844}
"""The size of a phone's screen, in CSS pixels."""

PLAYS = """
() => { const a = document.getElementById('audio'); return a && a.src.includes('/sessions/') && a.currentTime > 0.1 }
"""
"""JavaScript: whether the page is playing a session, more than 0.1 s into it."""


@contextmanager
def chromium(environment: Mapping[str, str] | None = None, *, audible: bool = False) -> Iterator[Any]:
    """A running Chromium, in which pages may play sound without a click. The sound is muted unless `audible` is true.
    `environment` says, among other things, which sound server is used.
    """
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=arguments,
            env=dict(environment or os.environ),
            ignore_default_args=["--mute-audio"] if audible else None,
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def webkit(environment: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A window of WebKitGTK."""
    from selenium import webdriver
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    options = Options()
    options.set_capability("browserName", "MiniBrowser")
    options.binary_location = MINI_BROWSER
    options.add_argument("--automation")
    service = Service(executable_path=WEBKIT, env=dict(environment or os.environ))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # selenium's, about how it makes its own connection
        driver = webdriver.WebKitGTK(options=options, service=service)
    try:
        yield driver
    finally:
        driver.quit()


def begin(page: Any, minutes: str = "2") -> None:
    """Open the test practice on the page, set its length in minutes, begin it, and wait until it plays."""
    page.goto("/")
    page.get_by_role("link", name="A short rest").click()
    page.wait_for_selector("html.with-script", state="attached")
    page.get_by_role("slider", name="Length").fill(minutes)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_function(PLAYS)
    page.wait_for_selector("#picture rect", state="attached")
