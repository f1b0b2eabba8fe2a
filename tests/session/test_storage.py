import os
from pathlib import Path

import pytest

from voiceguide.config import Folders, folders
from voiceguide.session import storage
from voiceguide.session.storage import clear, stored_files, usable_folders


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """New paths for the settings, the data, the cache and temporary files, only for one test."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    return folders(
        {
            "VOICEGUIDE_DATA": str(tmp_path / "data"),
            "VOICEGUIDE_CACHE": str(tmp_path / "cache"),
            "VOICEGUIDE_CONFIG": str(tmp_path / "config.toml"),
        }
    )


def filled(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 100)


def test_a_cache_that_takes_files_is_used(here: Folders) -> None:
    """If the cache folder can be written, it is used: no message is printed, and the trial file is removed."""
    assert usable_folders(here) == (here, None)
    assert list(here.cache.iterdir()) == []


def test_where_the_cache_takes_nothing_a_temporary_folder_serves(here: Folders) -> None:
    """If the cache folder cannot be written, a temporary folder is used and the reason is reported. It belongs to this
    user alone, and is the same the next time.
    """
    here.cache.write_text("a file where the folder would be")
    found, elsewhere = usable_folders(here)
    assert elsewhere is not None
    assert (elsewhere.cache, elsewhere.used) == (here.cache, found.cache)
    assert elsewhere.reason
    assert found.scripts == here.scripts
    assert found.cache.stat().st_mode & 0o077 == 0
    assert usable_folders(here)[0].cache == found.cache


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="temporary files are shared on POSIX systems only")
def test_a_temporary_folder_that_others_write_into_is_not_used(here: Folders) -> None:
    """A temporary folder is not used if everybody may write into it, or if it is a link."""
    here.cache.write_text("a file")
    usual = usable_folders(here)[0].cache
    usual.chmod(0o777)
    assert usable_folders(here)[0].cache != usual
    usual.rmdir()
    usual.symlink_to(here.scripts.parent)
    assert usable_folders(here)[0].cache != usual


def test_a_disk_that_is_nearly_full_gives_way_to_one_with_room(here: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the cache's disk is nearly full, a cache folder on a disk with more room is used, so that the disk does not
    fill up during a session. If all disks are full, the usual folder is used.
    """
    spaces = {here.cache: storage.SPACE - 1}
    monkeypatch.setattr(storage, "free_space", lambda folder: spaces.get(folder, storage.SPACE))
    assert usable_folders(here)[0].cache != here.cache
    monkeypatch.setattr(storage, "free_space", lambda folder: 0)
    assert usable_folders(here) == (here, None)


def test_what_can_be_made_again_is_freed_and_nothing_else(here: Folders) -> None:
    """`clear` removes only files that voiceguide can make again. The listener's practices and voices stay, and so do
    other programs' files in the cache folder.
    """
    ours = ("clips/a.clip", "loops/b.loop", "loops/c.mp3frames", "takes/d.flac", f"web/{'0a' * 12}/a.mp3", "paces.json")
    others = ("clips/holiday.jpg", "web/index.html", "thesis.txt")
    filled(here.cache, *ours, *others)
    filled(here.scripts.parent, "scripts/mine.md", "voices/v.onnx")
    assert {one.what for one in stored_files(here) if not one.again} == {"practices", "voices"}
    assert sum(one.size for one in stored_files(here) if one.again) == 100 * len(ours)
    assert clear(here) == 100 * len(ours)
    assert not any(one.again for one in stored_files(here))
    assert all((here.cache / name).exists() for name in others)
    assert (here.scripts / "mine.md").exists()
    assert (here.voices / "v.onnx").exists()


def test_everything_that_the_listener_told_is_listed_as_their_own(here: Folders) -> None:
    """Everything that the listener has entered is listed as their own, including the answers to the check-in."""
    for file in (here.own_words, here.checkin, here.log, here.progress, here.last_session):
        filled(file.parent, file.name)
    own = {one.what: one.place for one in stored_files(here) if not one.again}
    assert own == {
        "own words": here.own_words,
        "check-in": here.checkin,
        "log": here.log,
        "courses": here.progress,
        "last session": here.last_session,
    }


def test_the_temporary_folder_is_reported_and_freed_too(here: Folders) -> None:
    """The temporary folder, used while the cache could not be written, is reported and emptied too."""
    here.cache.write_text("a file")
    found, _ = usable_folders(here)
    filled(found.cache, "clips/a.clip")
    assert [(one.place, one.size) for one in stored_files(here)] == [(found.cache, 100)]
    assert clear(here) == 100
