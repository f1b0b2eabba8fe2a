"""Where sentences end in the languages that we speak: a list to be read by people."""

from pathlib import Path

import pytest

from voiceguide.script.sentences import sentences

LIST = Path(__file__).with_name("sentence_ends.txt")
PARAGRAPHS = LIST.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("written", PARAGRAPHS)
def test_sentences_end_where_a_reader_ends_them(written: str) -> None:
    """Not after initials, ordinals and what is shortened, nor before what closes a quotation; else at each stop."""
    _, *parts = written.split("|")
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_the_list_has_enough_of_each_language() -> None:
    """English, German, French and Spanish."""
    languages = [line.partition("|")[0] for line in PARAGRAPHS]
    assert all(languages.count(language) >= 25 for language in ("en", "de", "fr", "es"))


def test_who_writes_without_capitals_has_sentences_too() -> None:
    """Where a text begins with a small letter, a full stop ends a sentence before one; an abbreviation never does."""
    text = "breathe in. breathe out, e.g. slowly. rest."
    assert [text[start:end] for start, end in sentences(text)] == ["breathe in.", "breathe out, e.g. slowly.", "rest."]
