"""Making the outline: the part of a script that one listener may hear, with its words filled in."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from tests.script.outlines import DAY, INNER, SLEEP, finder, items, outlined, rests, spoken
from tests.script.scripts import scripts
from tests.script.texts import HEAD, script
from voiceguide.errors import ScriptError, WordsMissingError
from voiceguide.script.model import Script
from voiceguide.script.outline import (
    BackgroundChange,
    BellStrikes,
    Breaths,
    OutlineRepeat,
    Rest,
    Say,
    SubPractice,
)
from voiceguide.script.outliner import Listener, outline, utterances


def test_paragraphs_become_sentences_with_their_lines() -> None:
    """Each sentence of a paragraph is an utterance with the line on which it begins. The last sentence is marked as the
    paragraph's end.
    """
    found = items("One. Two\nis long. Three.\n\nFour.")
    says = [item for item in found if isinstance(item, Say)]
    assert [(say.utterance.text, say.utterance.place.line, say.ends_paragraph) for say in says] == [
        ("One.", 4, False),
        ("Two is long.", 4, False),
        ("Three.", 5, True),
        ("Four.", 6 + 1, True),
    ]


def test_emphasis_is_closed_in_every_sentence() -> None:
    """If emphasis begins in one sentence and ends in the next, each of the two is emphasised separately. A plain
    asterisk between numbers becomes a multiplication sign.
    """
    assert spoken(outlined("Be *kind. Be* gentle. 2 \\* 3.")) == ["Be *kind.*", "*Be* gentle.", "2 × 3."]


def test_paths_and_sessions_choose_sections() -> None:
    """Sections for another path or another kind of session are left out."""
    body = "# A {path=gentle}\na\n# B {path=inward}\nb\n# C {for=sleep}\nc\n# D {for=day}\nd\n# E {optional 3}\ne"
    titles = {
        (path, session): [part.title for part in outlined(body, Listener(path, session)).parts]
        for path in ("gentle", "inward")
        for session in ("day", "sleep")
    }
    assert titles == {
        ("gentle", "day"): ["A", "D", "E"],
        ("gentle", "sleep"): ["A", "C", "E"],
        ("inward", "day"): ["B", "D", "E"],
        ("inward", "sleep"): ["B", "C", "E"],
    }
    assert outlined(body).parts[2].optional == 3


def test_the_script_says_what_kind_of_session_it_is() -> None:
    """If the listener requests no kind of session, the script's `for` decides; without it, the session
    is for the day.
    """
    night = script("---\ntitle: T\nfor: sleep\n---\nx")
    assert outline(night, Listener(), finder()).session == "sleep"
    assert outline(night, Listener(session="day"), finder()).session == "day"
    assert outlined("x").session == "day"


def test_nothing_left_is_a_mistake() -> None:
    """A script without a section for this listener is refused."""
    with pytest.raises(ScriptError) as caught:
        outlined("# A {path=inward}\nx")
    assert [mistake.code for mistake in caught.value.mistakes] == ["nothing-left"]


def test_own_words_are_filled_in() -> None:
    """The listener's own words are filled into sentences, reminders and titles. A variable without own words and
    without a fallback is an error on its line.
    """
    body = "# For {name|you}\nHello {name|you}. [silence 2m]\n> Rest, {name|you}."
    assert spoken(outlined(body, Listener(words=(("name", "Ada"),)))) == ["Hello Ada.", "Rest, Ada."]
    assert outlined(body, Listener(words={"name": "Ada"})).parts[0].title == "For Ada"
    with pytest.raises(WordsMissingError) as caught:
        outlined("One.\nTwo {dear}.")
    assert (caught.value.variable, caught.value.line) == ("dear", 5)


def test_what_comes_to_nothing_is_left_out() -> None:
    """A sentence, reminder or section that is empty for this listener is left out."""
    (part,) = outlined("# A\n{name|}\n# B\nWords. [silence 2m]\n> {name|}").parts
    assert part.title == "B"
    assert [type(item) for item in part.items] == [Say, Rest]
    assert rests(part.items)[0].reminders == ()


def test_breaths_have_cues() -> None:
    """Breathing in and out have a long cue first and a short cue later, such as "Breathe in." and "In." A phase of zero
    length is left out.
    """
    (found,) = items("[breathe in 4 hold 2 out 6 hold 1, 3-5 times]")
    assert isinstance(found, Breaths)
    cues = [
        (phase.kind, phase.length, phase.first and phase.first.text, phase.later and phase.later.text)
        for phase in found.phases
    ]
    assert cues == [
        ("in", 4, "Breathe in.", "In."),
        ("hold", 2, "Hold.", "Hold."),
        ("out", 6, "Breathe out.", "Out."),
        ("rest", 1, "Rest.", "Rest."),
    ]
    (short,) = items("[breathe in 4 out 6, 3 times]")
    assert isinstance(short, Breaths)
    assert [phase.kind for phase in short.phases] == ["in", "out"]


def test_a_script_has_its_own_cues() -> None:
    """If a script has its own words for a breath cue, they are spoken in every breath; empty words mean silence. The
    script's other cues stay the usual ones.
    """
    own = script("---\ntitle: T\ncues: {in: Let it come, hold: }\n---\n[breathe in 4 hold 2 out 6, 3 times]")
    (found,) = outline(own, DAY, finder()).parts[0].items
    assert isinstance(found, Breaths)
    into, hold, out = found.phases
    assert into.first is not None
    assert into.first.text == "Let it come"
    assert into.later == into.first
    assert (hold.first, hold.later) == (None, None)
    assert out.first is not None
    assert out.first.text == "Breathe out."


def test_bells_are_for_the_day() -> None:
    """In the outline of a sleep session, the script's bells are left out, and no bells may be added to its silences."""
    day, night = outlined("Words. [bell 3]"), outlined("Words. [bell 3]", SLEEP)
    assert day.bells
    assert [item.count for item in day.parts[0].items if isinstance(item, BellStrikes)] == [3]
    assert not night.bells
    assert [type(item) for item in night.parts[0].items] == [Say]


