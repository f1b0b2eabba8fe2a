"""`record --from`: a long take of real speech, cut into the lines of a practice that comes with voiceguide."""

import os
import shlex
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.running import process, refused, run, written
from tests.needs import needs
from tests.player.player_process import VOICEGUIDE, PlayerProcess
from tests.recording.takes import TakeMaker
from tests.speech.libraries import has_library
from tests.speech.recording import hum
from voiceguide.config import folders
from voiceguide.dsp.samples import Samples
from voiceguide.recording.sheet import Audience, SheetLine, sheet
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.parser import read
from voiceguide.speech.engines.recorded import Recordings
from voiceguide.speech.engines.table import voice_choice
from voiceguide.speech.stage import speak

LIBRARY = Library((bundled_scripts(),))
PRACTICE = "three-minute-pause"
SOME = ("--path", "gentle", "--for", "day")
LINES = sheet(LIBRARY.find(PRACTICE), Audience("gentle", "day"), LIBRARY.included)
MISSING, TWICE, BROKEN_OFF = 10, 20, 30
COUGHS = (0, 5, 25)


@pytest.fixture(scope="module")
def clips(own_folders: Path) -> dict[SheetLine, Samples]:
    """Each line as espeak-ng speaks it, mono."""
    spoken = speak([line.utterance for line in LINES], voice_choice("pyttsx3"), cache_folder=folders().clips)
    return {line: spoken[line.utterance].read(0, spoken[line.utterance].frames)[:, 0] for line in LINES}


@pytest.fixture(scope="module")
def again(own_folders: Path) -> dict[SheetLine, Samples]:
    """Two of the lines spoken a little quicker, for the first of two readings, because nobody reads a line twice in the
    same way.
    """
    lines = [LINES[TWICE], LINES[BROKEN_OFF]]
    voice = voice_choice("pyttsx3", rate=1.1)
    spoken = speak([line.utterance for line in lines], voice, cache_folder=folders().clips)
    return {line: spoken[line.utterance].read(0, spoken[line.utterance].frames)[:, 0] for line in lines}


@pytest.fixture(scope="module")
def take(
    clips: dict[SheetLine, Samples], again: dict[SheetLine, Samples], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A take of all lines in a room, with irregular pauses and some coughs. One line is missing, one is read twice, and
    one is broken off first.
    """
    maker = TakeMaker(44_100)
    for index, line in enumerate(LINES):
        if index == MISSING:
            continue
        if index == TWICE:
            maker.sound(again[line])
            maker.irregular_rest()
        if index == BROKEN_OFF:
            maker.sound(again[line][: len(again[line]) // 2])
            maker.irregular_rest()
        maker.sound(clips[line])
        maker.irregular_rest()
        if index in COUGHS:
            maker.cough()
            maker.irregular_rest()
    return maker.write(tmp_path_factory.mktemp("take") / "take.wav")


def likeness(recording: Path, clip: Samples) -> float:
    """How similar a recording is to a clip at the best shift, from 0 to 1."""
    heard = soundfile.read(recording, dtype="float32")[0]
    size = len(heard) + len(clip)
    echo = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(clip, size)), size)
    return float(echo.max() / np.linalg.norm(heard) / np.linalg.norm(clip))


@pytest.mark.real
@has_library("wheel")
@pytest.mark.parametrize("ending", [".wav", pytest.param(".m4a", marks=needs("ffmpeg"))])
def test_every_line_of_a_take_becomes_its_own_file(
    take: Path, clips: dict[SheetLine, Samples], tmp_path: Path, ending: str
) -> None:
    """`record --from` first writes the matching of a take to a file. Run with that file, it writes one recording for
    each line, with the last reading if there are two. The line that was never read has none.
    """
    if ending != ".wav":
        subprocess.run(["ffmpeg", "-v", "error", "-i", take, "-b:a", "96k", tmp_path / f"take{ending}"], check=True)
    source = take if ending == ".wav" else tmp_path / f"take{ending}"
    ask = ("record", PRACTICE, *SOME, "--from", source, "-o", "mine")
    first = process(*ask, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert sum(line.id in first.stdout for line in LINES) == len(LINES)
    assert "--matching take-matching.txt" in " ".join(first.stderr.split())
    assert not (tmp_path / "mine").exists()
    second = process(*ask, "--matching", "take-matching.txt", cwd=tmp_path)
    assert second.returncode == 0, second.stderr
    assert f"1 of {len(LINES)} lines" in " ".join(second.stderr.split())
    found = Recordings(tmp_path / "mine")
    assert len(list((tmp_path / "mine").iterdir())) == len(LINES) - 1
    for index, line in enumerate(LINES):
        if index == MISSING:
            assert found.of(line.text) == ()
        else:
            assert likeness(found.of(line.text)[0], clips[line]) > 0.95, line


def hummed_take(folder: Path, skipped: tuple[int, ...] = ()) -> tuple[Path, Path]:
    """The paths of a script and of a take in which a hum stands for each line. The lines with the indices `skipped` are
    left out.
    """
    script = written(folder)
    maker: TakeMaker | None = None
    for index, line in enumerate(sheet(read(script), Audience(), LIBRARY.included)):
        samples, rate = hum(line.spoken)
        maker = maker or TakeMaker(rate)
        if index not in skipped:
            maker.sound(samples)
            maker.rest(1.2)
    assert maker
    return script, maker.write(folder / "take.wav")


def test_a_second_take_is_for_what_the_first_one_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a second take, only lines without a recording are looked for. Existing recordings are replaced only with
    --force.
    """
    monkeypatch.chdir(tmp_path)
    script, take = hummed_take(tmp_path, skipped=(2, 3))
    ask = ("record", script, "--from", take, "--matching", "m.txt")
    assert run(*ask).exit_code == 0
    done = run(*ask)
    assert "2 of 10 lines" in done.stderr
    assert "m.txt" not in done.stderr
    there = set(Path("rest-recordings").iterdir())
    assert len(there) == 8
    assert "exists" in refused(run(*ask))
    before = {path: path.stat().st_mtime_ns for path in there}
    second = run("record", script, "--from", take, "--matching", "n.txt")
    assert len(second.stdout.splitlines()) == 2
    assert {path: path.stat().st_mtime_ns for path in there} == before
    assert run(*ask, "--force").exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in there} != before


