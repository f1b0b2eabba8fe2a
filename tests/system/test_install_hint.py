import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import needs
from voiceguide.system.install_hint import install_command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the program seems to be installed. It is not an activated environment."""
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
    """If voiceguide was installed by pipx, the install command names the missing package and the
    environment of pipx.
    """
    (home / "pipx_metadata.json").write_text("{}")
    assert command() == "pipx inject venv piper-tts"


def test_an_activated_environment_needs_no_path(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the activated environment is the one in which the program runs, the install command needs no path. If another
    one is activated, the command gives the path of the program's Python.
    """
    monkeypatch.setenv("VIRTUAL_ENV", str(home))
    assert command() == 'pip install "voiceguide[piper]"'
    monkeypatch.setenv("VIRTUAL_ENV", str(home.parent / "other"))
    assert command() == f'{home / "bin" / "python"} -m pip install "voiceguide[piper]"'


def test_an_environment_in_the_current_folder_is_named_from_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the environment is in the current folder, the install command has a relative path to Python, as in the
    README's first command.
    """
    monkeypatch.chdir(home.parent)
    assert command() == f'{Path("venv", "bin", "python")} -m pip install "voiceguide[piper]"'


def test_an_environment_without_pip_is_uv_s(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without pip was made by uv, so the command uses uv."""
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
    """A shell understands the install command as it is written, even if the path of Python contains a space, or if a
    file in the current folder matches the square brackets.
    """
    (tmp_path / "voiceguidep").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "my venv" / "python"))
    words = subprocess.run(
        [shell, "-c", f"printf '%s\\n' {command()}"], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.split("\n")[:-1]
    assert words == [str(tmp_path / "my venv" / "python"), "-m", "pip", "install", "voiceguide[piper]"]
    assert shlex.split(command()) == words
