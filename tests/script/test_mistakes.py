"""The messages for scripts with mistakes."""

import os
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.script.texts import HEAD, WHOLE, mistakes, script
from voiceguide.errors import ScriptError
from voiceguide.script._source import read_bytes, read_text
from voiceguide.script.parser import read

MISTAKES = [
    # body
    ("[pauze 5s]", "unknown-directive", 4, "pause"),
    ("one\ntwo [silense 5m]", "unknown-directive", 5, "silence"),
    ("[breath in 4 out 6, 4 times]", "unknown-directive", 4, "breathe"),
    ("[]", "unknown-directive", 4, "[5s]"),
    ("[see here](https://example.org)", "unknown-directive", 4, "\\["),
    ("[xyzzy]", "unknown-directive", 4, "\\[xyzzy\\]"),
    ("[voice: soft]", "unknown-directive", 4, "it may be pause, silence,"),
    ("[5]", "length", 4, "5s"),
    ("[pause 5]", "length", 4, "5s"),
    ("[0s]", "length", 4, "zero"),
    ("[pause -5s]", "length", 4, "-5s"),
    ("[pause 5 parsecs]", "length", 4, "parsecs"),
    ("[pause banana]", "length", 4, "banana"),
    ("[pause 2-6m]", "length", 4, "unit"),
    ("[pause 1s-2s-3s]", "length", 4, "range"),
    ("[99h]", "length", 4, "24h"),
    ("[silence]", "length", 4, "[silence 2m]"),
    ("[silence 0s]", "length", 4, "zero"),
    ("[silence 6m-30s]", "range", 4, "30s-6m"),
    ("[pause 40s-5s]", "range", 4, "5s-40s"),
    ("[pause 5s-40s fixed]", "range", 4, "fixed"),
    ("[silence 5m, up to 1m]", "range", 4, "1m, up to 5m"),
    ("[5s, up to 2]", "length", 4, "2s or 2m"),
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
    ("# A {keep} {path=gentle}\nx", "attribute-place", 4, "end of a heading"),
    ("# A {keeep}\nx", "unknown-attribute", 4, "keep"),
    ("# A {}\nx", "unknown-attribute", 4, "{keep}"),
    ("# A {path=inwards}\nx", "attribute-value", 4, "inward"),
    ("# A {path}\nx", "attribute-value", 4, "{path=gentle}"),
    ("# A {for=night}\nx", "attribute-value", 4, "sleep"),
    ("# A {visit=twice}\nx", "attribute-value", 4, "again"),
    ("# A {visit}\nx", "attribute-value", 4, "{visit=first}"),
    ("# A {care optional}\nx", "attribute-conflict", 4, "left out last"),
    ("# A {care closing}\nx", "attribute-conflict", 4, "every length"),
    ("# A {care=yes}\nx", "attribute-value", 4, "{care}"),
    ("[silence 1m every]", "every", 4, "every 30s"),
    ("[silence 1m every 2s]", "every", 4, "5 s or more"),
    ("[silence 1m every 20s-40s]", "every", 4, "every 30s"),
    ("[silence 1m every 30]", "length", 4, "30s"),
    ("[silence every 30s]", "length", 4, "30s-6m"),
    ("# A {keep=yes}\nx", "attribute-value", 4, "{keep}"),
    ("# A {rate}\nx", "attribute-value", 4, "{rate=0.9}"),
    ("# A {rate=fast}\nx", "attribute-value", 4, "{rate=0.9}"),
    ("# A {rate=0.4}\nx", "attribute-value", 4, "0.5 to 2"),
    ("# A {rate=9}\nx", "attribute-value", 4, "0.5 to 2"),
    ("# A {rate=-60%}\nx", "attribute-value", 4, "0.5 to 2"),
    ("# A {rate=-0.1}\nx", "attribute-value", 4, "{rate=-10%}"),
    ("# A {pitch=nan}\nx", "attribute-value", 4, "{pitch=0.9}"),
    ("# A {pitch=1e0}\nx", "attribute-value", 4, "{pitch=0.9}"),
    ("# A {rate=0.9 rate=0.8}\nx", "attribute-conflict", 4, "twice"),
    ("Slowly {rate=0.9} now", "attribute-place", 4, "heading"),
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
    """A mistake is reported once, with its line and its kind, and its message says what to do."""
    with pytest.raises(ScriptError) as caught:
        script(HEAD + body)
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.line, mistake.file, mistake.severity) == (code, line, "t.md", "error")
    assert remedy in mistake.message


def test_all_mistakes_come_together_in_order() -> None:
    """All mistakes of a script are reported in order, from the front matter to the last line."""
    with pytest.raises(ScriptError) as caught:
        script("---\ntitel: T\nlength: 8\n---\n# A {keeep}\n[pauze] [5] {your name}\n> x\n[repeat 2]\n")
    assert [(mistake.line, mistake.code) for mistake in caught.value.mistakes] == [
        (1, "title-missing"),
        (2, "unknown-key"),
        (3, "length"),
        (5, "unknown-attribute"),
        (6, "unknown-directive"),
        (6, "length"),
        (6, "variable-name"),
        (7, "reminder-place"),
        (8, "repeat-open"),
    ]


