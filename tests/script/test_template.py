"""The script that `new` writes."""

import pytest

from voiceguide.script.library import new_script
from voiceguide.script.outliner import Listener, outline, utterances
from voiceguide.script.parser import parse


@pytest.mark.parametrize(
    ("name", "title"),
    [("my-practice", "My practice"), ("evening", "Evening"), ("", "My practice"), ("#1: {x}", "#1: {x}"), ('"', '"')],
)
def test_it_is_a_practice(name: str, title: str) -> None:
    """Whatever its name, the new script can be parsed. It has that name as its title, and words and a closing both by
    day and at night.
    """
    script = parse(new_script(name), file="new.md", name="new")
    assert script.title == title
    for session in ("day", "sleep"):
        outlined = outline(script, Listener(session=session), lambda name, within: within)
        assert outlined.parts[0].title == "Arriving"
        assert len(utterances(outlined)) > 8
