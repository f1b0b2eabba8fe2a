"""The checksum of a file. The file is read again only if it has changed."""

import os
import time
import zlib
from pathlib import Path

import pytest

from voiceguide.system import checksum
from voiceguide.system.checksum import crc32_of
from voiceguide.system.files import mark_used


def aged(path: Path, seconds: float) -> None:
    """Set the file's times as if it had been written this many seconds ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file that has just been written count as unchanged for long enough to remember its checksum. A test cannot
    set the time of a file's last change of status.
    """
    monkeypatch.setattr(checksum, "_SETTLED", -1.0)


def test_it_is_that_of_what_follows(tmp_path: Path) -> None:
    """Bytes before `start` have no effect on the checksum."""
    path = tmp_path / "a"
    path.write_bytes(b"head" + b"body" * 700_000)
    assert crc32_of(path, 4) == zlib.crc32(b"body" * 700_000)
    assert crc32_of(path, 0) == zlib.crc32(b"head" + b"body" * 700_000)


def test_a_file_that_stays_is_read_once(tmp_path: Path, settled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that has not changed is opened only once."""
    path = tmp_path / "a"
    path.write_bytes(b"body")
    first = crc32_of(path, 0)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("it was read again"))
    assert crc32_of(path, 0) == first


@pytest.mark.parametrize("body", [b"BODY", b"bodies", b""])
def test_a_file_that_changed_is_read_again(tmp_path: Path, settled: None, body: bytes) -> None:
    """A file that has changed is read again, even if its size is the same."""
    path = tmp_path / "a"
    path.write_bytes(b"body")
    crc32_of(path, 0)
    time.sleep(0.02)  # a file's clock may tick slowly
    path.write_bytes(body)
    assert crc32_of(path, 0) == zlib.crc32(body)


def test_a_file_that_changed_just_now_is_always_read(tmp_path: Path) -> None:
    """Two changes within one tick of the clock have the same time, so a file that was changed just now is always read
    again.
    """
    path = tmp_path / "a"
    path.write_bytes(b"body")
    then = path.stat().st_mtime_ns
    for body in (b"Body", b"bOdy", b"boDy"):
        path.write_bytes(body)
        os.utime(path, ns=(then, then))
        assert crc32_of(path, 0) == zlib.crc32(body)


def test_use_is_marked_to_the_minute(tmp_path: Path) -> None:
    """When a file is used, its time is set to now if it is older than a minute. If the file is missing, no error is
    raised.
    """
    path = tmp_path / "a"
    path.write_bytes(b"body")
    aged(path, 30.0)
    before = path.stat().st_mtime_ns
    mark_used(path)
    assert path.stat().st_mtime_ns == before
    aged(path, 90.0)
    mark_used(path)
    assert time.time() - path.stat().st_mtime < 30.0
    mark_used(tmp_path / "missing")
