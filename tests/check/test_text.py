"""Each warning, with a script that causes it and one that does not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from voiceguide.check import CheckContext, check
from voiceguide.errors import Mistake, PracticeNotFoundError
from voiceguide.script.library import Library, bundled_scripts, new_script
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.parser import parse
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate
from voiceguide.units import Frames

LIBRARY = Library((bundled_scripts(),))

CLEAN = """---
title: A careful practice
background: rain
---
# Arriving {arrival}
You can stop at any time, and your eyes may be open. [5s]

# Resting
Now it will be quiet for a while.
[silence 30s-6m]

> Here is the breath again.

[breathe in 4 out 6, 4-20 times]

# Closing {closing}
Feel the ground under you. [5s]
Thank you for practising.
"""


def durations(spoken: Sequence[Utterance]) -> Mapping[Utterance, Frames]:
    return {one: estimate(one, VoiceChoice("fake", "")) for one in spoken}


CONTEXT = CheckContext(
    find=LIBRARY.included,
    durations=durations,
    background_problem=lambda name: "" if name in ("rain", "ocean") else f"no {name}",
    voice_problem=lambda name: "" if name == "known" else f"no {name}",
)


def findings(text: str, context: CheckContext = CONTEXT) -> list[Mistake]:
    return check(parse(text, file="it.md", name="it"), context)


def test_a_pause_that_may_grow_is_to_be_limited() -> None:
    """The warning about a pause that can grow very long suggests how to limit it."""
    [grown] = findings(CLEAN.replace("you. [5s]", "you. [5s-3m]"))
    assert "can grow to 3:00 in a long session; limit it, as in [5s, up to 20s]" in grown.message


def codes(text: str) -> set[tuple[str, int]]:
    return {(finding.code, finding.line) for finding in findings(text)}


def changed(old: str, new: str) -> str:
    assert CLEAN.count(old) == 1
    return CLEAN.replace(old, new)


def line_with(words: str, text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_careful_script_earns_nothing() -> None:
    """A script without any fault has no findings."""
    assert findings(CLEAN) == []


@pytest.mark.parametrize(
    ("code", "where", "old", "new"),
    [
        pytest.param("no-closing", "# Closing", "# Closing {closing}", "# Closing", id="an end that is not kept"),
        pytest.param("no-closing", "# Closing", "{closing}", "{closing for=day}", id="no end for the night"),
        pytest.param("no-closing", "# Closing", "{closing}", "{closing path=inward}", id="no end on the gentle path"),
        pytest.param(
            "no-opt-out",
            "Welcome",
            "You can stop at any time, and your eyes may be open. [5s]",
            "Welcome to this practice. [5s]",
            id="no word that one may stop",
        ),
        pytest.param(
            "no-opt-out",
            "Welcome",
            "You can stop at any time, and your eyes may be open. [5s]",
            "Welcome. [20s fixed]\nYou can stop at any time.",
            id="such a word too late",
        ),
        pytest.param(
            "unannounced-silence",
            "[silence 30s-6m]",
            "Now it will be quiet for a while.\n",
            "Now.\n[silence 5s]\n",
            id="a silence after a silence",
        ),
        pytest.param(
            "unannounced-silence",
            "[90s]",
            "Feel the ground under you. [5s]",
            "Feel the ground under you. [90s]",
            id="a pause of more than a minute",
        ),
        pytest.param(
            "unannounced-silence",
            "[5s-3m]",
            "Feel the ground under you. [5s]",
            "Feel the ground under you. [5s-3m]",
            id="a pause that may last three minutes",
        ),
        pytest.param("long-breath", "[breathe", "in 4 out 6", "in 4 hold 7 out 8", id="a breath of 19 s"),
        pytest.param("long-breath", "[breathe", "in 4 out 6", "in 5 out 10.5", id="a breath of 15.5 s"),
        pytest.param(
            "double-pause",
            "[5s] [5s]",
            "Feel the ground under you. [5s]",
            "Feel the ground. [5s] [5s]",
            id="two pauses in a line",
        ),
        pytest.param(
            "double-pause",
            "[3s]",
            "Feel the ground under you. [5s]",
            "[repeat 2]\n[3s]\nFeel the ground. [5s]\n[end]",
            id="a block that follows itself",
        ),
        pytest.param(
            "short-reach",
            "---",
            "[silence 30s-6m]\n\n> Here is the breath again.\n\n[breathe in 4 out 6, 4-20 times]",
            "[silence 30s]",
            id="no room to grow",
        ),
        pytest.param("unknown-background", "raim", "background: rain", "background: raim", id="at the top"),
        pytest.param(
            "unknown-background",
            "[sound sea]",
            "Feel the ground under you.",
            "[sound sea]\nFeel the ground under you.",
            id="in a sound line",
        ),
        pytest.param(
            "unknown-variable", "{nmae|", "Thank you for practising.", "Thank you, {nmae|friend}.", id="a misspelt word"
        ),
        pytest.param(
            "unknown-variable",
            "{nmae}",
            "Thank you for practising.",
            "Thank you, {nmae}.",
            id="a misspelt word without a fallback",
        ),
        pytest.param("no-fallback", "{name}", "Thank you for practising.", "Thank you, {name}.", id="no fallback"),
        pytest.param(
            "reminder-without-room", "> Here", "[silence 30s-6m]", "[silence 10s]", id="no room for a reminder"
        ),
        pytest.param("unknown-next", "next:", "background: rain", "next: sole-of-the-foot", id="nothing to go on with"),
        pytest.param("unknown-voice", "voice:", "background: rain", "voice: nobody", id="a voice that is not there"),
        pytest.param("length-out-of-reach", "length:", "background: rain", "length: 5h", id="a length it cannot have"),
        pytest.param(
            "bell-at-night",
            "[bell]",
            "# Closing {closing}\n",
            "# Night {closing for=sleep}\nStay.\n[bell]\n\n# Day {closing for=day}\n",
            id="a bell nobody hears",
        ),
        pytest.param(
            "waking-words",
            "Open your",
            "# Closing {closing}\n",
            "# Night {closing for=sleep}\nOpen your eyes.\n\n# Day {closing for=day}\n",
            id="open your eyes, at night",
        ),
    ],
)
def test_each_warning_is_earned(code: str, where: str, old: str, new: str) -> None:
    """Each kind of fault gives its warning on the line that causes it."""
    found = [(finding.code, finding.line, finding.severity) for finding in findings(changed(old, new))]
    assert (code, line_with(where, changed(old, new)), "warning") in found


def test_too_few_reminders_are_an_error() -> None:
    """If even the shortest form of a silence needs more reminders than it has, that is an error on its line."""
    text = changed("[silence 30s-6m]", "[silence 2m-6m every 30s]")
    assert ("reminders-missing", line_with("[silence 2m-6m every 30s]", text), "error") in [
        (finding.code, finding.line, finding.severity) for finding in findings(text)
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("{closing}", "{keep}", id="an end that is kept by name"),
        pytest.param(
            "You can stop at any time, and your eyes may be open. [5s]",
            "Welcome. [5s] Leave out whatever does not suit you.",
            id="another word for stopping",
        ),
        pytest.param(
            "Now it will be quiet for a while.\n",
            "Now it will be quiet. [bell]\n",
            id="a bell between the line and the silence",
        ),
        pytest.param(
            "Feel the ground under you. [5s]",
            "Quiet. [silence 5s]\n[bell]\n[silence 30s]\nFeel the ground.",
            id="a short silence nobody announced",
        ),
        pytest.param("[5s]\nThank", "[60s]\nThank", id="a pause of a minute"),
        pytest.param("in 4 out 6", "in 5 out 10", id="a breath of 15 s"),
        pytest.param("[5s]\nThank", "[5s]\nStay. [5s]\nThank", id="pauses with a word between them"),
        pytest.param(
            "Thank you for practising.", "[repeat 2]\nRest here. [5s]\n[end]", id="a repeated pause with words between"
        ),
        pytest.param("background: rain", "background: ocean", id="a background that is there"),
        pytest.param("background: rain", "voice: known", id="a voice that is there"),
        pytest.param("background: rain", "length: 5m", id="a length it can have"),
        pytest.param(
            "Thank you for practising.",
            "Thank you, {Name|friend}, and {comfort.physical|all}.",
            id="own words with fallbacks",
        ),
        pytest.param("Thank you for practising.", r"A \{word\}.", id="plain braces"),
        pytest.param("Thank you for practising.", "When you like, open your eyes.", id="open your eyes, by day"),
    ],
)
def test_what_is_well_done_earns_nothing(old: str, new: str) -> None:
    """A script that looks as if it had a fault, but has none, gets no finding."""
    assert findings(changed(old, new)) == []


@pytest.mark.parametrize(
    ("mark", "where"),
    [
        pytest.param("{path=gentle}", "on the inward path", id="a path"),
        pytest.param("{for=day}", "in a sleep session", id="a kind of session"),
        pytest.param("{for=sleep path=inward}", "in a day session on the gentle path", id="one of each"),
        pytest.param("{for=sleep path=gentle}", "in a day session on the gentle path", id="all but one"),
    ],
)
def test_a_warning_that_some_sessions_earn_says_which(mark: str, where: str) -> None:
    """If only sessions on one path, or of one kind, have a fault, the warning names the path or the kind."""
    text = f"---\ntitle: T\n---\n# A {mark}\nYou can stop.\n# B\nQuiet.\n[silence 1m-9m]\n# End {{closing}}\nBye.\n"
    (message,) = [one.message for one in findings(text) if one.code == "no-opt-out"]
    assert message.startswith(f"{where}: nothing in")


@pytest.mark.parametrize("mark", ["{keep}", "{for=sleep}"])
def test_a_warning_about_every_session_or_the_usual_ones_names_none(mark: str) -> None:
    """If every session has a fault, or every day session has it, the warning does not name the kind of session."""
    text = f"---\ntitle: T\n---\n# A {mark}\nYou.\n# B\nQuiet.\n[silence 1m-9m]\n# End {{closing}}\nBye.\n"
    text = text.replace("You.", "You can stop." if mark == "{for=sleep}" else "Welcome.")
    (message,) = [one.message for one in findings(text) if one.code == "no-opt-out"]
    assert message.startswith("nothing in")


def test_what_is_not_there_is_reported_in_the_words_of_who_looked_for_it() -> None:
    """The warning about a missing background or voice is the message of the function that looked for it."""
    text = changed("background: rain", "background: rian\nvoice: knwon")
    assert {finding.message for finding in findings(text)} == {"no rian", "no knwon"}


def test_words_that_are_given_are_known() -> None:
    """A variable without a fallback gives no finding if the listener's words for it are known."""
    text = changed("Thank you for practising.", "Think of {garden}.")
    assert findings(text, replace(CONTEXT, words=(("garden", "the pear tree"),))) == []


