"""The examples and messages in docs/script-format.md are right."""

import re
from pathlib import Path

import pytest

from tests.script.texts import HEAD, mistakes, script
from voiceguide.script._front_matter import KEYS
from voiceguide.script._inline import ATTRIBUTES
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.outliner import Listener, outline

TEXT = (Path(__file__).parents[2] / "docs" / "script-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
DIRECTIVES = ("pause", "silence", "breathe", "repeat", "end", "bell", "practice", "sound")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_script(example: str) -> None:
    """Each example can be parsed, as it is or below a title."""
    assert script(example if example.startswith("---\n") else HEAD + example).sections


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_heard(example: str, tmp_path: Path) -> None:
    """Each example can be played if the files that it names are beside it."""
    (pictures,) = [other for other in EXAMPLES if "title: Pictures" in other]
    (tmp_path / "pictures.md").write_text(pictures, encoding="utf-8")
    (tmp_path / "it.md").write_text(example if example.startswith("---\n") else HEAD + example, encoding="utf-8")
    library = Library((bundled_scripts(),))
    heard = outline(library.find(str(tmp_path / "it.md")), Listener(), library.included)
    assert heard.parts


def test_everything_is_shown_in_an_example() -> None:
    """Every directive, attribute and key of the front matter is in an example."""
    examples = "\n".join(EXAMPLES)
    for directive in DIRECTIVES:
        assert re.search(rf"\[{directive}\b", examples), directive
    for attribute in ATTRIBUTES:
        assert re.search(rf"^# .*\{{.*\b{attribute}\b", examples, re.MULTILINE) or attribute == "keep", attribute
    for key in KEYS:
        assert re.search(rf"^{key}:", examples, re.MULTILINE), key
        assert f"`{key}`" in TEXT, key


def test_the_mistakes_shown_are_the_ones_reported() -> None:
    """The chapter on mistakes shows exactly the messages that are printed."""
    shown = re.search(r"^```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert shown
    found = mistakes(HEAD + "[pauze 5s]\n[5]\n[repeat 2]\nx\n")
    assert [line.split(": ", 1)[1] for line in shown[1].splitlines()] == [mistake.message for mistake in found]