def test_repeats_and_backgrounds() -> None:
    """In the outline, a repeat contains its sentences and rests, and a change of background is kept. In a sleep
    session, a repeat that contains only bells is left out.
    """
    loop, change = items("[repeat 2-6]\nIn. [5s]\n[end]\n[sound ocean]")
    assert isinstance(loop, OutlineRepeat)
    assert [type(item) for item in loop.items] == [Say, Rest]
    assert isinstance(change, BackgroundChange)
    assert change.background == "ocean"
    assert [type(item) for item in items("Words.\n[repeat 3] [bell] [end]", SLEEP)] == [Say]


def test_the_heart_of_another_practice() -> None:
    """An included practice adds its sections, pronunciation and language, but not its opening and closing, background
    or kind of session.
    """
    words, sub = items("Words.\n[practice scan 40%]", scan=INNER)
    assert isinstance(words, Say)
    assert isinstance(sub, SubPractice)
    assert (sub.name, sub.share, sub.place.line) == ("scan", 0.4, 5)
    (heart,) = sub.parts
    assert (heart.title, heart.optional) == ("Heart", 2)
    assert [type(item) for item in heart.items] == [Say, Rest, BellStrikes]
    (say,) = [item.utterance for item in heart.items if isinstance(item, Say)]
    assert (say.say, say.lang, say.place.file, say.place.line) == ((("Neff", "NEHF"),), "en-gb", "scan.md", 11)
    assert words.utterance.say == ()


def test_practices_nest() -> None:
    """A practice that is included may itself include another one."""
    inner = HEAD + "[practice scan]"
    (sub,) = items("[practice inner]", scan=INNER, inner=inner)
    assert isinstance(sub, SubPractice)
    (below,) = sub.parts[0].items
    assert isinstance(below, SubPractice)
    assert below.name == "scan"


@pytest.mark.parametrize(
    ("texts", "code", "file", "said"),
    [
        ({}, "unknown-practice", "t.md", "scan"),
        ({"x": HEAD + "[practice t]", "t": HEAD + "[practice x]"}, "practice-circle", "x.md", "t -> x -> t"),
        ({"x": HEAD + "[practice x]"}, "practice-circle", "x.md", "t -> x -> x"),
        ({"x": HEAD + "# A {arrival}\nonly"}, "practice-empty", "t.md", "x"),
        ({"x": HEAD + "[pauze]"}, "unknown-directive", "x.md", "pause"),
    ],
)
def test_practices_that_cannot_be_included(texts: dict[str, str], code: str, file: str, said: str) -> None:
    """If an included practice is missing, empty or faulty, or includes itself, the error names the file with the
    mistake. For a circle, it lists the practices in it.
    """
    with pytest.raises(ScriptError) as caught:
        outlined("One.\n[practice x]", **texts)
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.file) == (code, file)
    assert said in mistake.message


