"""Text on a terminal, by the cells it takes. rich, which has its own table of Unicode, is asked what is right."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from voiceguide.system.cells import cells, clipped, padded, wrapped

TITLES = ["雨の夜、静かに眠るための瞑想", "Ein stiller Abend", "Покой", "呼吸 and rest", "नमस्ते", "cafe\u0301", "夜❤️"]
LETTERS = st.text(st.sampled_from("ab é雨夜カ、。한🙂…–"), max_size=120)


@pytest.mark.parametrize("title", TITLES)
def test_cells_are_counted(title: str) -> None:
    """As a terminal counts them, or a few more where it puts signs of India together."""
    assert cell_len(title) <= cells(title) <= cell_len(title) + 2 * (title == "नमस्ते")


@given(LETTERS, st.integers(4, 60))
@example("a、、、", 4)
def test_no_line_is_wider(text: str, width: int) -> None:
    """Broken anywhere, no line takes more cells than there are, and no letter is lost."""
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(LETTERS, st.integers(4, 60), st.integers(0, 8))
def test_no_word_is_broken(text: str, width: int, indent: int) -> None:
    """Cut, every word is whole or has an ellipsis; wide letters stand by themselves."""
    lines = wrapped(text, width, cut=True, break_on_hyphens=False, subsequent_indent=" " * min(indent, width - 2))
    assert all(cell_len(line) <= width for line in lines)
    if text.isascii():
        assert {word for line in lines for word in line.split() if "…" not in word} <= set(text.split())


def test_a_cut_word_keeps_both_ends() -> None:
    """The end of a path is its file's name. What is written without spaces is broken, and no letter is lost."""
    assert wrapped("see /home/somebody/log.sqlite3 now", 14, cut=True, break_on_hyphens=False) == [
        "see",
        "/hom…g.sqlite3",
        "now",
    ]
    thai = "สวัสดีครับขอให้นอนหลับฝันดี"
    assert "".join(wrapped(thai, 10, cut=True)) == thai


@given(LETTERS, st.integers(8, 60))
def test_what_is_clipped_fits(text: str, width: int) -> None:
    """Whole, or its beginning and an ellipsis."""
    short = clipped(text, width)
    assert cell_len(short) <= width
    assert short == text or short.endswith("…")


@given(LETTERS)
def test_columns_stand_below_each_other(text: str) -> None:
    """Padded texts are equally wide."""
    assert cell_len(padded(text, 250)) == 250
