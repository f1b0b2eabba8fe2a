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
    """A listener's words are plain words, a fallback stands in for missing ones, and what is empty leaves no hole."""
    assert substitute(written, HERE, own_words(words)).text == spoken


def test_missing_words_name_their_line() -> None:
    """Without words and without a fallback there is nothing to say; the error has the line the variable stands on."""
    with pytest.raises(WordsMissingError) as caught:
        substitute("One two {dear}", HERE, {}, ((4, 9),))
    assert (caught.value.file, caught.value.line, caught.value.variable) == ("t.md", 9, "dear")


def test_lines_move_with_the_words() -> None:
    """After filling, every word still knows the line it was written on."""
    filled = substitute("Hi {name|you} there\\* {b|} more", HERE, {"name": "Adelaide"}, ((3, 8), (14, 9), (27, 10)))
    assert filled.text == "Hi Adelaide there more"
    assert [filled.line_at(filled.text.index(word), 7) for word in ("Hi", "Adelaide", "there", "more")] == [7, 8, 9, 10]


def test_own_words_come_as_pairs_or_as_a_map() -> None:
    """Both forms give the same, names in lower case and empty words left out."""
    assert own_words((("Name", "Ada "), ("dear", ""))) == own_words({"Name": "Ada ", "dear": ""}) == {"name": "Ada"}
