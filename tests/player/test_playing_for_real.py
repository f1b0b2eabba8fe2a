"""The whole player: `voiceguide play` in its own terminal, on a real sound server whose output is recorded."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.needs import needs
from tests.player.player_process import VOICEGUIDE, PlayerProcess
from tests.player.sound_server import Recorder, SoundServer
from voiceguide.dsp.samples import Samples
from voiceguide.player.memory import recall, remember, with_volume
from voiceguide.script.library import bundled_scripts
from voiceguide.units import to_frames

pytestmark = [pytest.mark.real, needs("pulseaudio", "pactl", "parec")]

REST = """---
title: A short rest
background: rain
---
# Arriving {arrival}
You can stop at any time. [1s-3s]

# Resting
Now it is quiet. [silence 1s-20m]

# Closing {closing}
Thank you.
"""

BUSY_SECONDS = 120.0 if os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1" else 8.0
"""The player must keep up with busy processor cores for this many seconds. The full time, 120 s, is used only if
VOICEGUIDE_REQUIRE_REAL is 1.
"""


LENGTH = "18s"


@pytest.fixture(scope="module")
def script(started_server: SoundServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice that can begin at once, because its speech, its bed and the grounding practice are in the cache."""
    path = tmp_path_factory.mktemp("practice") / "rest.md"
    path.write_text(REST, encoding="utf-8")
    exported(path, LENGTH, started_server)
    ground = [str(bundled_scripts() / "_ground-me.md"), "-o", str(path.with_name("ground.wav")), "-q"]
    subprocess.run([*VOICEGUIDE, "export", *ground], env=started_server.environment, check=True)
    return path


def exported(script: Path, length: str, server: SoundServer) -> Samples:
    """The samples of the session of this length as `export` saves it, shape (frames, 2). The file is made only once."""
    path = script.with_name(f"{length}.wav")
    if not path.exists():
        command = ["export", str(script), "-l", length, "-o", str(path), "-q"]
        subprocess.run([*VOICEGUIDE, *command], env=server.environment, check=True)
    with wave.open(str(path)) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    samples: Samples = data.reshape(-1, 2).astype(np.float32) / np.float32(32768)
    return samples


def aligned(recorded: Samples, expected: Samples) -> Samples:
    """The part of the recording that is most similar to the expected sound."""
    size = len(recorded) + len(expected)
    likeness = np.fft.irfft(np.fft.rfft(recorded[:, 0], size) * np.conj(np.fft.rfft(expected[:, 0], size)), size)
    start = int(np.argmax(likeness[: len(recorded)]))
    return recorded[start : start + len(expected)]


def sounding(recorded: Samples) -> tuple[int, int]:
    """The indices of the first and the last frame of a recording that are not silent."""
    places = np.nonzero(recorded.any(axis=1))[0]
    return int(places[0]), int(places[-1])


def log_rows(own_folders: Path) -> list[tuple[str, float, str]]:
    with sqlite3.connect(own_folders / "data" / "log.sqlite3") as connection:
        return list(connection.execute("SELECT practice, heard_s, ended FROM sessions ORDER BY id"))


def test_what_is_played_is_what_is_saved(sound_server: SoundServer, script: Path) -> None:
    """A session that is played and recorded at the sound server has the same samples as its saved file, from first to
    last.
    """
    expected = exported(script, LENGTH, sound_server)
    with (
        Recorder(sound_server) as recorder,
        PlayerProcess(["play", str(script), "-l", LENGTH, "-v"], sound_server.environment) as player,
    ):
        assert player.wait() == 0
        player.wait_for("0 dropouts")
    recorded = aligned(recorder.samples(), expected)
    assert len(recorded) == len(expected)
    assert np.corrcoef(recorded.ravel(), expected.ravel())[0, 1] > 0.999
    first, last = sounding(recorder.samples())
    # A sound server may begin some milliseconds into the entrance, which lies at −76 dBFS there.
    assert last - first + 1 == pytest.approx(len(expected), abs=to_frames(0.05))


