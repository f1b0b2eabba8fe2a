"""Bad input of every kind gives one clear line and the right exit status. No file is left behind, and none is lost."""

import json
import resource
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

import numpy as np
import pytest

from tests.cli.running import SCRIPT, VOICE, on_terminal, process, refused, run, written
from voiceguide.cli.console import Console
from voiceguide.cli.group import main
from voiceguide.errors import FitError, PracticeNotFoundError, ScriptError
from voiceguide.session.progress import Progress

TITLED = "---\ntitle: T\n---\n"


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def export(script: Path, folder: Path, *more: str | Path) -> "list[str | Path]":
    return ["export", script, "-l", "1m", *VOICE, "--output-dir", folder, *more]


# Scripts


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(b"", [1], id="empty"),
        pytest.param(b" \n\n\t\n", [1], id="nothing but space"),
        pytest.param(TITLED.encode(), [4], id="nothing to say"),
        pytest.param("---\ntitle: café\n---\nHello.\n".encode("latin-1"), [2], id="Latin-1"),
        pytest.param(SCRIPT.encode("utf-16"), [1], id="UTF-16"),
        pytest.param(SCRIPT.encode() + b"\0", [20], id="a zero byte"),
        pytest.param(b"---\ntitle: T\nHello.\n", [1], id="front matter without an end"),
        pytest.param(b"---\ntitle: [open\n---\nHello.\n", [2], id="a bracket without an end"),
        pytest.param(b'---\ntitle: "open\n---\nHello.\n', [2], id="a quote without an end"),
        pytest.param(b"---\ntitle: T\n  summary: S\n---\nHello.\n", [3], id="an indented key"),
        pytest.param(b"---\ntitle: T\n\tsummary: S\n---\nHello.\n", [3], id="a key behind a tab"),
        pytest.param(b"---\ntitle: T\nno colon\n---\nHello.\n", [3], id="a line that is no entry"),
        pytest.param(b"---\nsummary: S\n---\nHello.\n", [1], id="no title"),
        pytest.param(b"---\ntitle: T\nvoice: {rate: 1\n---\nHello.\n", [3], id="a map without an end"),
        pytest.param(b"---\ntitle: T\nlength: 10\n---\nHello.\n", [3], id="a length without a unit"),
        pytest.param(TITLED.encode() + b"Hello.\n[repeat 2-3]\nHi.\n", [5], id="a repeat without an end"),
        pytest.param(TITLED.encode() + b"Hello. [repeat 2\nHi.\n", [4], id="a bracket without an end in the text"),
        pytest.param(
            TITLED.encode() + b"Hi.\n[silence 6m-30s]\n[pause 9s-5s]\n[repeat 6-2]\nHi.\n[end]\n"
            b"[breathe in 4 out 6, 20-4 times]\n",
            [5, 6, 7, 10],
            id="ranges upside down",
        ),
    ],
)
def test_a_script_that_cannot_be_read_names_its_lines(tmp_path: Path, text: bytes, lines: list[int]) -> None:
    """If a script has mistakes, `export` reports all of them together, each with its file and line. The exit status is
    1, and no file is made.
    """
    script = written(tmp_path, text)
    result = run(*export(script, tmp_path))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert [line.rsplit(": ", 1)[0].split(": ")[0] for line in result.stderr.splitlines()] == [
        f"{script}:{line}" for line in lines
    ]
    assert names_in(tmp_path) == {"rest.md"}