def test_shares_count_for_one_listener() -> None:
    """The shares of included practices are added up separately for each path, because no listener hears both. If one
    path has more than 100 %, that is a mistake.
    """
    body = "# A {path=gentle}\n[practice a 60%]\n# B {path=inward}\n[practice b 60%]\n# C\n[practice c 40%]"
    assert len(script(HEAD + body).sections) == 3
    with pytest.raises(ScriptError) as caught:
        script(HEAD + body.replace("40%", "41%"))
    assert [mistake.line for mistake in caught.value.mistakes] == [9]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n\t\n", "empty"), ("\ufeff", "empty"), ("x", "title-missing")]
)
def test_texts_that_are_no_script(text: str, code: str) -> None:
    """An empty text is one mistake, and so is a text without a title."""
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
    """A file that is empty, too large or not UTF-8 text is refused with one mistake. The mistake has the name under
    which the file is shown to the user.
    """
    path = tmp_path / "s.md"
    path.write_bytes(data)
    with pytest.raises(ScriptError) as caught:
        read(path, "shown.md")
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.line, mistake.file) == (code, line, "shown.md")


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("{a and [5] then [pauze 5s]", ["brace-open", "length", "unknown-directive"]),
        ("[5s and [bell 0] {x] {b {name|y} [5]", ["bracket-open", "count", "brace-open", "brace-open", "length"]),
        ("{name|[5s]} [5]", ["brace-content", "length"]),
        ("{a [x] b\n[5] {c|[d]}", ["brace-open", "unknown-directive", "length", "brace-content"]),
        ("{a words] and \\[ that is all", ["brace-open"]),
    ],
)
def test_what_was_not_closed_hides_no_other_mistake(body: str, codes: list[str]) -> None:
    """If a bracket or brace is not closed, later mistakes on the same line are reported as well."""
    assert [mistake.code for mistake in mistakes(HEAD + body)] == codes


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """A folder, a missing file, or a path with a null character is refused with the one mistake that it
    cannot be read.
    """
    for path in (tmp_path, tmp_path / "missing.md", Path("nul\0.md")):
        with pytest.raises(ScriptError) as caught:
            read(path)
        assert [mistake.code for mistake in caught.value.mistakes] == ["unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_pipe_is_read_to_its_end_and_refused_where_nobody_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script can be read from a named pipe, even if its writer opens it late. Without a writer, the
    pipe is refused.
    """
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_text(WHOLE * 1_000, encoding="utf-8"))
    writer.start()
    assert read_text(pipe, "pipe.md") == WHOLE * 1_000
    writer.join()
    monkeypatch.setattr("voiceguide.script._source._TIMEOUT", 0.0)
    with pytest.raises(ScriptError) as caught:
        read(pipe)
    assert [mistake.code for mistake in caught.value.mistakes] == ["unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
@pytest.mark.parametrize("silent_at_first", [True, False])
def test_a_pipe_with_too_much_is_read_one_byte_too_far(
    silent_at_first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a named pipe with too many bytes, one byte more than allowed is read. From that, the caller knows that there
    are too many.
    """
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    if silent_at_first:
        monkeypatch.setattr("voiceguide.script._source._first_of", lambda pipe: None)
    writer = Thread(target=lambda: pipe.write_bytes(b"0123456789"))
    writer.start()
    if silent_at_first:  # the reader does not wait for the writer to open the pipe, so the test does
        held = os.open(pipe, os.O_RDWR)
    assert read_bytes(pipe, "pipe.md", most=4) == b"01234"
    writer.join()
    if silent_at_first:
        os.close(held)


@pytest.mark.parametrize(
    "sign",
    ["[", "{", "]", "}", "*", "_", "\\", "#", "> ", "- ", "<!--", "[repeat 2]", "[\n", "{a|", "`", ". "],
)
def test_a_flood_of_signs_is_parsed_or_refused(sign: str) -> None:
    """Twenty thousand equal signs in a row either can be parsed, or give at most 301 mistakes and no other error."""
    assert len(mistakes(HEAD + sign * 20_000 + " x")) <= 301


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_never_raises_anything_else(data: st.DataObject) -> None:
    """A script that was damaged at random places is either read or raises `ScriptError`. Each mistake in it is on a
    line of the file.
    """
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.text("[]{}<>!-#*_\\:|\"', \n\taé5s\x00\u2028", max_size=6)) + text[end:]
    lines = text.count("\n") + 1
    assert all(1 <= mistake.line <= lines and mistake.file == "t.md" for mistake in mistakes(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_body_is_parsed_or_refused(body: str) -> None:
    """For any text in the body, nothing but ScriptError is raised, and each mistake has a kind and a message."""
    assert all(mistake.code and mistake.message for mistake in mistakes(HEAD + body))
