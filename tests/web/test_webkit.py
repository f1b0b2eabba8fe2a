"""The page in WebKitGTK, which is the closest to Safari on Linux."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.needs import needs
from tests.player.sound_server import SoundServer
from tests.web.browsers import needs_webkit, webkit
from tests.web.conftest import Served, real

pytestmark = [*real, needs("Xvfb", "pulseaudio", "pactl"), needs_webkit]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual X display, without a screen."""
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "800x1000x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    yield f":{process.stdout.readline().strip()}"
    process.terminate()
    process.wait(20)
    process.stdout.close()


@pytest.fixture(scope="module")
def driver(display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A WebKitGTK window that plays into a sound server of its own."""
    server = SoundServer(tmp_path_factory.mktemp("pulse"))
    with webkit({**server.environment, "DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}) as window:
        yield window
    server.kill()


def test_from_a_choice_to_sound(driver: Any, served: Served) -> None:
    """In WebKitGTK a session can be begun and played. It has the length asked for, and seeking and pausing work."""
    from selenium.webdriver.support.ui import WebDriverWait

    served.begin({"practice": "rest", "length_s": 60, "nearest": True})
    wait = WebDriverWait(driver, 60)
    driver.get(f"{served.url}/practice/rest")
    wait.until(lambda _: driver.execute_script("return document.documentElement.classList.contains('with-script')"))
    driver.execute_script("document.getElementById('length').value = 1")
    driver.find_element("id", "begin").click()
    audio = "const a = document.getElementById('audio'); "
    wait.until(lambda _: driver.execute_script(f"{audio} return a.src.includes('/sessions/') && a.currentTime > 0.1"))
    assert driver.execute_script(f"{audio} return a.duration") == pytest.approx(60, abs=0.1)
    driver.execute_script(f"{audio} a.currentTime = 40")
    wait.until(lambda _: driver.execute_script(f"{audio} return !a.seeking && a.currentTime > 40"))
    assert driver.execute_script(f"{audio} return a.currentTime") < 43
    assert driver.find_element("id", "toggle").get_attribute("aria-label") == "Pause"
    assert driver.find_element("id", "player-title").text == "A short rest"
    driver.find_element("id", "toggle").click()
    wait.until(lambda _: driver.execute_script(f"{audio} return a.paused"))
