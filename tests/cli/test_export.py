"""The files that `export` writes, and its messages."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from tests.cli.running import SCRIPT, VOICE, refused, run, written
from tests.needs import needs


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in the current folder."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


def probed(path: Path) -> dict[str, Any]:
    asked = ["-show_chapters", "-show_format", "-show_streams", "-of", "json"]
    done = subprocess.run(["ffprobe", "-v", "error", *asked, str(path)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def seconds(path: Path) -> float:
    with soundfile.SoundFile(path) as file:
        return float(sum(len(block) for block in file.blocks(1 << 16)) / file.samplerate)


@pytest.mark.parametrize(
    ("length", "name"),
    [
        ("1m", "rest-1m.mp3"),
        ("1:05", "rest-1m5s.mp3"),
        ("90s", "rest-1m30s.mp3"),
        ("1", "rest-1m.mp3"),
        ("2.5", "rest-2m30s.mp3"),
        ("1h", None),
    ],
)
def test_a_file_is_named_for_its_practice_and_length(script: Path, length: str, name: str | None) -> None:
    """Without -o, the file is NAME-LENGTH.mp3 in the current folder. A number alone is a length in minutes."""
    result = run("export", script, "-l", length, *VOICE)
    if name is None:  # beyond what fits
        refused(result)
        return
    assert result.exit_code == 0, result.stderr
    assert (result.stdout, {path.name for path in script.parent.iterdir()}) == ("", {"rest.md", name})


@pytest.mark.parametrize("ending", ["mp3", "wav", "flac", "ogg", "opus", "MP3"])
def test_every_kind_of_file_has_the_length(script: Path, ending: str) -> None:
    """The file's ending chooses the format. Each format, once decoded, has the requested length."""
    out = script.parent / f"it.{ending}"
    assert run("export", script, "-l", "61s", *VOICE, "-o", out).exit_code == 0
    assert seconds(out) == pytest.approx(61, abs=1e-4)


@pytest.mark.real
@needs("ffprobe")
@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "opus"])
def test_the_chapters_are_the_plan_s_sections(script: Path, ending: str) -> None:
    """ffprobe finds the same chapters in the file as `plan --json` shows, at times that differ by at most 2 ms. The
    first begins at 0.
    """
    out = script.parent / f"it.{ending}"
    assert run("export", script, "-l", "1m", *VOICE, "-o", out).exit_code == 0
    plan = json.loads(run("plan", script, "-l", "1m", *VOICE, "--json").stdout)
    chapters = probed(out)["chapters"]
    assert [one["tags"]["title"] for one in chapters] == [one["title"] for one in plan["sections"]]
    starts = [0.0, *(one["start_s"] for one in plan["sections"][1:])]
    assert [float(one["start_time"]) for one in chapters] == pytest.approx(starts, abs=0.002)


@pytest.mark.real
@needs("ffprobe")
def test_the_tags_say_what_the_script_says(script: Path) -> None:
    """The tags contain the script's title, artist and album, the words, and a cover picture."""
    script = written(script.parent, SCRIPT.replace("title:", "author: Robin\nalbum: Evenings\ntitle:"))
    assert run("export", script, "-l", "1m", *VOICE).exit_code == 0
    found = probed(script.parent / "rest-1m.mp3")
    tags = {key.lower(): value for key, value in found["format"]["tags"].items()}
    assert (tags["title"], tags["artist"], tags["album"]) == ("A short rest", "Robin", "Evenings")
    assert "Feel the chair that carries you." in next(text for key, text in tags.items() if key.startswith("lyrics"))
    assert found["streams"][1]["disposition"]["attached_pic"] == 1


