"""The report of how doubtful words will be pronounced, and the other findings that help somebody who reads a text for
its sound.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.test_text import CLEAN, CONTEXT, codes
from tests.cli.running import run, written
from voiceguide.check import check, pronunciations
from voiceguide.errors import ScriptError
from voiceguide.script.parser import parse

SCRIPT = CLEAN.replace("Here is the breath again.", "Close the day, or stay close to it.")


def said(text: str) -> list[tuple[int, str, str, str]]:
    script = parse(text, file="it.md", name="it")
    return [(one.place.line, one.word, one.role, one.sound) for one in pronunciations(script, CONTEXT)]


def test_every_doubtful_word_is_reported_with_its_line() -> None:
    """Each doubtful word is reported once, in the order of the script, even if it is in a reminder or
    only on one path.
    """
    reminder = SCRIPT.splitlines().index("> Close the day, or stay close to it.") + 1
    two_paths = f"{SCRIPT}\n# A look {{path=inward}}\nRead it.\n\n# A look {{path=gentle}}\nLive here.\n"
    last = two_paths.count("\n")
    assert said(two_paths) == [
        (reminder, "Close", "verb", "klˈoʊz"),
        (reminder, "close", "near", "klˈoʊs"),
        (last - 3, "Read", "verb", "ɹˈiːd"),
        (last, "Live", "verb", "lˈɪv"),
    ]


def test_sections_for_a_later_visit_are_reported() -> None:
    """A word is reported even if it is only heard on a later visit."""
    again = f"{CLEAN}\n# A look {{visit=again}}\nRead it.\n"
    assert said(again) == [(again.count("\n"), "Read", "verb", "ɹˈiːd")]


def test_images_that_one_session_would_not_draw_are_reported() -> None:
    """All images of a list are checked, whichever of them one session would choose."""
    lines = "".join(f"A read book {number}.\n\n" for number in range(9))
    pictures = parse(f"---\ntitle: Pictures\n---\n\n# Books\n{lines}", file="pictures.md", name="pictures")
    script = parse(f"{CLEAN}\n# Images\nLook. [4s]\n\n[images pictures, 2-3 times]\n", file="it.md", name="it")
    context = replace(CONTEXT, find=lambda name, script: pictures)
    assert len(pronunciations(script, context)) == 9


def test_what_the_script_says_itself_is_reported_too() -> None:
    """A word that the script's own pronunciation table contains is reported as the table has it, whatever the words
    around it.
    """
    script = SCRIPT.replace("background: rain", "background: rain\nsay: {close: klohz}")
    assert {(role, sound) for _, _, role, sound in said(script)} == {("say", "klohz")}


def test_a_script_that_cannot_be_heard_is_an_error() -> None:
    """A script with mistakes is refused, as it is by every other command."""
    script = parse(SCRIPT, file="it.md", name="it")
    with pytest.raises(ScriptError):
        pronunciations(replace(script, sections=()), CONTEXT)


def test_check_say_prints_it(tmp_path: Path) -> None:
    """`check --say` prints a line for each word, or an object as JSON."""
    path = written(tmp_path, SCRIPT)
    lines = run("check", path, "--say").stdout.splitlines()
    assert lines[0].endswith("'Close' is said klˈoʊz (verb): Close the day, or stay close to it.")
    warned = json.loads(run("check", path, "--say", "--json").stdout)
    assert [(one["word"], one["role"]) for one in warned] == [("Close", "verb"), ("close", "near")]
    assert "no word" in run("check", written(tmp_path, CLEAN, "clean.md"), "--say").stderr


def test_a_sentence_of_two_letters_is_reported() -> None:
    """A sentence of two letters is most likely the end of an abbreviation; "No." is a sentence."""
    at = CLEAN.splitlines().index("Feel the ground under you. [5s]") + 1
    assert codes(CLEAN.replace("Feel the ground under you.", "Feel it, pl. Then rest. Gr. Then rest.")) == {
        ("short-sentence", at)
    }
    assert codes(CLEAN.replace("Feel the ground under you.", "No. Rest.")) == set()


@pytest.mark.parametrize(
    "words",
    ["tea &amp; milk", "a ==soft== light", "a ++soft++ light", "a ~~hard~~ day", "one&nbsp;day", "tea &und; milk"],
)
def test_marks_of_other_texts_are_reported(words: str) -> None:
    """Markup of other formats is reported."""
    at = CLEAN.splitlines().index("Feel the ground under you. [5s]") + 1
    assert codes(CLEAN.replace("the ground", words)) == {("other-markup", at)}


def test_every_mark_of_a_line_is_reported() -> None:
    """Every piece of markup in a line is reported, together with what will be spoken for it."""
    script = CLEAN.replace("the ground", "tea&nbsp;and ~~no~~ ==warm ~~no~~ milk== now&shy;adays &und;")
    found = [one.message for one in check(parse(script, file="it.md", name="it"), CONTEXT)]
    marks = (
        "&nbsp; (spoken as a space), ~~no~~ (struck out, and not spoken), ==warm ~~no~~ milk== (only 'warm milk' is "
        "spoken), &shy; (not spoken), &und; (no character has this name, so all of it is spoken)"
    )
    assert found == [f"mark-up from another format: {marks}"]


def test_plan_shows_what_is_spoken(tmp_path: Path) -> None:
    """`plan` shows the words that will be spoken beside each text, on screen and as JSON. Pauses and silences have
    null.
    """
    path = written(tmp_path, CLEAN.replace("Feel the ground under you.", "Count 2*3 &amp; 4."))
    plan = json.loads(run("plan", path, "--json", "--voice", "fake:calm").stdout)
    spoken = {event["text"]: event["spoken"] for event in plan["events"] if event["kind"] == "say"}
    assert spoken["Count 2×3 & 4."] == "Count two times three and four."
    assert all(event["spoken"] is None for event in plan["events"] if event["kind"] in ("pause", "silence"))
    assert "Count two times three and four." in run("plan", path, "--spoken", "--voice", "fake:calm").stdout
    assert "Count 2×3 & 4." in run("plan", path, "--voice", "fake:calm").stdout
