"""Texts that cannot become a practice are refused quickly, in one clear line. (`tests/fuzz` damages
texts at random.)
"""

import io
import random
import time
import warnings
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.texts.heard import CASES, heard, read
from voiceguide.errors import TextError
from voiceguide.script.parser import is_ours, parse

PATIENCE = 20.0
"""The most seconds that reading a text may take on a busy machine. Alone, it takes a tenth of that."""


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 60_000_000)
    return data.getvalue()


def packed(name: str, content: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, content)
    return data.getvalue()


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(CASES / "handout.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def empty_pdf() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


LAUGHS = (
    "<!DOCTYPE speak [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{n} '{'&a' + str(n - 1) + ';' * 10}'>" for n in range(1, 9))
    + "]><speak>&a8;</speak>"
)

BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("picture.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "picture"),
    ("picture.txt", lambda: b"\xff\xd8\xff\xe0" + bytes(500), "picture"),
    ("program", lambda: b"\x7fELF" + bytes(range(256)) * 20, "program"),
    ("noise.txt", lambda: random.Random(1).randbytes(5000), "not text"),
    ("talk.mp3", lambda: b"ID3\x04" + bytes(500), "recording"),
    ("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), ".docx"),
    ("locked.pdf", locked_pdf, "password"),
    ("scanned.pdf", empty_pdf, "no text"),
    ("cut.pdf", lambda: (CASES / "handout.pdf").read_bytes()[:900], "damaged"),
    ("cut.docx", lambda: (CASES / "handout.docx").read_bytes()[:900], "damaged"),
    ("other.zip", lambda: packed("a.txt", b"hello"), "archive"),
    ("bomb.docx", bomb, "unpacks"),
    ("laughs.docx", lambda: packed("word/document.xml", LAUGHS.encode("utf-16")), "entities"),
    ("nested.docx", lambda: packed("word/document.xml", b"<a>" * 50_000 + b"</a>" * 50_000), "damaged"),
    (
        "deep.docx",
        lambda: packed(
            "word/document.xml", b"<body>".join([b"<d>", b"<sdt>" * 50_000 + b"</sdt>" * 50_000 + b"</body></d>"])
        ),
        "nested",
    ),
    ("empty.docx", lambda: packed("word/document.xml", b"<a/>"), "damaged"),
    ("large.txt", lambda: b"Rest now. " * 5_000_000, "too large"),
    ("long.txt", lambda: b"Rest now. " * 60_000, "too large"),
    ("laughs.ssml", LAUGHS.encode, "entities"),
    ("package.json", lambda: b'{"name": "a", "version": "1", "scripts": {"test": "run it all"}}', "no words to speak"),
    ("broken.json", lambda: b'[{"say": "Rest"', "JSON cannot be read; is a comma,"),
    ("deep.json", lambda: b"[" * 100_000 + b"]" * 100_000, "nested"),
    ("numbers.csv", lambda: b"1;2\n3;4\n", "words"),
    (
        "order.srt",
        lambda: b"1\n00:00:09,000 --> 00:00:10,000\nRest.\n\n2\n00:00:01,000 --> 00:00:02,000\nGo.\n",
        "order",
    ),
    ("back.vtt", lambda: b"WEBVTT\n\n00:09.000 --> 00:01.000\nRest.\n\n00:11.000 --> 00:12.000\nGo.\n", "ends before"),
    ("blank.txt", lambda: b" \n\t\n ", "empty"),
    ("marks.txt", lambda: b"(pause)\n\n[music]\n", "no words"),
]


@pytest.mark.parametrize(("name", "made", "reason"), BAD, ids=[name for name, _, _ in BAD])
def test_what_is_no_text_is_refused_in_one_line(name: str, made: Callable[[], bytes], reason: str) -> None:
    """A file from which no practice can be read is refused within 2 s of processor time. The error is one line with the
    file's name and the reason.
    """
    data = made()
    begun = time.process_time()
    with pytest.raises(TextError) as refused:
        read(data, name)
    assert time.process_time() - begun < 2.0
    message = str(refused.value)
    assert message.startswith(name)
    assert reason in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<!doctype html><p>You can stop.<![ and rest</p>"),
        ("a.ssml", "<speak>You can stop.<![ and rest</speak>"),
        ("a.ttml", '<tt xmlns="http://www.w3.org/ns/ttml"><p begin="1s">You can stop.<![ and rest</p></tt>'),
    ],
)
def test_a_broken_section_of_markup_is_text(name: str, text: str) -> None:
    """If a text in markup contains the broken mark `<![`, which opens a section and never closes it, the words before
    and after it are still spoken.
    """
    assert " ".join(heard(read(text, name).script).words) == "you can stop and rest"


