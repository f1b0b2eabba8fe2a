"""The background of a session for sleep."""

from pathlib import Path

import pytest

from voiceguide.config import Folders
from voiceguide.script.model import SessionKind
from voiceguide.script.parser import parse
from voiceguide.session.backgrounds import Backgrounds, backgrounds_for
from voiceguide.session.request import Request
from voiceguide.sound._gentle_bed import GentleBed


def chosen(folder: Path, asked: SessionKind | None, written: str = "") -> Backgrounds:
    """The backgrounds of a session. `asked` is the kind that the listener asks for. `written` is the line of the script
    that gives its kind, or empty.
    """
    script = parse(f"---\ntitle: T\n{written}---\nRest.\n", file="t.md", name="t")
    folders = Folders(config=folder, scripts=folder, sounds=folder, cache=folder)
    return backgrounds_for(
        script, Request(session=asked, background="none"), folders=folders, progress=lambda *of: None
    )


@pytest.mark.parametrize(
    ("asked", "written", "gentle"),
    [(None, "", False), ("sleep", "", True), (None, "for: sleep\n", True), ("day", "for: sleep\n", False)],
)
def test_at_night_nothing_in_it_begins_suddenly(
    tmp_path: Path, asked: SessionKind | None, written: str, gentle: bool
) -> None:
    """If the script or the listener asks for a session for sleep, its background has no sudden sounds. A listener who
    asks for a day session gets the plain one, whatever the script says. The same name always gives the same bed.
    """
    over = chosen(tmp_path, asked, written)
    assert isinstance(over.bed("none"), GentleBed) is gentle
    assert over.bed("none") is over.bed("none")
