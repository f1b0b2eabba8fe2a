"""Texts from real life in every form, compared with what a careful reader would read aloud."""

import pytest

from tests.texts.heard import heard, read, words
from tests.texts.wild import (
    chats,
    data,
    documents,
    encodings,
    exports,
    languages,
    marked,
    met,
    pages,
    pauses,
    plain,
    timed,
)
from tests.texts.wild.expecting import Wild
from voiceguide.check import CheckContext, check
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.parser import parse
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import estimate

TEXTS = [
    *plain.TEXTS,
    *pauses.TEXTS,
    *encodings.TEXTS,
    *chats.TEXTS,
    *languages.TEXTS,
    *marked.TEXTS,
    *timed.TEXTS,
    *data.TEXTS,
    *documents.TEXTS,
    *met.TEXTS,
    *pages.TEXTS,
    *exports.TEXTS,
]


CONTEXT = CheckContext(
    find=Library((bundled_scripts(),)).included,
    durations=lambda spoken: {one: estimate(one, VoiceChoice("fake", "")) for one in spoken},
    background_problem=lambda name: "",
    voice_problem=lambda name: "",
)


@pytest.mark.parametrize("wild", TEXTS, ids=str)
def test_what_a_careful_reader_would_hear_is_spoken(wild: Wild) -> None:
    """For each text, the expected phrases are spoken in order, the forbidden ones are not, and the pauses are as long
    as expected, give or take a quarter.
    """
    script = read(wild.text, wild.name).script
    found = heard(script)
    at = 0
    for phrase in wild.says:
        place = found.find(phrase, at)
        assert place >= 0, (phrase, found.words)
        at = place + len(words(phrase))
    for phrase in wild.never:
        assert found.find(phrase) < 0, phrase
        assert phrase.isascii() or phrase not in "".join(found.words), phrase
    for after, seconds in wild.pauses.items():
        assert found.quiet_after(after) == pytest.approx(seconds, rel=0.25), after
    assert script.lang == wild.lang
    assert wild.title in (None, script.title)
    assert wild.sections in (None, [section.title for section in script.sections if section.title])


@pytest.mark.parametrize("wild", TEXTS, ids=str)
def test_what_is_written_is_the_same_practice_without_mistakes(wild: Wild) -> None:
    """The text that `convert` writes gives the same words and pauses, and `check` finds nothing worse than warnings."""
    found = read(wild.text, wild.name)
    again = parse(found.text, file="out.md", name="out")
    assert (again.title, again.lang) == (found.script.title, found.script.lang)
    assert heard(again) == heard(found.script)
    assert [section.title for section in again.sections] == [section.title for section in found.script.sections]
    assert [one for one in check(again, CONTEXT) if one.severity == "error"] == []
