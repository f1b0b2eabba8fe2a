"""Writing a script as text."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.script.placeless import placeless
from tests.script.scripts import scripts
from tests.script.texts import HEAD, WHOLE, script
from voiceguide.script.model import Script
from voiceguide.script.parser import parse
from voiceguide.script.writer import write


def again(written: Script) -> Script:
    return parse(write(written), file=written.file, name=written.name)


def test_a_whole_script_comes_back() -> None:
    """A script that is written and parsed again is the same, apart from line numbers."""
    assert placeless(again(script(WHOLE))) == placeless(script(WHOLE))


def test_what_is_written_reads_well() -> None:
    """A script is written in the short forms that a person would use: `[pause 5 sec]` becomes `[5s]`."""
    text = HEAD + "# A {for=sleep optional}\nOne. [pause 5 sec]\n\nTwo. [10s to 40s] [silence 1:30]\n> Back.\n"
    assert write(script(text)) == (
        "---\ntitle: T\n---\n\n# A {optional for=sleep}\nOne. [5s]\n\nTwo. [10s-40s]\n\n[silence 1m30s]\n\n> Back.\n"
    )


def test_plain_signs_stay_plain() -> None:
    """Signs that are plain words in a script, such as "[5s]" after backslashes, are still plain words after the script
    is written and parsed again.
    """
    body = "\\# one\n\n\\> two\n\n\\- three\n\n1\\. four\n\n\\[5s\\] \\{keep\\} \\* \\_a\\_ \\<!-- five \\\\ --> [5s]\n"
    assert placeless(again(script(HEAD + body))) == placeless(script(HEAD + body))


@pytest.mark.parametrize("words", ["2*3 and 4*5", "00**0 and 00**0", "*soft* and 2*3"])
def test_asterisks_between_digits_are_no_emphasis(words: str) -> None:
    """Asterisks between digits, as in 2*3, are still no emphasis after a script is written and parsed again."""
    read = script(f"{HEAD}{words} [5s]\n")
    assert placeless(again(read)) == placeless(read)
    assert write(again(read)) == write(read)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scripts)
def test_every_script_comes_back(written: Script) -> None:
    """parse(write(script)) is the script, apart from line numbers, and writing it again gives the same text."""
    settled = again(written)
    assert placeless(again(settled)) == placeless(settled)
    assert write(again(settled)) == write(settled)
    assert placeless(settled) == placeless(written)
