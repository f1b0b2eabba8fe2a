"""`voiceguide record` in its own terminal, with a microphone that records what a real sound server plays."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from tests.cli.running import refused, run, written
from tests.needs import needs
from tests.player.player_process import PlayerProcess
from tests.player.sound_server import SINK, SoundServer
from tests.speech.recording import hum, hummed
from voiceguide.dsp.samples import Samples
from voiceguide.recording.sheet import Audience, SheetLine, sheet
from voiceguide.script.library import Library
from voiceguide.script.parser import read
from voiceguide.speech.engines.recorded import Recordings

REAL = needs("pulseaudio", "pactl", "paplay")


def lines_of(script: Path) -> tuple[SheetLine, ...]:
    return sheet(read(script), Audience(), Library(()).included)


def say(server: SoundServer, text: str, folder: Path) -> None:
    """Play a hum that stands for these words into the microphone, and wait until it is over."""
    samples, rate = hum(text)
    path = folder / "said.wav"
    soundfile.write(path, samples, rate)
    play(server, path)


def play(server: SoundServer, path: Path) -> None:
    """Play a file to the microphone, and wait until it is over."""
    subprocess.run(["paplay", f"--device={SINK}", path], env=server.environment, check=True)


def likeness(recording: Path, text: str) -> float:
    heard, rate = soundfile.read(recording, dtype="float32")
    return correlation(heard, soxr.resample(hum(text)[0], hum(text)[1], rate))


def spoken(text: str, folder: Path) -> Samples:
    """Let espeak-ng speak the words to the file `spoken.wav`, and return the samples that a microphone should record of
    it.
    """
    clip = folder / "spoken.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", clip, text], check=True)
    samples, rate = soundfile.read(clip, dtype="float32")
    sound = np.flatnonzero(np.abs(samples) > 0.003)
    return np.asarray(soxr.resample(samples[sound[0] : sound[-1]], rate, 44_100), dtype=np.float32)


def read_aloud(record: PlayerProcess, server: SoundServer, place: int, text: str, folder: Path) -> Samples:
    """Wait until the teleprompter asks for the line with the number `place`, then play its words into the microphone.
    Returns their samples.
    """
    samples = spoken(text, folder)
    record.wait_for(rf"(?s)\b{place} of 10\b.*read:")
    play(server, folder / "spoken.wav")
    return samples


def correlation(heard: Samples, said: Samples) -> float:
    """The greatest correlation of two sounds over all shifts. It is 1 for the same sound at another level."""
    size = len(heard) + len(said)
    echo = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    return float(echo.max() / np.linalg.norm(heard) / np.linalg.norm(said))


@pytest.mark.real
@REAL
@needs("espeak-ng")
def test_a_take_is_read_in_one_go(sound_server: SoundServer, tmp_path: Path) -> None:
    """A reader reads four lines aloud and repeats one with a key; each is kept whole in the folder. Started again, the
    same command continues with the fifth line, which is kept even though Ctrl-C ends the run.
    """
    script, folder = written(tmp_path), tmp_path / "mine"
    lines = lines_of(script)
    said: dict[int, Samples] = {}
    ask = ["record", str(script), "--flow", "-o", str(folder)]
    with PlayerProcess(ask, sound_server.environment) as record:
        record.wait_for("listening to the room")
        for turn, place in enumerate((1, 2, 2, 3, 4)):
            said[place] = read_aloud(record, sound_server, place, lines[place - 1].text, tmp_path)
            record.forget()
            record.wait_for(rf"\b{place + 1} of 10\b")
            if turn == 1:
                record.press("a")
                record.forget()
        record.press("\x1b")
        assert record.wait() == 0
        record.wait_for("6 of 10 lines are left")
        assert record.attributes == record.before
    with PlayerProcess([*ask, "--plain"], sound_server.environment) as record:
        record.wait_for(r"1 of 6\s+Breathe in")
        said[5] = spoken(lines[4].text, tmp_path)
        play(sound_server, tmp_path / "spoken.wav")
        record.wait_for("2 of 6")
        record.press("\x03")
        assert record.wait() == 130
        assert record.attributes == record.before
        assert "Traceback" not in record.seen
    assert len(list(folder.iterdir())) == 5
    found = Recordings(folder)
    for place, samples in said.items():
        heard, rate = soundfile.read(found.of(lines[place - 1].text)[0], dtype="float32")
        assert rate == 44_100
        assert 0.0 <= (len(heard) - len(samples)) / rate < 0.6
        assert correlation(heard, samples) > 0.95


def recorded(record: PlayerProcess, server: SoundServer, line: SheetLine, folder: Path) -> None:
    """Record a line as a person does, and wait until the program offers to keep the recording."""
    record.wait_for(line.id)
    record.wait_for("space: record")
    record.forget()
    record.press(" ")
    record.wait_for("recording; space ends it")
    say(server, line.text, folder)
    record.press(" ")
    record.wait_for("k: keep")


@pytest.mark.real
@REAL
def test_lines_are_recorded_through_the_microphone(sound_server: SoundServer, tmp_path: Path) -> None:
    """Two lines are recorded, one of them twice. The next run begins with the third line. If Ctrl-C ends that run, both
    kept recordings remain and the third is not kept.
    """
    script, folder = written(tmp_path), tmp_path / "mine"
    lines = lines_of(script)
    ask = ["record", str(script), "-o", str(folder), "-v"]
    with PlayerProcess(ask, sound_server.environment) as record:
        recorded(record, sound_server, lines[0], tmp_path)
        record.press("k")
        recorded(record, sound_server, lines[1], tmp_path)
        record.press("a")
        recorded(record, sound_server, lines[1], tmp_path)
        record.press("k")
        record.wait_for(lines[2].id)
        assert record.attributes != record.before
        record.press("q")
        assert record.wait() == 0
        record.wait_for("8 of 10 lines are left")
        assert record.attributes == record.before
    found = Recordings(folder)
    assert len(list(folder.iterdir())) == 2
    for line in lines[:2]:
        assert likeness(found.of(line.text)[0], line.text) > 0.95
    with PlayerProcess(ask, sound_server.environment) as record:
        recorded(record, sound_server, lines[2], tmp_path)
        record.press("\x03")
        assert record.wait() == 130
        assert record.attributes == record.before
        assert "Traceback" not in record.seen
    assert len(list(folder.iterdir())) == 2


@pytest.mark.real
@REAL
@needs("bash")
def test_ctrl_z_gives_the_terminal_back(sound_server: SoundServer, tmp_path: Path) -> None:
    """If the program is suspended with Ctrl-Z, the terminal has its normal settings. After `fg`, the program reads keys
    again.
    """
    script = written(tmp_path)
    environment = {**sound_server.environment, "PS1": "ready> "}
    with PlayerProcess(["--norc", "--noediting", "-i"], environment, ("bash",)) as shell:
        shell.press(f"{sys.executable} -m voiceguide record {script} -o {tmp_path / 'mine'}\n")
        shell.wait_for("space: record")
        shell.press("\x1a")
        shell.wait_for("Stopped")
        assert shell.attributes == shell.before
        shell.press("fg\n")
        shell.forget()
        shell.press("s")
        shell.wait_for("2 of 10")
        assert shell.attributes != shell.before
        shell.press("q")
        shell.wait_for("10 of 10 lines are left")
        shell.press("exit 7\n")
        assert shell.wait() == 7


@pytest.mark.real
@REAL
def test_a_microphone_that_nobody_has_is_one_clear_line(sound_server: SoundServer, tmp_path: Path) -> None:
    """If --device names a microphone that does not exist, the error names the existing ones and mentions --sheet, for
    recording with another device.
    """
    ask = ["record", str(written(tmp_path)), "-o", str(tmp_path / "mine"), "--device", "no such"]
    with PlayerProcess(ask, sound_server.environment) as record:
        record.wait_for(r"no microphone called 'no such', only [^;]*;\s+--sheet prints")
        assert record.wait() == 1
        assert record.attributes == record.before


def test_without_portaudio_the_way_out_is_reported(tmp_path: Path) -> None:
    """Without PortAudio, one line names its package, and how to record without it."""
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    ask = ["record", str(written(tmp_path)), "-o", str(tmp_path / "mine")]
    with PlayerProcess(ask, {**os.environ, "PYTHONPATH": str(tmp_path)}) as record:
        record.wait_for("(?s)libportaudio2.*--sheet.*--from")
        assert record.wait() == 1
        assert "Traceback" not in record.seen
        assert record.attributes == record.before


@pytest.mark.parametrize("way", [(), ("--flow",)])
def test_without_a_terminal_the_other_ways_are_reported(
    way: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal, where nobody could press a key, the error names the other ways to record."""
    monkeypatch.chdir(tmp_path)
    message = refused(run("record", written(tmp_path), *way))
    assert "--sheet" in message
    assert "--from" in message
    assert not (tmp_path / "rest-recordings").exists()


@pytest.mark.parametrize("other", ["--sheet", "--from=take.wav"])
def test_one_way_to_record_at_a_time(other: str, tmp_path: Path) -> None:
    """Two ways of recording at once are refused, and the error names both."""
    result = run("record", written(tmp_path), "--flow", other)
    assert result.exit_code == 2
    assert "--flow" in result.stderr
    assert other[:6] in result.stderr


@pytest.mark.real
@REAL
def test_what_is_missing_is_reported_before_a_word(sound_server: SoundServer, tmp_path: Path) -> None:
    """If some lines have no recording, `play` says how many and ends before a word is spoken."""
    script = written(tmp_path)
    for line in lines_of(script)[2:]:
        hummed(tmp_path / "mine", line.text)
    ask = ["play", str(script), "-l", "60s", "--voice", f"recorded:{tmp_path / 'mine'}", "--plain"]
    with PlayerProcess(ask, sound_server.environment) as player:
        player.wait_for(r"2\s+lines\s+are\s+not\s+recorded")
        assert player.wait() == 1