def test_a_reminder_is_judged_where_its_silence_is_longest() -> None:
    """A reminder that is too long for the shortest form of its silence gives no finding if it fits into the longest
    form.
    """
    assert ("reminder-without-room", 12) not in codes(changed("30s-6m", "10s-3m"))


def test_every_finding_stands_once_on_its_line() -> None:
    """A finding that is the same on both paths, by day and by night, is reported only once."""
    found = findings(changed("[silence 30s-6m]", "[silence 10s]"))
    assert len(found) == len({(finding.line, finding.code) for finding in found})


@pytest.mark.parametrize(
    ("code", "where", "old", "new"),
    [
        pytest.param(
            "unknown-practice", "body-scam", "Thank you for practising.", "[practice body-scam]", id="no such"
        ),
        pytest.param("practice-circle", "[practice it]", "Thank you for practising.", "[practice it]", id="itself"),
        pytest.param("cue-too-long", "[breathe", "in 4 out 6", "in 0.2 out 6", id="a breath too short for its words"),
        pytest.param("cover", "cover:", "background: rain", "cover: none.jpg", id="no such picture"),
    ],
)
def test_what_cannot_be_played_is_an_error(code: str, where: str, old: str, new: str) -> None:
    """`check` reports an error on the line that cannot be played: it includes a practice that does not exist, or the
    script itself, or has a breath too short for its cue, or names a missing picture.
    """
    script = parse(changed(old, new), file="it.md", name="it")

    def find(name: str, within: Script) -> Script:
        if name == "it":
            return script
        raise PracticeNotFoundError(name, [])

    found = [(finding.code, finding.line, finding.severity) for finding in check(script, replace(CONTEXT, find=find))]
    assert (code, line_with(where, changed(old, new)), "error") in found


