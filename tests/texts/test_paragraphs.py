"""Texts without any sign of Markdown. Our own code divides them into paragraphs, in the same way as the Markdown
library.
"""

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
    """Our own code and the Markdown library find the same paragraphs on the same lines, whatever white space is around
    them.
    """
    reader = _markdown._Passages([], 0)
    wanted = [passage for token in _markdown._tokens("\n".join(lines)) for passage in reader.completed_by(token)]
    assert list(_markdown._paragraphs(lines)) == wanted


@pytest.mark.parametrize(
    "mark", ["# Rest", "- rest", "1. rest", "> rest", "```", "a | b\n:--|--:\nc | d", "***", "  * rest"]
)
def test_what_is_more_than_a_paragraph_is_left_to_the_library(mark: str) -> None:
    """If a text has a heading, a list, a quotation, a code fence, a table or a rule, the Markdown library reads it
    instead of our own code.
    """
    found = _markdown.read_prose(f"Rest now.\n\n{mark}\n\nAnd go.\n", "text").passages
    assert found[0] == Passage("words", 1, "Rest now.")
    assert Passage("words", 3, mark.strip()) not in found