@pytest.mark.parametrize("key", ["title", "say", "voice", "tags", "cues"])
@pytest.mark.parametrize(
    "value", ['!!python/object/apply:os.system ["touch was-here"]', "!!python/name:os.system", "!!python/object:x {}"]
)
def test_yaml_builds_no_objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, value: str) -> None:
    """A script whose YAML header asks for Python objects is refused, and no object is created."""
    monkeypatch.chdir(tmp_path)
    title = "" if key == "title" else "title: T\n"
    script = written(tmp_path, f"---\n{title}{key}: {value}\n---\nHello.\n")
    with pytest.raises(ScriptError) as caught:
        main(["plan", str(script)], standalone_mode=False)
    assert "yaml-object" in {mistake.code for mistake in caught.value.mistakes}
    assert names_in(tmp_path) == {"rest.md"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\xef\xbb\xbf" + SCRIPT.encode(), id="a byte order mark"),
        pytest.param(SCRIPT.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + SCRIPT.replace("\n", "\r\n").encode(), id="both"),
        pytest.param(SCRIPT.replace("\n", "\r").encode(), id="CR alone"),
    ],
)
def test_marks_and_line_ends_of_other_systems_work(tmp_path: Path, text: bytes) -> None:
    """Byte order marks and line ends of other systems do not change the plan."""
    plans = [run("plan", written(tmp_path, one), "-l", "1m", *VOICE, "--json") for one in (SCRIPT.encode(), text)]
    assert [plan.exit_code for plan in plans] == [0, 0]
    assert json.loads(plans[0].stdout) == json.loads(plans[1].stdout)


@pytest.mark.parametrize("command", ["check", "show", "convert"])
def test_a_folder_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """If a folder is named in place of a practice, the error says that it is a folder."""
    monkeypatch.chdir(tmp_path)
    Path("talks").mkdir()
    assert "talks is a folder; name a file in it" in refused(run(command, "talks"))
    what = "file" if command == "convert" else "practice"
    assert f"there is no {what}" in refused(run(command, "x" * 300))  # too long for the name of a file


def test_practices_that_include_themselves_are_refused(tmp_path: Path) -> None:
    """A practice that includes itself, at once or by way of another, is refused in one line that names the place."""
    alone = written(tmp_path, TITLED + "Hi.\n[practice ./alone.md]\n", "alone.md")
    one = written(tmp_path, TITLED + "Hi.\n[practice two]\n", "one.md")
    two = written(tmp_path, TITLED + "Hi.\n[practice ./one.md]\n", "two.md")
    assert refused(run("plan", alone)).startswith(f"{alone}:5: ")
    assert refused(run("plan", one)).startswith(f"{two}:5: ")


def test_an_unknown_practice_is_refused_with_the_nearest_names(tmp_path: Path) -> None:
    """For an unknown practice or path, the error suggests the most similar names."""
    with pytest.raises(PracticeNotFoundError) as caught:
        main(["export", "opensiting"], standalone_mode=False)
    assert caught.value.near[0] == "open-sitting"
    script = written(tmp_path)
    with pytest.raises(PracticeNotFoundError) as caught:
        main(["export", str(script.with_name("ret.md"))], standalone_mode=False)
    assert caught.value.near == [str(script)]


# Lengths


@pytest.mark.parametrize(
    "length", ["banana", "0", "0s", "-5", "-5m", "1e9", "nan", "inf", "", "25h", "1:75", "5m5m", "+5", "0x5", "٣m"]
)
def test_what_is_no_length_is_wrong_usage(tmp_path: Path, length: str) -> None:
    """A length that cannot be read is wrong usage: exit status 2, before any work is done."""
    refused(run("export", tmp_path / "none.md", "-l", length), status=2)


