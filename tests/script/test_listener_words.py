"""The listener's own words in a paragraph."""

import pytest

from voiceguide.errors import WordsMissingError
from voiceguide.script._words import own_words, substitute
from voiceguide.script.model import Place

HERE = Place("t.md", 7)


@pytest.mark.parametrize(
    ("written", "words", "spoken"),
    [
        ("Hello {name}.", {"name": "Ada"}, "Hello Ada."),
        ("Hello {Name}.", {"name": "Ada"}, "Hello Ada."),
        ("Hello {name|friend}.", {}, "Hello friend."),
        ("Hello {name|friend}.", {"name": "Ada"}, "Hello Ada."),
        ("Hello {name|friend}.", {"name": "  "}, "Hello friend."),
        ("Hello, {name|}.", {}, "Hello."),
        ("Hello {name|}, rest.", {}, "Hello, rest."),
        ("{name|}, rest.", {}, ", rest."),
        ("{name|} rest.", {}, "rest."),
        ("Rest {name|} now.", {}, "Rest now."),
        ("Rest {name|}", {}, "Rest"),
        ("{a|b}{c|d}", {}, "bd"),
        ("{a|it's *so* \\{good\\} \\* \\\\}", {}, "it's *so* {good}  \\"),
        ("{a}", {"a": "{b} *x* \n[5s]"}, "{b} x [5s]"),
        ("\\{name\\} \\* \\\\ 2", {"name": "Ada"}, "{name}  \\ 2"),
    ],
)
def test_filling(written: str, words: dict[str, str], spoken: str) -> None:
    """The listener's own words replace a variable as plain words, without markup. Without own words, its fallback is
    used; an empty fallback leaves no double space.
    """
    assert substitute(written, HERE, own_words(words)).text == spoken


def test_missing_words_name_their_line() -> None:
    """If a variable has neither own words nor a fallback, an error names its line."""
    with pytest.raises(WordsMissingError) as caught:
        substitute("One two {dear}", HERE, {}, ((4, 9),))
    assert (caught.value.file, caught.value.line, caught.value.variable) == ("t.md", 9, "dear")


def test_lines_move_with_the_words() -> None:
    """After own words are filled in, every word still has the line on which it was written."""
    filled = substitute("Hi {name|you} there\\* {b|} more", HERE, {"name": "Adelaide"}, ((3, 8), (14, 9), (27, 10)))
    assert filled.text == "Hi Adelaide there more"
    assert [filled.line_at(filled.text.index(word), 7) for word in ("Hi", "Adelaide", "there", "more")] == [7, 8, 9, 10]


def test_own_words_come_as_pairs_or_as_a_map() -> None:
    """Own words can be given as pairs or as a map, with the same result. Names become lower case, and empty words are
    left out.
    """
    assert own_words((("Name", "Ada "), ("dear", ""))) == own_words({"Name": "Ada ", "dear": ""}) == {"name": "Ada"}
