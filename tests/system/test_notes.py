"""Notes are read back as they were written. If they cannot be read or written, no error is raised."""

import os
from pathlib import Path

import pytest

from voiceguide.system.files import new_file
from voiceguide.system.notes import read_notes, write_notes


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Notes can be written into a missing folder, and over older notes. No other file is left in the folder."""
    file = tmp_path / "cache" / "notes.json"
    for notes in ({"a": 1, "Ö": ["ß", None]}, {}, {"b": {"c": 2.5}}):
        assert write_notes(file, notes)
        assert read_notes(file) == notes
    assert [path.name for path in file.parent.iterdir()] == ["notes.json"]


@pytest.mark.skipif(os.name != "posix", reason="files have no owner's mode here")
def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    """Only the owner can read the notes, because they show what somebody listens to."""
    write_notes(tmp_path / "notes.json", {"practice": "when-kindness-hurts"})
    assert (tmp_path / "notes.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"{", b"\xff\xfe", b"null", b"[" * 100_000], ids=lambda content: repr(content[:8])
)
def test_a_file_of_something_else_holds_no_notes(tmp_path: Path, content: bytes) -> None:
    """A file that is damaged, empty, or written by another program counts as empty notes."""
    file = tmp_path / "notes.json"
    file.write_bytes(content)
    assert read_notes(file) == {}
    assert read_notes(tmp_path / "none.json") == {}


def test_notes_that_cannot_be_written_are_reported_and_nothing_more(tmp_path: Path) -> None:
    """If there is a file in place of the folder for notes, writing them returns False, and reading them gives empty
    notes.
    """
    (tmp_path / "cache").write_text("a file")
    assert not write_notes(tmp_path / "cache" / "notes.json", {"a": 1})
    assert read_notes(tmp_path / "cache" / "notes.json") == {}


def test_a_file_half_written_takes_no_name(tmp_path: Path) -> None:
    """If writing fails halfway, the older notes stay, and the unfinished file is removed."""
    file = tmp_path / "kept"
    file.write_text("before")

    def break_off() -> None:
        with new_file(file) as part:
            part.write_text("hal")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        break_off()
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]
