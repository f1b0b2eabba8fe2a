"""What terminals send, and which keys that is."""

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
    """Arrows in both of their forms, letters in either case; an unknown sequence swallows no key.

    Nor does it press any: F5 on the console of Linux ended the session, and a terminal's answer led to the ground.
    """
    assert decode(typed) == keys


def test_the_console_of_windows_begins_its_codes_in_its_own_way() -> None:
    """There \xe0 begins an arrow; elsewhere it is a letter of the French keyboard."""
    assert decode("\xe0H\x00Mq", console=True) == ["up", "right", "q"]


@pytest.mark.parametrize(
    ("typed", "cut"),
    [("\x1b", True), ("\x1b[", True), ("\x1bO", True), ("\x1b[1;5", True), ("\x1b[A", False), ("\x1bOA", False),
     ("q", False), ("", False), ("\x1b[Aq", False), ("\x1bq", False), ("\x1b[[", True), ("\x1b[[E", False),
     ("\x1b]11;rgb:1e", True), ("\x1b]11;rgb:1e\a", False), ("\x1b]11;rgb:1e\x1b\\", False)],
)  # fmt: skip
def test_a_sequence_that_is_cut_short_is_known(typed: str, cut: bool) -> None:
    """Input that ends inside a sequence is distinguished from input that ends with one."""
    assert is_incomplete(typed) is cut


@pytest.mark.parametrize(
    ("parts", "keys"), [(("\x1b", "[C"), ["right"]), (("\x1b[", "C"), ["right"]), (("\x1b",), ["escape"])]
)
def test_an_arrow_that_comes_in_parts_is_one_key(
    monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...], keys: list[str]
) -> None:
    """Over a slow line the rest of → comes later; it is neither lost nor taken for the key [. Escape alone is a key."""
    coming = iter(parts)
    keyboard = PosixKeyboard(0)
    monkeypatch.setattr(keyboard, "_typed", lambda timeout, most=256: next(coming, None))
    assert keyboard.read(10.0) == keys


def test_a_held_escape_key_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It repeats faster than the rest of a sequence is waited for: the session stood still until it was let go."""
    keyboard = PosixKeyboard(0)
    monkeypatch.setattr(keyboard, "_typed", lambda timeout, most=256: "\x1b")
    assert keyboard.read(10.0) == ["escape"]


def test_escape_is_no_letter_of_an_answer() -> None:
    """Pressed while an answer is typed, it adds no letter."""
    assert decode("\x1b", text=True) == []


def test_what_types_no_letter_is_no_part_of_an_answer() -> None:
    """Arrows, function keys and Escape at a prompt that takes a whole line."""
    assert letters("\x1b[B2\x1b[15~5\x1b \x1bOAm") == "25 m"


def test_every_key_of_the_help_has_a_name_of_its_own() -> None:
    """No key stands on the help twice."""
    keys = [key for names, _ in BINDINGS for key in names.split()]
    assert len(keys) == len(set(keys))


def test_an_answer_is_read_letter_by_letter() -> None:
    """Capitals stay, arrows have names, letters of several bytes are whole, and what was typed ahead waits its turn."""
    reading, writing = os.pipe()
    os.write(writing, "Né+\x1b[A\n→".encode())
    keyboard = PosixKeyboard(reading)
    assert [keyboard.read_text() for _ in range(6)] == [["N"], ["é"], ["+"], ["up"], ["\n"], ["→"]]
    os.close(writing)
    with pytest.raises(EOFError):
        keyboard.read_text()
    os.close(reading)