def test_captions_are_the_plan_s_words_at_their_times(script: Path) -> None:
    """The captions contain every spoken line at the time that `plan --json` shows."""
    assert run("export", script, "-l", "1m", *VOICE, "--captions", "vtt,lrc").exit_code == 0
    plan = json.loads(run("plan", script, "-l", "1m", *VOICE, "--json").stdout)
    spoken = [event for event in plan["events"] if event["kind"] in ("say", "breath", "reminder") and event["text"]]
    vtt = (script.parent / "rest-1m.vtt").read_text(encoding="utf-8").strip().split("\n\n")[1:]
    lrc = (script.parent / "rest-1m.lrc").read_text(encoding="utf-8")
    assert len(vtt) == len(spoken)
    for cue, event in zip(vtt, spoken, strict=True):
        times, text = cue.split("\n")
        assert text == event["text"]
        assert _clock(times.split(" --> ")[0]) == pytest.approx(event["start_s"], abs=0.002)
        assert f"]{text}" in lrc


def _clock(text: str) -> float:
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_a_small_file_is_small_and_mono(script: Path) -> None:
    """`--quality small` makes mono at 64 kb/s, of the same length."""
    assert run("export", script, "-l", "1m", *VOICE, "--quality", "small", "-o", "it.mp3").exit_code == 0
    assert soundfile.info("it.mp3").channels == 1
    assert seconds(Path("it.mp3")) == pytest.approx(60, abs=1e-4)
    assert Path("it.mp3").stat().st_size < 60 * 64_000 / 8 + 150_000  # and the cover


def test_several_go_on_after_a_failure(script: Path) -> None:
    """If one file fails, the others are still made, the failure is reported, and the status is 1."""
    Path("class").mkdir()
    result = run("export", script, "nosuch", "--lengths", "50s,1m,10h", *VOICE, "--output-dir", "class", "--json")
    assert result.exit_code == 1
    files = [Path(one["file"]).name for one in json.loads(result.stdout)]
    assert files == ["rest-000m50s.mp3", "rest-001m.mp3"]  # as wide as the longest, which failed
    assert {path.name for path in Path("class").iterdir()} == set(files)
    last = result.stderr.splitlines()[-3:]
    assert last[0].startswith("voiceguide: 4 of 6")
    assert [line.split(":")[0].strip() for line in last[1:]] == [f"{script}, 10", "nosuch, 0"]


def test_together_they_sound_as_alone(script: Path) -> None:
    """Files made by one command are the same to the byte as files made one by one, even if they share most words."""
    for folder, orders in {"together": ["--lengths 1m,1m20s"], "alone": ["-l 1m20s", "-l 1m"]}.items():
        for order in orders:
            made = run("export", script, *order.split(), "-b", "rain", *VOICE, "--output-dir", folder)
            assert made.exit_code == 0
    for name, alone in {"rest-1m.mp3": "rest-1m.mp3", "rest-1m20s.mp3": "rest-1m20s.mp3"}.items():
        assert _sound(Path("together", name)) == _sound(Path("alone", alone))


def _sound(path: Path) -> bytes:
    """The MP3 frames behind the tags."""
    data = path.read_bytes()
    return data[10 + (data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]) :]


def test_several_lengths_have_names_that_sort_and_a_place_in_the_album(script: Path) -> None:
    """Files of several lengths have names that sort by length, track numbers in the same order, and
    different titles.
    """
    assert run("export", script, "--lengths", "1m,11m", *VOICE, "--output-dir", "new/class").exit_code == 0
    files = sorted(Path("new/class").iterdir())
    assert [file.name for file in files] == ["rest-01m.mp3", "rest-11m.mp3"]
    tags = [ID3(file) for file in files]
    assert [str(tag["TRCK"]) for tag in tags] == ["1/2", "2/2"]
    assert len({str(tag["TIT2"]) for tag in tags}) == 2


def test_a_file_under_its_old_name_is_found(script: Path) -> None:
    """A file that was exported alone as `rest-1m.mp3` is found again by an export of several lengths, which would call
    it `rest-01m.mp3`. It is not made again.
    """
    assert run("export", script, "-l", "1m", *VOICE, "--output-dir", "class").exit_code == 0
    again = run("export", script, "--lengths", "1m,11m", *VOICE, "--output-dir", "class", "--json")
    assert [one["already_there"] for one in json.loads(again.stdout)] == [True, False]
    assert sorted(file.name for file in Path("class").iterdir()) == ["rest-11m.mp3", "rest-1m.mp3"]


