import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from voiceguide.errors import FileThereError, FolderError, OutputError, WriteFailedError
from voiceguide.system import files as module
from voiceguide.system.files import abandoned_folders, check_folder_writable, check_target, check_writable, whole_file


@pytest.mark.parametrize(
    "name", ["calm.mp3", "nåde 静か 🌊.mp3", "a" * 251 + ".mp3", "静" * 83 + ".mp3", "two.dots.wav"]
)
def test_a_file_appears_whole(tmp_path: Path, name: str) -> None:
    """While a file is being written, it has a temporary name. It gets its own name only when it is complete, and no
    temporary file is left.
    """
    path = tmp_path / name
    with whole_file(path, force=False) as part:
        assert part.parent == tmp_path
        assert part.suffix == path.suffix
        assert part.name.startswith(".")
        assert len(os.fsencode(part.name)) <= 255
        part.write_bytes(b"all of it")
        assert not path.exists()
    assert path.read_bytes() == b"all of it"
    assert list(tmp_path.iterdir()) == [path]


def write_half(path: Path, error: BaseException, *, force: bool) -> None:
    """Begin to write a file, and then raise an error."""
    with whole_file(path, force=force) as part:
        part.write_bytes(b"half")
        raise error


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit(3)])
def test_an_error_leaves_things_as_they_were(tmp_path: Path, error: BaseException) -> None:
    """On any error, and on Ctrl-C, an existing file stays, no new file is left, and the error is raised."""
    path = tmp_path / "calm.mp3"
    path.write_bytes(b"old")
    with pytest.raises(type(error)) as raised:
        write_half(path, error, force=True)
    assert raised.value is error
    assert [(there.name, there.read_bytes()) for there in tmp_path.iterdir()] == [("calm.mp3", b"old")]


def test_an_existing_file_is_kept_without_force(tmp_path: Path) -> None:
    """An existing file is refused before any work is done. The error names it, and it stays unchanged."""
    path = tmp_path / "calm.mp3"
    path.write_bytes(b"old")
    for refused in (lambda: check_target(path, force=False), lambda: whole_file(path, force=False).__enter__()):
        with pytest.raises(FileThereError) as raised:
            refused()
        assert raised.value.path == path
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"


def test_force_replaces(tmp_path: Path) -> None:
    """With `force`, the new file replaces the old one and keeps its permissions."""
    path = tmp_path / "calm.mp3"
    path.write_bytes(b"old")
    path.chmod(0o640)
    check_target(path, force=True)
    with whole_file(path, force=True) as part:
        part.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path) -> None:
    """If another program writes a file under the target's name before ours is finished, its file is kept, and an error
    is raised.
    """
    path = tmp_path / "calm.mp3"
    with pytest.raises(FileThereError), whole_file(path, force=False):
        path.write_bytes(b"theirs")
    assert [(there.name, there.read_bytes()) for there in tmp_path.iterdir()] == [("calm.mp3", b"theirs")]