def test_nothing_to_say_in_one_kind_of_session_is_an_error() -> None:
    """If no words are left for a sleep session, because all of them are for the day, `check` reports an error."""
    text = "---\ntitle: Day\n---\n# Day {for=day}\nYou can stop.\n\n# Night {closing for=sleep}\n[10s]\n"
    assert "nothing-spoken" in {finding.code for finding in findings(text) if finding.severity == "error"}


def test_other_languages_are_not_searched_for_english_words() -> None:
    """The check whether a script says that one may stop looks for English words, so scripts in other languages get no
    such finding.
    """
    text = changed("You can stop at any time, and your eyes may be open.", "Sie können jederzeit aufhören.")
    assert ("no-opt-out", 6) in codes(text)
    assert findings(text.replace("background: rain", "lang: de")) == []


def test_mistakes_inside_an_included_practice_are_reported_by_its_name(tmp_path: Path) -> None:
    """A mistake inside an included practice is reported with that practice's file and line."""
    (tmp_path / "inner.md").write_text("---\ntitle: Inner\n---\n[repeat 2]\nHere.\n", encoding="utf-8")
    (tmp_path / "outer.md").write_text(CLEAN.replace("Now it", "[practice inner]\n\nNow it"), encoding="utf-8")
    library = Library(())
    found = check(library.find(str(tmp_path / "outer.md")), replace(CONTEXT, find=library.included))
    assert [(Path(one.file).name, one.line, one.severity) for one in found] == [("inner.md", 4, "error")]


def test_an_included_practice_is_checked_for_a_later_visit_too(tmp_path: Path) -> None:
    """If an included practice has a section for later visits only, that section is checked too, although the outer
    script has none.
    """
    inner = "---\ntitle: Inner\n---\nHere.\n\n# Once more {visit=again}\nThis is for {aunt}.\n"
    (tmp_path / "inner.md").write_text(inner, encoding="utf-8")
    (tmp_path / "outer.md").write_text(CLEAN.replace("Now it", "[practice inner]\n\nNow it"), encoding="utf-8")
    library = Library(())
    found = check(library.find(str(tmp_path / "outer.md")), replace(CONTEXT, find=library.included))
    assert [(Path(one.file).name, one.line) for one in found] == [("inner.md", 7)]


def test_the_script_to_start_from_is_clean() -> None:
    """The example script that `new` writes has no findings."""
    assert findings(new_script("my-own-practice")) == []


@pytest.mark.parametrize("name", LIBRARY.names())
def test_the_bundled_practices_are_clean(name: str) -> None:
    """The practices that come with the program have no findings."""
    script = LIBRARY.find(name)
    assert check(script, replace(CONTEXT, background_problem=lambda name: "")) == []
