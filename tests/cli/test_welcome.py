"""`voiceguide` alone, on a real terminal, as a new user meets it."""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.player.player_process import PlayerProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment variables of a new user on a machine without sound. A session that is begun in it ends at once,
    with a message that nothing can be played.
    """
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    data = tmp_path / "data"
    (data / "scripts").mkdir(parents=True)
    return {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "PATH": str(tmp_path),
        "VOICEGUIDE_DATA": str(data),
        "VOICEGUIDE_CONFIG": str(tmp_path / "config.toml"),
    }


def data_of(environment: dict[str, str]) -> Path:
    return Path(environment["VOICEGUIDE_DATA"])


def played_last(environment: dict[str, str], **options: object) -> None:
    """Stores that the listener last played the body scan with these options, and has already been offered the check-in
    and a better voice.
    """
    data = data_of(environment)
    (data / "last.json").write_text(json.dumps({"practice": "body-scan", "options": options}))
    (data / "checkin.json").write_text('{"offered": true, "answers": {}}')
    (data / "voice-offered").touch()


def test_enter_alone_leads_to_a_session(environment: dict[str, str]) -> None:
    """Pressing only Enter leads to a session; on the way the check-in and better voices are mentioned."""
    with PlayerProcess([], environment) as person:
        person.wait_for("press Enter")
        person.wait_for("Four short questions")
        person.press("\n")
        person.wait_for("voiceguide voices install")
        person.wait_for("Which practice")
        person.wait_for("A self-compassion break")
        person.press("\n")
        person.wait_for(r"How many minutes, 3 to \d+\? \[\d+\]")
        person.press("\n")
        person.wait_for("Which background")
        person.wait_for("rain")
        person.press("\n")
        assert person.wait() == 1
        person.wait_for("nothing can be played")
        assert "Traceback" not in person.seen


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_letters_that_a_terminal_has_not_are_no_end(environment: dict[str, str], encoding: str) -> None:
    """The questions can be answered in every locale, even if a title has letters that the locale lacks. Such letters
    are replaced.
    """
    (data_of(environment) / "scripts" / "rain.md").write_text(
        "---\ntitle: Regen, 雨の夜 — ½\n---\n# 雨\nSit down.\n", "utf-8"
    )
    played_last(environment)
    with PlayerProcess([], {**environment, "LC_ALL": "C", "PYTHONIOENCODING": encoding}) as person:
        person.wait_for("Play that again")
        person.press("n\n")
        person.wait_for("A number or a name")
        person.press("all\n")
        person.wait_for("Quiet images")
        person.press("Regen\n")
        person.wait_for("How many minutes, 1 to 1")
        person.press("1\n")
        person.wait_for("Which background")
        person.press("1\n")
        assert person.wait() == 1
        person.wait_for("nothing can be played")
        assert "Traceback" not in person.seen
        assert ("Regen, 雨の夜" in person.seen) == (encoding != "cp1252")


def test_what_is_not_understood_is_asked_again_with_help(environment: dict[str, str]) -> None:
    """If an answer is misspelt or fits several names, similar names are suggested and the question is asked again. For
    a number out of range, the range is shown.
    """
    played_last(environment)
    with PlayerProcess([], environment) as person:
        person.wait_for("Play that again")
        person.press("n\n")
        person.wait_for("A number or a name")
        person.press("self compasion brake\n")
        person.wait_for("Did you mean A self-compassion break")
        person.press("kind\n")
        person.wait_for("Did you mean .*Loving-kindness")
        person.press("0\n")
        person.wait_for("Type a number from 1 to")
        person.press("soles\n")
        person.wait_for("How many minutes")
        person.forget()
        person.press("soon\n")
        person.wait_for("'soon'")
        person.press("900\n")
        person.wait_for("This practice can last \\d+ to")
        person.press("7:30\n")
        person.wait_for("Which background")
        person.press("ocaen\n")
        person.wait_for("Did you mean ocean")
        person.press("99\n")
        person.wait_for("Type a number from 1 to")
        person.press("1\n")
        assert person.wait() == 1
        person.wait_for("nothing can be played")


def test_the_first_list_fits_on_the_smallest_terminal_and_all_of_it_can_be_seen(environment: dict[str, str]) -> None:
    """The first list is short enough for a small terminal. `all` shows every practice, and the short list's numbers
    stay the same.
    """
    played_last(environment)
    with PlayerProcess([], environment) as person:
        person.wait_for("Play that again")
        person.forget()
        person.press("n\n")
        person.wait_for("A number or a name")
        few = [line for line in person.seen.splitlines() if line[:3].strip().isdigit()]
        person.press("all\n")
        person.wait_for("Quiet images")
        lines = [line for line in person.seen.splitlines() if line[:3].strip().isdigit()]
        assert 4 <= len(few) <= 10
        assert [line.split("  ")[:2] for line in lines[: len(few)]] == [line.split("  ")[:2] for line in few]
        assert len(lines) > 2 * len(few)
        person.interrupt()
        assert person.wait() == 130
        assert "Traceback" not in person.seen


def test_ctrl_c_held_down_ends_it_as_one_press_does(environment: dict[str, str]) -> None:
    """If Ctrl-C is held down until the program ends, it prints one line and has the same status as after one press."""
    played_last(environment)
    with PlayerProcess([], environment) as person:
        person.wait_for("Play that again")
        while person.process.poll() is None:
            person.press("\x03")
            time.sleep(0.001)
        assert person.wait() == 130
        assert person.seen.count("stopped") == 1
        assert "Traceback" not in person.seen


def test_what_was_played_last_is_offered_first(environment: dict[str, str]) -> None:
    """The session that was played last is offered with its length and background. Enter plays it, and no other question
    is asked.
    """
    played_last(environment, length=720.0, background="ocean")
    with PlayerProcess([], environment) as person:
        person.wait_for("Last time: Body scan, 12m, ocean")
        person.press("\n")
        assert person.wait() == 1
        person.wait_for("nothing can be played")
        for other in ("Four short questions", "voices install", "Which practice"):
            assert other not in person.seen


def test_a_better_voice_is_not_offered_to_who_has_chosen_one(environment: dict[str, str]) -> None:
    """If a voice is in the settings, no better voice is offered."""
    Path(environment["VOICEGUIDE_CONFIG"]).write_text('voice = "pyttsx3:en-gb"\n')
    with PlayerProcess([], environment) as person:
        person.wait_for("Four short questions")
        person.press("\n")
        person.wait_for("Which practice")
        assert "voices install" not in person.seen


def test_a_better_voice_is_not_offered_to_who_has_installed_one(environment: dict[str, str]) -> None:
    """If a piper voice and piper are installed, no better voice is offered."""
    voices = data_of(environment) / "voices"
    voices.mkdir()
    (voices / "en_GB-cori-high.onnx").write_bytes(b"model")
    (voices / "en_GB-cori-high.onnx.json").write_text("{}")
    package = Path(environment["PYTHONPATH"], "piper_tts-9.9.dist-info")
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: piper-tts\nVersion: 9.9\n")
    with PlayerProcess([], environment) as person:
        person.wait_for("Four short questions")
        person.press("\n")
        person.wait_for("Which practice")
        assert "voices install" not in person.seen


@pytest.mark.parametrize("answers", [("n\n", "q\n"), ("n\n", "1\n", "Quit\n"), ("q\n",)])
def test_q_leaves_the_questions_too(environment: dict[str, str], answers: tuple[str, ...]) -> None:
    """The answer q or Quit leaves the questions. It is not taken for the beginning of a practice's name."""
    played_last(environment)
    with PlayerProcess([], environment) as person:
        for answer in answers:
            person.wait_for(r"\[[^\]]+\]: $")
            person.forget()
            person.press(answer)
        assert person.wait() == 130
        assert "stopped" in person.seen
        assert "Which background" not in person.seen