@pytest.mark.parametrize("length", ["1s", "24h"])
def test_a_length_that_does_not_fit_names_the_range(tmp_path: Path, length: str) -> None:
    """If a length does not fit, the error names the shortest and the longest length. Both of these can be planned."""
    script = written(tmp_path)
    with pytest.raises(FitError) as caught:
        main(["plan", str(script), "-l", length, *VOICE], standalone_mode=False)
    assert str(round(caught.value.greatest // 60)) in refused(run("plan", script, "-l", length, *VOICE))
    for seconds in (caught.value.least + 0.001, caught.value.greatest - 0.001):
        assert run("plan", script, "-l", f"{seconds:.3f}s", *VOICE).exit_code == 0


# Numbers


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["plan", "open-sitting", "--duck", "5"], "write a number from 0 to 3, not 5"),
        (["plan", "open-sitting", "--background-level", "nan"], "'nan' is not a number"),
        (["plan", "open-sitting", "--rate", "fast"], "'fast' is not a number"),
        (["log", "--last", "0"], "write a number of 1 or more, not 0"),
        (["log", "--last", "1.5"], "'1.5' is not a whole number"),
        (["serve", "--port", "70000"], "write a number from 1 to 65535, not 70000"),
    ],
)
def test_a_number_out_of_its_range_is_refused_in_words(command: list[str], message: str) -> None:
    """If a number is out of its range, the error gives the range."""
    assert message in refused(run(*command), status=2)


