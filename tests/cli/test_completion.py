"""The completions that a shell gets when somebody presses Tab."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from voiceguide.cli.group import main


def offered(*words: str) -> list[str]:
    """The completions of the last word."""
    found = BashComplete(main, {}, "voiceguide", "_VOICEGUIDE_COMPLETE").get_completions([*words[:-1]], words[-1])
    return [item.value for item in found if item.type == "plain"]


@pytest.mark.parametrize("command", ["play", "export", "plan", "bedtime", "show", "check", "record"])
def test_practices_are_offered(command: str) -> None:
    """Every command that takes a practice completes the names of practices."""
    assert "three-minute-pause" in offered(command, "three")
    assert "body-scan" not in offered(command, "three")


def test_backgrounds_are_offered() -> None:
    """The names of backgrounds are completed, also inside a mix."""
    assert offered("play", "-b", "oc") == ["ocean"]
    assert offered("export", "-b", "rain:-3,bo") == ["rain:-3,bowls"]
    assert "none" in offered("play", "--background", "")


def test_voices_and_languages_are_offered() -> None:
    """The installed voices and their languages are offered."""
    assert "en-gb" in offered("play", "--voice", "en-")
    assert "de" in offered("voices", "--lang", "d")


def test_commands_are_offered() -> None:
    """The beginning of a command's name is completed to every command that begins so."""
    assert offered("pl") == ["plan", "play"]


def test_settings_are_offered() -> None:
    """After `config`, the names of settings are completed. After the name of a setting, backgrounds or voices are
    completed.
    """
    assert offered("config", "ba") == ["background", "background-level"]
    assert offered("config", "background", "oc") == ["ocean"]
    assert "en-gb" in offered("config", "voice", "en-")


def test_names_are_offered_where_one_is_asked_for() -> None:
    """`course` completes courses, `voices sample` completes voices, `sounds show` completes sounds, and `play --then`
    completes backgrounds.
    """
    assert offered("course", "a-") == ["a-kind-beginning"]
    assert "en-gb" in offered("voices", "sample", "en-")
    assert offered("sounds", "show", "oc") == ["ocean"]
    assert offered("play", "--then", "oc") == ["ocean:"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("play", "bod"), ["body-scan"]),
        (("export", "-b", "oc"), ["ocean"]),
        (("play", "--voice", "pyttsx3", ":", "en-gb-s"), ["en-gb-scotland"]),
        (("export", "-b", "rain", ":", "-3,bo"), ["-3,bowls"]),
        (("export", "-b", "rain:-3,bo"), ["rain:-3,bowls"]),
        (("play", "./a", ":", "bod"), []),
    ],
)
def test_bash_shows_what_is_offered(words: tuple[str, ...], shown: list[str], tmp_path: Path) -> None:
    """bash completes names, even for options that also take files. If a word contains colons, at which bash splits,
    only the part after the last colon is completed.
    """
    program = tmp_path / "voiceguide"
    program.write_text(f"#!{sys.executable}\nfrom voiceguide.cli import main\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    ask = (
        f'PATH="{tmp_path}:$PATH"\n'
        'eval "$(_VOICEGUIDE_COMPLETE=bash_source voiceguide)"\n'
        "compopt() { :; }\n"  # it works only while a key is handled
        'COMP_WORDS=(voiceguide "$@"); COMP_CWORD=$#; COMPREPLY=()\n'
        "_voiceguide_completion voiceguide\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "--norc", "-c", ask, "bash", *words], capture_output=True, text=True, check=True)
    assert done.stdout.split() == shown