def test_where_nothing_can_be_written_down_nothing_is_offered_again_and_again(environment: dict[str, str]) -> None:
    """If the data folder cannot be written, the check-in and better voices are not offered, because the offer would
    return each time. The first question is for the practice.
    """
    data = data_of(environment)
    shutil.rmtree(data)
    data.touch()
    with PlayerProcess([], environment) as person:
        person.wait_for("Which practice")
        for other in ("Four short questions", "voices install"):
            assert other not in person.seen


def test_an_answer_that_is_neither_yes_nor_no_is_asked_again(environment: dict[str, str]) -> None:
    """An answer that is neither yes nor no is asked for again."""
    with PlayerProcess([], environment) as person:
        person.wait_for("Four short questions")
        person.press("maybe\n")
        person.wait_for("Type y or n")
        person.press("No\n")
        person.wait_for("Which practice")
    played_last(environment)
    with PlayerProcess([], environment) as person:
        person.wait_for("Play that again")
        person.press("perhaps\n")
        person.wait_for("Type y or n")
        person.press("No.\n")
        person.wait_for("Which practice")


def test_arrow_keys_change_what_enter_takes(environment: dict[str, str]) -> None:
    """The up and down keys change the suggested answer, and Enter takes it. If letters are typed instead, they are the
    answer, and backspace deletes them.
    """
    played_last(environment)
    with PlayerProcess([], environment) as person:
        person.wait_for("Play that again")
        person.press("\x1b[B\n")
        person.wait_for(r"\[A self-compassion break\]")
        person.press("\x1b[B\x1b[B")
        person.wait_for(r"\[Soothing rhythm breathing\]")
        person.press("\x1b[A\n")
        person.wait_for(r"How many minutes, 3 to \d+\? \[3\]")
        person.press("\x1b[B")
        person.wait_for(r"\[4\]")
        person.press("\n")
        person.wait_for(r"\[pink-noise\]")
        person.press("ocaen\x7f\x7f\x7fean\n")
        assert person.wait() == 1
        person.wait_for("nothing can be played")


