import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from tests.cli.running import process, refused
from voiceguide.cli.group import _COMMANDS, LazyGroup, main
from voiceguide.errors import PracticeNotFoundError


def run(*words: str) -> "click.testing.Result":
    return CliRunner().invoke(main, list(words), prog_name="voiceguide")


@pytest.mark.parametrize("name", _COMMANDS)
def test_the_table_of_commands_says_what_the_commands_say(name: str) -> None:
    """The list of commands describes each command with the first line of that command's own help."""
    context = click.Context(main, info_name="voiceguide")
    assert isinstance(main, LazyGroup)
    command = main.get_command(context, name)
    assert command is not None
    assert (command.help or "").splitlines()[0] == _COMMANDS[name][2]
    assert run(name, "-h").exit_code == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--version"], 0, "voiceguide 0"),
        (["frobnicate"], 2, "no command 'frobnicate'"),
        (["exprot", "x"], 2, "did you mean export?"),
        (["export", "open-sitting", "-l", "banana"], 2, "banana"),
        (["export", "open-sitting", "-l", "0"], 2, "more than zero"),
        (["export", "open-sitting", "-l", "-5m"], 2, "-5m"),
        (["export", "open-sitting", "-l", "1e9"], 2, "1e9"),
        (["export", "open-sitting", "--lenght", "5m"], 2, "--length"),
        (["export", "self-compasion-break", "-l", "5m"], 1, "did you mean self-compassion-break"),
        (["export", "open-sitting", "-l", "5m", "-o", "x.mp3", "--output-dir", "."], 2, "--output-dir"),
        (["export", "open-sitting", "-l", "5m", "--lengths", "5m,6m"], 2, "--lengths"),
        (["export", "open-sitting", "-l", "5m", "-o", "x.txt"], 1, ".mp3"),
        (["export", "open-sitting", "-l", "5m", "-o", "x.wav", "--format", "mp3"], 2, "two formats"),
        (["export", "open-sitting", "-l", "5m", "-o", "no/such/folder/x.mp3"], 1, "no such folder"),
        (["export", "open-sitting", "-l", "5m", "--set", "name"], 2, "write it like name=Robin"),
        (["say", "open-sitting"], 2, "SCRIPT:LINE"),
        (["plan", "body", "scan"], 2, "leave out 'scan'; put a title of several words in quotes"),
        (["adapt", "take.mp3"], 2, "add --length LENGTH"),
        (["convert"], 2, "no FILE was given"),
        (["play", "body-scan", "--speed", "2"], 2, "there is no option --speed; did you mean --rate?"),
        (["export", "body-scan", "--duration", "5m"], 2, "did you mean --length?"),
        (["list", "--duration", "5m"], 2, "there is no option --duration; for help: voiceguide list -h"),
        (["plan", "body-scan", "--seed", "x"], 2, "'x' is not a whole number"),
        (["sounds", "show", "rain", "--png", "x.jpg"], 2, "write --png x.png"),
        (["convert", "nofile"], 1, "there is no file nofile; check its name and its folder"),
        (["convert", "body-scam"], 1, "did you mean body-scan?"),
        (["list", "--loud"], 2, "there is no option --loud; for help: voiceguide list -h"),
        (["serve", "--port", "80000"], 2, "voiceguide serve --port: write a number from 1 to 65535"),
        (["course", "a-kind-beginning", "4"], 2, "voiceguide course a-kind-beginning --session 4"),
        (["course", "leave", "a-kind-beginning"], 2, "voiceguide course a-kind-beginning leave"),
    ],
)
def test_bad_input_gets_one_clear_line(words: list[str], status: int, said: str) -> None:
    """Wrong usage has the exit status 2, and an error of the program has 1. Both print one line on stderr and nothing
    on stdout.
    """
    result = run(*words)
    assert result.exit_code == status
    assert said in result.output
    if status:
        assert result.stdout == ""
        assert len(result.stderr.strip().splitlines()) == 1


def test_errors_carry_their_data_to_the_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    """With click's `standalone_mode` off, an error of a command is raised as a `VoiceguideError` that
    carries its data.
    """
    with pytest.raises(PracticeNotFoundError) as caught:
        main(["show", "opensitting"], standalone_mode=False)
    assert caught.value.near[0] == "open-sitting"


@pytest.mark.parametrize(
    ("words", "said"),
    [("plan --svg", "voiceguide plan -h"), ("plan open-sitting -q -v", "-q"), ("plan open-sitting -q -v", "-v")],
)
def test_a_wrong_call_names_the_help_of_its_command(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The message for wrong usage begins with the command's name. It also names the command's help, or both options if
    two of them conflict.
    """
    with pytest.raises(SystemExit) as left:
        main(words.split(), prog_name="voiceguide")
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("voiceguide plan: ")
    assert said in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("export --course", "--course needs a value"),
        ("plan open-sitting -l", "-l needs a value"),
        ("sounds rian", "there is no 'sounds rian', only 'sounds sample' and 'sounds show'"),
        ("exprot", "did you mean export?"),
    ],
)
def test_a_wrong_call_is_answered_in_plain_words(words: str, said: str) -> None:
    """A missing value and an unknown command are reported in plain words, not in those of click."""
    assert said in refused(run(*words.split()), 2)


def test_no_far_guesses_are_made() -> None:
    """Only similar names are suggested: not `serve` for `voiceguide sleep`, nor `not-alone` for a missing file."""
    assert "did you mean" not in refused(run("sleep"), 2)
    assert refused(run("plan", "nothere.md")).endswith("; check its name and its folder")
    assert "did you mean self-compassion-break?" in refused(run("plan", "selfcompassion-break.md"))
    assert "did you mean" not in refused(run("plan", "noticing", "-b", "nope"))


def test_it_has_one_name() -> None:
    """The program calls itself `voiceguide` in its help and messages, even if it was started with `python -m
    voiceguide`.
    """
    assert process("list", "-h").stdout.startswith("Usage: voiceguide list")
    assert process("list", "--no-such").stderr.startswith("voiceguide list: ")


HEAVY = {"numpy", "scipy", "rich", "sounddevice", "soundfile", "soxr", "pydub", "PIL", "lameenc", "mutagen", "pyttsx3",
         "pyloudnorm", "platformdirs", "yaml", "multiprocessing", "asyncio"}  # fmt: skip
"""Modules that take long to import. Each command may load only those that it uses."""

MAY_LOAD = {
    "-h": set[str](),
    "--version": set[str](),
    "list": {"platformdirs", "yaml"},
    "show open-sitting": {"platformdirs", "yaml"},
}


@pytest.mark.parametrize("words", MAY_LOAD)
def test_nothing_heavy_is_loaded_before_it_is_needed(words: str) -> None:
    """Commands that show help, lists or texts load only those slow modules that MAY_LOAD allows for them."""
    code = (
        "import json, sys\nfrom voiceguide.cli import main\n"
        f"try:\n main({words.split()!r}, prog_name='voiceguide')\nexcept SystemExit: pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert loaded & HEAVY <= MAY_LOAD[words]
