"""`check --say`, which reports how words with several pronunciations will be spoken, and the other findings about how a
script will sound.
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
    """A word with several pronunciations, such as "close", is reported with its line, in the order of the script, even
    if it is in a reminder or on one path only.
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
    """A doubtful word is reported even if only a listener who comes again hears it."""
    again = f"{CLEAN}\n# A look {{visit=again}}\nRead it.\n"
    assert said(again) == [(again.count("\n"), "Read", "verb", "ɹˈiːd")]


def test_images_that_one_session_would_not_draw_are_reported() -> None:
    """Doubtful words are reported in all nine images of an images practice, although one session would choose only two
    or three.
    """
    lines = "".join(f"A read book {number}.\n\n" for number in range(9))
    pictures = parse(f"---\ntitle: Pictures\n---\n\n# Books\n{lines}", file="pictures.md", name="pictures")
    script = parse(f"{CLEAN}\n# Images\nLook. [4s]\n\n[images pictures, 2-3 times]\n", file="it.md", name="it")
    context = replace(CONTEXT, find=lambda name, script: pictures)
    assert len(pronunciations(script, context)) == 9


def test_what_the_script_says_itself_is_reported_too() -> None:
    """If the script's front matter says how to pronounce a word, each place of the word is reported with that
    pronunciation.
    """
    script = SCRIPT.replace("background: rain", "background: rain\nsay: {close: klohz}")
    assert {(role, sound) for _, _, role, sound in said(script)} == {("say", "klohz")}


def test_a_script_that_cannot_be_heard_is_an_error() -> None:
    """If nothing in a script can be heard, asking for its pronunciations raises `ScriptError`."""
    script = parse(SCRIPT, file="it.md", name="it")
    with pytest.raises(ScriptError):
        pronunciations(replace(script, sections=()), CONTEXT)


def test_check_say_prints_it(tmp_path: Path) -> None:
    """`check --say` prints one line for each doubtful word, or with --json one object. If there is none, a message says
    so.
    """
    path = written(tmp_path, SCRIPT)
    lines = run("check", path, "--say").stdout.splitlines()
    assert lines[0].endswith("'Close' is said klˈoʊz (verb): Close the day, or stay close to it.")
    warned = json.loads(run("check", path, "--say", "--json").stdout)
    assert [(one["word"], one["role"]) for one in warned] == [("Close", "verb"), ("close", "near")]
    assert "no word" in run("check", written(tmp_path, CLEAN, "clean.md"), "--say").stderr


def test_a_sentence_of_two_letters_is_reported() -> None:
    """A sentence of two letters, such as "Gr.", is reported, because it is probably an abbreviation. "No." is not
    reported.
    """
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
    """Markup of other formats in a script, such as `&amp;` or `==soft==`, gives a warning on its line."""
    at = CLEAN.splitlines().index("Feel the ground under you. [5s]") + 1
    assert codes(CLEAN.replace("the ground", words)) == {("other-markup", at)}


def test_every_mark_of_a_line_is_reported() -> None:
    """One warning lists all foreign markup of a line and says what will be spoken for each."""
    script = CLEAN.replace("the ground", "tea&nbsp;and ~~no~~ ==warm ~~no~~ milk== now&shy;adays &und;")
    found = [one.message for one in check(parse(script, file="it.md", name="it"), CONTEXT)]
    marks = (
        "&nbsp; (spoken as a space), ~~no~~ (struck out, and not spoken), ==warm ~~no~~ milk== (only 'warm milk' is "
        "spoken), &shy; (not spoken), &und; (no character has this name, so all of it is spoken)"
    )
    assert found == [f"remove this mark-up from another format: {marks}"]


def test_plan_shows_what_is_spoken(tmp_path: Path) -> None:
    """`plan --json` gives for each line its text and, as `spoken`, the words that the voice will say; for pauses and
    silences, `spoken` is null. `plan --spoken` shows these words instead of the text.
    """
    path = written(tmp_path, CLEAN.replace("Feel the ground under you.", "Count 2*3 &amp; 4."))
    plan = json.loads(run("plan", path, "--json", "--voice", "fake:calm").stdout)
    spoken = {event["text"]: event["spoken"] for event in plan["events"] if event["kind"] == "say"}
    assert spoken["Count 2×3 & 4."] == "Count two times three and four."
    assert all(event["spoken"] is None for event in plan["events"] if event["kind"] in ("pause", "silence"))
    assert "Count two times three and four." in run("plan", path, "--spoken", "--voice", "fake:calm").stdout
    assert "Count 2×3 & 4." in run("plan", path, "--voice", "fake:calm").stdout
