import re
from pathlib import Path

import pytest

from tests.cli.running import run, written
from voiceguide.errors import PracticeNotFoundError, ScriptError
from voiceguide.recording.sheet import Audience, SheetLine, as_markdown, recorded_in, sheet
from voiceguide.script.model import Script
from voiceguide.script.parser import parse
from voiceguide.speech.engines.recorded import line_id

WHOLE = """---
title: All there is
say: {Germer: GUR-mer}
---
# Arriving {arrival}
You can stop at any time. Stay with “Germer”.

# Out {path=gentle}
Look around, {name|friend}.

# In {path=inward}
Look inside.

# Day {for=day}
[bell]
Wide awake.

# Night {for=sleep}
Half asleep.

# Rest
Quiet now. [silence 1m-9m]

> Begin *again*.

[breathe in 4 out 6, 3-9 times]

[practice inner]

[repeat 2-3]
Once more.
[end]

# Closing {closing}
Look around, {name|friend}.
"""

INNER = """---
title: Inner
---
# Heart
A heart of its own. You can STOP, at any time!

# Bye {closing}
Not heard inside another.
"""


def find(name: str, within: Script) -> Script:
    if name != "inner":
        raise PracticeNotFoundError(name, [])
    return parse(INNER, file="inner.md", name="inner")


def lines(text: str = WHOLE, audience: Audience = Audience()) -> tuple[SheetLine, ...]:  # noqa: B008 (it is frozen)
    return sheet(parse(text, file="whole.md", name="whole"), audience, find)


def texts(audience: Audience) -> list[str]:
    return [line.text for line in lines(audience=audience)]


EVERYTHING = [
    "You can stop at any time.",
    "Stay with “Germer”.",
    "Look around, friend.",
    "Look inside.",
    "Wide awake.",
    "Half asleep.",
    "Quiet now.",
    "Begin again.",
    "Breathe in.",
    "In.",
    "Breathe out.",
    "Out.",
    "A heart of its own.",
    "Once more.",
]


def test_the_sheet_holds_everything_that_may_be_spoken_once() -> None:
    """The sheet lists each line that any session may speak once, in order: of both paths, of day and night, reminders,
    breath cues, lines of included practices, and lines with the default in place of a listener's own word.
    """
    assert texts(Audience()) == EVERYTHING
    assert [line.number for line in lines()] == list(range(1, len(EVERYTHING) + 1))
    assert len({line.id for line in lines()}) == len(EVERYTHING)


def test_a_sheet_can_be_for_some_only() -> None:
    """A sheet can be limited to one path and one kind of session. If the listener's name is given, a line with it is on
    the sheet both with the name and with the default word.
    """
    assert texts(Audience("inward", "sleep")) == [
        text for text in EVERYTHING if text not in ("Look around, friend.", "Wide awake.")
    ] + ["Look around, friend."]
    named = texts(Audience("gentle", words=(("name", "Robin"),)))
    assert {"Look around, friend.", "Look around, Robin."} <= set(named)


def test_ids_stay_when_other_lines_change() -> None:
    """If the words of a line change, all other lines keep their ids. A new pronunciation does not change any id."""
    changed = WHOLE.replace("Look inside.", "Look inside, slowly.").replace("GUR-mer", "GER-mer")
    before, after = ({line.text: line.id for line in lines(text)} for text in (WHOLE, changed))
    assert {text: one for text, one in before.items() if text != "Look inside."} == {
        text: one for text, one in after.items() if text != "Look inside, slowly."
    }


def test_all_images_are_on_it() -> None:
    """If a script has random images from an images practice, the sheet lists all of these images, not just those of one
    session.
    """
    images = "---\ntitle: Images\n---\n# Things\n" + "\n\n".join(f"A {thing}." for thing in "abcdefgh")

    def with_images(name: str, within: Script) -> Script:
        return parse(images, file="images.md", name="images")

    text = "---\ntitle: Night\nfor: sleep\n---\n# Night\nRest.\n\n[images images, 2-3 times]\n"
    found = sheet(parse(text, file="night.md", name="night"), Audience(), with_images)
    assert {line.text for line in found} == {"Rest.", *(f"A {thing}." for thing in "abcdefgh")}


def test_two_lines_that_share_an_id_by_chance_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """If two lines have the same id by chance, their recordings could not be told apart. The error names the second
    line.
    """
    monkeypatch.setattr("voiceguide.recording.sheet.line_id", lambda text: line_id(text)[:1])
    with pytest.raises(ScriptError) as caught:
        lines()
    assert caught.value.mistakes[0].code == "line-id"


def test_a_script_with_mistakes_is_reported_as_ever() -> None:
    """If a script includes a practice that does not exist, making its sheet raises the usual `ScriptError`."""
    with pytest.raises(ScriptError):
        lines(WHOLE.replace("[practice inner]", "[practice outer]"))


def test_the_sheet_is_markdown_and_marks_what_is_recorded(tmp_path: Path) -> None:
    """The sheet is Markdown with a title and a numbered line for each id. Recorded lines are marked."""
    (tmp_path / f"{line_id('Begin again.')} x.m4a").write_bytes(b"x")
    done = recorded_in(tmp_path, lines())
    shown = list(as_markdown("All there is", lines(), done))
    assert shown[0] == "# All there is"
    assert shown[-len(EVERYTHING)] == f" 1. `{line_id(EVERYTHING[0])}` {EVERYTHING[0]}"
    assert [line for line in shown if "(recorded)" in line] == [
        f" 8. `{line_id('Begin again.')}` Begin again.  (recorded)"
    ]
    assert recorded_in(tmp_path / "none", lines()) == frozenset()


def test_the_sheet_is_printed(tmp_path: Path) -> None:
    """Only the sheet is printed to stdout, and no folder is made."""
    result = run("record", written(tmp_path), "--sheet")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert len(re.findall(r"^ *\d+\. `\w{6}` ", result.stdout, re.MULTILINE)) == 10
    assert [path.name for path in tmp_path.iterdir()] == ["rest.md"]
