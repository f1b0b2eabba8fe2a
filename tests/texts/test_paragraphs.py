"""Paragraphs of a text that has no sign of Markdown: read here as the Markdown library reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.texts import _markdown
from voiceguide.texts._model import Passage

LINES = st.lists(
    st.sampled_from(["", " ", "\t", "Rest now.", "  and go", "(pause)", "[bell]", "\u00a0", "<b> is", "…"])
)


@given(LINES)
def test_they_are_those_of_the_library(lines: list[str]) -> None:
    """The same words from the same line on, whatever white space stands around them."""
    reader = _markdown._Passages([], 0)
    wanted = [passage for token in _markdown._tokens("\n".join(lines)) for passage in reader.completed_by(token)]
    assert list(_markdown._paragraphs(lines)) == wanted


@pytest.mark.parametrize(
    "mark", ["# Rest", "- rest", "1. rest", "> rest", "```", "a | b\n:--|--:\nc | d", "***", "  * rest"]
)
def test_what_is_more_than_a_paragraph_is_left_to_the_library(mark: str) -> None:
    """A heading, a list, a fence, a table or a rule is not read here."""
    found = _markdown.read_prose(f"Rest now.\n\n{mark}\n\nAnd go.\n", "text").passages
    assert found[0] == Passage("words", 1, "Rest now.")
    assert Passage("words", 3, mark.strip()) not in found
