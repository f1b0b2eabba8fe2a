"""The folder into which a recording is converted: when it may be replaced, and what is never deleted."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.test_files import without_privileges
from voiceguide.errors import FileThereError, FolderError
from voiceguide.recording._folder import new_folder, require_free

RECORDING = Path("talk.mp3")


def filled(folder: Path, *, force: bool = False) -> None:
    """Make a folder as `convert` does."""
    with new_folder(folder, RECORDING, force=force) as made:
        (made / "pieces" / "gaps").mkdir(parents=True)
        for name in ("recording.json", "room.flac", "0001 at 0-03.flac", "12345 at 3-59-07.flac", "gaps/0000.flac"):
            (made / "pieces" / name).touch()
        (made / f"{folder.name}.md").write_text("script")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    filled(tmp_path / "out (1)")
    return tmp_path / "out (1)"


def beside(out: Path) -> list[str]:
    """The names of all files and folders in the parent of `out`, including `out`."""
    return [path.name for path in out.parent.iterdir()]


def ended() -> int:
    """The process id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_convert_made_is_replaced_with_force_only(out: Path) -> None:
    """With --force, everything that `convert` made is replaced, even a script that was edited. No other file is left
    there.
    """
    (out / f"{out.name}.md").write_text("my own words")
    with pytest.raises(FileThereError):
        require_free(out, RECORDING, force=False)
    filled(out, force=True)
    assert (out / f"{out.name}.md").read_text() == "script"
    assert beside(out) == [out.name]


@pytest.mark.parametrize(
    "name",
    ["talk.mp3", "short.mp3", "notes.md", "pieces/notes.txt", "pieces/gaps/1.flac", "pieces/0001 at 0-03.flac.asd",
     "pieces/gaps/mine/", "mine/", "out (1).md~"],
)  # fmt: skip
def test_what_convert_did_not_make_is_never_deleted(out: Path, name: str) -> None:
    """A file that `convert` did not make is named in the error and never deleted, with or without --force."""
    path = out / name
    path.mkdir() if name.endswith("/") else path.touch()
    for force in (False, True):
        with pytest.raises(FolderError) as caught:
            require_free(out, RECORDING, force=force)
        assert caught.value.reason.startswith(f"it also holds {name.rstrip('/')}; move that away, or name a folder")
    with pytest.raises(FolderError):
        filled(out, force=True)
    assert path.exists()
    assert beside(out) == [out.name]


def test_what_comes_while_pieces_are_cut_stays(out: Path) -> None:
    """A file that somebody puts into the folder during the work is not deleted."""
    making = new_folder(out, RECORDING, force=True)
    making.__enter__()
    for name in ("notes", "talk.mp3"):
        (out / name).touch()
    with pytest.raises(FolderError, match="it also holds notes and 1 more; move them away"):
        making.__exit__(None, None, None)
    assert {path.name for path in out.iterdir()} == {"notes", "talk.mp3", "pieces", f"{out.name}.md"}


def test_what_file_browsers_leave_is_not_in_the_way(out: Path) -> None:
    """Hidden files of file browsers do not prevent a replacement, because nobody knows that they exist."""
    (out / ".DS_Store").touch()
    (out / "pieces" / "Thumbs.db").touch()
    filled(out, force=True)
    assert not (out / ".DS_Store").exists()


def test_a_piece_does_not_replace_its_own_folder(out: Path) -> None:
    """If the recording to convert is itself a piece in the folder that would be replaced, the folder is not replaced,
    even if the recording is given as a symbolic link.
    """
    piece = out / "pieces" / "0001 at 0-03.flac"
    (out.parent / "link.flac").symlink_to(piece)
    for recording in (piece, out.parent / "link.flac"):
        with pytest.raises(FolderError, match="the recording itself is in this folder"):
            require_free(out, recording, force=True)


def without_renaming(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Make renaming fail for paths with these names."""
    rename = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.name in names:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", refuse)


def test_a_folder_that_cannot_be_replaced_is_put_back(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the new folder cannot get its name, the old folder gets its name back."""
    (out / f"{out.name}.md").write_text("my own words")
    without_renaming(monkeypatch, "new")
    with pytest.raises(FolderError):
        filled(out, force=True)
    assert (out / f"{out.name}.md").read_text() == "my own words"
    assert beside(out) == [out.name]


def test_what_cannot_be_put_back_is_kept_and_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the new folder cannot get its name and the old one cannot get it back, the error says where the old folder is,
    and no later run deletes it.
    """
    with monkeypatch.context() as patch:
        without_renaming(patch, "new", "old")
        with pytest.raises(FolderError) as caught:
            filled(out, force=True)
    place = Path(caught.value.reason.rpartition(" are now in ")[2]).parent
    left = place.with_name(re.sub(r"\d+", str(ended()), place.name, count=1))
    place.rename(left)
    filled(out)
    assert (left / "old" / f"{out.name}.md").read_text() == "script"


def test_what_killed_processes_left_is_swept(tmp_path: Path) -> None:
    """Pieces that a killed process left are removed by the next run. Those of a running process stay."""
    left = tmp_path / f".voiceguide-part-{ended()}-abc"
    ours = tmp_path / f".voiceguide-part-{os.getpid()}-abc"
    for folder in (left, ours):
        (folder / "new" / "pieces").mkdir(parents=True)
    filled(tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"out", ours.name}


@pytest.mark.parametrize("length", [253, 300])
def test_a_name_that_is_too_long_is_reported(tmp_path: Path, length: int) -> None:
    """A folder name that is too long is refused before any work begins, even if only the name of the script in it,
    which is the same with `.md`, would be too long.
    """
    filled(tmp_path / ("a" * 252))
    out = tmp_path / ("b" * length)
    with pytest.raises(FolderError) as caught:
        require_free(out, RECORDING, force=False)
    assert caught.value.folder == out
    assert beside(out) == ["a" * 252]


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode on Windows")
def test_a_name_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    """A folder name that is not UTF-8 is refused, because no sound file could be written there."""
    with pytest.raises(FolderError, match="its name has characters that cannot be written"):
        require_free(tmp_path / os.fsdecode(b"caf\xe9"), RECORDING, force=False)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another thing on Windows")
def test_a_folder_without_permission_is_reported(out: Path) -> None:
    """A folder that cannot be read is refused, and so is a new folder inside one that cannot be written to."""
    out.chmod(0o000)
    with without_privileges(), pytest.raises(FolderError):
        require_free(out, RECORDING, force=True)
    out.parent.chmod(0o500)
    with without_privileges(), pytest.raises(FolderError):
        require_free(out.parent / "new", RECORDING, force=False)
