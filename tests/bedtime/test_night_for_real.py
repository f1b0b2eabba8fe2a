"""A whole night: `voiceguide bedtime` runs in a terminal of its own and plays to a real sound server, which is
recorded.
"""

import json
import os
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from tests.player.player_process import PlayerProcess
from tests.player.sound_server import Recorder, SoundServer
from voiceguide.dsp.samples import Samples
from voiceguide.units import FRAME_RATE, to_frames

pytestmark = [pytest.mark.real, needs("pulseaudio", "pactl", "parec")]

NIGHT = """---
title: A short night
for: sleep
background: none
---
# Into bed {arrival}
You can stop at any time. [1s-3s]

# Resting
Now it is quiet. [silence 1s-20m]

# Asleep {closing for=sleep}
Sleep well.
"""

SECONDS = 60 if os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1" else 45
"""The length of the session that a test asks for, in seconds: 60 if VOICEGUIDE_REQUIRE_REAL is 1, otherwise 45, to save
time.
"""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a bedtime routine of a few words."""
    path = tmp_path_factory.mktemp("routine") / "night.md"
    path.write_text(NIGHT, encoding="utf-8")
    return path


def last_row(own_folders: Path) -> tuple[str, float, str]:
    with sqlite3.connect(own_folders / "data" / "log.sqlite3") as connection:
        row: tuple[str, float, str] = connection.execute(
            "SELECT practice, heard_s, ended FROM sessions ORDER BY id DESC"
        ).fetchone()
    return row


def levels(samples: Samples) -> list[float]:
    """The level of each second of a recording, in dBFS, from its first sound to its last."""
    places = np.nonzero(samples.any(axis=1))[0]
    sounding = samples[int(places[0]) : int(places[-1]) + 1]
    seconds = sounding[: len(sounding) // FRAME_RATE * FRAME_RATE].reshape(-1, FRAME_RATE * 2).astype(np.float64)
    return [float(10 * np.log10(np.mean(second**2) + 1e-20)) for second in seconds]


def test_from_enter_to_exit_it_lasts_what_was_asked_for(sound_server: SoundServer, night: Path) -> None:
    """From Enter to its exit, `bedtime` takes the length asked for, to within a second. The last second is inaudible,
    and the terminal shows nothing but the minutes that are left.
    """
    with (
        Recorder(sound_server) as recorder,
        PlayerProcess(
            ["bedtime", str(night), "-l", f"{SECONDS}s", "-b", "brown-noise"], sound_server.environment
        ) as player,
    ):
        assert player.wait(SECONDS + 30) == 0, player.seen
        took = time.monotonic() - player.began
        assert player.attributes == player.before
        seen = player.seen
    assert took == pytest.approx(SECONDS, abs=1.0)
    assert levels(recorder.samples())[-1] < -70
    assert not set(seen) - set("0123 min")


def test_the_timer_fades_it_out_whatever_the_plan(sound_server: SoundServer, night: Path, own_folders: Path) -> None:
    """With `play --stop-after 30s`, the sound fades evenly and ends after 30 s, and the log says that it faded. After
    `play --resume`, the key "t" sets a sleep timer and "x" cancels it.
    """
    with (
        Recorder(sound_server) as recorder,
        PlayerProcess(
            ["play", str(night), "-l", "10m", "-b", "brown-noise", "--stop-after", "30s"], sound_server.environment
        ) as player,
    ):
        assert player.wait() == 0
    practice, heard, ended = last_row(own_folders)
    assert (practice, ended) == ("night", "faded")
    assert heard == pytest.approx(30, abs=0.5)
    last = levels(recorder.samples())[-10:]
    assert last == sorted(last, reverse=True)
    assert last[0] - last[-1] > 20
    with PlayerProcess(["play", "--resume"], sound_server.environment) as player:
        player.wait_for("You can stop at any time")
        player.press("t")
        player.wait_for("the session ends by itself in 10 minutes")
        player.press("x")
        player.wait_for("no sleep timer is set")
        player.press("q")
        assert player.wait() == 0


def test_a_device_that_goes_at_night_ends_it_without_a_word(tmp_path: Path, night: Path, own_folders: Path) -> None:
    """If the sound server ends during `bedtime`, the session stops without a message and looks for no other device. The
    terminal is left as it was before.
    """
    server = SoundServer(tmp_path)
    try:
        with PlayerProcess(["bedtime", str(night), "-l", "10m", "-b", "brown-noise"], server.environment) as player:
            with Recorder(server) as recorder:
                recorder.wait_for_sound()
                while len(recorder.samples()) < to_frames(14):
                    player.wait_for("10 min")
                    time.sleep(0.2)
            server.kill()
            assert player.wait() == 0
            assert player.attributes == player.before
            assert set(player.seen.split()) == {"10", "min"}
    finally:
        server.kill()
    assert last_row(own_folders)[2] == "stopped"


def test_again_is_last_night(sound_server: SoundServer, night: Path, own_folders: Path) -> None:
    """The choices of a night are stored as soon as it plays. `bedtime --again` plays the same without
    further options.
    """
    chosen = ["bedtime", str(night), "-l", "8m", "-b", "pink-noise", "--then", "brown-noise:20m", "--fade", "3m"]
    for arguments in (chosen, ["bedtime", "--again"]):
        with PlayerProcess([*arguments, "-v"], sound_server.environment) as player:
            player.wait_for("28 min")
            player.press("q")
            assert player.wait() == 0
    kept = json.loads((own_folders / "data" / "bedtime.json").read_text(encoding="utf-8"))
    assert kept["practice"] == str(night)
    assert kept["options"]["length"] == 480
    assert (kept["options"]["background"], kept["options"]["then"]) == ("pink-noise", "brown-noise:20m")


@pytest.mark.parametrize("wrong", [["no-such-routine"], ["quiet-images", "-l", "9h"], ["-b", "no-such-sound"]])
def test_what_cannot_be_played_is_not_remembered(
    sound_server: SoundServer, night: Path, own_folders: Path, wrong: list[str]
) -> None:
    """If `bedtime` fails, the stored choices of the last night stay unchanged."""
    file = own_folders / "data" / "bedtime.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"practice": str(night), "options": {"length": 480.0}}), encoding="utf-8")
    before = file.read_bytes()
    with PlayerProcess(["bedtime", *wrong], sound_server.environment) as player:
        assert player.wait() != 0
    assert file.read_bytes() == before
