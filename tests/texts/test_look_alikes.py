"""Marks of found texts with unusual letters that regular expressions take for s, k or i when they ignore case."""

from contextlib import suppress

import pytest

from tests.look_alikes import look_alikes
from tests.texts.heard import CASES, read
from voiceguide.errors import TextError
from voiceguide.texts._directions import fragments
from voiceguide.texts._quantities import _NUMBERS

UNITS = ("s", "sec", "secs", "min", "mins", "ms", "seconds", "minutes", "sekunden", "minuti", "stunden", "respiri")
MARKS = (
    *(f"You can stop. /{number}{unit}/ Rest." for number in ("5", "5 ") for unit in UNITS[:6]),
    *(f"You can stop. {mark} Rest." for unit in UNITS for mark in (f"(pause 5 {unit})", f"[{unit}: 5]", f"[5 {unit}]")),
    *(f"You can stop. (pause {number} minutes) Rest." for number in _NUMBERS),
    *(f"You can stop. [break: {strength}] Rest." for strength in ("weak", "strong", "medium", "5s")),
    *(f"You can stop. <break strength='{strength}'/> Rest." for strength in ("weak", "strong", "medium")),
    "You can stop. [[slnc 5000]] Rest.",
    "You can stop. @silence(5s) Rest. #break(5 sec)",
    "You can stop.\n\n[music: 30 sec]\n\n[bell rings x 2]\n\n[strike the bell three times]\n\nRest.",
    *(
        line
        for case in sorted(CASES.glob("*.txt"))
        if case.stem != "utf-16"
        for line in case.read_bytes().decode("latin-1").splitlines()
        if line.strip()
    ),
)


@pytest.mark.parametrize("written", MARKS)
def test_letters_that_look_like_those_of_a_mark_lose_nothing(written: str) -> None:
    """If a letter of a mark is replaced by a look-alike, no text is lost. If the mark is still read as a pause, the
    pause has a length.
    """
    none_asked = any(fragment.kind == "rest" and not fragment.amount.greatest for fragment in fragments(written))
    for text, twin in look_alikes(written):
        found = fragments(text)
        assert any(twin in fragment.text for fragment in found), text
        assert none_asked or all(fragment.amount.greatest for fragment in found if fragment.kind == "rest"), text


@pytest.mark.parametrize(
    "name",
    sorted(
        path.name for path in CASES.glob("*.*") if path.suffix not in (".docx", ".pdf") and ".expected" not in path.name
    ),
)
@pytest.mark.parametrize("letter", "sik")
def test_a_whole_text_with_such_letters_can_be_read(name: str, letter: str) -> None:
    """If each s, i or k of a text is replaced by a look-alike, the text still becomes a practice or is refused with a
    `TextError`.
    """
    text = (CASES / name).read_bytes().decode("utf-16" if name == "utf-16.txt" else "latin-1")
    for twin in {twin for _, twin in look_alikes(letter)}:
        with suppress(TextError):
            assert read(text.replace(letter, twin), name).text


@pytest.mark.parametrize("mark", ["[break: Strong]", "[BREAK: STRONG]", "[Break strong]"])
def test_a_strength_is_read_in_any_capitals(mark: str) -> None:
    """The strength of a break, such as "strong", is recognised in small and capital letters."""
    assert [
        fragment.amount.greatest for fragment in fragments(f"You can stop. {mark} Rest.") if fragment.kind == "rest"
    ] == [1.2]


@pytest.mark.parametrize(("key", "value"), [("Title", "A Calm Day"), ("Titolo", "A Calm Day"), ("Sprache", "fi")])
def test_a_header_with_such_letters_says_the_same(key: str, value: str) -> None:
    """If a key in a text's header, such as "Title", has a look-alike letter, it still gives the title
    or the language.
    """
    for text, _ in look_alikes(key):
        script = read(f"{text}: {value}\nDuration: 10 minutes\n\n---\n\nLepo.\n").script
        assert value in (script.title, script.lang), text
