"""The output of commands fits the terminal at every width."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from tests.cli.running import VOICE, process, run, written
from voiceguide.cli.group import _COMMANDS, main
from voiceguide.cli.lines import wrapped

LONG = "export no-such-practice-with-a-name-that-goes-on-and-on-for-longer-than-a-line-of-a-telephone"
PRINTED = ["list", "list --need sleep", "show three-minute-pause", "sounds", "voices", "config", "config -v",
           "config --space", "course", "course a-kind-beginning --show", "log", "log -v", "me", "about", "devices",
           "nosuch", "plan nosuch", LONG, "config background ocaen", "export three-minute-pause -l 1s",
           "check ./nowhere.md", "plan three-minute-pause --voice fake:calm",
           "plan three-minute-pause --voice fake:calm --compare 3m,10m",
           "plan body-scan --voice recorded:/nowhere/to-be/found/with-a-name/longer-than/a-line"]  # fmt: skip
WIDTHS = [23, 40, 57, 61, 80, 97, 120, 133]
SLOW = ("list", "list --need sleep", "voices")
"""Commands that start a voice or read every practice. They are tried at only half of the widths,
because they are slow.
"""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folders of a person who has used the program for a while: long paths, settings, a log, own words and stored
    speech.
    """
    home = (
        tmp_path_factory.mktemp("some")
        / "home-of-somebody-with-a-long-name"
        / ".local"
        / "share"
        / "voiceguide-of-theirs"
    )
    (home / "cache" / "clips").mkdir(parents=True)
    (home / "cache" / "clips" / "one.clip").write_bytes(b"0" * 5000)
    (home / "config.toml").write_text('voice = "recorded:/home/somebody/recordings/of-my-own/quiet-evenings"\n')
    (home / "last.json").write_text('{"practice": "body-scan"}')
    (home / "me.toml").write_text('name = "Robin"\n')
    (home / "log.sqlite3").write_bytes(b"")
    with pytest.MonkeyPatch.context() as patch:
        for part, name in (("DATA", ""), ("CACHE", "cache"), ("CONFIG", "config.toml")):
            patch.setenv(f"VOICEGUIDE_{part}", str(home / name))
        yield home


def broken_words(narrow: Result, wide: Result) -> set[str]:
    """The words that were broken to fit the width: those that only the narrow output contains, except words cut with an
    ellipsis.
    """
    return {word for word in _words(narrow) - _words(wide) if "…" not in word}


def _words(said: Result) -> set[str]:
    return set(f"{said.stdout}\n{said.stderr}".split())


@pytest.mark.parametrize(
    ("words", "width"), [(words, width) for words in PRINTED for width in (WIDTHS[::2] if words in SLOW else WIDTHS)]
)
def test_every_line_fits(lived_in: Path, words: str, width: int) -> None:
    """Tables, texts, messages and errors are broken between words at the width of the terminal. Words that are too wide
    are cut.
    """
    said = at_width(words, width)
    lines = f"{said.stdout}\n{said.stderr}".splitlines()
    assert [line for line in lines if len(line) > width] == []
    assert any(line.strip() for line in lines)
    assert broken_words(said, at_width(words, 9999)) == set()


@cache
def at_width(words: str, width: int) -> Result:
    return CliRunner(env={"COLUMNS": str(width)}).invoke(main, words.split(), prog_name="voiceguide")


def test_a_path_is_whole_where_it_has_room(lived_in: Path) -> None:
    """A path that is too wide for its column is printed on a line of its own. If it is too wide for the line, too, only
    its end is shown.
    """
    place = str(lived_in / "last.json")
    for width, shown in ((len(place) + 2, place), (len(place) - 2, "/last.json")):
        said = CliRunner(env={"COLUMNS": str(width)}).invoke(main, ["config", "--space"])
        assert any(word.endswith(shown) for word in said.stdout.split())


@pytest.mark.parametrize("width", [40, 80, 120])
def test_plans_fit(tmp_path: Path, width: int) -> None:
    """The table of events, and that of several lengths, fit the terminal. The words of long lines stay whole."""
    script = written(tmp_path)
    for more in (("-l", "5m"), ("--compare", "3m,5m,10m")):
        said = CliRunner(env={"COLUMNS": str(width)}).invoke(main, ["plan", str(script), *VOICE, *more])
        assert said.exit_code == 0
        lines = said.stdout.splitlines()
        assert [line for line in lines if len(line) > width] == []
    wide = run("plan", script, *VOICE, "-l", "5m").stdout
    narrow = CliRunner(env={"COLUMNS": str(width)}).invoke(main, ["plan", str(script), *VOICE, "-l", "5m"]).stdout
    assert narrow.split() == wide.split()