def test_arrow_keys_spoil_no_answer(environment: dict[str, str]) -> None:
    """A key that types no character, such as an arrow key or F5, does not become part of an answer."""
    with PlayerProcess([], environment) as person:
        person.wait_for("Four short questions")
        person.wait_for(r"\[n\]")
        person.press("\x1b[B")
        person.wait_for(r"\[y\]")
        person.press("\n")
        for number in range(1, 5):
            person.wait_for(rf"\n{number}\. [\s\S]*> ")
            person.forget()
            person.press("\x1b[B\x1b[15~\n" if number % 2 else "\x1b[A1\n")
        person.wait_for("Which practice")


def test_a_background_is_heard_before_it_is_chosen(environment: dict[str, str]) -> None:
    """?NAME plays a sample of a background, and then the question is asked again. If there is no sound,
    that is said.
    """
    played_last(environment)
    with PlayerProcess([], environment) as person:
        person.wait_for("Play that again")
        for given, then in (("n\n", "Which practice"), ("\n", "How many minutes"), ("\n", "Which background")):
            person.press(given)
            person.wait_for(then)
        person.press("?white-noise\n")
        person.wait_for("nothing can be played")
        person.wait_for(r"\[white-noise\]: ")
        person.press("?ocaen\n")
        person.wait_for("Did you mean ocean")


def test_a_routine_of_the_night_is_played_again_as_the_nights(environment: dict[str, str]) -> None:
    """A bedtime session is offered again with its length, the background after it, and the dark screen."""
    played_last(environment, length=1800.0, background="rain", session="sleep", then="ocean:40m")
    with PlayerProcess([], environment) as person:
        person.wait_for("Last time: Body scan, 30m, rain, then ocean for 40m: 1h10m in all")
        person.wait_for("the screen stays dark")


def test_what_cannot_be_played_any_more_is_not_offered(environment: dict[str, str]) -> None:
    """A practice whose file was deleted is not offered again."""
    played_last(environment)
    file = data_of(environment) / "last.json"
    file.write_text(file.read_text().replace("body-scan", "/nowhere/gone.md"))
    with PlayerProcess([], environment) as person:
        person.wait_for("Which practice")
        assert "Last time" not in person.seen