# Backgrounds


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """A folder of files that cannot be used as a background: empty, damaged, too short, silent, or no sound at all."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    noise = np.random.default_rng(1)
    (folder / "empty.mp3").touch()
    (folder / "noise.mp3").write_bytes(noise.bytes(100_000))
    (folder / "noise.wav").write_bytes(noise.bytes(100_000))
    (folder / "text.mp3").write_text("This is no sound.\n")
    (folder / "folder.wav").mkdir()
    tone(folder / "short.wav", 0.1, 0.5)
    tone(folder / "silent.wav", 5, 0.0)
    (folder / "header.wav").write_bytes((folder / "silent.wav").read_bytes()[:44])
    return folder


def tone(path: Path, seconds: float, level: float) -> None:
    samples = level * np.sin(2 * np.pi * 300 * np.arange(round(seconds * 8000)) / 8000)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())


@pytest.mark.parametrize("background", ["rian", "rain:loud", "missing.mp3"])
def test_a_plan_refuses_a_background_as_export_does(tmp_path: Path, background: str) -> None:
    """`plan` refuses an unknown background with the same message as `export`."""
    script = written(tmp_path)
    planned, exported = (
        refused(run(*words, "-b", background))
        for words in (["plan", script, "-l", "1m", *VOICE], export(script, tmp_path))
    )
    assert planned == exported


@pytest.mark.parametrize(
    "name",
    [
        "missing.mp3",
        "empty.mp3",
        "noise.mp3",
        "noise.wav",
        "text.mp3",
        "folder.wav",
        "short.wav",
        "silent.wav",
        "header.wav",
    ],
)
def test_a_file_that_is_no_background_is_refused(
    tmp_path: Path, sounds: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """If a file cannot be used as a background, the error names it, and no session is made. No sound library prints a
    message of its own.
    """
    said = refused(run(*export(written(tmp_path), tmp_path, "-b", sounds / name)))
    assert name in said
    assert capfd.readouterr() == ("", "")
    assert names_in(tmp_path) == {"rest.md", "sounds"}


@pytest.mark.parametrize("name", ["raim", "rain:x", "rain,,ocean", ",", "none,rain", "rain:-100", "bell", "sounds"])
def test_a_background_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    """A name that names no background is an error; the usual background is not used in its place."""
    refused(run(*export(written(tmp_path), tmp_path, "-b", name)))
    assert names_in(tmp_path) == {"rest.md"}


@pytest.mark.parametrize("option", ["-b", "--voice"])
def test_an_empty_choice_is_wrong_usage(tmp_path: Path, option: str) -> None:
    """An empty background or voice is an error. The default is not used in its place."""
    refused(run("export", written(tmp_path), option, " "), status=2)


def test_a_background_of_six_hours_works_in_constant_memory(tmp_path: Path) -> None:
    """With a background file of 350 MB, which lasts six hours, the process uses less than 300 MB of memory."""
    long = tmp_path / "long.wav"
    tone(long, 30, 0.1)
    with long.open("r+b") as file:
        size = 6 * 3600 * 8000 * 2
        file.truncate(44 + size)  # the rest is silence, and takes no place on the disk
        for at, value in ((4, size + 36), (40, size)):
            file.seek(at)
            file.write(value.to_bytes(4, "little"))
    # A parent of its own, so that the largest child of the other tests does not count.
    watched = (
        "import resource, subprocess, sys\n"
        "ended = subprocess.run(sys.argv[1:]).returncode\n"
        "print(ended, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    words = [str(word) for word in export(written(tmp_path), tmp_path, "-b", long)]
    command = [sys.executable, "-c", watched, sys.executable, "-m", "voiceguide", *words]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    ended, kilobytes = map(int, said.stdout.split()[-2:])
    assert ended == 0, said.stderr
    assert kilobytes < 300_000  # on Linux; elsewhere other units


# Where it is written


@pytest.mark.parametrize("place", ["missing/it.mp3", "file/it.mp3", "folder.mp3", "/proc/it.mp3"])
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_spoken(tmp_path: Path, place: str) -> None:
    """If the output folder is missing, is a file, or cannot be written, or if the output itself is a folder, `export`
    prints a one-line error before any speech is made. Existing files stay.
    """
    (tmp_path / "file").write_text("precious")
    (tmp_path / "folder.mp3").mkdir()
    script = written(tmp_path)
    # The voice would fail, so the place is looked at first.
    refused(run("export", script, "-l", "1m", "--voice", "fake:fails", "-o", tmp_path / place))
    assert names_in(tmp_path) == {"rest.md", "file", "folder.mp3"}
    assert (tmp_path / "file").read_text() == "precious"


@pytest.mark.parametrize("name", ["it.txt", "it", ".mp3", "it.mp4"])
def test_an_ending_nobody_knows_is_refused(tmp_path: Path, name: str) -> None:
    """For an unknown file ending, the error names the known ones."""
    assert ".opus" in refused(run("export", written(tmp_path), "-l", "1m", "-o", tmp_path / name))


@pytest.mark.parametrize("ending", ["mp3", "wav", "flac", "ogg", "opus"])
def test_a_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path, ending: str) -> None:
    """If the system does not let the new file grow, as on a full disk, `export` prints a one-line error, and the older
    file with that name is unchanged.
    """
    script = written(tmp_path)
    assert run("plan", script, "-l", "3m", *VOICE).exit_code == 0  # the speech exists
    old = tmp_path / f"it.{ending}"
    old.write_text("precious")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    made = process("export", script, "-l", "3m", *VOICE, "-b", "none", "-o", old, "--force", preexec_fn=small)
    assert str(old) in refused(made)
    assert names_in(tmp_path) == {"rest.md", old.name}
    assert old.read_text() == "precious"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", [["list"], ["sounds", "--json"], ["--help"]])
def test_a_full_disk_under_the_output_is_one_line(words: list[str]) -> None:
    """If a command's output cannot be written because the disk is full, the error is one line."""
    with Path("/dev/full").open("w") as full:
        made = subprocess.run([sys.executable, "-m", "voiceguide", *words], stdout=full, stderr=PIPE, text=True)
    assert made.returncode == 1
    assert len(made.stderr.strip().splitlines()) == 1


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """`export` overwrites an existing file only with --force. A file that already contains the same session is reported
    as done.
    """
    script = written(tmp_path)
    there = tmp_path / "rest-1m.mp3"
    there.write_text("precious")
    assert "--force" in refused(run(*export(script, tmp_path)))
    assert there.read_text() == "precious"
    assert run(*export(script, tmp_path, "--force")).exit_code == 0
    made = there.read_bytes()
    assert len(made) > 500_000
    again = run(*export(script, tmp_path))
    assert (again.exit_code, there.read_bytes()) == (0, made)
    assert "already contains" in again.stderr


def test_a_damaged_session_is_not_already_there(tmp_path: Path) -> None:
    """A file that begins like this session but is cut off does not count as done."""
    script, there = written(tmp_path), tmp_path / "rest-1m.mp3"
    assert run(*export(script, tmp_path)).exit_code == 0
    half = there.read_bytes()[:600_000]
    there.write_bytes(half)
    refused(run(*export(script, tmp_path)))
    assert there.read_bytes() == half


