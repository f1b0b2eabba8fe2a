import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import needs
from voiceguide.system.install_hint import install_command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that we seem to be installed in, not activated."""
    home = tmp_path / "venv"
    (home / "bin").mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(home))
    monkeypatch.setattr(sys, "executable", str(home / "bin" / "python"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    return home


def command() -> str:
    return install_command("piper", "piper-tts")


def test_pipx_gets_the_package(home: Path) -> None:
    """The command has the package, and which of pipx's environments is meant."""
    (home / "pipx_metadata.json").write_text("{}")
    assert command() == "pipx inject venv piper-tts"


def test_an_activated_environment_needs_no_path(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only if it is the one we are in."""
    monkeypatch.setenv("VIRTUAL_ENV", str(home))
    assert command() == 'pip install "voiceguide[piper]"'
    monkeypatch.setenv("VIRTUAL_ENV", str(home.parent / "other"))
    assert command() == f'{home / "bin" / "python"} -m pip install "voiceguide[piper]"'


def test_an_environment_in_the_current_folder_is_named_from_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands in the README's first command."""
    monkeypatch.chdir(home.parent)
    assert command() == f'{Path("venv", "bin", "python")} -m pip install "voiceguide[piper]"'


def test_an_environment_without_pip_is_uv_s(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """uv brings none along."""
    monkeypatch.setattr("voiceguide.system.install_hint.find_spec", lambda name: None)
    assert command() == f'uv pip install --python {home / "bin" / "python"} "voiceguide[piper]"'


@pytest.mark.parametrize(
    "shell",
    [
        pytest.param("sh", marks=needs("sh")),
        pytest.param("bash", marks=needs("bash")),
    ],
)
def test_a_shell_takes_it_as_it_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shell: str
) -> None:
    """Also where the path has a blank in it, and a file in the folder looks like what the brackets would match."""
    (tmp_path / "voiceguidep").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "my venv" / "python"))
    words = subprocess.run(
        [shell, "-c", f"printf '%s\\n' {command()}"], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.split("\n")[:-1]
    assert words == [str(tmp_path / "my venv" / "python"), "-m", "pip", "install", "voiceguide[piper]"]
    assert shlex.split(command()) == words
