"""The parser of scripts."""

from math import sqrt
from pathlib import Path

import pytest

from tests.script.placeless import placeless
from tests.script.texts import HEAD, WHOLE, script
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
    ScriptVoice,
    Silence,
    SoundChange,
)
from voiceguide.script.parser import parse_bytes, read


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
    """A script with every construct is parsed: each field has the written value, and each item its line."""
    found = script(WHOLE)
    assert (found.title, found.tags, found.length) == ("A self-compassion break", ("self-compassion", "everyday"), 480)
    assert found.voice == ScriptVoice(rate=0.95)
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
    assert silence.length == Range(30, sqrt(30 * 360), 360)
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
        ("[5s, up to 2m]", Range(2.5, 5, 120)),
        ("[pause 5s up to 2m]", Range(2.5, 5, 120)),
    ],
)
def test_pauses(written: str, length: Range) -> None:
    """A pause with one length can last from half to three times that length; with "fixed", only that length; as a
    range, any length in it. The natural length of a range is its geometric mean.
    """
    found = only(written)
    assert isinstance(found, Pause)
    assert found.length == length


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("[silence 5m]", Range(300, 300, 300)),
        ("[silence 1m-4m]", Range(60, 120, 240)),
        ("[silence 1m, up to 20m]", Range(30, 60, 1200)),
        ("[Silence 1:00]", Range(60, 60, 60)),
    ],
)
def test_silences(written: str, length: Range) -> None:
    """A silence with one length lasts exactly that long; as a range, any length in it. The natural length of a range is
    its geometric mean, or the one that is written, as in `1m, up to 20m`.
    """
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
    """The phases of a breath are read in seconds, with or without a unit. A hold after breathing out means a rest, and
    a missing phase has 0 s.
    """
    found = only(written)
    assert isinstance(found, Breathe)
    assert (found.breathe_in, found.hold, found.breathe_out, found.rest) == phases
    assert found.times == times


def test_the_other_directives() -> None:
    """A bell is read with its number of strikes, an included practice with its share of the time, and a change of
    background with its name.
    """
    bell, bells, plain, share, path, sound = items(
        "[bell] [bell 3] [practice body-scan] [practice body-scan 40%] "
        "[practice ../my own/scan.md 12.5 %] [sound ocean:-3]"
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
    """A repeat contains its items, which may be another repeat. Several sections may have repeats."""
    outer = only("[repeat 2-6]\nIn.\n[repeat 3 times] Out. [5s] [end]\n[end repeat]")
    assert isinstance(outer, Repeat)
    assert outer.times == Range(2, 3, 6)
    words, inner = outer.items
    assert isinstance(words, Paragraph)
    assert isinstance(inner, Repeat)
    assert inner.times == Range(3, 3, 3)
    assert [type(item) for item in inner.items] == [Paragraph, Pause]


def test_paragraphs_are_wrapped_lines_divided_by_pauses_and_bullets() -> None:
    """Lines that follow each other are one paragraph. A pause divides it, an empty line ends it, and each bullet is a
    paragraph of its own.
    """
    body = "One\n  and two. [5s] Three\n\nFour\n- five\n* six\n  wrapped\n3. seven\n4) eight\n"
    assert texts(body) == ["One and two.", "Three", "Four", "five", "six wrapped", "seven", "eight"]


def test_a_sentence_knows_its_line() -> None:
    """A paragraph of several lines stores where in its text each further line begins, and that line's number."""
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
    """All ways to write emphasis become a pair of asterisks. Backslashes are removed, except before signs that would
    otherwise have a meaning. White space becomes one space, and comments are dropped.
    """
    assert texts(written) == [text]


def test_what_cannot_be_spoken_is_left_out() -> None:
    """A paragraph without any letter or digit is dropped, and so are a full stop or comma right after a pause."""
    assert texts("Breathe [5s]. Then rest [5s], and stay. [5s]\n\n...\n\n…\n\n(Here [5s])") == [
        "Breathe",
        "Then rest",
        "and stay.",
        "(Here",
    ]


def test_headings_carry_attributes() -> None:
    """At the end of a heading, braces may contain one or several attributes, with or without capitals. Braces with a
    variable belong to the title.
    """
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


def test_care_and_visits_stand_after_headings() -> None:
    """A care section is optional without a number. A section may be for the first visit only, or for later ones."""
    a, b, c = script(HEAD + "# A {care}\na\n\n# B {visit=first}\nb\n\n# C {optional 2 visit=again}\nc").sections
    assert (a.care, a.optional, a.kept, a.visit) == (True, 0, False, None)
    assert (b.care, b.kept, b.visit) == (False, True, "first")
    assert (c.optional, c.visit) == (2, "again")


@pytest.mark.parametrize(
    ("written", "every", "is_open"),
    [
        ("20s-5m every 30s", 30.0, False),
        ("20s to 5m, every 1m30s", 90.0, False),
        ("1m-10m open", None, True),
        ("5m Open", None, True),
        ("5m fixed", None, False),
    ],
)
def test_the_manner_of_a_silence(written: str, every: float | None, is_open: bool) -> None:
    """After its length, a silence may say how often a reminder comes, or that it is meant to be empty."""
    silence = only(f"[silence {written}]")
    assert isinstance(silence, Silence)
    assert (silence.every, silence.open) == (every, is_open)


def test_reminders_belong_to_the_silence_before_them() -> None:
    """Each paragraph after `>` below a silence is one of its reminders, even if it has several lines."""
    (silence, after) = items("[silence 2m]\n\n> One,\n> wrapped.\n>\n> - Two.\n\n> Three.\n\nGo on.")
    assert isinstance(silence, Silence)
    assert [line.text for line in silence.reminders] == ["One, wrapped.", "Two.", "Three."]
    assert [line.place.line for line in silence.reminders] == [6, 9, 11]
    assert isinstance(after, Paragraph)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(ending: str, mark: str) -> None:
    """A script is parsed the same with every kind of line end, and with or without a byte order mark."""
    data = (mark + WHOLE.replace("\n", ending)).encode()
    assert parse_bytes(data, file="t.md", name="t") == script(WHOLE)


def test_a_file_is_named_after_its_stem(tmp_path: Path) -> None:
    """A script from a file has the file's name without its ending, and the path as `file`."""
    path = tmp_path / "body-scan.md"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    found = read(path)
    assert (found.name, found.file) == ("body-scan", str(path))
    assert placeless(found.sections) == placeless(script(WHOLE).sections)


def test_cues_are_read() -> None:
    """A breath cue that the front matter does not set keeps the usual words. One that is set to nothing is silent."""
    found = script("---\ntitle: T\ncues: {in: Let it come, hold: }\n---\nx")
    assert found.cues == Cues(breathe_in="Let it come", hold="", breathe_out=None, rest=None)
