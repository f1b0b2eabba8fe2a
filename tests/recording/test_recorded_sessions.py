"""Sessions with a person's own recordings as the voice."""

import wave
from pathlib import Path

import pytest

from tests.cli.running import SCRIPT, VOICE, refused, run, written
from tests.speech.recording import hummed
from voiceguide.recording.sheet import Audience, sheet
from voiceguide.script.library import Library
from voiceguide.script.parser import read


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A practice with a recording of every line, in the folder ``mine`` beside it."""
    (tmp_path / "practices").mkdir()
    script = written(tmp_path / "practices")
    for line in sheet(read(script), Audience(), Library(()).included):
        hummed(script.parent / "mine", line.text)
    return script


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def test_a_session_in_ones_own_voice(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session whose voice is a folder of recordings, given by a path relative to the current folder, has exactly the
    length asked for.
    """
    monkeypatch.chdir(script.parent)
    result = run("export", script, "-l", "60s", "--voice", "recorded:mine", "-o", "out.wav")
    assert result.exit_code == 0, result.output
    assert seconds(script.parent / "out.wav") == 60.0


def test_a_script_may_bring_its_voice(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of recordings that a script's front matter names is found beside the script, whatever the current
    folder. If there is no such folder, `check` and `export` say so.
    """
    monkeypatch.chdir(tmp_path)
    script.write_text(script.read_text().replace("---\ntitle", "---\nvoice: recorded:mine\ntitle"))
    assert run("export", script, "-l", "60s", "-o", "out.wav").exit_code == 0
    assert "voice" not in run("check", script).output
    script.write_text(script.read_text().replace("recorded:mine", "recorded:none"))
    assert "unknown-voice" in run("check", script, "--json").stdout
    assert "no folder of recordings" in refused(run("export", script, "-l", "60s", "-o", "two.wav"))


def test_by_night_the_same_recordings_are_heard(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sleep session uses the same recordings as a day session, at their own rate and pitch, and makes
    no new speech.
    """
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    voice = ("--voice", f"recorded:{script.parent / 'mine'}", "-l", "90s", "-v")
    assert "\n10 lines newly spoken" in run("export", script, *voice, "-o", "day.wav").stderr
    assert "\n0 lines newly spoken" in run("export", script, *voice, "--for", "sleep", "-o", "night.wav").stderr
    assert "\n0 lines newly spoken" in run("export", script, *voice, "--rate", "0.8", "-o", "slow.wav").stderr


def test_what_is_missing_is_reported_or_filled(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If lines have no recording, `export` stops and says how many. With --fill or the setting `fill`, another voice
    speaks these lines, and a note says so.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))
    for path in list((script.parent / "mine").iterdir())[:4]:
        path.unlink()
    ask = ("export", script, "-l", "60s", "--voice", f"recorded:{script.parent / 'mine'}")
    assert "4 lines are not recorded" in refused(run(*ask, "-o", "a.wav"))
    filled = run(*ask, "-o", "a.wav", "--fill", VOICE[1])
    assert filled.exit_code == 0
    assert "spoken by fake:calm: 4" in filled.stderr
    assert run("config", "fill", VOICE[1]).exit_code == 0
    assert run(*ask, "-o", "b.wav").exit_code == 0
    assert "no such" not in refused(run(*ask, "-o", "c.wav", "--fill", "fak:calm"))


def test_a_voice_that_is_a_folder_is_kept_as_a_place(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the usual voice is set to a folder of recordings by a relative path, it is still found from another current
    folder. If it is later missing, `list` still works.
    """
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.chdir(script.parent)
    assert run("config", "voice", "recorded:mine").exit_code == 0
    monkeypatch.chdir(tmp_path)
    assert run("export", script, "-l", "60s", "-o", "out.wav").exit_code == 0
    listed = run("list")
    assert listed.exit_code == 0
    assert "self-compassion-break" in listed.stdout
    (script.parent / "mine").rename(tmp_path / "elsewhere")
    assert run("list").stdout == listed.stdout
    assert listed.stderr == ""


def test_what_a_listener_does_not_hear_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session needs recordings only of the lines that it may speak. Lines on another path may be missing until that
    path is asked for.
    """
    monkeypatch.chdir(tmp_path)
    script = written(tmp_path, SCRIPT.replace("# Resting", "# Inside {path=inward}\nLook inside.\n\n# Resting"))
    for line in sheet(read(script), Audience("gentle", "day"), Library(()).included):
        hummed(tmp_path / "mine", line.text)
    ask = ("export", script, "-l", "60s", "--voice", "recorded:mine")
    assert run(*ask, "-o", "out.wav").exit_code == 0
    assert "Look inside." in refused(run(*ask, "--path", "inward", "-o", "two.wav"))
