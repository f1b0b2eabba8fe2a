"""How soon the first sound comes, how much processor time playing takes, and whether sound is missing on a busy
machine.

The sessions play to a sink of a PulseAudio server that only this measure uses. Its monitor records what was played.
"""

import os
import re
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.clock import run
from tests.benchmarks.place import PRACTICE, Place, needed, voiceguide
from tests.benchmarks.row import Row
from tests.player.player_process import PlayerProcess
from tests.player.sound_server import Recorder, SoundServer

STARTS = 5
_SHARE_SECONDS = 60.0


def play(place: Place) -> Row:
    """How long the first sound takes after Enter, with speech cached and without; the processor time as a share of one
    core; and how often sound is missing while every core is busy.
    """
    for program in ("pulseaudio", "parec"):
        needed(program)
    server = SoundServer(place.folder / "sound")
    try:
        environment = {**server.environment, **_own(place)}
        run(voiceguide("plan", PRACTICE, "-l", "10m"), environment)
        cached = statistics.median(_first_sound(server, environment) for _ in range(STARTS))
        fresh = statistics.median(_first_sound(server, _empty(place, environment, n)) for n in range(STARTS))
        share = _share(environment)
        with busy():
            missing = _missing(environment, place.lengths.busy_minutes)
    finally:
        server.kill()
    return Row(
        f"{cached:.2f} s, {fresh:.2f} s; {share:.1%}; {missing} times",
        f"first sound at the monitor with speech cached and without, medians of {STARTS}; processor time of a core "
        f"while playing; sound missing in {place.lengths.busy_minutes:g} minutes with every core busy",
    )


def _own(place: Place) -> dict[str, str]:
    return {name: value for name, value in place.environment().items() if name.startswith(("VOICEGUIDE", "PYTHONPY"))}


def _empty(place: Place, environment: dict[str, str], number: int) -> dict[str, str]:
    """The environment with a new cache folder, called `cache-NUMBER`. It has the loops of the backgrounds but no
    speech.
    """
    cache = place.folder / f"cache-{number}"
    cache.mkdir()
    (cache / "loops").symlink_to(place.folder / "cache" / "loops")
    return {**environment, "VOICEGUIDE_CACHE": str(cache)}


def _first_sound(server: SoundServer, environment: dict[str, str]) -> float:
    with Recorder(server) as recorder, PlayerProcess(["play", PRACTICE, "-l", "10m"], environment) as player:
        recorder.wait_for_sound()
        player.press("q")
        player.wait()
        return recorder.first_sound - player.began


def _share(environment: dict[str, str]) -> float:
    """The processor time of playing as a share of one core. It is measured over a minute that begins 5 s after the
    player first shows the time.
    """
    with PlayerProcess(["play", PRACTICE, "-l", "10m"], environment) as player:
        player.wait_for(r"\d:\d\d")
        threading.Event().wait(5.0)
        before = _processor_seconds(player.process.pid)
        for _ in range(int(_SHARE_SECONDS)):
            threading.Event().wait(1.0)
            _ = player.seen
        used = _processor_seconds(player.process.pid) - before
        player.press("q")
        player.wait()
    return used / _SHARE_SECONDS


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _missing(environment: dict[str, str], minutes: float) -> int:
    with PlayerProcess(["play", PRACTICE, "-l", f"{minutes + 1:g}m", "--nearest", "-v"], environment) as player:
        player.wait_for(r"\d:\d\d")
        for _ in range(int(minutes * 60)):
            threading.Event().wait(1.0)
            _ = player.seen
        player.press("q")
        player.wait()
        found = re.search(r"(\d+) dropouts", player.seen)
    if found is None:
        raise ValueError(f"play did not report its dropouts: {player.seen[-500:]}")
    return int(found[1])


@contextmanager
def busy() -> Iterator[None]:
    """Within this block, other processes keep every core busy."""
    with ExitStack() as stack:
        for _ in range(os.cpu_count() or 2):
            load = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.callback(load.wait)
            stack.callback(load.kill)
        yield
