"""What a script means, and what is said about one with mistakes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.script.placeless import placeless
from voiceguide.errors import ScriptError
from voiceguide.script.model import (
    Bell,
    Breathe,
    Cues,
    Inset,
    Item,
    Paragraph,
    Pause,
    Range,
    Repeat,
    Script,
    Silence,
    SoundChange,
    VoiceWish,
)
from voiceguide.script.parser import parse, parse_bytes, read

HEAD = "---\ntitle: T\n---\n"

WHOLE = """\
---
title: A self-compassion break
summary: Four small steps for a hard moment.
tags: [self-compassion, everyday]
length: 8m  # used when none is asked for
background: rain
voice: {rate: 0.95}
say: {Germer: GUR-mer}  # how to pronounce a word
---

# Arriving {arrival}
Find a position that is kind to your body. [5s]
Your eyes can be open or closed, and you can stop at any time.

# Breathing
[breathe in 4 out 6, 4-20 times]

# Resting in kindness {optional 2}
Stay here, in quiet, for a while.
[silence 30s-6m]
> If the mind has wandered, that is what minds do. Begin again.

# Closing {closing}
[bell]
"""


def script(text: str) -> Script:
    return parse(text, file="t.md", name="t")


def items(body: str) -> tuple[Item, ...]:
    found = script(HEAD + body).sections
    assert len(found) == 1
    return found[0].items


def only(body: str) -> Item:
    (item,) = items(body)
    return item


def texts(body: str) -> list[str]:
    return [item.text for item in items(body) if isinstance(item, Paragraph)]


def test_a_whole_script_is_read() -> None:
    """Every field of a script arrives with its value, and every item with its line."""
    found = script(WHOLE)
    assert (found.title, found.tags, found.length) == ("A self-compassion break", ("self-compassion", "everyday"), 480)
    assert found.voice == VoiceWish(rate=0.95)
    assert found.say == (("Germer", "GUR-mer"),)
    assert [section.title for section in found.sections] == ["Arriving", "Breathing", "Resting in kindness", "Closing"]
    arriving, breathing, resting, closing = found.sections
    assert arriving.arrival
    assert closing.closing
    assert resting.optional == 2
    assert [item.place.line for item in arriving.items] == [12, 12, 13]
    breath = breathing.items[0]
    assert isinstance(breath, Breathe)
    assert (breath.breathe_in, breath.hold, breath.breathe_out, breath.rest) == (4, 0, 6, 0)
    assert breath.times == Range(4, 9, 20)
    silence = resting.items[1]
    assert isinstance(silence, Silence)
    assert silence.length == Range(30, pytest.approx(103.92, abs=0.01), 360)
    assert [line.text for line in silence.reminders] == [
        "If the mind has wandered, that is what minds do. Begin again."
    ]


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("[5s]", Range(2.5, 5, 15)),
        ("[pause]", Range(2.5, 5, 15)),
        ("[pause 5s]", Range(2.5, 5, 15)),
        ("[Pause 5S]", Range(2.5, 5, 15)),
        ("[PAUSE]", Range(2.5, 5, 15)),
        ("[ 20 sec ]", Range(10, 20, 60)),
        ("[5\u00a0s]", Range(2.5, 5, 15)),
        ("[1m30s]", Range(45, 90, 270)),
        ("[1:30]", Range(45, 90, 270)),
        ("[pause 5s fixed]", Range(5, 5, 5)),
        ("[5s fixed]", Range(5, 5, 5)),
        ("[pause fixed]", Range(5, 5, 5)),
        ("[pause 10s-40s]", Range(10, 20, 40)),
        ("[10s-40s]", Range(10, 20, 40)),
        ("[10s–40s]", Range(10, 20, 40)),
        ("[10s - 40s]", Range(10, 20, 40)),
        ("[10s to 40s]", Range(10, 20, 40)),
        ("[10 sec TO 40 sec]", Range(10, 20, 40)),
        ("[5s-5s]", Range(5, 5, 5)),
    ],
)
def test_pauses(written: str, length: Range) -> None:
    """A pause breathes from half to three times its length, unless it is fixed or a range, whose middle is geometric."""
    found = only(written)
    assert isinstance(found, Pause)
    assert found.length == length


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("[silence 5m]", Range(300, 300, 300)),
        ("[silence 1m-4m]", Range(60, 120, 240)),
        ("[Silence 1:00]", Range(60, 60, 60)),
    ],
)
def test_silences(written: str, length: Range) -> None:
    """A silence is exactly as long as written, or anywhere in its range."""
    found = only(written)
    assert isinstance(found, Silence)
    assert found.length == length


@pytest.mark.parametrize(
    ("written", "phases", "times"),
    [
        ("[breathe in 4 out 6, 4-20 times]", (4, 0, 6, 0), Range(4, 9, 20)),
        ("[breathe in 4 hold 2 out 6, 4–20 times]", (4, 2, 6, 0), Range(4, 9, 20)),
        ("[breathe in 4 hold 2 out 6 hold 1, 3 times]", (4, 2, 6, 1), Range(3, 3, 3)),
        ("[breathe in 4s, hold 2 s, out 6 seconds, rest 1.5, 1 time]", (4, 2, 6, 1.5), Range(1, 1, 1)),
        ("[Breathe In 4.5 Out 6 5 to 20 Times]", (4.5, 0, 6, 0), Range(5, 10, 20)),
        ("[breathe in 4 hold 0 out 6, 10 breaths]", (4, 0, 6, 0), Range(10, 10, 10)),
        ("[breathe in 4 out 6,\n4-20 times]", (4, 0, 6, 0), Range(4, 9, 20)),
    ],
)
def test_breathing(written: str, phases: tuple[float, ...], times: Range) -> None:
    """Bare numbers are seconds; a phase of 0 s is not there; a second hold is the rest after the out-breath."""
    found = only(written)
    assert isinstance(found, Breathe)
    assert (found.breathe_in, found.hold, found.breathe_out, found.rest) == phases
    assert found.times == times


def test_the_other_directives() -> None:
    """Bells, included practices and background changes carry their values."""
    bell, bells, plain, share, path, sound = items(
        "[bell] [bell 3] [practice body-scan] [practice body-scan 40%] [practice ../my own/scan.md 12.5 %] [sound ocean:-3]"
    )
    assert isinstance(bell, Bell)
    assert bell.strikes == 1
    assert isinstance(bells, Bell)
    assert bells.strikes == 3
    assert isinstance(plain, Inset)
    assert (plain.practice, plain.share) == ("body-scan", None)
    assert isinstance(share, Inset)
    assert (share.practice, share.share) == ("body-scan", 0.4)
    assert isinstance(path, Inset)
    assert (path.practice, path.share) == ("../my own/scan.md", 0.125)
    assert isinstance(sound, SoundChange)
    assert sound.background == "ocean:-3"


def test_repeats_nest() -> None:
    """A repeat holds its items, also another repeat; several sections may have some."""
    outer = only("[repeat 2-6]\nIn.\n[repeat 3 times] Out. [5s] [end]\n[end repeat]")
    assert isinstance(outer, Repeat)
    assert outer.times == Range(2, 3, 6)
    words, inner = outer.items
    assert isinstance(words, Paragraph)
    assert isinstance(inner, Repeat)
    assert inner.times == Range(3, 3, 3)
    assert [type(item) for item in inner.items] == [Paragraph, Pause]


def test_paragraphs_are_wrapped_lines_divided_by_pauses_and_bullets() -> None:
    """Wrapped lines are one paragraph, a pause divides it, an empty line ends it, and each bullet stands alone."""
    body = "One\n  and two. [5s] Three\n\nFour\n- five\n* six\n  wrapped\n3. seven\n4) eight\n"
    assert texts(body) == ["One and two.", "Three", "Four", "five", "six wrapped", "seven", "eight"]


def test_a_sentence_knows_its_line() -> None:
    """A wrapped paragraph says where each of its lines begins."""
    (paragraph,) = items("One\ntwo.\n<!-- a\ncomment -->\nThree.")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "One two. Three."
    assert paragraph.place.line == 4
    assert paragraph.wraps == ((4, 5), (9, 8))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("**Bold** and *light* and _this_ and __that__", "*Bold* and *light* and *this* and *that*"),
        ("***both***", "*both*"),
        ("**_both_**", "*both*"),
        ("snake_case and 2 * 3", "snake_case and 2 \\* 3"),
        ("*never closed", "\\*never closed"),
        (r"\[plain\] \{plain\} \* \_ \# \\", r"[plain] \{plain\} \* _ # \\"),
        ("a   b\tc\u00a0d", "a b c d"),
        ("zero\u200bwidth and soft\u00adhyphen", "zerowidth and softhyphen"),
        ("Hello { name }, {comfort.physical | a warm\ndrink}.", "Hello {name}, {comfort.physical|a warm drink}."),
        ("before <!-- never spoken --> after", "before after"),
        ("four-seven-eight; 4-7-8", "four-seven-eight; 4-7-8"),
        (r"\# not a heading", "# not a heading"),
        (r"\> not a reminder", "> not a reminder"),
        (r"\- not a bullet", "- not a bullet"),
        (r"1\. not a bullet", "1. not a bullet"),
        (r"\<!-- spoken -->", "<!-- spoken -->"),
    ],
)
def test_words(written: str, text: str) -> None:
    """Emphasis has one form, plain signs lose their backslash unless they would mean something, space is one space."""
    assert texts(written) == [text]


def test_what_cannot_be_spoken_is_left_out() -> None:
    """Signs without a letter or a digit make no paragraph, and the full stop after a pause belongs to nothing."""
    assert texts("Breathe [5s]. Then rest [5s], and stay. [5s]\n\n...\n\n…\n\n(Here [5s])") == [
        "Breathe", "Then rest", "and stay.", "(Here",
    ]  # fmt: skip


def test_headings_carry_attributes() -> None:
    """Attributes stand at the end, several in one brace, in any capitals; a title may hold a variable."""
    text = (
        HEAD + "Before.\n\n# A {keep}\na\n# B {Optional, path = inward}\nb\n# C {for=sleep closing}\nc\n"
        "# To {name|you}\nd\n# To {name} {keep}\ne\n"
    )
    untitled, a, b, c, d, e = script(text).sections
    assert (untitled.title, untitled.keep, untitled.kept) == ("", True, True)
    assert a.keep
    assert (b.optional, b.path, b.kept) == (1, "inward", False)
    assert (c.session, c.closing) == ("sleep", True)
    assert (d.title, e.title, e.keep) == ("To {name|you}", "To {name}", True)


def test_reminders_belong_to_the_silence_before_them() -> None:
    """Each > paragraph is one reminder, wrapped lines included."""
    (silence, after) = items("[silence 2m]\n\n> One,\n> wrapped.\n>\n> - Two.\n\n> Three.\n\nGo on.")
    assert isinstance(silence, Silence)
    assert [line.text for line in silence.reminders] == ["One, wrapped.", "Two.", "Three."]
    assert [line.place.line for line in silence.reminders] == [6, 9, 11]
    assert isinstance(after, Paragraph)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(ending: str, mark: str) -> None:
    """A script from any system is the same script, down to its line numbers."""
    data = (mark + WHOLE.replace("\n", ending)).encode()
    assert parse_bytes(data, file="t.md", name="t") == script(WHOLE)


MISTAKES = [
    # body
    ("[pauze 5s]", "unknown-directive", 4, "pause"),
    ("one\ntwo [silense 5m]", "unknown-directive", 5, "silence"),
    ("[breath in 4 out 6, 4 times]", "unknown-directive", 4, "breathe"),
    ("[]", "unknown-directive", 4, "[5s]"),
    ("[see here](https://example.org)", "unknown-directive", 4, "\\["),
    ("[xyzzy]", "unknown-directive", 4, "\\["),
    ("[5]", "length", 4, "5s"),
    ("[pause 5]", "length", 4, "5s"),
    ("[0s]", "length", 4, "nothing"),
    ("[pause -5s]", "length", 4, "-5s"),
    ("[pause 5 parsecs]", "length", 4, "parsecs"),
    ("[pause banana]", "length", 4, "banana"),
    ("[pause 2-6m]", "length", 4, "unit"),
    ("[pause 1s-2s-3s]", "length", 4, "range"),
    ("[99h]", "length", 4, "24h"),
    ("[silence]", "length", 4, "[silence 2m]"),
    ("[silence 0s]", "length", 4, "nothing"),
    ("[silence 6m-30s]", "range", 4, "30s-6m"),
    ("[pause 40s-5s]", "range", 4, "5s-40s"),
    ("[pause 5s-40s fixed]", "range", 4, "fixed"),
    ("[breathe in 4 out 6]", "breathe", 4, "times"),
    ("[breathe 4-7-8, 4 times]", "breathe", 4, "[breathe in"),
    ("[breathe in 0 out 6, 4 times]", "breathe", 4, "0 seconds"),
    ("[breathe out 6 in 4, 4 times]", "breathe", 4, "order"),
    ("[breathe in 4 in 4 out 6, 4 times]", "breathe", 4, "order"),
    ("[breathe in 4 rest 2 out 6, 4 times]", "breathe", 4, "rest"),
    ("[breathe in 400 out 6, 4 times]", "breathe", 4, "60 s"),
    ("[breathe in 4 out 6, 0 times]", "count", 4, "at least 1"),
    ("[breathe in 4 out 6, 20-4 times]", "range", 4, "4-20"),
    ("[breathe in 4 out 6, 9999 times]", "count", 4, "1000"),
    ("[repeat 2]\nx", "repeat-open", 4, "[end]"),
    ("x\n[repeat 2]\n[repeat 3]\nx\n[end]", "repeat-open", 5, "[end]"),
    ("x\n[end]", "end-stray", 5, "[repeat]"),
    ("[repeat 2]\n[end]\nx", "repeat-empty", 4, "nothing"),
    ("[repeat 2]\nx\n# H\ny\n[end]", "heading-in-repeat", 6, "[end]"),
    ("[repeat]\nx\n[end]", "count", 4, "[repeat 3]"),
    ("[repeat 0-3]\nx\n[end]", "count", 4, "at least 1"),
    ("[repeat 6-2]\nx\n[end]", "range", 4, "2-6"),
    ("[repeat many]\nx\n[end]", "count", 4, "many"),
    ("[end it]", "unknown-directive", 4, "[end]"),
    ("[repeat 1000]\n[repeat 1000]\nx\n[end]\n[end]", "rounds", 5, "10000"),
    ("[repeat 1000]\n[breathe in 4 out 6, 20 times]\n[end]", "rounds", 5, "10000"),
    ("[repeat 1][repeat 1][repeat 1][repeat 1][repeat 1]\nx\n[end][end][end][end][end]", "repeat-depth", 4, "4"),
    ("[repeat 2]\n[practice a]\n[end]", "practice-in-repeat", 5, "[repeat]"),
    ("[bell 0]", "count", 4, "[bell 3]"),
    ("[bell loud]", "count", 4, "loud"),
    ("[bell 2-3]", "count", 4, "2-3"),
    ("[practice]", "practice", 4, "[practice body-scan]"),
    ("[practice 40%]", "practice", 4, "[practice body-scan"),
    ("[practice a 40]", "share", 4, "40%"),
    ("[practice a 140%]", "share", 4, "100"),
    ("[practice a 0%]", "share", 4, "0"),
    ("[practice a 60%]\n\n[practice b 50%]", "share", 6, "110"),
    ("[sound]", "sound", 4, "[sound ocean]"),
    ("one\n[5s", "bracket-open", 5, "\\["),
    ("one\n5s]", "bracket-stray", 5, "\\]"),
    ("one\n{name", "brace-open", 5, "\\{"),
    ("one\nname}", "brace-stray", 5, "\\}"),
    ("a <!-- b\nc", "comment-open", 4, "-->"),
    ("{}", "variable-name", 4, "{name}"),
    ("{your name}", "variable-name", 4, "{name}"),
    ("{1st}", "variable-name", 4, "{name}"),
    ("{name|{dear|you}}", "brace-content", 4, "fallback"),
    ("Stay {keep} here", "attribute-place", 4, "heading"),
    ("{path=gentle}", "attribute-place", 4, "heading"),
    ("{optional 2}", "attribute-place", 4, "heading"),
    ("{for|you}", "attribute-place", 4, "heading"),
    ("# {keep} Arriving\nx", "attribute-place", 4, "heading"),
    ("# A {keep} {path=gentle}\nx", "attribute-place", 4, "one brace"),
    ("# A {keeep}\nx", "unknown-attribute", 4, "keep"),
    ("# A {}\nx", "unknown-attribute", 4, "{keep}"),
    ("# A {path=inwards}\nx", "attribute-value", 4, "inward"),
    ("# A {path}\nx", "attribute-value", 4, "{path=gentle}"),
    ("# A {for=night}\nx", "attribute-value", 4, "sleep"),
    ("# A {keep=yes}\nx", "attribute-value", 4, "{keep}"),
    ("# A {optional 0}\nx", "attribute-value", 4, "1"),
    ("# A {keep optional}\nx", "attribute-conflict", 4, "choose"),
    ("# A {arrival optional 2}\nx", "attribute-conflict", 4, "choose"),
    ("# A {arrival closing}\nx", "attribute-conflict", 4, "choose"),
    ("# A {path=gentle path=inward}\nx", "attribute-conflict", 4, "twice"),
    ("# A [5s]\nx", "heading-content", 4, "below"),
    ("#\nx", "heading-empty", 4, "# Arriving"),
    ("# {keep}\nx", "heading-empty", 4, "# Arriving"),
    ("#Arriving\nx", "heading-space", 4, "space"),
    ("## Arriving\nx", "heading-level", 4, "single #"),
    ("x\n---\ny", "rule", 5, "[5s]"),
    ("x\n\n* * *\n\ny", "rule", 6, "[5s]"),
    ("x\n> remember", "reminder-place", 5, "[silence]"),
    ("[5s]\n> remember", "reminder-place", 5, "[silence]"),
    ("[silence 2m] Words.\n> remember", "reminder-place", 5, "[silence]"),
    ("[silence 2m]\n# H\n> remember", "reminder-place", 6, "[silence]"),
    ("[silence 2m]\n> remember [5s]", "reminder-content", 5, "above"),
    ("", "nothing-to-speak", 4, "spoken"),
    ("# Only a heading", "nothing-to-speak", 4, "spoken"),
    ("a \x00 b", "control-character", 4, "UTF-8"),
]


@pytest.mark.parametrize(("body", "code", "line", "remedy"), MISTAKES)
def test_mistakes_of_the_body(body: str, code: str, line: int, remedy: str) -> None:
    """A mistake is found once, on its line, with its kind, and its message names the way out."""
    with pytest.raises(ScriptError) as caught:
        script(HEAD + body)
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.line, mistake.file, mistake.severity) == (code, line, "t.md", "error")
    assert remedy in mistake.message


def test_all_mistakes_come_together_in_order() -> None:
    """A script with several mistakes reports every one of them, from front matter to the last line."""
    with pytest.raises(ScriptError) as caught:
        script("---\ntitel: T\nlength: 8\n---\n# A {keeep}\n[pauze] [5] {your name}\n> x\n[repeat 2]\n")
    assert [(mistake.line, mistake.code) for mistake in caught.value.mistakes] == [
        (1, "title-missing"), (2, "unknown-key"), (3, "length"), (5, "unknown-attribute"), (6, "unknown-directive"),
        (6, "length"), (6, "variable-name"), (7, "reminder-place"), (8, "repeat-open"),
    ]  # fmt: skip


def test_shares_count_for_one_listener() -> None:
    """Shares on the two paths are never heard together, so only those of one path add up."""
    body = "# A {path=gentle}\n[practice a 60%]\n# B {path=inward}\n[practice b 60%]\n# C\n[practice c 40%]"
    assert len(script(HEAD + body).sections) == 3
    with pytest.raises(ScriptError) as caught:
        script(HEAD + body.replace("40%", "41%"))
    assert [mistake.line for mistake in caught.value.mistakes] == [9]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n\t\n", "empty"), ("\ufeff", "empty"), ("x", "title-missing")]
)
def test_texts_that_are_no_script(text: str, code: str) -> None:
    """An empty text is one mistake, and so is one without a title."""
    with pytest.raises(ScriptError) as caught:
        script(text)
    assert [mistake.code for mistake in caught.value.mistakes] == [code]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"---\ntitle: T\n---\nna\xefve", "not-utf8", 4),
        ("---\ntitle: T\n".encode("utf-16"), "not-utf8", 1),
        (b"a" * 1_000_001, "too-large", 1),
        (b"", "empty", 1),
    ],
)
def test_files_that_are_no_script(tmp_path: Path, data: bytes, code: str, line: int) -> None:
    """A file that is not a text in UTF-8, or too large to be one, is refused with one mistake under the shown name."""
    path = tmp_path / "s.md"
    path.write_bytes(data)
    with pytest.raises(ScriptError) as caught:
        read(path, "shown.md")
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.line, mistake.file) == (code, line, "shown.md")


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """A folder, and a file that is not there, are one mistake each."""
    for path in (tmp_path, tmp_path / "missing.md", Path("nul\0.md")):
        with pytest.raises(ScriptError) as caught:
            read(path)
        assert [mistake.code for mistake in caught.value.mistakes] == ["unreadable"]


def test_a_file_is_named_after_its_stem(tmp_path: Path) -> None:
    """A script read from a file has the file's name without ending, and its path as file."""
    path = tmp_path / "body-scan.md"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    found = read(path)
    assert (found.name, found.file) == ("body-scan", str(path))
    assert placeless(found.sections) == placeless(script(WHOLE).sections)


