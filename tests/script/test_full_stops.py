"""The ends of sentences in several languages, tested with a list of sentences that speakers of these languages can
check.
"""

from pathlib import Path

import pytest

from voiceguide.script.sentences import sentences

LIST = Path(__file__).with_name("sentence_ends.txt")
PARAGRAPHS = LIST.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("written", PARAGRAPHS)
def test_sentences_end_where_a_reader_ends_them(written: str) -> None:
    """A full stop ends a sentence, except after initials, ordinals and abbreviations, or before the end
    of a quotation.
    """
    _, *parts = written.split("|")
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_the_list_has_enough_of_each_language() -> None:
    """The list has enough sentences in English, German, French and Spanish."""
    languages = [line.partition("|")[0] for line in PARAGRAPHS]
    assert all(languages.count(language) >= 25 for language in ("en", "de", "fr", "es"))


def test_who_writes_without_capitals_has_sentences_too() -> None:
    """In a text without capitals, a full stop before a small letter ends a sentence, unless it belongs to an
    abbreviation such as "e.g.".
    """
    text = "breathe in. breathe out, e.g. slowly. rest."
    assert [text[start:end] for start, end in sentences(text)] == ["breathe in.", "breathe out, e.g. slowly.", "rest."]