def promises(player: PlayerProcess) -> list[tuple[float, int]]:
    """For each number of remaining seconds, the time at which the screen first showed it."""
    found: dict[int, float] = {}
    while player.process.poll() is None:
        for minutes, seconds in re.findall(r"−(\d+):(\d\d)", player.seen):
            found.setdefault(int(minutes) * 60 + int(seconds), time.monotonic())
        player.forget()
        threading.Event().wait(0.005)
    return [(at, left) for left, at in found.items() if left]


def test_keys_steer_it_and_the_end_comes_when_the_screen_says(sound_server: SoundServer, script: Path) -> None:
    """The keys for pause, length, section, levels and the closing work, and the session ends within 0.1 s of the time
    that the screen shows.
    """
    with (
        Recorder(sound_server) as recorder,
        PlayerProcess(["play", str(script), "-l", "2m", "-v"], sound_server.environment) as player,
    ):
        player.wait_for("You can stop at any time")
        player.press(" ")
        player.wait_for("paused")
        player.press(" ")
        player.forget()
        player.press("+")
        player.wait_for("7:00 in all")
        player.press("\x1b[C")
        player.wait_for("Now it is quiet")
        player.press("]]m")
        player.wait_for("voice off")
        player.press("m--")
        player.wait_for(r"0:[1-5]\d in all, as short as it can be")
        player.press("e")
        player.wait_for("going to the closing")
        player.forget()
        shown = promises(player)
        assert player.process.returncode == 0
        assert player.attributes == player.before
    _, last = sounding(recorder.samples())
    end = recorder.heard_at(last + 1)
    # Each number of seconds is such a promise; a machine that hesitates shows some of them late, but not most.
    assert len(shown) >= 4
    assert np.median([at + left - end for at, left in shown]) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(("key", "status", "ended"), [("q", 0, "stopped"), ("\x03", 130, "interrupted")])
def test_stopping_is_quick_and_leaves_everything_in_order(
    sound_server: SoundServer, script: Path, own_folders: Path, key: str, status: int, ended: str
) -> None:
    """q and Ctrl-C fade the sound out, restore the terminal, and store in the log how far the session was heard."""
    with PlayerProcess(["play", str(script), "-l", LENGTH], sound_server.environment) as player:
        player.wait_for("You can stop at any time")
        assert player.attributes != player.before
        player.press(key)
        assert player.wait() == status
        assert player.attributes == player.before
        assert "Traceback" not in player.seen
    practice, heard, how = log_rows(own_folders)[-1]
    assert (practice, how) == ("rest", ended)
    assert 1.0 < heard < 20.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_being_killed_leaves_a_usable_terminal_and_log(
    sound_server: SoundServer, script: Path, own_folders: Path, number: signal.Signals
) -> None:
    """Even after kill -9, the terminal echoes, the session is in the log, and its place and level are stored."""
    with PlayerProcess(["play", str(script), "-l", LENGTH], sound_server.environment) as player:
        player.wait_for("You can stop at any time")
        player.press("\x1b[B")
        player.wait_for(r"volume -\d+ dB")
        player.kill(number)
        status = player.wait()
        assert status == (-signal.SIGKILL if number == signal.SIGKILL else 128 + number)
        while player.attributes != player.before:
            threading.Event().wait(0.01)
        assert "Traceback" not in player.seen
    practice, _, how = log_rows(own_folders)[-1]
    assert (practice, how) == ("rest", "broken off" if number == signal.SIGKILL else "interrupted")
    memory = recall(own_folders / "data" / "last.json")
    assert memory.practice == str(script)
    assert memory.resume_point is not None
    assert memory.volume_db < 0
    remember(own_folders / "data" / "last.json", with_volume(memory, 0.0))