@pytest.mark.parametrize("width", [33, 61, 100])
@pytest.mark.parametrize("words", [("show", "rest.md"), ("convert", "rest.txt")])
def test_scripts_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str], width: int) -> None:
    """The words of a practice are broken between words at the width of the terminal, and none is left out."""
    monkeypatch.chdir(tmp_path)
    long = " ".join(["Here is a line of words that is longer than any terminal, and it is read as it stands."] * 3)
    written(tmp_path, f"---\ntitle: Rest\n---\n# Arriving\n{long} [3s]\n")
    written(tmp_path, f"Rest\n\n{long}\n\n(pause)\n\n{long}\n", "rest.txt")
    narrow = CliRunner(env={"COLUMNS": str(width)}).invoke(main, words).stdout
    assert [line for line in narrow.splitlines() if len(line) > width] == []
    assert narrow.split() == run(*words).stdout.split()
    assert long in run(*words).stdout


def commands(command: click.Command, path: str) -> list[str]:
    """The names of all commands inside a group, as they are typed."""
    below = command.commands if isinstance(command, click.Group) and path != "" else {}
    return [path, *(name for one, sub in below.items() for name in commands(sub, f"{path} {one}"))]


def every_command() -> list[str]:
    context = click.Context(main)
    found = [""]
    for name in _COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found += commands(command, name)
    return found


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("command", every_command())
def test_help_fits(command: str, width: int) -> None:
    """The help of every command fits the terminal, with its options and examples. On a narrow terminal, no word of the
    help is left out.
    """
    said = CliRunner(env={"COLUMNS": str(width)}).invoke(main, [*command.split(), "-h"], prog_name="voiceguide")
    lines = said.stdout.splitlines()
    assert [line for line in lines if len(line) > width and " " in line.strip()] == []
    if width == 40 and "Commands:" not in said.stdout:
        wide = CliRunner(env={"COLUMNS": "120"}).invoke(main, [*command.split(), "-h"], prog_name="voiceguide").stdout
        assert {word for word in wide.split() if len(word) < width // 2} <= set(said.stdout.split())


WIDE = """---
title: 雨の夜、静かに眠るための瞑想と呼吸のひととき
summary: 眠れない夜に、雨の音を聞きながら体の力をぬいて、ゆっくり息をするための練習です。いつでもやめてかまいません。
---
# 雨の音 {arrival}
いつでもやめてかまいません。目をあけたままでも大丈夫です。雨の音を聞きながら、ゆっくりと息をしてみましょう。 [3s]

# 静けさ {closing}
どうぞ、おやすみなさい。 [silence 3s-20m]
"""


@pytest.mark.parametrize("width", [40, 53, 80])
@pytest.mark.parametrize("words", [("list",), ("plan", "rain", "-l", "3m", *VOICE), ("plan", "雨の", "-l", "3m")])
def test_wide_letters_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], width: int) -> None:
    """Letters of East Asia take two cells each, and text with them is no wider than the terminal."""
    (tmp_path / "scripts").mkdir()
    written(tmp_path / "scripts", WIDE, "rain.md")
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path))
    said = CliRunner(env={"COLUMNS": str(width)}).invoke(main, words)
    lines = f"{said.stdout}\n{said.stderr}".splitlines()
    assert any("雨" in line or "眠れない" in line for line in lines)
    assert [line for line in lines if cell_len(line) > width] == []


def test_other_programs_get_whole_lines(tmp_path: Path) -> None:
    """Output to another program has no broken lines, so that it can be searched."""
    text = "A sentence that is so long that no terminal has room for it in one line, " * 3
    script = written(tmp_path, f"# One\n{text.strip()}\n")
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    said = process("plan", script, *VOICE, "--nearest", "-l", "3m", env=environment)
    assert text.strip()[:70] in said.stdout
    assert max(map(len, said.stdout.splitlines())) > 90


def test_a_column_goes_on_under_its_beginning() -> None:
    """If the last column of a table is wrapped, its second line begins below the beginning of the column."""
    assert wrapped("rain  background  soft and even, for hours", 30).split("\n") == [
        "rain  background  soft and",
        "      even, for hours",
    ]
    assert wrapped("name  what it is and does", 20).split("\n") == ["name  what it is and", "      does"]


@pytest.mark.parametrize("width", [40, 53])
def test_what_would_be_published_fits(tmp_path: Path, width: int) -> None:
    """Each line about a session to publish fits the terminal, and so does their total."""
    written(tmp_path)
    catalogue = tmp_path / "all.toml"
    session = '[[sessions]]\npractices = ["./rest.md"]\nlengths = ["3m", "10m"]\nvoices = ["fake:calm"]\n'
    feed = '[feed]\ntitle = "T"\ndescription = "D"\nauthor = "A"\nbase_url = "http://localhost:9/x"\n'
    catalogue.write_text(feed + session)
    words = ["publish", str(catalogue), "-o", str(tmp_path / "site"), "--dry-run"]
    said = CliRunner(env={"COLUMNS": str(width)}).invoke(main, words)
    assert said.exit_code == 0, said.stderr
    assert said.stdout.split().count("new") == 2
    assert [line for line in said.stdout.splitlines() if len(line) > width] == []