def test_a_folder_after_o_is_made_where_a_slash_says_that_it_is_one(script: Path) -> None:
    """A path after -o that ends with a slash is a folder, which is made."""
    assert run("export", script, "-l", "1m", *VOICE, "-o", "new/deeper/").exit_code == 0
    assert Path("new/deeper/rest-1m.mp3").exists()


def test_a_folder_after_o_is_a_folder(script: Path) -> None:
    """`-o FOLDER` puts the file into it."""
    Path("here").mkdir()
    assert run("export", script, "-l", "1m", *VOICE, "-o", "here").exit_code == 0
    assert [file.name for file in Path("here").iterdir()] == ["rest-1m.mp3"]


def test_a_pipe_gets_the_sound_and_nothing_else(script: Path) -> None:
    """`-o -` writes a whole file of the chosen format to standard output."""
    result = run("export", script, "-l", "1m", *VOICE, "-o", "-", "--format", "flac")
    assert result.exit_code == 0
    Path("piped.flac").write_bytes(result.stdout_bytes)
    assert seconds(Path("piped.flac")) == pytest.approx(60, abs=1e-4)
    assert "standard output  1:00" in result.stderr


def test_a_pipe_that_nobody_reads_to_its_end_brings_no_message(script: Path) -> None:
    """If the reader of a pipe stops early, as `head -c 100` does, no message is printed."""
    command = [sys.executable, "-m", "voiceguide", "export", str(script), "-l", "1m", *VOICE, "-o", "-", "--report"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert len(running.stdout.read(100)) == 100
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 1


@pytest.mark.parametrize("more", [("--json",), ("--captions", "vtt")])
def test_a_pipe_takes_nothing_beside_the_sound(script: Path, more: tuple[str, ...]) -> None:
    """With a pipe as output, --json and --captions are refused."""
    said = refused(run("export", script, "-l", "1m", *VOICE, "-o", "-", *more), status=2)
    assert "-o -" in said
    assert more[0] in said


def test_a_name_too_long_for_a_file_is_cut(script: Path) -> None:
    """If a script's name is so long that the session's file name would be too long, that name is cut."""
    long = Path("n" * 250 + ".md")
    long.write_bytes(script.read_bytes())
    result = run("export", long, script, "-l", "1m", *VOICE, "--json")
    assert result.exit_code == 0
    assert [len(Path(one["file"]).name) for one in json.loads(result.stdout)] == [205, len("rest-1m.mp3")]


def test_mistakes_of_a_script_are_reported_once_for_all_lengths(script: Path) -> None:
    """The mistakes of a script are shown once in full, and once in the list at the end, for all lengths together."""
    Path("bad.md").write_text("---\ntitle: Bad\n---\n\n# Here\n\n[paws]\n", encoding="utf-8")
    result = run("export", "./bad.md", script, "--lengths", "1m,2m", *VOICE)
    assert result.exit_code == 1
    assert result.stderr.count("bad.md:7") == 2  # once in full, and once in the list at the end
    assert "./bad.md, 1:00, 2:00: bad.md:7" in result.stderr
    assert "3 of 4: " in result.stderr


def test_a_fade_for_which_there_is_no_room_is_reported(script: Path) -> None:
    """If the time after the last word is too short for the requested fade, that is reported."""
    result = run("export", script, "-l", "1m", "--fade", "5m", *VOICE, "-o", "it.mp3")
    assert "instead of 5:00" in result.stderr


def test_the_result_as_json_says_where_and_how_long(script: Path) -> None:
    """The JSON object has the file, its length and size, and whether it existed already."""
    for already in (False, True):
        (made,) = json.loads(run("export", script, "-l", "1m", *VOICE, "--json").stdout)
        assert (made["file"], made["length_s"], made["already_there"]) == ("rest-1m.mp3", 60.0, already)
        assert made["bytes"] == Path("rest-1m.mp3").stat().st_size


def test_the_nearest_length_is_taken_and_named(script: Path) -> None:
    """With --nearest, a length that is too short is replaced by the shortest possible one, and a message says that the
    requested length does not fit.
    """
    plan = json.loads(run("plan", script, *VOICE, "--json").stdout)
    result = run("export", script, "-l", "5s", *VOICE, "--nearest")
    assert result.exit_code == 0
    (made,) = (path for path in script.parent.glob("*.mp3"))
    assert seconds(made) == pytest.approx(plan["min_s"], abs=0.1)
    assert "the practice cannot last 0:05; the nearest length is" in result.stderr


def test_quiet_says_nothing(script: Path) -> None:
    """Under -q only errors are printed."""
    result = run("export", script, "-l", "1m", *VOICE, "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_the_report_measures_the_finished_file(script: Path) -> None:
    """--report adds the measured values to the messages and to the JSON."""
    (made,) = json.loads(run("export", script, "-l", "1m", *VOICE, "--report", "--json").stdout)
    assert made["report"]["true_peak_dbtp"] < -1
    assert made["report"]["words_per_minute"] > 0


def test_a_practice_comes_from_stdin(script: Path) -> None:
    """A single dash reads the script from stdin."""
    assert run("export", "-", "-l", "1m", *VOICE, given=SCRIPT).exit_code == 0
    assert seconds(Path("stdin-1m.mp3")) == pytest.approx(60, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LENGTH", "1m", []),
        ("OUTPUT_DIR", "out", ["-l", "1m"]),
        ("BACKGROUND", "raim", ["-l", "1m"]),
        ("RATE", "fast", ["-l", "1m"]),
    ],
)
def test_variables_set_what_no_option_says(
    script: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: list[str]
) -> None:
    """The environment variables VOICEGUIDE_* are used where no option is given. If one has a wrong value, the error
    names the variable or the value.
    """
    monkeypatch.setenv(f"VOICEGUIDE_{name}", value)
    Path("out").mkdir()
    result = run("export", script, *words, *VOICE)
    if name in ("LENGTH", "OUTPUT_DIR"):
        assert result.exit_code == 0, result.stderr
        assert (Path("out") if name == "OUTPUT_DIR" else Path()).joinpath("rest-1m.mp3").exists()
        return
    said = refused(result)
    assert value in said or f"VOICEGUIDE_{name}" in said
    if name == "BACKGROUND":
        assert run("export", script, *words, *VOICE, "-b", "none").exit_code == 0


def test_a_louder_bed_is_louder(script: Path) -> None:
    """--background-level changes the loudness of the bed relative to the voice."""
    for level in ("12", "26"):
        words = ["-b", "brown-noise", "--background-level", level, "-o", f"{level}.wav"]
        assert run("export", script, "-l", "1m", *VOICE, *words).exit_code == 0
    near, far = (np.square(soundfile.read(f"{level}.wav", start=44_100 * 50)[0]).mean() for level in ("12", "26"))
    assert 10 * np.log10(near / far) == pytest.approx(14, abs=0.5)


def test_where_nothing_can_be_kept_it_goes_on_and_says_so_once(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the cache folder cannot be written, `export` uses a temporary folder, and one message names
    the cache folder.
    """
    folder = script.parent
    (folder / "closed").write_text("a file, where there would be a folder")
    (folder / "temporary").mkdir()
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(folder / "closed"))
    monkeypatch.setattr("tempfile.tempdir", str(folder / "temporary"))
    done = run("export", script, "-o", folder / "rest.wav", *VOICE)
    assert (done.exit_code, (folder / "rest.wav").exists()) == (0, True), done.stderr
    assert done.stderr.count(str(folder / "closed")) == 1


@pytest.mark.parametrize("session", ["day", "sleep"])
def test_a_fade_without_room_is_reported(tmp_path: Path, session: str) -> None:
    """`plan` and `export` report a fade that has no room in the same words."""
    script, request = written(tmp_path), ("-l", "2m", "--fade", "5m", "--for", session, *VOICE)
    planned = run("plan", script, *request)
    made = run("export", script, *request, "-o", tmp_path / "it.wav")
    (said,) = (line for line in planned.stderr.splitlines() if "instead of 5:00" in line)
    assert said in made.stderr.splitlines()
