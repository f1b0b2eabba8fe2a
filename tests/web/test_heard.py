"""The sound of the page: the browser plays into a real sound server without a sound card, and the test records from
there.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.needs import needs
from tests.player.sound_server import Recorder, SoundServer
from tests.web.browsers import chromium, needs_chromium
from tests.web.conftest import Served, real
from voiceguide.dsp.samples import Samples

pytestmark = [*real, needs("pulseaudio", "pactl", "parec"), needs_chromium]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """A sound server, shared by the tests of this module."""
    server = SoundServer(tmp_path_factory.mktemp("pulse"))
    yield server
    server.kill()


@pytest.fixture
def sound_server(started: SoundServer) -> SoundServer:
    """The sound server. A test that uses it depends on the clock and may be tried again."""
    return started


def envelope(samples: Samples) -> Any:
    """The level (RMS) of the first channel in steps of 10 ms."""
    steps = samples[: len(samples) // 441 * 441, 0].reshape(-1, 441)
    return np.sqrt((steps**2).mean(axis=1))


def test_what_is_heard_is_what_was_made(served: Served, sound_server: SoundServer) -> None:
    """The browser plays exactly the session's sound: each word at its time and at its level."""
    made = served.begin({"practice": "rest", "length_s": 25, "seed": 1, "background": "none"})
    expected = soundfile.read(BytesIO(served.client.get(str(made["audio"])).content), dtype="float32")[0]
    with chromium(sound_server.environment, audible=True) as browser:
        page = browser.new_page(base_url=served.url)
        page.goto(f"/listen/{made['id']}")
        with Recorder(sound_server) as recorder:
            page.get_by_role("button", name="Play", exact=True).click()
            page.wait_for_function("() => document.getElementById('audio').ended", timeout=60_000)
        recorded = recorder.samples()
    heard, wanted = envelope(recorded), envelope(expected)
    size = len(heard) + len(wanted)
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    start = int(np.argmax(likeness[: len(heard)]))
    part = heard[start : start + len(wanted)]
    assert np.corrcoef(part, wanted[: len(part)])[0, 1] > 0.98
    assert part.max() == pytest.approx(wanted.max(), rel=0.1)
