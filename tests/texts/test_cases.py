"""Texts that people really have, each with what a sensible reader would read aloud."""

import json
from typing import Any

import pytest

from tests.texts.heard import CASES, heard, lines, read, words
from voiceguide.script.model import Pause, Silence
from voiceguide.script.parser import parse
from voiceguide.texts.practice import ReadText

NAMES = sorted(path.name.removesuffix(".expected.json") for path in CASES.glob("*.expected.json"))


def expected(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((CASES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return value


def practice_in(name: str) -> ReadText:
    """The practice that is read from the file with this name in the folder of cases."""
    return read((CASES / name).read_bytes(), name)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_spoken_is_what_a_reader_would_hear(name: str) -> None:
    """For each text, the expected phrases are spoken in order, the forbidden ones are not, the pauses are as long as
    expected within a tolerance, and the number of sentences is right.
    """
    wanted = expected(name)
    made = practice_in(name)
    found = heard(made.script)
    at = 0
    for phrase in wanted["says_in_order"]:
        place = found.find(phrase, at)
        assert place >= 0, phrase
        at = place + len(words(phrase))
    for phrase in wanted["never_says"]:
        assert not words(phrase) or found.find(phrase) < 0, phrase
    for pause in wanted["pauses"]:
        assert found.quiet_after(pause["after"]) == pytest.approx(pause["natural_s"], abs=pause["tolerance_s"]), pause
    assert wanted["min_sentences"] <= len(lines(made.script)) <= wanted["max_sentences"], lines(made.script)


@pytest.mark.parametrize("name", NAMES)
def test_title_sections_and_language_are_as_a_reader_would_name_them(name: str) -> None:
    """The title, the sections and the language of each text are the expected ones. A length in a heading is not part of
    the section's name.
    """
    wanted = expected(name)
    script = practice_in(name).script
    assert script.lang == wanted["lang"]
    assert wanted["title"] in (None, script.title)
    assert wanted["sections"] in (None, [section.title for section in script.sections if section.title])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_the_same_practice(name: str) -> None:
    """If the script that `convert` writes is read again, it is the same practice. Its pauses can grow to at least 50
    min in all.
    """
    made = practice_in(name)
    again = parse(made.text, file="out.md", name="out")
    assert (again.title, again.lang) == (made.script.title, made.script.lang)
    assert heard(again) == heard(made.script)
    assert lines(again) == lines(made.script)
    items = [item for section in again.sections for item in section.items]
    assert sum(item.length.greatest for item in items if isinstance(item, Pause | Silence)) >= 3000


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_without_a_word(name: str) -> None:
    """The report lists each part of the text that is left out, with its line and the reason."""
    report = practice_in(name).report
    assert report is not None
    assert all(left.text and left.why and left.line >= 1 for left in report.left_out)
    assert len(report.as_lines()) >= 2 + len(report.left_out) + len(report.doubts)
    assert len(json.loads(json.dumps(report.as_json()))["left_out"]) == len(report.left_out)