def test_practices_cannot_multiply_without_end() -> None:
    """Practices that each include the next one twice, so that they multiply, are refused, and so is a chain of 40
    practices.
    """
    twice = {f"x{level}": HEAD + f"[practice x{level + 1}]\n\n[practice x{level + 1}]" for level in range(7)}
    with pytest.raises(ScriptError) as caught:
        outlined("[practice x0] " * 4, x7=HEAD + "Words.", **twice)
    assert caught.value.mistakes[0].code in ("practices", "practice-depth")
    chain = {f"x{level}": HEAD + f"[practice x{level + 1}]" for level in range(40)}
    with pytest.raises(ScriptError) as caught:
        outlined("[practice x0]", **chain)
    assert caught.value.mistakes[0].code == "practice-depth"


def test_each_utterance_is_listed_once() -> None:
    """Words that are spoken several times from one line of the script are listed as one utterance. Equal words on
    different lines are two.
    """
    assert spoken(outlined("[breathe in 4 hold 2 out 6, 3 times]")) == [
        "Breathe in.",
        "In.",
        "Hold.",
        "Breathe out.",
        "Out.",
    ]
    assert spoken(outlined("Rest.\n\nRest.")) == ["Rest.", "Rest."]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scripts)
def test_every_script_has_an_outline(written: Script) -> None:
    """A random script has an outline for every path and kind of session, or nothing is left in it for the listener. All
    its utterances can be spoken, and none is quicker than the one before.
    """
    inner = replace(script(HEAD + "Rest.\n\n" * 10), file="inner.md")  # ten images for those who ask
    written = replace(written, sections=tuple(replace(one, rate=1.0, pitch=1.0) for one in written.sections))
    for path in ("gentle", "inward"):
        for session in ("day", "sleep"):
            listener = Listener(path, session, {"name": "Ada"})
            try:
                found = outline(written, listener, lambda name, within: inner)
            except ScriptError as error:
                assert [mistake.code for mistake in error.mistakes] == ["nothing-left"]  # noqa: PT017
                continue
            said = utterances(found)
            assert all(any(map(str.isalnum, utterance.text)) for utterance in said)
            assert all(utterance.text.count("*") % 2 == 0 for utterance in said)
            assert all(one.rate >= other.rate for one, other in pairwise(said))
            assert (session == "sleep") or {utterance.rate for utterance in said} <= {1.0}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2*3*4", "2×3×4"),
        ("2 * 3 and 5", "2 × 3 and 5"),
        ("2**3", "2^3"),
        ("2**3**4 is *much*", "2^3^4 is much"),
        ("2 ** 3 *more* ones", "2 ^ 3 more ones"),
    ],
)
def test_sums_are_said_as_sums(written: str, said: str) -> None:
    """An asterisk between numbers is spoken as multiplication, and two as a power: 2**3 is not twenty-three."""
    said_lines = [one.plain for one in utterances(outlined(f"# A\n{written}\n"))]
    assert said_lines == [said]


def test_a_heading_has_no_names_of_characters() -> None:
    """In a heading, `&amp;` becomes the character it stands for, and struck-out letters are left out."""
    assert outlined("# Rest &amp; be&nbsp;~~un~~well\nOne.\n").parts[0].title == "Rest & be well"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Rest ~~or sleep~~ here.", ["Rest here."]),
        ("Rest here ~~or there~~.", ["Rest here."]),
        ("Rest. ~~Stand up. Go away.~~ Be still.", ["Rest.", "Be still."]),
        ("~~Stand up.~~", []),
        ("A wave ~ and ~~ another.", ["A wave ~ and ~~ another."]),
    ],
)
def test_what_is_struck_out_is_not_said(written: str, said: list[str]) -> None:
    """Words that are struck out with two tildes are not spoken, be they a part of a sentence, several sentences or a
    whole paragraph. Tildes that enclose no words are kept.
    """
    assert spoken(outlined(f"# A\n{written}\n\nAt the end.\n")) == [*said, "At the end."]
