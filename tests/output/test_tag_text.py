import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from voiceguide.output.tag_text import lyrics, one_line, picture_mime
from voiceguide.timeline import CaptionLine


@given(st.text())
def test_one_line_is_safe_everywhere(text: str) -> None:
    """Text made safe for one line has no control characters and no spaces at its ends, and can be encoded. Doing it
    twice changes nothing.
    """
    line = one_line(text)
    line.encode("utf-8")
    assert not any(unicodedata.category(sign) == "Cc" for sign in line)
    assert line == line.strip() == one_line(line)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"])))
def test_letters_are_kept(text: str) -> None:
    """Letters, figures and punctuation of any script stay as they are."""
    assert one_line(text) == text


def test_lyrics_is_a_line_each() -> None:
    """Each spoken line is one line of the lyrics, and lines without words are left out."""
    assert lyrics((CaptionLine("a\nb", 0, 1), CaptionLine(" ", 1, 2), CaptionLine("c", 2, 3))) == "a b\nc"


def test_kinds_of_pictures_are_distinguished() -> None:
    """A PNG picture is recognised by its first bytes."""
    assert picture_mime(b"\x89PNG\r\n") == "image/png"
    assert picture_mime(b"\xff\xd8\xff") == "image/jpeg"