def test_a_take_of_something_else_is_questioned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If nearly all lines are missing in a take, the program asks whether it is the right recording."""
    monkeypatch.chdir(tmp_path)
    script, take = hummed_take(tmp_path, skipped=tuple(range(1, 10)))
    ask = ("record", script, "--from", take, "--matching")
    said = run(*ask, "m.txt").stderr
    assert f"{take} does not seem to be a reading of rest: " in said
    assert "of 10 lines were not found. Is it the right recording?" in said
    _, take = hummed_take(tmp_path, skipped=(2, 3))
    assert "right recording" not in run(*ask, "n.txt").stderr


def test_by_force_another_recording_of_a_line_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --force, a recording of the same line under another name is removed. Then no line has two recordings."""
    monkeypatch.chdir(tmp_path)
    script, take = hummed_take(tmp_path)
    line = sheet(read(script), Audience(), LIBRARY.included)[0]
    Path("mine").mkdir()
    other = Path("mine") / f"{line.id}-old.flac"
    other.write_bytes(b"")
    ask = ("record", script, "--from", take, "--matching", "m.txt", "-o", "mine", "--force")
    assert run(*ask).exit_code == 0
    done = run(*ask)
    assert done.exit_code == 0, done.stderr
    assert "--voice recorded:mine" in done.stderr
    assert not other.exists()
    assert run("export", script, "-l", "90s", "--voice", "recorded:mine", "-o", "out.wav").exit_code == 0
    assert "every line is recorded" in run("record", script, "--from", take, "-o", "mine").stderr


def test_a_matching_is_mended_at_the_terminal(tmp_path: Path) -> None:
    """At a terminal, the matching is shown, corrected by typing, and accepted with Enter. The recordings are cut as
    corrected.
    """
    script, take = hummed_take(tmp_path)
    lines = sheet(read(script), Audience(), LIBRARY.included)
    ask = ["record", str(script), "--from", str(take), "-o", str(tmp_path / "mine"), "--plain"]
    with PlayerProcess(ask, dict(os.environ)) as record:
        record.wait_for("To write the recordings")
        record.wait_for("> ")
        record.forget()
        record.press("2 drop\n")
        record.wait_for("missing")
        record.press("99 drop\n")
        record.wait_for("Type the number of a line")
        record.forget()
        record.press("3 fly\n")
        record.wait_for("That changed nothing")
        record.press("4 end -0.2\n")
        record.wait_for("by hand")
        record.press("\n")
        record.wait_for("9 recordings")
        assert record.wait() == 0
    found = Recordings(tmp_path / "mine")
    assert [line.number for line in lines if not found.of(line.text)] == [2]


def test_leaving_keeps_what_was_mended(tmp_path: Path) -> None:
    """If the user types q, the corrected matching is stored in a new file, no older file is replaced, and no recording
    is written.
    """
    script, take = hummed_take(tmp_path)
    matching = tmp_path / "m.txt"
    ask = ["record", str(script), "--from", str(take), "-o", str(tmp_path / "mine"), "--plain"]
    with PlayerProcess(["-c", f"cd {tmp_path} && exec {sys_voiceguide(ask)}"], dict(os.environ), ("bash",)) as record:
        record.wait_for("> ")
        record.press("2 drop\n")
        record.wait_for("missing")
        (tmp_path / "take-matching.txt").write_text("of another day")
        record.press("q\n")
        record.wait_for("check take-matching-2.txt")
        assert record.wait() == 0
    assert not (tmp_path / "mine").exists()
    assert not matching.exists()
    assert (tmp_path / "take-matching-2.txt").read_text().count("missing") == 1
    assert (tmp_path / "take-matching.txt").read_text() == "of another day"


def sys_voiceguide(words: list[str]) -> str:
    return shlex.join([*VOICEGUIDE, *words])


def test_a_phone_names_its_recordings_with_blanks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the name of a take contains spaces, the command that the program suggests as the next step has the file name
    in quotation marks.
    """
    script, take = hummed_take(tmp_path)
    monkeypatch.chdir(tmp_path)
    take.rename("New Recording 12.wav")
    ask = ("record", script, "--from", "New Recording 12.wav", "-o", "mine")
    assert '--matching "New Recording 12-matching.txt"' in run(*ask).stderr
    assert run(*ask, "--matching", "New Recording 12-matching.txt").exit_code == 0
    assert len(list(Path("mine").iterdir())) > 1


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("--sheet", "--from", "x.wav"), 2, "use one of them"),
        (("--matching", "x.txt"), 2, "--from"),
        (("--from", "none.wav"), 1, "there is no file"),
        (("--from", "rest.md"), 1, "not a sound file"),
        (("--from", "silence.wav"), 1, "silence.wav: no speech was found in it"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], status: int, message: str
) -> None:
    """Options that contradict each other, and takes that cannot be used, are refused in one clear line."""
    monkeypatch.chdir(tmp_path)
    soundfile.write("silence.wav", np.zeros(44_100), 44_100)
    assert message in refused(run("record", written(tmp_path), *words), status)
    assert not list(tmp_path.glob("*recordings"))
