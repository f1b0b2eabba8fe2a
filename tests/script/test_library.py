"""The library: where practices are found."""

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
    """A library lists the practices of all its folders in alphabetical order. If two folders have the same name, the
    first folder's practice is used and the other is reported as hidden. A missing folder counts as empty.
    """
    library = Library((own, tmp_path / "missing", ours))
    assert library.names() == ("body-scan", "breathing", "not-alone", "tea")
    assert library.shadowed() == ("body-scan",)
    assert library.find("body-scan").title == "own body-scan"
    assert library.find("breathing").title == "ours breathing"
    assert {entry.name: entry.hides for entry in library.entries()}["body-scan"] == ours / "body-scan.md"


def test_other_files_are_no_practices(ours: Path) -> None:
    """In a folder of scripts, a README, files that begin with a dot or an underscore, other kinds of files and folders
    are not practices.
    """
    for name in ("README.md", "readme.md", "_draft.md", ".hidden.md", "._body-scan.md", "words.txt"):
        (ours / name).write_text("notes", encoding="utf-8")
    (ours / "folder.md").mkdir()
    assert Library((ours,)).names() == ("body-scan", "breathing", "not-alone")


def test_names_may_have_other_capitals(ours: Path) -> None:
    """A practice is found by its name whether the name is typed with capitals or without."""
    assert Library((ours,)).find("Body-Scan").name == "body-scan"


@pytest.mark.parametrize("name", ["body-scn", "xyzzy", "", ".", "..", "body-scan\0", "a" * 5000, "body scan"])
def test_unknown_names_are_answered_with_near_ones(ours: Path, name: str) -> None:
    """The error for an unknown name contains the name, and similar names if there are any."""
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((ours,)).find(name)
    assert caught.value.name == name
    assert ("body-scan" in caught.value.near) == name.startswith("body")


def test_a_path_is_read(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A practice can be given as a path: with a slash, with or without `.md` at its end; or without a slash, with
    `.md`.
    """
    library = Library(())
    assert library.find(str(own / "tea.md")).file == str(own / "tea.md")
    assert library.find(str(own / "tea")).title == "own tea"
    monkeypatch.chdir(own)
    assert library.find("tea.md").file == "tea.md"
    assert library.find("./tea").title == "own tea"


@pytest.mark.parametrize("name", ["te.md", "./te.md", "no/such/folder.md", "tea\0.md", "./" + "a" * 5000])
def test_a_path_without_a_file_is_unknown(own: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """If there is no file at a path, the error names similar files beside it."""
    monkeypatch.chdir(own)
    with pytest.raises(PracticeNotFoundError) as caught:
        Library(()).find(name)
    assert caught.value.name == name
    assert caught.value.near == (["tea.md"] if "te" in name[:5] else [])


def test_a_folder_is_no_practice(own: Path) -> None:
    """If the path of a practice leads to a folder, the error has one mistake: the file cannot be read."""
    with pytest.raises(ScriptError) as caught:
        Library(()).find(f"{own}/")
    assert [mistake.code for mistake in caught.value.mistakes] == ["unreadable"]


def test_included_practices(own: Path, ours: Path, tmp_path: Path) -> None:
    """A script may include a practice by a relative path, by its name in the library, or by the name of a file beside
    it.
    """
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
    """If a practice is included by another path to the same file, its `file` is still the same. So a practice that
    includes itself is noticed.
    """
    tea = Library((own,)).find(str(own / "tea.md"))
    assert Library((own,)).included("../own/./tea.md", tea).file == tea.file


def test_what_is_read_from_stdin_includes_from_the_library(ours: Path) -> None:
    """A script from standard input can include practices of the library, but no files beside it."""
    piped = replace(script(HEAD + "x"), file="<stdin>")
    assert script_folder(piped) == Path()
    assert Library((ours,)).included("breathing", piped).title == "ours breathing"


def test_our_own_practices_are_there() -> None:
    """The folder of bundled practices is found, and each of them can be read without mistakes."""
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
    """A text counts as a path if it contains a slash or ends like a file of any form that can be read. Any other text
    is a name.
    """
    assert is_path(name) == path


@pytest.mark.parametrize("name", ["ours breathing", "OURS  Breathing", "Own tea"])
def test_titles_are_names_too(own: Path, ours: Path, name: str) -> None:
    """A practice is found by its title, with or without capitals. If another practice has these words as its name, that
    one is found instead.
    """
    library = Library((own, ours))
    assert library.find(name).title.casefold() == " ".join(name.split()).casefold()
    (own / "ours breathing.md").write_text(HEAD.replace("T", "Mine") + "Words.", encoding="utf-8")
    assert library.find("ours breathing").title == "Mine"


def test_a_misspelt_title_is_answered_with_the_name() -> None:
    """For a misspelt title, the name of the practice with the most similar title is suggested, because it is shorter to
    type.
    """
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((bundled_scripts(),)).find("Winding down for the nigt")
    assert caught.value.near == ["bedtime-wind-down"]


def test_every_practice_of_ours_is_found_by_its_title() -> None:
    """Every bundled practice is found by the title that the list shows, as in `export "Body scan"`."""
    library = Library((bundled_scripts(),))
    for name in library.names():
        assert library.find(library.find(name).title).name == name


def test_a_script_in_the_current_folder_is_found_without_its_ending(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script in the current folder is found without `.md`, as in `export my-practice`. If the library has a practice
    of that name, that one is found instead.
    """
    here = folder(tmp_path / "here", "my-practice", "tea")
    monkeypatch.chdir(here)
    assert Library((own,)).find("my-practice").title == "here my-practice"
    assert Library((own,)).find("tea").title == "own tea"


def test_a_path_that_is_missing_is_reported_as_a_file(own: Path) -> None:
    """If a path leads to no file, the error says that there is no such file."""
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((own,)).find("./file.md")
    assert caught.value.file
    assert "there is no file ./file.md" in str(caught.value)


def test_a_name_like_that_of_a_script_in_the_current_folder_is_asked_after(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If somebody misspells the name of a script in the current folder, the error suggests the path of that script."""
    monkeypatch.chdir(folder(tmp_path / "here", "my-practice", "tea"))
    with pytest.raises(PracticeNotFoundError) as caught:
        Library((own,)).find("my-practise")
    assert caught.value.near == ["./my-practice.md"]
