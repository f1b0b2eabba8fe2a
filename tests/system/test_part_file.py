import errno
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from voiceguide.system import files as part_file
from voiceguide.system.files import PartFile, new_file, sweep, whole_file


def leftover(folder: Path, name: str = ".calm.0123abcd.voiceguide-part.mp3") -> Path:
    """A temporary file as a killed process leaves it, two minutes old: Windows cannot tell whether a younger one is
    still in use.
    """
    path = folder / name
    path.write_bytes(b"half")
    then = path.stat().st_mtime - 120.0
    os.utime(path, (then, then))
    return path


def test_only_leftovers_are_swept(tmp_path: Path) -> None:
    """A sweep removes temporary files that no running process holds. It keeps all files with other names, even similar
    ones.
    """
    gone = [leftover(tmp_path), leftover(tmp_path, ".x y.00000000.voiceguide-part")]
    kept = [
        leftover(tmp_path, name)
        for name in (
            "calm.mp3",
            "calm.0123abcd.voiceguide-part.mp3",
            ".calm.voiceguide-part.mp3",
            ".calm.0123abcd.part.mp3",
        )
    ]
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)
    assert not any(path.exists() for path in gone)


def test_a_living_file_is_never_swept(tmp_path: Path) -> None:
    """While a process holds its temporary file, no sweep removes it, however old it is, and encoders
    may write into it.
    """
    with PartFile(tmp_path / "calm.mp3") as part:
        part.path.write_bytes(b"half")
        os.utime(part.path, (0, 0))
        sweep(tmp_path)
        assert part.path.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == []


def test_two_at_once(tmp_path: Path) -> None:
    """Two processes that write the same target have a temporary file each."""
    with PartFile(tmp_path / "calm.mp3") as one, PartFile(tmp_path / "calm.mp3") as other:
        assert one.path != other.path


@pytest.mark.parametrize(("age_s", "there"), [(0, True), (2 * 24 * 3600, False)])
def test_without_locks_age_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age_s: float, there: bool) -> None:
    """On a file system without locks, a sweep removes only temporary files that have not changed for a day."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(*given: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    path = leftover(tmp_path)
    then = path.stat().st_mtime - age_s
    os.utime(path, (then, then))
    sweep(tmp_path)
    assert path.exists() == there


def test_a_sweep_between_making_and_locking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If another process sweeps away a new temporary file before it is locked, a second one is made and used."""
    lock, made = part_file._lock, []

    def swept_once(file: Any) -> bool | None:
        made.append(Path(file.name))
        if len(made) == 1:
            made[0].unlink()
        return lock(file)

    monkeypatch.setattr(part_file, "_lock", swept_once)
    with PartFile(tmp_path / "calm.mp3") as part:
        assert made == [made[0], part.path]
        assert part.path.exists()


@pytest.mark.parametrize(
    "write",
    [new_file, partial(whole_file, force=True), partial(whole_file, force=False)],
    ids=["new", "replaced", "named"],
)
def test_a_sweep_just_before_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], AbstractContextManager[Path]]
) -> None:
    """A sweep that happens just before a finished file gets its final name does not remove the file."""
    swept = []

    def after_a_sweep(act: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
        def late(source: Path, target: Path) -> None:
            sweep(tmp_path)
            swept.append(source)
            act(source, target)

        return late

    for name in ("replace", "link"):
        monkeypatch.setattr(os, name, after_a_sweep(getattr(os, name)))
    with write(tmp_path / "calm.mp3") as part:
        part.write_bytes(b"whole")
    assert swept
    assert (tmp_path / "calm.mp3").read_bytes() == b"whole"
    assert [there.name for there in tmp_path.iterdir()] == ["calm.mp3"]


def test_nothing_to_sweep(tmp_path: Path) -> None:
    """A missing folder is no error for a sweep; nor are files that cannot be removed."""
    (tmp_path / ".calm.0123abcd.voiceguide-part.mp3").mkdir()
    sweep(tmp_path)
    sweep(tmp_path / "missing")


def test_settling_where_syncing_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling a file raises no error if the file system has no way to sync. If the disk fails while syncing, the error
    is raised.
    """

    def failing(number: int) -> Any:
        def fsync(handle: int) -> None:
            raise OSError(number, "no")

        return fsync

    with PartFile(tmp_path / "calm.mp3") as part:
        monkeypatch.setattr(os, "fsync", failing(errno.EIO))
        with pytest.raises(OSError, match="no"):
            part.settle()
        monkeypatch.setattr(os, "fsync", failing(errno.EINVAL))
        part.settle()
