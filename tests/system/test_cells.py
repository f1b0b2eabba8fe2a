"""Text on a terminal, measured in cells. The results are compared with those of `rich`, which has its own table of
Unicode.
"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from voiceguide.system.cells import cells, clipped, padded, wrapped

TITLES = ["雨の夜、静かに眠るための瞑想", "Ein stiller Abend", "Покой", "呼吸 and rest", "नमस्ते", "cafe\u0301", "夜❤️"]
LETTERS = st.text(st.sampled_from("ab é雨夜カ、。한🙂…–"), max_size=120)


@pytest.mark.parametrize("title", TITLES)
def test_cells_are_counted(title: str) -> None:
    """A text is as wide as `rich` says it is on a terminal. A text with joined letters of an Indian script may count as
    up to two cells wider.
    """
    assert cell_len(title) <= cells(title) <= cell_len(title) + 2 * (title == "नमस्ते")


@given(LETTERS, st.integers(4, 60))
@example("a、、、", 4)
def test_no_line_is_wider(text: str, width: int) -> None:
    """However a text is divided into lines, no line takes more cells than allowed, and no letter is lost."""
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(LETTERS, st.integers(4, 60), st.integers(0, 8))
def test_no_word_is_broken(text: str, width: int, indent: int) -> None:
    """If a text is divided into lines with `cut`, a word stays whole, or is shortened with an ellipsis if it is too
    long for a line. Wide letters, such as Japanese ones, may be separated.
    """
    lines = wrapped(text, width, cut=True, break_on_hyphens=False, subsequent_indent=" " * min(indent, width - 2))
    assert all(cell_len(line) <= width for line in lines)
    if text.isascii():
        assert {word for line in lines for word in line.split() if "…" not in word} <= set(text.split())


def test_a_cut_word_keeps_both_ends() -> None:
    """A path that is too long for a line keeps its beginning and its end, with an ellipsis between them. Thai text,
    which has no spaces, is broken over several lines and loses no letter.
    """
    assert wrapped("see /home/somebody/log.sqlite3 now", 14, cut=True, break_on_hyphens=False) == [
        "see",
        "/hom…g.sqlite3",
        "now",
    ]
    thai = "สวัสดีครับขอให้นอนหลับฝันดี"
    assert "".join(wrapped(thai, 10, cut=True)) == thai


@given(LETTERS, st.integers(8, 60))
def test_what_is_clipped_fits(text: str, width: int) -> None:
    """A text that fits stays whole; a longer one becomes its beginning and an ellipsis."""
    short = clipped(text, width)
    assert cell_len(short) <= width
    assert short == text or short.endswith("…")


@given(LETTERS)
def test_columns_stand_below_each_other(text: str) -> None:
    """Texts that are padded to the same width take the same number of cells on a terminal, whatever their letters."""
    assert cell_len(padded(text, 250)) == 250
