"""Speakers that play through a player program. Small scripts stand for the programs: some refuse to play, others write
down what they receive.
"""

import itertools
import os
import socket
import stat
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from voiceguide.devices._programs import ProgramSpeakers, open_program, programs_here
from voiceguide.dsp.samples import Samples
from voiceguide.errors import NoSpeakersError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="such programs are not looked for there")

REFUSES = "import sys; sys.exit(1)"
PLAYS = """import os, sys
kept = open(sys.argv[0] + ".heard", "wb", buffering=0)
kept.write(("\\n".join(sys.argv[1:]) + "\\n\\n").encode())
while data := os.read(0, 4096):
    kept.write(data)
"""


class Programs:
    """A machine that has only the player programs that the test adds."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        monkeypatch.setenv("PATH", str(folder))

    def put(self, name: str, does: str) -> None:
        """Add a player program, whose Python code is `does`."""
        path = self._folder / name
        path.write_text(f"#!{sys.executable} -S\n{does}")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def heard(self, name: str) -> tuple[list[str], Samples]:
        """The arguments that the program was called with, and the samples that it has received so far."""
        path = self._folder / f"{name}.heard"
        if not path.exists() or b"\n\n" not in path.read_bytes():
            return [], np.zeros((0, 2), dtype=np.float32)
        call, _, data = path.read_bytes().partition(b"\n\n")
        samples: Samples = np.frombuffer(data[: len(data) // 8 * 8], dtype="<f4").reshape(-1, 2)
        return call.decode().split("\n"), samples


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    return Programs(tmp_path, monkeypatch)


class Count:
    """A source of sound whose frames are numbered 1, 2, 3 …, so that a missing or repeated frame is noticed."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def fill(self, out: Samples) -> None:
        out[:] = np.fromiter((next(self._numbers) for _ in range(len(out))), dtype=np.float32)[:, np.newaxis]


def opened(device: str | None = None) -> ProgramSpeakers:
    speakers = open_program(Count().fill, device, "there is nothing better")
    assert isinstance(speakers, ProgramSpeakers)
    return speakers


def wait_until_it_has_ended(speakers: ProgramSpeakers) -> None:
    speakers._thread.join(20)
    assert not speakers.alive


def wait_for(programs: Programs, name: str, frames: int) -> Samples:
    while len(programs.heard(name)[1]) < frames:
        threading.Event().wait(0.005)
    return programs.heard(name)[1]


def test_a_program_that_cannot_play_here_gives_way_to_the_next(programs: Programs) -> None:
    """If the first player program refuses to play, the next one plays all samples without a gap, and the name of the
    speakers contains the name of that program.
    """
    programs.put("pw-cat", REFUSES)
    programs.put("paplay", PLAYS)
    speakers = opened()
    samples = wait_for(programs, "paplay", 10_000)
    assert speakers.alive
    assert "paplay" in speakers.name
    assert (np.diff(samples[:, 0]) == 1).all()
    speakers.close()
    assert speakers.failure == ""


def test_where_none_can_play_that_is_reported(programs: Programs) -> None:
    """If no player program can play, the failure names all that were tried, and says why PortAudio cannot be used."""
    programs.put("paplay", REFUSES)
    programs.put("aplay", REFUSES)
    speakers = opened()
    wait_until_it_has_ended(speakers)
    assert speakers.failure == "there is nothing better, and paplay and aplay cannot play here either"


def test_a_program_that_dies_after_it_played_is_a_device_that_went(programs: Programs) -> None:
    """If a player program dies while it plays, the speakers report no failure to play, because the program could play:
    the device was lost.
    """
    programs.put("paplay", PLAYS)
    speakers = opened()
    wait_for(programs, "paplay", 60_000)
    assert speakers._process is not None
    speakers._process.kill()
    wait_until_it_has_ended(speakers)
    assert speakers.failure == ""


def test_closing_ends_the_program(programs: Programs) -> None:
    """Closing the speakers ends the player program. Closing them a second time does no harm."""
    programs.put("paplay", PLAYS)
    speakers = opened()
    wait_for(programs, "paplay", 1_000)
    process = speakers._process
    assert process is not None
    speakers.close()
    speakers.close()
    assert process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_a_device_is_handed_on_to_programs_that_can_choose_one(programs: Programs) -> None:
    """If a device is named, it is passed on to the player program. ffplay cannot choose a device, and is used only if
    none is named.
    """
    programs.put("ffplay", PLAYS)
    with pytest.raises(NoSpeakersError) as refusal:
        opened("headphones")
    assert refusal.value.reason == "ffplay, the only player program here, works only without --device"
    programs.put("paplay", PLAYS)
    speakers = opened("headphones")
    wait_for(programs, "paplay", 1_000)
    speakers.close()
    call, _ = programs.heard("paplay")
    assert call[call.index("--device") + 1] == "headphones"
    assert programs_here() == ("paplay", "ffplay")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not tell of open sockets")
def test_a_program_that_reads_on_without_its_sound_server_is_let_go_of(programs: Programs, tmp_path: Path) -> None:
    """When its sound server dies, ffplay loses its connection but keeps reading samples. The speakers notice the closed
    connection and end ffplay.
    """
    ours, its = socket.socket(socket.AF_UNIX), tmp_path / "server"
    with ours:
        ours.bind(str(its))
        ours.listen()
        programs.put(
            "ffplay",
            f"""import os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({str(its)!r})
for count in range(1_000_000):
    if not os.read(0, 4096):
        break
    if count == 200:
        server.close()
""",
        )
        speakers = opened()
        wait_until_it_has_ended(speakers)
        assert speakers.failure == ""