@pytest.mark.parametrize(
    "sign", ["[", "{", "]", "}", "*", "_", "\\", "#", "> ", "- ", "<!--", "[repeat 2]", "[\n", "{a|", "`", ". "]
)
def test_a_flood_of_signs_is_parsed_or_refused(sign: str) -> None:
    """Tens of thousands of one sign end in a script or in at most 301 mistakes, not in another error."""
    try:
        assert script(HEAD + sign * 20_000 + " x").sections
    except ScriptError as error:
        assert 0 < len(error.mistakes) <= 301


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_never_raises_anything_else(data: st.DataObject) -> None:
    """A script damaged at random is still a script, or raises ScriptError with places inside the file."""
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.text("[]{}<>!-#*_\\:|\"', \n\taé5s\x00\u2028", max_size=6)) + text[end:]
    try:
        script(text)
    except ScriptError as error:
        assert error.mistakes
        lines = text.count("\n") + 1
        assert all(1 <= mistake.line <= lines and mistake.file == "t.md" for mistake in error.mistakes)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_body_is_parsed_or_refused(body: str) -> None:
    """Whatever stands in the body, nothing but ScriptError is raised."""
    try:
        script(HEAD + body)
    except ScriptError as error:
        assert error.mistakes


def test_cues_are_read() -> None:
    """A cue that is not named stays the usual one, an empty one says nothing."""
    found = script("---\ntitle: T\ncues: {in: Let it come, hold: }\n---\nx")
    assert found.cues == Cues(breathe_in="Let it come", hold="", breathe_out=None, rest=None)
