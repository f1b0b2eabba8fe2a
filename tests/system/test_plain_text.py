"""White space and line ends of plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.system.plain_text import CONTROL, collapsed, in_any_case, with_line_feeds


@given(st.text())
def test_collapsed_text_is_its_words_with_single_spaces(text: str) -> None:
    """Collapsing white space loses and changes no word. Collapsing it twice is the same as once."""
    assert collapsed(text).split() == text.split()
    assert collapsed(collapsed(text)) == collapsed(text)
    assert not collapsed(text).startswith(" ")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_the_lines_of_any_system_are_the_same(ends: str) -> None:
    """Line ends of every system are read alike, and an empty line stays one empty line."""
    assert with_line_feeds(ends.join(["one", "", "two", ""])) == "one\n\ntwo\n"


def test_white_space_is_no_control_character() -> None:
    """White space and letters of any language are no control characters. A null character and half of a surrogate pair
    are.
    """
    assert not CONTROL.search("a\tb\nc\r\x0b\x0cé\u2028日")
    assert len(CONTROL.findall("\x00\x1b\x7f\ud800")) == 4


@pytest.mark.parametrize(("name", "found"), [("rain", "rain"), ("Rain", "Rain"), ("RAIN", "Rain"), ("rein", None)])
def test_a_name_is_found_in_any_case(name: str, found: str | None) -> None:
    """The exact name is found first, wherever it is in the list; otherwise, the first name that differs only in upper
    and lower case.
    """
    assert in_any_case(name, ["Rain", "rain", "ocean"]) == found
