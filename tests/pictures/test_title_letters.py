import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageFont

from voiceguide.pictures import cover as lettering
from voiceguide.pictures.cover import draw_title, drawable

SIDE = 400


def inked(title: str, subtitle: str | None = None) -> NDArray[np.bool_]:
    """Draw a title and a subtitle on a plain picture. The result is True for each pixel that has a letter or its
    shadow.
    """
    picture = Image.new("RGB", (SIDE, SIDE), (60, 80, 90))
    draw_title(picture, title, subtitle)
    letters: NDArray[np.bool_] = (np.asarray(picture) != (60, 80, 90)).any(axis=2)
    return letters


@pytest.mark.parametrize("title", ["I", "Breathing", "A self-compassion break", "on and on " * 40, "Donaudampf" * 30])
def test_letters_stay_on_the_picture(title: str) -> None:
    """The letters of any title are inside the margins, in the lower part, and centred."""
    rows, columns = np.nonzero(inked(title, "10 minutes"))
    assert columns.min() > 0.05 * SIDE
    assert columns.max() < 0.95 * SIDE
    assert rows.min() > 0.5 * SIDE
    assert rows.max() < SIDE - 4
    assert (columns.min() + columns.max()) / 2 == pytest.approx(SIDE / 2, abs=0.02 * SIDE)


def test_short_titles_are_large() -> None:
    """A title of a single letter is large, and a long title takes more height in all."""
    heights = [np.ptp(np.nonzero(inked(title))[0]) for title in ("H", "Hello there " * 10)]
    assert heights[0] > 0.07 * SIDE
    assert heights[1] > heights[0]


def test_what_no_font_has_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """If no font on the machine has the letters of a title, no title is drawn, and no boxes in place of its letters.
    The subtitle is still drawn.
    """
    monkeypatch.setattr(lettering, "_SYSTEM_FONTS", ("no-such-font.ttf",))
    assert not inked("心を休める").any()
    assert not inked("Nåde").any()
    assert inked("心を休める", "5 min").any()


def test_a_system_font_that_has_the_letters_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters that Pillow's font lacks are drawn with the first system font that has them. Fonts that are missing are
    skipped.
    """
    asked: list[str] = []
    own = ImageFont.truetype

    def found(name: object, size: float, **layout: object) -> ImageFont.FreeTypeFont:
        if not isinstance(name, str):
            return own(name, size, **layout)  # type: ignore[arg-type]
        asked.append(name)
        if name == "missing.ttf":
            raise OSError
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont)
        return font

    monkeypatch.setattr(lettering, "_SYSTEM_FONTS", ("missing.ttf", "there.ttf"))
    monkeypatch.setattr(ImageFont, "truetype", found)
    monkeypatch.setattr(lettering, "_has_all", lambda font, text: bool(asked))
    assert inked("Nåde").any()
    assert set(asked) == {"missing.ttf", "there.ttf"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sea 🌊 and sky", "Sea and sky"),
        ("Rest — now", "Rest - now"),
        ("a\u0301", "á"),
        ("❤️", ""),
        ("سلام", ""),
        ("नमस्ते", ""),
        ("שלום", ""),
        ("日本", "日本"),
        (" a \n b ", "a b"),
    ],
)
def test_drawable(text: str, shown: str) -> None:
    """Emoji are left out, dashes become plain, and writing systems that need shaping are not drawn."""
    assert drawable(text) == shown


@given(st.text(max_size=60))
def test_drawable_is_stable(text: str) -> None:
    """Applying `drawable` to its own result changes nothing."""
    assert drawable(drawable(text)) == drawable(text)


@given(st.lists(st.text(alphabet="abcW-", min_size=1, max_size=30), min_size=1, max_size=12))
def test_no_letter_is_lost(words: list[str]) -> None:
    """A title that is broken into lines keeps all its letters in order, and each line fits the width."""
    font = ImageFont.load_default(20)
    assert isinstance(font, ImageFont.FreeTypeFont)
    text = " ".join(word for word in words if word != "-") or "a"
    lines = lettering._balanced(text, font, 150)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(font.getlength(line) <= 150 for line in lines)