def test_captions_in_the_way_are_found_before_anything_is_written(tmp_path: Path) -> None:
    """If a file with the name of the captions already exists, it is kept, and neither captions nor
    sound are written.
    """
    script = written(tmp_path)
    (tmp_path / "rest-1m.vtt").write_text("precious")
    assert "rest-1m.vtt" in refused(run(*export(script, tmp_path, "--captions", "lrc,vtt")))
    assert names_in(tmp_path) == {"rest.md", "rest-1m.vtt"}
    assert (tmp_path / "rest-1m.vtt").read_text() == "precious"


# Interrupted


@pytest.mark.parametrize("stage", ["Making speech", "Making the background", "Mixing and encoding"])
@pytest.mark.parametrize("ending", ["mp3", "flac"])
def test_an_interrupt_at_any_stage_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, ending: str
) -> None:
    """If Ctrl-C interrupts `export` at any stage, the exit status is 130, the only message is "stopped", and no file is
    left.
    """
    cache = tmp_path / "cache"
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(cache))

    @contextmanager
    def interrupting(console: Console) -> Iterator[Progress]:
        def progress(what: str, done: float, total: float) -> None:
            if what == stage and done:
                raise KeyboardInterrupt

        yield progress

    monkeypatch.setattr(Console, "progress", interrupting)
    out = tmp_path / "out"
    out.mkdir()
    result = run("export", written(tmp_path), "-l", "2m", *VOICE, "-b", "brown-noise", "-o", out / f"it.{ending}")
    assert (result.exit_code, result.stderr.strip()) == (130, "stopped")
    assert names_in(out) == set()
    assert not [path for path in cache.rglob("*") if path.name.startswith(".")]


@pytest.mark.parametrize("stage", [b"Making speech", b"Mixing and encoding"])
def test_ctrl_c_on_a_terminal_ends_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: bytes) -> None:
    """Ctrl-C on a terminal reaches all processes: exit status 130, no traceback and no file."""
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "out"
    out.mkdir()
    words: list[str | Path] = ["export", written(tmp_path), "-l", "30m", *VOICE, "-b", "none", "-o", out / "it.opus"]
    status, shown = on_terminal(words, stage, signal.SIGINT)
    assert status == 130, shown
    assert b"stopped" in shown
    assert b"Traceback" not in shown
    assert names_in(out) == set()


def test_a_killed_process_leaves_at_most_one_hidden_file_until_the_next_run(tmp_path: Path) -> None:
    """If `export` is killed with kill -9, it leaves at most one hidden file, and none with the session's name. The next
    run in that folder removes hidden files of this kind.
    """
    script = written(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    on_terminal(
        ["export", script, "-l", "30m", *VOICE, "-b", "none", "-o", out / "it.opus"],
        b"Mixing and encoding",
        signal.SIGKILL,
    )
    left = names_in(out)
    assert len(left) <= 1
    assert all(name.startswith(".") for name in left)
    (out / ".it.0123abcd.voiceguide-part.mp3").touch()  # and one more from another day
    assert run("export", script, "-l", "1m", *VOICE, "-b", "none", "-o", out / "next.mp3").exit_code == 0
    assert names_in(out) == {"next.mp3"}
    (out / ".it.0123abcd.voiceguide-part.mp3").touch()
    assert run("export", script, "-l", "1m", *VOICE, "-b", "none", "-o", out / "next.mp3").exit_code == 0
    assert names_in(out) == {"next.mp3"}


def test_a_file_that_needs_its_folder_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with an unknown ending, such as `calm.bin`, is not found by its name alone. The error suggests
    `./calm.bin`.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calm.bin").write_text("Hello.\n")
    assert "there is no practice called 'calm.bin'; did you mean ./calm.bin?" in refused(run("check", "calm.bin"))
