import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.speech.engines.recorded import ID_LENGTH, file_name, line_id, same_words


@pytest.mark.parametrize(
    "other",
    [
        "Don't hurry - breathe in, now.",
        "  don’t   hurry – BREATHE in, now!",
        "“Don't hurry”… breathe *in*, now",
        "Don't hurry.\nBreathe in now 🙂",
    ],
)
def test_the_same_words_have_the_same_id(other: str) -> None:
    """Lines that differ only in quotes, dashes, case, white space, punctuation or emphasis have the same id."""
    assert line_id(other) == line_id("Don't hurry. Breathe in, now.")


@pytest.mark.parametrize("other", ["Breathe out.", "Breathe in now.", "Breathe.", "Breath ein.", "In, breathe."])
def test_other_words_have_another_id(other: str) -> None:
    """Lines with a word more, a word less or another order of words have different ids."""
    assert line_id(other) != line_id("Breathe in.")


def test_ids_do_not_change_from_version_to_version() -> None:
    """The ids of three lines are the same as in the first version, because people have named their
    recordings by them.
    """
    assert [line_id(text) for text in ("Breathe in.", "Café, naïve: 4-7-8", "你好")] == IDS


IDS = ["ra1rh1", "y15rv9", "3t5vgk"]


@given(st.text(max_size=60))
def test_every_text_has_an_id_and_a_name(text: str) -> None:
    """Any text has an id of fixed length, which depends on its words alone, and a valid file name that
    begins with it.
    """
    name = file_name(text)
    assert len(line_id(text)) == ID_LENGTH
    assert line_id(text) == line_id(same_words(text))
    assert name.startswith(line_id(text))
    assert name.endswith(".wav")
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert len(name.encode()) <= 255


def test_a_name_can_be_read() -> None:
    """The file name of a line contains its first words and ends with a whole word."""
    assert file_name("“You can *stop* at any time…”").endswith(" You can stop at any time.wav")
    long = file_name("la " * 60)
    assert long.endswith("la.wav")
    assert len(long) < 60


def test_a_thousand_lines_share_no_id() -> None:
    """A thousand lines that differ only in a number have a thousand different ids."""
    assert len({line_id(f"Image number {number}, a boat.") for number in range(1000)}) == 1000