@pytest.mark.parametrize("theirs", [True, False])
def test_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theirs: bool) -> None:
    """On a file system without hard links, such as that of many memory sticks, a new file is written, and a file that
    another program wrote meanwhile is kept.
    """

    def refuse(*given: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "calm.mp3"
    if theirs:
        with pytest.raises(FileThereError), whole_file(path, force=False):
            path.write_bytes(b"theirs")
    else:
        with whole_file(path, force=False) as part:
            part.write_bytes(b"ours")
    assert [(there.name, there.read_bytes()) for there in tmp_path.iterdir()] == [
        ("calm.mp3", b"theirs" if theirs else b"ours")
    ]


def test_targets_that_cannot_be(tmp_path: Path) -> None:
    """A missing folder, a file in place of a folder, and a folder in place of a file are refused, and the error names
    them.
    """
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder.mp3").mkdir()
    for path, folder in (
        (tmp_path / "missing" / "calm.mp3", tmp_path / "missing"),
        (tmp_path / "file" / "calm.mp3", tmp_path / "file"),
        (tmp_path / "folder.mp3", tmp_path / "folder.mp3"),
    ):
        for force in (False, True):
            with pytest.raises(FolderError) as raised:
                check_target(path, force=force)
            assert raised.value.folder == folder


def test_what_shows_without_writing(tmp_path: Path) -> None:
    """A check before writing accepts a target in missing folders, because they would be made. It refuses a file in
    place of a folder and a folder in place of the target, and it writes nothing.
    """
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder.mp3").mkdir()
    for path in (tmp_path / "calm.mp3", tmp_path / "file", tmp_path / "missing" / "deep" / "calm.mp3"):
        check_writable(path)
    for path, place in (
        (tmp_path / "file" / "deep" / "calm.mp3", tmp_path / "file"),
        (tmp_path / "folder.mp3", tmp_path / "folder.mp3"),
    ):
        with pytest.raises(FolderError) as raised:
            check_writable(path)
        assert raised.value.folder == place
    with pytest.raises(FolderError):
        check_folder_writable(tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.mp3"]


def test_a_folder_nobody_may_write_into_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without write permission is refused, and so is a missing folder that would have to be made inside it."""
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(FolderError) as raised:
            check_folder_writable(folder)
        assert raised.value.folder == tmp_path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_pipe_is_neither_read_nor_replaced(tmp_path: Path) -> None:
    """A pipe or device is refused at once, even with `force`, and stays as it is."""
    pipe = tmp_path / "pipe.mp3"
    os.mkfifo(pipe)
    for force in (False, True):
        with pytest.raises(FolderError) as raised:
            check_target(pipe, force=force)
        assert raised.value.folder == pipe
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", ["a" * 252 + ".mp3", "nul\0.mp3"])
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    """A file name that the system does not allow, such as one that is too long, is refused before any work is done."""
    with pytest.raises(WriteFailedError) as raised:
        check_target(tmp_path / name, force=False)
    assert raised.value.path == tmp_path / name


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, FolderError),
        (errno.EROFS, FolderError),
        (errno.ENOSPC, WriteFailedError),
        (errno.EIO, WriteFailedError),
    ],
)
def test_a_folder_that_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[OutputError]
) -> None:
    """If no file can be made in a folder, for lack of permission or space or because the disk fails, the target is
    refused before any work is done.
    """

    def refuse(target: Path) -> None:
        raise OSError(number, os.strerror(number), str(target))

    monkeypatch.setattr(module, "PartFile", refuse)
    for attempt in (
        lambda: check_target(tmp_path / "a.mp3", force=False),
        lambda: whole_file(tmp_path / "a.mp3", force=True).__enter__(),
    ):
        with pytest.raises(kind) as raised:
            attempt()
        assert isinstance(raised.value.__cause__, OSError)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Give up the rights of the superuser for a moment, because they allow writing everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another thing on Windows")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    """A folder without write permission is refused, and the error names it."""
    tmp_path.chmod(0o500)
    with without_privileges(), pytest.raises(FolderError) as raised:
        check_target(tmp_path / "calm.mp3", force=False)
    assert raised.value.folder == tmp_path


def test_an_os_error_becomes_ours(tmp_path: Path) -> None:
    """If the disk becomes full during the work, the error names the file that the user asked for and keeps the cause.
    No file is left.
    """
    path = tmp_path / "calm.mp3"
    with pytest.raises(WriteFailedError) as raised:
        write_half(path, OSError(errno.ENOSPC, "No space left on device"), force=False)
    assert raised.value.path == path
    assert isinstance(raised.value.__cause__, OSError)
    assert list(tmp_path.iterdir()) == []


def test_checking_leaves_nothing(tmp_path: Path) -> None:
    """Checking a target leaves no trace, so it can be checked several times."""
    check_target(tmp_path / "calm.mp3", force=False)
    check_target(tmp_path / "calm.mp3", force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_followed(tmp_path: Path) -> None:
    """If the target is a symbolic link, the file it points to is written, and the link stays. If that file is missing,
    it is made.
    """
    (tmp_path / "music").mkdir()
    for number, old in enumerate((b"old", None)):
        real, link = tmp_path / "music" / f"real{number}.mp3", tmp_path / f"link{number}.mp3"
        if old is not None:
            real.write_bytes(old)
        link.symlink_to(real)
        with whole_file(link, force=old is not None) as part:
            assert part.parent == real.parent
            part.write_bytes(b"new")
        assert link.is_symlink()
        assert real.read_bytes() == b"new"


def test_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file name without a folder belongs to the folder that was current when writing began, even if the program then
    changes to another folder.
    """
    monkeypatch.chdir(tmp_path)
    with whole_file(Path("calm.mp3"), force=False) as part:
        monkeypatch.chdir("/")
        part.write_bytes(b"here")
    assert (tmp_path / "calm.mp3").read_bytes() == b"here"


CHILD = """
import sys, time
from pathlib import Path
from voiceguide.system.files import whole_file
with whole_file(Path(sys.argv[1]), force=True) as part:
    part.write_bytes(b"half")
    print("ready", flush=True)
    sys.stdin.read()
"""


def writing(path: Path) -> "subprocess.Popen[str]":
    """Another process that is writing a file and has not finished."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def test_kill_9_leaves_one_hidden_file_until_the_next_run(tmp_path: Path) -> None:
    """A killed process leaves one hidden file, which the next run removes. The file of a running process is kept."""
    with writing(tmp_path / "dead.mp3") as dead, writing(tmp_path / "alive.mp3") as alive:
        dead.kill()
        dead.wait()
        hidden = [there for there in tmp_path.iterdir() if there.name.startswith(".")]
        assert len(hidden) == 2
        for there in hidden:
            os.utime(there, (there.stat().st_mtime - 120.0,) * 2)  # Windows cannot tell whether a younger one is held
        with whole_file(tmp_path / "next.mp3", force=False):
            left = [there.name for there in tmp_path.iterdir() if "next" not in there.name]
        assert [name.startswith(".alive.") for name in left] == [True]
        alive.communicate("")
    assert sorted(there.name for there in tmp_path.iterdir()) == ["alive.mp3", "next.mp3"]
    assert (tmp_path / "alive.mp3").read_bytes() == b"half"


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    """A process that is interrupted removes its temporary file, and an existing file stays."""
    path = tmp_path / "calm.mp3"
    path.write_bytes(b"old")
    with writing(path) as child:
        child.send_signal(signal.SIGINT)
        child.wait()
    assert [(there.name, there.read_bytes()) for there in tmp_path.iterdir()] == [("calm.mp3", b"old")]


def test_the_room_of_a_folder_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    """The free space of a missing folder counts as 0 bytes, so that it never seems to have more than that of an
    existing folder.
    """
    assert module.free_space(tmp_path) > 0
    assert module.free_space(tmp_path / "none") == 0


def test_folders_of_ended_processes_are_found(tmp_path: Path) -> None:
    """Of the folders with the given prefix, those whose process has ended are found, and those of running processes are
    not. In a missing folder, nothing is found.
    """
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"parts-{ended.pid}-a", f"parts-{os.getpid()}-b", f"others-{ended.pid}-c"):
        (tmp_path / name).mkdir()
    assert abandoned_folders(tmp_path, "parts-") == [tmp_path / f"parts-{ended.pid}-a"]
    assert abandoned_folders(tmp_path / "missing", "parts-") == []
