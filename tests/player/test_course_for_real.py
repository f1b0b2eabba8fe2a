"""A course, played on a real sound server with keys that a test presses."""

import os
import signal
from pathlib import Path

import pytest

from tests.needs import needs
from tests.player.player_process import PlayerProcess
from tests.player.sound_server import SoundServer
from voiceguide.course.progress import CourseProgress, ProgressFile

pytestmark = [pytest.mark.real, needs("pulseaudio", "pactl", "parec")]

REST = """---
title: A short rest
background: none
---
# Arriving {arrival}
You can stop at any time.
# Resting
Now it is quiet. [silence 1s-20m]
# Closing {closing}
Thank you.
"""

EVENINGS = """---
title: Two evenings
background: none
---
# First
Take along: One touch a day.

[practice ./rest.md]

# Second

[practice ./rest.md]
"""


@pytest.fixture(scope="module")
def evenings(started_server: SoundServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two short sessions."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "rest.md").write_text(REST, encoding="utf-8")
    file = folder / "evenings.md"
    file.write_text(EVENINGS, encoding="utf-8")
    return file


def test_a_course_is_gone_through(sound_server: SoundServer, evenings: Path, own_folders: Path) -> None:
    """After the first session was left, killed, or interrupted by "ground me", it is offered again. After it was heard
    to its end, the second is.
    """
    file = ProgressFile(own_folders / "data" / "course.json")
    words = ["course", str(evenings), "--voice", "fake:calm", "-l"]
    with PlayerProcess([*words, "2m"], sound_server.environment) as player:
        player.wait_for("Session 1 of 2, First")
        player.wait_for("You can stop at any time")
        player.press("q")
        assert player.wait() == 0
        player.wait_for("This session is here whenever you want it")
    assert file.of(str(evenings)) == CourseProgress(1)
    with PlayerProcess([*words, "2m"], sound_server.environment) as player:
        player.wait_for("Session 1 of 2, First, once more")
        player.wait_for("You can stop at any time")
        os.kill(player.process.pid, signal.SIGKILL)
        player.process.wait()
    assert file.of(str(evenings)) == CourseProgress(1)
    with PlayerProcess([*words, "2m"], sound_server.environment) as player:
        player.wait_for("You can stop at any time")
        player.press("g")
        player.wait_for("solid ground")
        player.press("q")
        assert player.wait() == 0
    assert file.of(str(evenings)) == CourseProgress(1, eased=True)
    with PlayerProcess([*words, "18s"], sound_server.environment) as player:
        player.wait_for("Session 1 of 2, First, once more")
        assert player.wait() == 0
        player.wait_for("Take along: One touch a day.")
        player.wait_for("session 2 of 2, Second")
    assert file.of(str(evenings)) == CourseProgress(1, whole=True, furthest=1)