LONG_WINDED = [
    ("left-open.html", "<!doctype html><body>" + "<p>You can stop. " * 8000),
    ("bold.html", "<!doctype html><body>" + "You can stop. <b>" * 8000),
    ("unclosed.ssml", "<speak>You can stop." + "<p " * 20_000),
    ("unclosed.json", '[{"say": "You can stop.' + "<p " * 20_000 + '"}]'),
    ("before.txt", "1e999" * 8000 + "\n0:01 You can stop.\n0:05 Rest now.\n0:09 Go now."),
]


@pytest.mark.parametrize(("name", "text"), LONG_WINDED, ids=[name for name, _ in LONG_WINDED])
def test_what_is_never_closed_takes_no_longer(name: str, text: str) -> None:
    """A text of about a hundred kilobytes is read in a moment, even if it is full of unclosed tags or
    is one long word.
    """
    begun = time.process_time()
    assert heard(read(text, name).script).find("you can stop") >= 0
    assert time.process_time() - begun < PATIENCE


PIECES = st.sampled_from(
    [
        "Rest now.",
        "and breathe",
        "Title:",
        "# Heading",
        "(pause)",
        "[5s]",
        "…",
        "...",
        "\n",
        "\n\n",
        "---",
        "**bold**",
        "*it*",
        "[x](y)",
        "<b>",
        "<x y>",
        "1. one",
        "- two",
        "> three",
        "```",
        "|",
        ";5",
        "0:05",
        "Narrator:",
        "“so”",
        '"so"',
        "\\",
        "{name}",
        "[sound x]",
        "[end]",
        "&nbsp;",
        "停顿",
        "Pause",
        "(2 min)",
        "/5s",
        "_",
        "*",
        "#",
        "[",
        "]",
        "\t",
        "\u2028",
    ]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=40), st.sampled_from([" ", "\n", ""]))
@example(["\\", "# Heading"], " ")
@settings(max_examples=150)
def test_any_text_is_read_or_refused(parts: list[str], joint: str) -> None:
    """Any text is either refused in one line, or becomes a practice. If that practice is written to a file and read
    again, its words and pauses are the same.
    """
    text = joint.join(parts)
    if is_ours(text.encode("utf-8", "replace")):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = read(text.encode("utf-8", "replace"), "any.txt")
        except TextError as error:
            refused = error
            found = None
    if found is None:
        assert "\n" not in str(refused)
        return
    again = parse(found.text, file="out.md", name="out")
    assert heard(again) == heard(found.script)
    assert all(place.line >= 1 for section in found.script.sections for place in (section.place,))


@given(
    st.lists(
        st.sampled_from(["rest", "breathe", "let", "the", "day", "go", "and", "be", "here", "now", "soft"]),
        min_size=3,
        max_size=60,
    )
)
@settings(max_examples=60)
def test_no_word_of_a_plain_text_is_lost_or_added(parts: list[str]) -> None:
    """If a plain text has sentences with "(pause)" between them, all its words are spoken, in order, and no others."""
    sentences = [" ".join(parts[at : at + 5]).capitalize() + "." for at in range(0, len(parts), 5)]
    found = read("You can stop.\n\n" + "\n\n(pause)\n\n".join(sentences))
    assert " ".join(heard(found.script).words) == " ".join(["you can stop", *parts])
