"""Texts as people have them, each with what a sensible reader would hear in it."""

import json
from typing import Any

import pytest

from tests.texts.heard import CASES, heard, lines, words
from voiceguide.script.model import Pause, Silence
from voiceguide.script.parser import parse
from voiceguide.texts.practice import read_file

NAMES = sorted(path.name.removesuffix(".expected.json") for path in CASES.glob("*.expected.json"))


def expected(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((CASES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return value


@pytest.mark.parametrize("name", NAMES)
def test_what_is_spoken_is_what_a_reader_would_hear(name: str) -> None:
    """The words in order, none that are not meant, the pauses within a quarter, and as many sentences as there are."""
    wanted = expected(name)
    read = read_file(CASES / name)
    found = heard(read.script)
    at = 0
    for phrase in wanted["says_in_order"]:
        place = found.find(phrase, at)
        assert place >= 0, phrase
        at = place + len(words(phrase))
    for phrase in wanted["never_says"]:
        assert not words(phrase) or found.find(phrase) < 0, phrase
    for pause in wanted["pauses"]:
        assert found.quiet_after(pause["after"]) == pytest.approx(pause["natural_s"], abs=pause["tolerance_s"]), pause
    assert wanted["min_sentences"] <= len(lines(read.script)) <= wanted["max_sentences"], lines(read.script)


@pytest.mark.parametrize("name", NAMES)
def test_title_sections_and_language_are_as_a_reader_would_name_them(name: str) -> None:
    """Headings without their lengths become sections, and the language is found from the words."""
    wanted = expected(name)
    script = read_file(CASES / name).script
    assert script.lang == wanted["lang"]
    assert wanted["title"] in (None, script.title)
    assert wanted["sections"] in (None, [section.title for section in script.sections if section.title])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_the_same_practice(name: str) -> None:
    """The text that `convert` writes is read as the practice itself, and its pauses can grow to most of an hour."""
    read = read_file(CASES / name)
    again = parse(read.text, file="out.md", name="out")
    assert (again.title, again.lang) == (read.script.title, read.script.lang)
    assert heard(again) == heard(read.script)
    assert lines(again) == lines(read.script)
    items = [item for section in again.sections for item in section.items]
    assert sum(item.length.greatest for item in items if isinstance(item, Pause | Silence)) >= 3000


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_without_a_word(name: str) -> None:
    """Each thing that is left out stands in the report, with its line and a reason."""
    report = read_file(CASES / name).report
    assert report is not None
    assert all(left.text and left.why and left.line >= 1 for left in report.left_out)
    assert len(report.as_lines()) >= 2 + len(report.left_out) + len(report.doubts)
    assert len(json.loads(json.dumps(report.as_json()))["left_out"]) == len(report.left_out)
