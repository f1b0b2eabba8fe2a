"""Directions in a text, which are not spoken."""

import pytest

from tests.texts.heard import read, spoken
from voiceguide.texts._directions import directions


@pytest.mark.parametrize(
    "direction",
    [
        "[SFX: rain on leaves]",
        "[warm]",
        "[slowly]",
        "(softly)",
        "[whispers]",
        "[exhales]",
        "*(Sound of wind)*",
        "*[Soft, calming music begins to play]*",
        "(Teacher: slow down here.)",
        "[00:05:12]",
        "(0:30 – 2:00)",
        "**(1:00)**",
        "[^1]",
        "[12]",
        "<!-- not yet -->",
        "(repeat three times)",
        "[laughs]",
        "(music fades)",
    ],
)
def test_directions_are_left_out_and_reported(direction: str) -> None:
    """A direction is left out and reported, whether it is in front of a sentence or on a line of its own. The sentence
    is spoken.
    """
    for text in (f"You can stop. {direction} Rest now.", f"You can stop.\n\n{direction}\n\nRest now."):
        found = read(text)
        assert " ".join(spoken(text)).replace("[3] ", "") == "You can stop. Rest now."
        assert found.report is not None
        assert len(found.report.left_out) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Close your eyes (or leave them open).",
        "It is here (for all of us), and it is enough.",
        "5 < 6, and I <3 you.",
        "One thing is enough: the next breath.",
        "Silence is a friend.",
        "A bell rings somewhere.",
        "No. 5 is you.",
        "Music can be far away.",
        "The sound of wind is soft.",
        "He said “rest” to himself.",
        "This is 1/2 of it.",
    ],
)
def test_words_that_only_look_like_directions_are_spoken(words: str) -> None:
    """Words that only look like directions, but belong to a sentence, are spoken."""
    assert spoken(f"You can stop. {words}\n\nRest now.") == [f"You can stop. {words}", "[3]", "Rest now."]


def test_doubt_is_reported() -> None:
    """If words in brackets are spoken because they may belong to the sentence, the report lists them as doubtful, with
    their line.
    """
    report = read("You can stop.\n\n(If you like, lie down.)\n\nMay [your friend] rest.").report
    assert report is not None
    assert [(doubt.line, doubt.text) for doubt in report.doubts] == [
        (3, "(If you like, lie down.)"),
        (5, "your friend"),
    ]


def test_words_between_angles_are_words_unless_they_are_known_marks() -> None:
    """Known tags, such as <b>, are not spoken. Other words between < and > are."""
    text = (
        "I feel <tired and a little sad> today. <b>Rest</b> <emphasis level='strong'>now</emphasis>.<br/>And <then> go."
    )
    assert " ".join(part for part in spoken(text) if part != "[3]").split() == [
        "I",
        "feel",
        "tired",
        "and",
        "a",
        "little",
        "sad",
        "today.",
        "Rest",
        "now.",
        "And",
        "then",
        "go.",
    ]


def test_labels_go_and_colons_stay() -> None:
    """The label of a speaker at the beginning of a paragraph, such as "Narrator:", is not spoken. Other words before a
    colon are spoken.
    """
    text = "Narrator: One thing: rest.\n\n**Guide (softly):** And this: breathe.\n\nSprecherin: Gut so."
    assert spoken(text)[::2] == ["One thing: rest.", "And this: breathe.", "Gut so."]


def test_links_lists_tables_and_code_are_spoken_or_reported() -> None:
    """Of a link, the words are spoken; of a numbered list, the items without their numbers; of a table, the column with
    words. A block of code is left out and reported.
    """
    text = (
        "Rest [here](https://example.org).\n\n1. First.\n2. Second.\n\n| Phrase | Pause |\n|---|---|\n"
        "| May I rest. | 8 |\n\n"
        "```python\nprint(1)\n```\n\nUse the `soft` voice&nbsp;here.[^1]\n\n[^1]: A note."
    )
    assert spoken(text) == ["Rest here.", "First.", "Second.", "May I rest.", "[8]", "Use the soft voice here."]
    report = read(text).report
    assert report is not None
    assert {left.why for left in report.left_out} == {"the header of a table", "code", "a footnote's number", "a note"}


def test_a_bell_is_struck() -> None:
    """A direction such as "(ring the bell three times)" becomes a bell that is struck three times. The word "bell" in a
    sentence is spoken.
    """
    text = "You can stop.\n\n(ring the bell three times)\n\nHear the bell."
    assert "[bell 3]" in read(text).text


def test_square_names_of_parts_are_sections() -> None:
    """The name of a part in square brackets becomes a heading and is not spoken."""
    script = read("**[INTRO]**\n\nYou can stop.\n\n[Part 2: Breathing]\n\nBreathe.").script
    assert [section.title for section in script.sections] == ["INTRO", "Part 2: Breathing"]


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ('Rest. <break time="2s"/> Now.', "[2s]"),
        ("Rest <<pause>> now.", "[5s]"),
        ("Breathe ⏸ 4s", "[4s]"),
        ("— 10 sec —", "[10s]"),
        ("(give them 20 seconds)", "[20s]"),
    ],
)
def test_marks_of_pause_in_our_own_format_are_reported(line: str, instead: str) -> None:
    """If a script in our own format contains a pause that is written as in another format, the report says what to
    write instead.
    """
    assert [found.instead for found in directions(line)] == [instead]


@pytest.mark.parametrize("line", ["You may feel <tired and sad>.", "That is <ok>.", "A ~~hard~~ day.", "I <3 you."])
def test_words_in_our_own_format_are_no_directions(line: str) -> None:
    """In a script in our own format, words between < and > and crossed-out words are not reported as directions."""
    assert list(directions(line)) == []


def test_a_language_that_is_none_is_not_written() -> None:
    """If a text names an invalid language, the name is ignored and the language is found from the words."""
    assert read('<speak xml:lang="en|x y"><p>Rest now, and let it be.</p></speak>', "a.ssml").script.lang == "en"
