import json
import os
import select
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voiceguide.cli.group import main
from voiceguide.config import folders, load
from voiceguide.errors import NoTerminalError
from voiceguide.person.about import ABOUT
from voiceguide.person.checkin import recall
from voiceguide.person.own_words import read_words

SCRIPT = """\
---
title: Small
background: none
---
# Arriving {arrival}
You can stop at any time, {name|friend}. [2s]

# Middle
It might be {comfort.physical|a warm drink}. [2s-20s]

# Never here {path=inward}
Let {dear|someone kind} come to mind. [2s]

# Closing {closing}
Good night. [5s-60s]
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new folder for each test, which keeps the listener's words and settings and has a small script in it."""
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "cfg" / "config.toml"))
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    (tmp_path / "small.md").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def run(*words: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), prog_name="voiceguide", input=answers)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the commands ask their questions as if a terminal were there, so that a test can answer them."""
    monkeypatch.setattr("voiceguide.cli._questions.need_terminal", lambda command, remedy: None)
    monkeypatch.setattr("voiceguide.cli.person.need_terminal", lambda command, remedy: None)


@pytest.mark.parametrize("command", ["me", "checkin"])
def test_without_a_terminal_nothing_waits(command: str) -> None:
    """Without a terminal, no question is asked and nothing is stored; one line says so."""
    result = run(command)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    with pytest.raises(NoTerminalError) as caught:
        main([command], standalone_mode=False)
    assert caught.value.command == command
    assert not folders().own_words.exists()


@pytest.mark.usefixtures("terminal")
def test_me_stores_what_is_answered_and_skips_what_is_not() -> None:
    """`me` skips a question after Enter alone, stores an answer as the voice will say it, and asks again if it cannot
    be spoken.
    """
    result = run("me", "--plain", answers="robin\n{}\n\n" + "a" * 130 + "\nread a book\n\nmy dog Bella\n")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert read_words(folders().own_words) == {
        "name": "Robin",
        "comfort.mental": "reading a book",
        "dear": "your dog Bella",
    }
    assert [line[0] for line in result.stderr.splitlines() if line[:1].isdigit()] == list("12345")
    assert "Let your dog Bella come to mind." in result.stderr


@pytest.mark.usefixtures("terminal")
def test_me_keeps_changes_and_takes_out() -> None:
    """When `me` is run again, Enter keeps an answer, a hyphen deletes it, and other words replace it."""
    run("me", "--set", "name=Kim", "--set", "dear=Bella", "--set", "garden=my roses")
    result = run("me", answers="\n\n\na letter\n-\n")
    assert result.exit_code == 0
    assert read_words(folders().own_words) == {"name": "Kim", "garden": "your roses", "comfort.emotional": "a letter"}


@pytest.mark.usefixtures("terminal")
def test_leaving_in_the_middle_changes_nothing() -> None:
    """If the input ends in the middle of the questions, the stored answers stay as they were."""
    run("me", "--set", "name=Kim")
    assert run("me", answers="Robin\n").exit_code == 130
    assert run("checkin", answers="1\n").exit_code == 130
    assert read_words(folders().own_words) == {"name": "Kim"}
    assert load(folders().config, {}).path is None


def test_a_misspelt_name_is_kept_and_asked_about() -> None:
    """`me --set` stores words under any name, because the user's own scripts may use it. If the name is similar to one
    that the program uses, that one is suggested.
    """
    misspelt = run("me", "--set", "comfort.phisical=tea")
    assert misspelt.exit_code == 0
    assert "comfort.physical" in misspelt.stderr
    assert run("me", "--set", "garden=roses").stderr == ""
    assert read_words(folders().own_words) == {"comfort.phisical": "tea", "garden": "roses"}


def test_an_answer_without_words_says_how_one_is_deleted() -> None:
    """For `me --set dear=`, the error says how to delete an answer."""
    run("me", "--set", "dear=Bella", "--set", "name=Kim")
    refused = run("me", "--set", "dear=")
    assert refused.exit_code == 2
    assert "nothing comes after dear=; to delete this answer, write a hyphen: --set dear=-;" in refused.stderr
    assert "write it like dear=Robin;" in run("plan", "noticing", "--set", "dear=").stderr
    assert run("me", "--set", "dear=-").stdout == "name: Kim\n"


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("command", ["me", "checkin"])
def test_questions_fit_a_terminal(command: str) -> None:
    """No line of a question is wider than 80 columns, so that no word is torn."""
    result = run(command, answers="3\n" * 5)
    assert max(map(len, result.stderr.replace(str(folders().own_words), "").splitlines())) < 80


def test_me_shows_and_clears() -> None:
    """`me` shows the stored words, and deletes them even if their file is damaged. Then it names the command that
    deletes stored speech, in which the words can still be heard.
    """
    run("me", "--set", "name=Kim", "--set", "comfort.mental=a puzzle")
    assert run("me", "--show").stdout == "name: Kim\ncomfort.mental: a puzzle\n"
    folders().own_words.write_text("name =", encoding="utf-8")
    assert run("me", "--show").exit_code == 1
    cleared = run("me", "--clear")
    assert cleared.exit_code == 0
    assert "voiceguide config --clear" in cleared.stderr
    assert run("me", "--show").stdout == ""


@pytest.mark.parametrize(
    "words", [["--show", "--clear"], ["--clear", "--set", "name=x"], ["--set", "a b=c"], ["--set", "name=!?"]]
)
def test_wrong_usage_of_me(words: list[str]) -> None:
    """Options that contradict each other, and words that cannot be stored, are wrong usage."""
    assert run("me", *words).exit_code == 2
    assert not folders().own_words.exists()


def test_a_plan_has_own_words_only_when_asked(home: Path) -> None:
    """A plan contains stored words only with --mine. `--set` has priority over them, and the words that are used are
    named.
    """
    run("me", "--set", "name=Kim", "--set", "comfort.physical=tea", "--set", "dear=Bella")
    small = str(home / "small.md")
    without = run("plan", small, "-l", "40s")
    assert "friend." in without.stdout
    assert "Kim" not in without.output
    assert "own words" not in without.stderr
    mine = run("plan", small, "-l", "40s", "--mine")
    assert "You can stop at any time, Kim." in mine.stdout
    assert "It might be tea." in mine.stdout
    assert mine.stderr.strip().endswith("your own words: name, comfort.physical.")
    both = run("plan", small, "-l", "40s", "--mine", "--set", "name=Robin")
    assert "You can stop at any time, Robin." in both.stdout
    assert "It might be tea." in both.stdout


def test_a_file_tells_which_own_words_are_in_it(home: Path) -> None:
    """`export --mine` names on stderr, and in JSON, the words that can be heard in the file, and no others."""
    small = str(home / "small.md")
    order = ("export", small, "-l", "40s", "-o", str(home / "a.wav"), "--force", "--json")
    run("me", "--set", "name=Kim", "--set", "dear=Bella")
    plain = run(*order)
    assert json.loads(plain.stdout)[0]["own_words"] == []
    mine = run(*order, "--mine")
    assert json.loads(mine.stdout)[0]["own_words"] == ["name"]
    assert "own words: name." in mine.stderr
    inward = run(*order, "--mine", "--path", "inward")
    assert json.loads(inward.stdout)[0]["own_words"] == ["name", "dear"]
    run("me", "--clear")
    assert "no words of your own" in run(*order, "--mine").stderr


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ("\n\n\n\n", None),
        ("3\n3\n3\n\n", None),
        ("1\n1\n1\n1\n", "gentle"),
        ("3\n9\nno\n\n\n2\n", "inward"),
        ("\n\n\ninward\n", "inward"),
    ],
)
def test_only_the_listener_chooses_the_inward_path(answers: str, path: str | None) -> None:
    """The path depends only on the fourth answer of the check-in. Without an answer, it stays as it is."""
    result = run("checkin", answers=answers)
    assert result.exit_code == 0
    assert load(folders().config, {}).path == path
    assert not any(word in result.output.lower() for word in ("points", "result", "diagnos", "you have"))
    assert run("checkin", "--clear").exit_code == 0
    assert load(folders().config, {}).path is None
    assert recall(folders().checkin).answers == {}


@pytest.mark.usefixtures("terminal")
def test_the_check_in_names_a_beginning() -> None:
    """After a heavy answer, the check-in suggests three minutes of grounding and says where to find help. `--show`
    repeats this.
    """
    said = run("checkin", answers="3\n3\n\n\n").output
    begin, later, turn = map(
        said.find, ("play soles-of-the-feet -l 3m", "play when-kindness-hurts", "says where to turn")
    )
    assert -1 < begin < later < turn
    assert "play soles-of-the-feet -l 3m" in run("checkin", "--show").stderr
    assert "soles-of-the-feet" not in run("checkin", answers="1\n1\n1\n1\n").output


@pytest.mark.usefixtures("terminal")
def test_the_check_in_leaves_the_settings_as_they_were_written() -> None:
    """The check-in stores the chosen path in config.toml and keeps the comments and other settings there. Plans use
    that path from then on.
    """
    file = folders().config
    file.parent.mkdir(parents=True)
    file.write_text('# my own\nlength = "12m"\npath = "gentle"  # for now\n', encoding="utf-8")
    run("checkin", answers="\n\n\n2\n")
    assert file.read_text(encoding="utf-8") == '# my own\nlength = "12m"\npath = "inward"  # for now\n'
    assert "Let someone kind come to mind." in run("plan", str(file.parents[1] / "small.md"), "-l", "40s").stdout


def test_without_a_terminal_the_check_in_is_not_offered(home: Path) -> None:
    """Without a terminal, `voiceguide` alone, `plan` and `export` do not offer the check-in, so the offer is not
    recorded as made.
    """
    run()
    run("plan", str(home / "small.md"), "-l", "40s")
    run("export", str(home / "small.md"), "-l", "40s", "-o", str(home / "a.wav"))
    assert not folders().checkin.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_the_offer_comes_once_and_enter_is_a_no() -> None:
    """Bare `voiceguide` on a terminal offers the check-in once; Enter is a no, and practices stay gentle."""
    first = _bare(b"for no [n]: ", b"\n")
    assert b"Four short questions" in first
    assert recall(folders().checkin).offered
    assert load(folders().config, {}).path is None
    assert b"Four short questions" not in _bare()
    folders().checkin.unlink()
    assert b"no score" in _bare(b"for no [n]: ", b"y\n", b"> ", b"\n", b"> ", b"\n", b"> ", b"\n", b"> ", b"2\n")
    assert load(folders().config, {}).path == "inward"


def _bare(*talk: bytes) -> bytes:
    """Runs `voiceguide` alone on a terminal, and returns what is shown. `talk` alternates between a text to wait for
    and the keys to press after it. At the question for a practice, Ctrl-C ends the program.
    """
    child, terminal = _on_a_terminal()
    shown = b""
    for mark, typed in zip(talk[::2], talk[1::2], strict=True):
        shown += _read_until(terminal, mark)
        os.write(terminal, typed)
    shown += _read_until(terminal, b"A number or a name [A self-compassion break]: ")
    assert os.waitstatus_to_exitcode(_interrupted(child, terminal)) == 130
    os.close(terminal)
    return shown


def _interrupted(child: int, terminal: int) -> int:
    """Press Ctrl-C until the program ends, and return its wait status. One press may be lost while the prompt sets up
    the terminal.
    """
    for _ in range(60):
        os.write(terminal, b"\x03")
        for _ in range(20):
            threading.Event().wait(0.05)
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status
    raise AssertionError("Ctrl-C does not end it")


def test_about_says_what_matters_in_any_country() -> None:
    """`about` says that meditation is no treatment, how to stop, and where to find help. It warns of driving and
    backdraft, and contains no digit, so no telephone number of any one country.
    """
    said = run("about").stdout
    for word in ("not\n  treatment", "driving", "backdraft", "You may stop", "emergency", "doctor", "you\n  trust"):
        assert word in said, word
    for word in ("psychosis", "not long ago", "taking your own life", "have somebody near"):
        assert word in said, word
    assert not any(character.isdigit() for character in said)
    assert max(map(len, ABOUT.splitlines())) < 80


def test_nothing_that_is_shown_promises_treatment() -> None:
    """Neither the list nor the help of the program promises a cure."""
    shown = (run("list").stdout + run("play", "-h").stdout + run("export", "-h").stdout).lower()
    assert "self-compassion-break" in shown
    for promise in ("cure", "heal", "treat", "therap", "guarantee", "relieve", "get rid"):
        assert promise not in shown, promise


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_me_on_a_real_terminal() -> None:
    """On a real terminal, `me` asks its questions one after the other, and stores the answers."""
    child, terminal = _on_a_terminal("me")
    for answer in ("Kim", "take a bath", "", "", "my cat"):
        _read_until(terminal, b"> ")
        os.write(terminal, f"{answer}\n".encode())
    shown = _read_until(terminal, b"--mine'.")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)
    assert b"your cat" in shown
    assert read_words(folders().own_words) == {"name": "Kim", "comfort.physical": "taking a bath", "dear": "your cat"}


def _on_a_terminal(*words: str) -> tuple[int, int]:
    """Starts `voiceguide` in a terminal of its own. Returns the process id and the file descriptor of the terminal, for
    typing and reading.
    """
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "voiceguide", *words])
    return child, terminal


def _read_until(terminal: int, mark: bytes) -> bytes:
    shown = b""
    while mark not in shown:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, shown
        shown += os.read(terminal, 4096)
    return shown
