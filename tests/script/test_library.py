"""Where practices are found."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.script.texts import HEAD, script
from voiceguide.errors import PracticeNotFoundError, ScriptError
from voiceguide.script.library import Library, bundled_scripts, is_path, script_folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return folder(tmp_path / "own", "body-scan", "tea")


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return folder(tmp_path / "ours", "body-scan", "breathing", "not-alone")


def folder(path: Path, *names: str) -> Path:
    path.mkdir()
    for name in names:
        (path / f"{name}.md").write_text(HEAD.replace("T", f"{path.name} {name}") + "Words.", encoding="utf-8")
    return path


def test_names_come_from_all_folders(own: Path, ours: Path, tmp_path: Path) -> None:
    """Names are sorted; the earlier folder counts, and what it hides is said. A missing folder holds nothing."""
    library = Library((own, tmp_path / "missing", ours))
    assert library.names() == ("body-scan", "breathing", "not-alone", "tea")
    assert library.shadowed() == ("body-scan",)
    assert library.find("body-scan").title == "own body-scan"
    assert library.find("breathing").title == "ours breathing"
    assert {entry.name: entry.hides for entry in library.entries()}["body-scan"] == ours / "body-scan.md"


def test_other_files_are_no_practices(ours: Path) -> None:
    """Notes, hidden files, word lists and folders in a folder of scripts have no name."""
    for name in ("README.md", "readme.md", "_draft.md", ".hidden.md", "._body-scan.md", "words.txt"):
        (ours / name).write_text("notes", encoding="utf-8")
    (ours / "folder.md").mkdir()
    assert Library((ours,)).names() == ("body-scan", "breathing", "not-alone")


def test_names_may_have_other_capitals(ours: Path) -> None:
    """A name is found whatever its capitals."""
    assert Library((ours,)).find("Body-Scan").name == "body-scan"


@pytest.mark.parametrize("name", ["body-scn", "xyzzy", "", ".", "..", "body-scan\0", "a" * 5000, "body scan"])
def test_unknown_names_are_answered_with_near_ones(ours: Path, name: str) -> None:
    """An unknown name is an error that carries it, with the nearest names where there are any."""
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((ours,)).find(name)
    assert caught.value.name == name
    assert ("body-scan" in caught.value.near) == name.startswith("body")


def test_a_path_is_read(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has a slash or ends in .md is a path, and the ending may be left out after a slash."""
    library = Library(())
    assert library.find(str(own / "tea.md")).file == str(own / "tea.md")
    assert library.find(str(own / "tea")).title == "own tea"
    monkeypatch.chdir(own)
    assert library.find("tea.md").file == "tea.md"
    assert library.find("./tea").title == "own tea"


@pytest.mark.parametrize("name", ["te.md", "./te.md", "no/such/folder.md", "tea\0.md", "./" + "a" * 5000])
def test_a_path_without_a_file_is_unknown(own: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A path where nothing is names its neighbours that look like it."""
    monkeypatch.chdir(own)
    with pytest.raises(PracticeNotFoundError) as caught:
        Library(()).find(name)
    assert caught.value.name == name
    assert caught.value.near == (["tea.md"] if "te" in name[:5] else [])


def test_a_folder_is_no_practice(own: Path) -> None:
    """A folder that is named as a path is one mistake."""
    with pytest.raises(ScriptError) as caught:
        Library(()).find(f"{own}/")
    assert [mistake.code for mistake in caught.value.mistakes] == ["unreadable"]


def test_included_practices(own: Path, ours: Path, tmp_path: Path) -> None:
    """A script may include by a path relative to itself, by a name of the library, and by a neighbour's name."""
    library = Library((own, ours))
    here = folder(tmp_path / "here", "body-scan", "routine")
    outside = library.find(str(here / "routine.md"))
    assert library.included("body-scan", outside).title == "here body-scan"
    assert library.included("breathing", outside).title == "ours breathing"
    assert library.included("./body-scan.md", outside).title == "here body-scan"
    assert library.included("../own/tea", outside).title == "own tea"
    assert library.included("body-scan", library.find("breathing")).title == "own body-scan"
    with pytest.raises(PracticeNotFoundError):
        library.included("./tea", outside)
    with pytest.raises(PracticeNotFoundError):
        library.included("xyzzy", outside)


def test_one_file_has_one_path(own: Path) -> None:
    """A practice included in a roundabout way has the same file, so that circles are seen."""
    tea = Library((own,)).find(str(own / "tea.md"))
    assert Library((own,)).included("../own/./tea.md", tea).file == tea.file


def test_what_is_read_from_stdin_includes_from_the_library(ours: Path) -> None:
    """A script without a file of its own has no neighbours."""
    piped = replace(script(HEAD + "x"), file="<stdin>")
    assert script_folder(piped) == Path()
    assert Library((ours,)).included("breathing", piped).title == "ours breathing"


def test_our_own_practices_are_there() -> None:
    """The folder of bundled practices is found, and each of them is a script without mistakes."""
    library = Library((bundled_scripts(),))
    assert "self-compassion-break" in library.names()
    assert all(library.find(name).sections for name in library.names())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tea", False),
        ("tea.md", True),
        ("TEA.MD", True),
        ("tea.lrc", True),
        ("tea.mdown", True),
        ("a/b", True),
        ("a.b", False),
    ],
)
def test_paths_and_names(name: str, path: bool) -> None:
    """A path has a slash or the ending of a text of any form."""
    assert is_path(name) == path


@pytest.mark.parametrize("name", ["ours breathing", "OURS  Breathing", "Own tea"])
def test_titles_are_names_too(own: Path, ours: Path, name: str) -> None:
    """What a list shows as the title is found, in any case; a name goes before another practice's title."""
    library = Library((own, ours))
    assert library.find(name).title.casefold() == " ".join(name.split()).casefold()
    (own / "ours breathing.md").write_text(HEAD.replace("T", "Mine") + "Words.", encoding="utf-8")
    assert library.find("ours breathing").title == "Mine"


def test_a_misspelt_title_is_answered_with_the_name() -> None:
    """The nearest title's practice is offered by its name, which is shorter to type."""
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((bundled_scripts(),)).find("Winding down for the nigt")
    assert caught.value.near == ["bedtime-wind-down"]


def test_every_practice_of_ours_is_found_by_its_title() -> None:
    """`export "Body scan"` is what somebody types who has read the list."""
    library = Library((bundled_scripts(),))
    for name in library.names():
        assert library.find(library.find(name).title).name == name


def test_a_script_in_the_current_folder_is_found_without_its_ending(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`export my-practice` right after `new my-practice`; a practice of that name goes before the file."""
    here = folder(tmp_path / "here", "my-practice", "tea")
    monkeypatch.chdir(here)
    assert Library((own,)).find("my-practice").title == "here my-practice"
    assert Library((own,)).find("tea").title == "own tea"


def test_a_path_that_is_missing_is_reported_as_a_file(own: Path) -> None:
    """For a path the error speaks of a file, and not of a list of practices alone."""
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((own,)).find("./file.md")
    assert caught.value.file
    assert "there is no file ./file.md" in str(caught.value)


def test_a_name_like_that_of_a_script_in_the_current_folder_is_asked_after(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has just written my-practice.md and types my-practise is shown the file, and how to name it."""
    monkeypatch.chdir(folder(tmp_path / "here", "my-practice", "tea"))
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((own,)).find("my-practise")
    assert caught.value.near == ["./my-practice.md"]