def test_a_session_goes_on_as_long_as_it_was_to_be_by_then(
    sound_server: SoundServer, script: Path, own_folders: Path
) -> None:
    """If five minutes were added, a resumed session keeps them unless another length is requested. --again does not
    keep them.
    """
    playing: list[tuple[list[str], str]] = [
        (["--resume"], r"−6:\d\d"),
        (["--resume", "-l", "90s"], r"−1:[0-2]\d"),
        (["--again"], r"−1:[0-3]\d"),
    ]
    with PlayerProcess(["play", str(script), "-l", "2m"], sound_server.environment) as player:
        player.wait_for("You can stop at any time")
        player.press("+")
        player.wait_for("7:00 in all")
        player.press("q")
        assert player.wait() == 0
    for options, left in playing:
        with PlayerProcess(["play", *options], sound_server.environment) as player:
            player.wait_for(left)
            player.press("q")
            assert player.wait() == 0
    assert recall(own_folders / "data" / "last.json").choices.length == 90.0


@needs("bash")
def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(sound_server: SoundServer, script: Path) -> None:
    """When the player is suspended with Ctrl-Z, the shell's terminal echoes. Brought back with `fg`, the player waits
    for the space bar.
    """
    environment = {**sound_server.environment, "PS1": "ready> "}
    with PlayerProcess(["--norc", "--noediting", "-i"], environment, ("bash",)) as shell:
        shell.press(f"{sys.executable} -m voiceguide play {script} -l {LENGTH}\n")
        shell.wait_for("You can stop at any time")
        shell.press("\x1a")
        shell.wait_for("Stopped")
        assert shell.attributes == shell.before
        shell.forget()
        shell.press("fg\n")
        shell.wait_for("space continues")
        assert shell.attributes != shell.before
        shell.forget()
        shell.press("q")
        shell.wait_for("ready>")
        shell.press("exit 7\n")
        assert shell.wait() == 7


def test_a_device_that_goes_away_pauses_the_session(tmp_path: Path, script: Path, own_folders: Path) -> None:
    """If the sound server dies, the session pauses. When a server is back, the space bar continues it. There is no
    traceback.
    """
    server = SoundServer(tmp_path)
    try:
        with PlayerProcess(["play", str(script), "-l", LENGTH], server.environment) as player:
            player.wait_for("You can stop at any time")
            server.kill()
            player.wait_for("the sound device has disappeared")
            server.start()
            player.wait_for("the sound is back")
            with Recorder(server) as recorder:
                player.press(" ")
                recorder.wait_for_sound()
            player.press("q")
            assert player.wait() == 0
            assert "Traceback" not in player.seen
    finally:
        server.kill()


@pytest.fixture
def without_portaudio(tmp_path: Path) -> str:
    """A folder for PYTHONPATH that makes importing sounddevice fail, as it does if PortAudio is missing."""
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    return str(tmp_path)


@pytest.mark.parametrize("program", ["paplay", "ffplay"])
def test_a_player_program_serves_where_portaudio_is_missing(
    sound_server: SoundServer, script: Path, without_portaudio: str, tmp_path: Path, program: str
) -> None:
    """Without PortAudio, a player program plays the session, and the key q ends it."""
    found = subprocess.run(["which", program], capture_output=True, text=True).stdout.strip()
    if not found:
        pytest.skip(f"not on this machine: {program}")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / program).symlink_to(found)
    environment = {
        **sound_server.environment,
        "PYTHONPATH": without_portaudio,
        "PATH": str(programs),
        "SDL_AUDIODRIVER": "pulseaudio",
    }
    expected = exported(script, LENGTH, sound_server)
    with (
        Recorder(sound_server) as recorder,
        PlayerProcess(["play", str(script), "-l", LENGTH, "-v"], environment) as player,
    ):
        player.wait_for("Now it is quiet")
        player.press("q")
        assert player.wait() == 0
        player.wait_for(f"played on {program}")
    words = expected[to_frames(1.5) : to_frames(4.0)]
    assert np.corrcoef(aligned(recorder.samples(), words).ravel(), words.ravel())[0, 1] > 0.99


