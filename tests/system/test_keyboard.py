"""The bytes that terminals send, and the keys that they mean."""

import os

import pytest

from voiceguide.system.keyboard import BINDINGS, PosixKeyboard, decode, is_incomplete, letters


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (" ", ["space"]),
        ("\x1b[A\x1bOB", ["up", "down"]),
        ("\x1b[C\x1b[D", ["right", "left"]),
        ("+=-−", ["plus", "plus", "minus", "minus"]),
        ("QeG", ["q", "e", "g"]),
        ("\x1b[15~q", ["q"]),
        ("\x1b[1;5Cq", ["q"]),
        ("\x1bq", ["q"]),
        ("àq", ["à", "q"]),
        ("\x1b[[Eq", ["q"]),
        ("\x1b]11;rgb:1e1e/1e1e/2e2e\aq", ["q"]),
        ("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\q", ["q"]),
        ("\x1bP>|foot(1.16)\x1b\\q", ["q"]),
        ("\x1b]q", ["]", "q"]),
    ],
)
def test_keys_are_read_from_what_a_terminal_sends(typed: str, keys: list[str]) -> None:
    """Both forms of the arrow keys are known, and letters in upper and lower case. An unknown sequence, such as that of
    a function key or a terminal's answer, presses no key and hides none.
    """
    assert decode(typed) == keys


def test_the_console_of_windows_begins_its_codes_in_its_own_way() -> None:
    """On the Windows console, the character à begins the code of an arrow key and is not taken for a letter."""
    assert decode("\xe0H\x00Mq", console=True) == ["up", "right", "q"]


@pytest.mark.parametrize(
    ("typed", "cut"),
    [("\x1b", True), ("\x1b[", True), ("\x1bO", True), ("\x1b[1;5", True), ("\x1b[A", False), ("\x1bOA", False),
     ("q", False), ("", False), ("\x1b[Aq", False), ("\x1bq", False), ("\x1b[[", True), ("\x1b[[E", False),
     ("\x1b]11;rgb:1e", True), ("\x1b]11;rgb:1e\a", False), ("\x1b]11;rgb:1e\x1b\\", False)],
)  # fmt: skip
def test_a_sequence_that_is_cut_short_is_known(typed: str, cut: bool) -> None:
    """If the input ends in the middle of a key's sequence of bytes, the sequence is known to be incomplete."""
    assert is_incomplete(typed) is cut


@pytest.mark.parametrize(
    ("parts", "keys"), [(("\x1b", "[C"), ["right"]), (("\x1b[", "C"), ["right"]), (("\x1b",), ["escape"])]
)
def test_an_arrow_that_comes_in_parts_is_one_key(
    monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...], keys: list[str]
) -> None:
    """Over a slow line, the bytes of → arrive in parts. They are one key, not Escape and [. Escape
    alone is a key too.
    """
    coming = iter(parts)
    keyboard = PosixKeyboard(0)
    monkeypatch.setattr(keyboard, "_typed", lambda timeout, most=256: next(coming, None))
    assert keyboard.read(10.0) == keys


def test_a_held_escape_key_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """While Escape is held down, new bytes keep arriving before the wait for the rest of a sequence is over. Reading
    still returns the key.
    """
    keyboard = PosixKeyboard(0)
    monkeypatch.setattr(keyboard, "_typed", lambda timeout, most=256: "\x1b")
    assert keyboard.read(10.0) == ["escape"]


def test_escape_is_no_letter_of_an_answer() -> None:
    """Escape, pressed while an answer is typed, adds no letter to it."""
    assert decode("\x1b", text=True) == []


def test_what_types_no_letter_is_no_part_of_an_answer() -> None:
    """Arrows, function keys and Escape add nothing to an answer at a prompt that takes a whole line."""
    assert letters("\x1b[B2\x1b[15~5\x1b \x1bOAm") == "25 m"


def test_every_key_of_the_help_has_a_name_of_its_own() -> None:
    """The help lists no key twice."""
    keys = [key for names, _ in BINDINGS for key in names.split()]
    assert len(keys) == len(set(keys))


def test_an_answer_is_read_letter_by_letter() -> None:
    """An answer is read one key at a time, and keys that were typed early are kept. Capitals and letters of several
    bytes stay as typed, and an arrow key gives its name.
    """
    reading, writing = os.pipe()
    os.write(writing, "Né+\x1b[A\n→".encode())
    keyboard = PosixKeyboard(reading)
    assert [keyboard.read_text() for _ in range(6)] == [["N"], ["é"], ["+"], ["up"], ["\n"], ["→"]]
    os.close(writing)
    with pytest.raises(EOFError):
        keyboard.read_text()
    os.close(reading)
