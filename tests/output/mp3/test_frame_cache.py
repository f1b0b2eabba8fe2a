"""The cache of encoded sound, which stays within its limits."""

import os
from pathlib import Path

import pytest

from tests.output.mp3.sounds import STEREO, made_up
from voiceguide.output.mp3 import _frame_cache as frame_cache
from voiceguide.output.mp3._frame_cache import FrameCache
from voiceguide.system.files import PartFile


def test_the_least_used_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the files of the cache exceed the permitted size, those that were used least recently are removed."""
    FrameCache(tmp_path).keep("one", made_up([400]))
    (file,) = tmp_path.iterdir()
    monkeypatch.setattr(frame_cache, "MOST_BYTES", 2 * file.stat().st_size)
    file.unlink()
    for name in ("asked for", "old", "new"):
        FrameCache(tmp_path).keep(name, made_up([400]))
        os.utime(tmp_path / f"{name}.mp3frames", (1, 1 if name == "asked for" else 2))
    assert FrameCache(tmp_path).find("asked for", STEREO) is not None
    os.utime(tmp_path / "new.mp3frames", (3, 3))
    FrameCache(tmp_path).tidy()
    assert {path.stem for path in tmp_path.iterdir()} == {"asked for", "new"}


def test_what_a_killed_process_left_goes(tmp_path: Path) -> None:
    """An unfinished file whose process has ended is removed, and that of a living one is not."""
    left = tmp_path / ".a.12345678.voiceguide-part.mp3frames"
    left.write_bytes(b"x")
    with PartFile(tmp_path / "a.mp3frames") as part:
        FrameCache(tmp_path).tidy()
        assert not left.exists()
        assert part.path.exists()
    assert FrameCache(tmp_path).find("a", STEREO) is None


def test_nothing_is_kept_on_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk that is nearly full, nothing is stored in the cache, because it could be made again."""
    monkeypatch.setattr(frame_cache, "free_space", lambda folder: 499_000_000)
    FrameCache(tmp_path).keep("a", made_up([400]))
    assert list(tmp_path.iterdir()) == []