def test_nothing_to_play_on_is_one_clear_line(
    sound_server: SoundServer, script: Path, without_portaudio: str, tmp_path: Path
) -> None:
    """If neither PortAudio nor a player program is there, one line names the missing library and suggests `export`. The
    exit status is 1.
    """
    environment = {**sound_server.environment, "PYTHONPATH": without_portaudio, "PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "voiceguide", "play", str(script), "-l", LENGTH],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "libportaudio2" in done.stderr
    assert "export" in done.stderr


@needs("paplay")
def test_players_with_nothing_to_play_on_are_one_clear_line(
    sound_server: SoundServer, script: Path, without_portaudio: str, tmp_path: Path
) -> None:
    """If a player program finds no sound server, the error is one line that names the program, and `play` ends with
    status 1.
    """
    (tmp_path / "paplay").symlink_to(shutil.which("paplay") or "")
    environment = {
        **sound_server.environment,
        "PYTHONPATH": without_portaudio,
        "PATH": str(tmp_path),
        "PULSE_SERVER": f"unix:{tmp_path}/nowhere",
    }
    done = subprocess.run(
        [sys.executable, "-m", "voiceguide", "play", str(script), "-l", LENGTH],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    for part in ("libportaudio2", "paplay", "export"):
        assert part in done.stderr


@pytest.mark.parametrize("practice", ["no-such-practice", "./no-such-file.md"])
def test_an_early_error_is_shown_while_the_sound_is_still_starting(sound_server: SoundServer, practice: str) -> None:
    """An error found while PortAudio is still starting, such as an unknown practice, is reported in one line, and the
    process does not crash.
    """
    done = subprocess.run(
        [*VOICEGUIDE, "play", practice],
        env=sound_server.environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert practice.strip("./") in done.stderr


@contextmanager
def both_cores_busy() -> Iterator[None]:
    """Keep all processor cores busy within the block."""
    with ExitStack() as stack:
        for _ in range(os.cpu_count() or 2):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.callback(busy.wait)
            stack.callback(busy.kill)
        yield


def test_it_keeps_up_with_both_cores_busy(sound_server: SoundServer, script: Path) -> None:
    """With all processor cores busy, no sample is missing in the ring, in the device or in the recording."""
    length = f"{BUSY_SECONDS + 20:.0f}s"
    expected = exported(script, length, sound_server)
    with (
        both_cores_busy(),
        Recorder(sound_server) as recorder,
        PlayerProcess(["play", str(script), "-l", length, "-v"], sound_server.environment) as player,
    ):
        player.wait_for("You can stop at any time")
        threading.Event().wait(BUSY_SECONDS)
        player.press("q")
        assert player.wait() == 0
        player.wait_for("0 dropouts")
    recorded = aligned(recorder.samples(), expected)[: to_frames(BUSY_SECONDS)]
    assert np.corrcoef(recorded.ravel(), expected[: len(recorded)].ravel())[0, 1] > 0.999


def test_the_bed_begins_before_anything_has_been_made(sound_server: SoundServer, script: Path, tmp_path: Path) -> None:
    """With an empty cache, the bed begins while its loop is still being rendered, and the words follow."""
    cache = tmp_path / "cache"
    environment = {**sound_server.environment, "VOICEGUIDE_CACHE": str(cache)}
    play = ["play", str(script), "-l", "40s", "-b", "brown-noise", "-v"]
    with Recorder(sound_server) as recorder, PlayerProcess(play, environment) as player:
        recorder.wait_for_sound()
        assert not list(cache.rglob("*.loop"))
        player.wait_for("You can stop at any time")
        assert list(cache.rglob("*.loop"))
        player.press("q")
        assert player.wait() == 0
        player.wait_for("0 dropouts")
