import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.dsp.samples import packed
from voiceguide.errors import ClipsError
from voiceguide.speech._cache import CachedClip, ClipCache
from voiceguide.system.files import PartFile

MONO = np.sin(np.arange(5_000) / 20).astype(np.float32) * 0.5
STEREO = np.column_stack((MONO, -MONO)).astype(np.float32)
KEY = "0123abcd"


def file_of(folder: Path) -> Path:
    return next(folder.glob("*.clip"))


def test_a_kept_clip_is_found_again(tmp_path: Path) -> None:
    """A clip that was stored can be read back, with its samples rounded to 16 bits. Its length is known without reading
    the samples.
    """
    cache = ClipCache(tmp_path / "new" / "folder")
    assert cache.empty
    assert cache.find(KEY) is None
    assert cache.frames(KEY) is None
    kept = cache.keep(KEY, packed(MONO), 1)
    assert not cache.empty
    found = cache.find(KEY)
    assert found is not None
    assert found.key == kept.key
    assert found.frames == cache.frames(KEY) == 5_000
    assert np.abs(found.read(0, 5_000) - np.column_stack((MONO, MONO))).max() <= 0.51 / 32768
    stereo = cache.keep("other", packed(STEREO), 2)
    assert np.abs(stereo.read(0, 5_000) - STEREO).max() <= 0.51 / 32768


@given(st.lists(st.integers(0, 5_000), min_size=2, max_size=2).map(sorted))
def test_any_part_is_the_part_of_the_whole(tmp_path_factory: pytest.TempPathFactory, part: list[int]) -> None:
    """Any part of a stored clip can be read, also an empty one, as float32 of shape (frames, 2)."""
    clip = ClipCache(tmp_path_factory.mktemp("clips")).keep(KEY, packed(STEREO), 2)
    got = clip.read(*part)
    assert got.shape == (part[1] - part[0], 2)
    assert got.dtype == np.float32
    assert np.array_equal(got, clip.read(0, 5_000)[part[0] : part[1]])


def test_several_threads_read_at_once(tmp_path: Path) -> None:
    """If several threads read the same clip at once, each gets the part that it asks for."""
    clip = ClipCache(tmp_path).keep(KEY, packed(STEREO), 2)
    whole = clip.read(0, 5_000)
    right: list[bool] = []

    def read(first: int) -> None:
        for last in range(first, 5_000, 71):
            right.append(np.array_equal(clip.read(first, last), whole[first:last]))

    threads = [threading.Thread(target=read, args=(first,)) for first in range(0, 4_000, 500)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(right) > 300
    assert all(right)


def test_a_clip_holds_no_file_open(tmp_path: Path) -> None:
    """Stored clips keep no file open, because a session may have thousands of clips."""
    cache = ClipCache(tmp_path)
    open_before = len(list(Path("/dev/fd").iterdir()))
    clips = [cache.keep(f"{number:08}", packed(MONO[:10]), 1) for number in range(200)]
    assert all(clip.read(0, 10).any() for clip in clips)
    assert len(list(Path("/dev/fd").iterdir())) <= open_before + 2


@pytest.mark.parametrize("size", [0, 5, 31, 200])
def test_a_truncated_clip_counts_as_not_there(tmp_path: Path, size: int) -> None:
    """A stored clip that was cut short anywhere, even to nothing, counts as missing. It can be stored again."""
    cache = ClipCache(tmp_path)
    cache.keep(KEY, packed(MONO), 1)
    os.truncate(file_of(tmp_path), size)
    assert cache.find(KEY) is None
    assert cache.frames(KEY) is None
    cache.keep(KEY, packed(MONO), 1)
    assert cache.find(KEY) is not None


def test_a_flipped_bit_anywhere_is_noticed(tmp_path: Path) -> None:
    """A stored clip in which one bit has changed, in the header or in the samples, counts as missing."""
    cache = ClipCache(tmp_path)
    cache.keep(KEY, packed(MONO[:40]), 1)
    whole = file_of(tmp_path).read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 4
        file_of(tmp_path).write_bytes(damaged)
        assert cache.find(KEY) is None, place


def test_the_key_tells_what_sounds(tmp_path: Path) -> None:
    """The key of a stored clip depends on its samples. If a line is spoken differently, its clip has another key."""
    one, other = ClipCache(tmp_path / "one"), ClipCache(tmp_path / "other")
    assert one.keep(KEY, packed(MONO), 1).key != other.keep(KEY, packed(STEREO), 2).key
    assert one.keep("same", packed(MONO), 1).key == other.keep("same", packed(MONO), 1).key


def test_whoever_keeps_a_line_first_has_kept_it(tmp_path: Path) -> None:
    """If a line is stored a second time with a different clip, the clip that was stored first is used."""
    cache = ClipCache(tmp_path)
    first = cache.keep(KEY, packed(MONO), 1)
    second = cache.keep(KEY, packed(MONO[:4_000]), 1)
    assert second.key == first.key
    assert second.frames == 5_000
    assert first.read(0, 5_000).any()


def test_a_disk_that_knows_no_second_names_serves_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clips can also be stored on a disk without hard links, such as a memory card."""

    def unsupported(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", unsupported)
    cache = ClipCache(tmp_path)
    cache.keep(KEY, packed(MONO), 1)
    assert cache.find(KEY) is not None
    assert [path.suffix for path in tmp_path.iterdir()] == [".clip"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, os.strerror(errno.EACCES).lower()),
        (errno.EROFS, os.strerror(errno.EROFS).lower()),
    ],
)
def test_a_folder_that_takes_nothing_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    """If the disk is full or the folder cannot be written to, the error names the folder and the reason. No partial
    file stays.
    """
    real = Path.write_bytes

    def fails(self: Path, data: bytes) -> int:
        real(self, data[: len(data) // 2])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(ClipsError) as caught:
        ClipCache(tmp_path).keep(KEY, packed(MONO), 1)
    assert caught.value.folder == tmp_path
    assert caught.value.reason == reason
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_one_clear_error(tmp_path: Path) -> None:
    """If there is a file in place of the cache folder, that is a `ClipsError`."""
    (tmp_path / "clips").write_text("a file")
    with pytest.raises(ClipsError):
        ClipCache(tmp_path / "clips").keep(KEY, packed(MONO), 1)
    assert ClipCache(tmp_path / "clips").find(KEY) is None


def test_what_killed_processes_left_is_swept_and_what_lives_is_not(tmp_path: Path) -> None:
    """A sweep removes partial files of processes that have ended. It keeps those of running processes,
    and all clips.
    """
    left = tmp_path / ".clip.12345678.voiceguide-part.clip"
    left.touch()
    cache = ClipCache(tmp_path)
    cache.keep(KEY, packed(MONO), 1)
    with PartFile(tmp_path / "other.clip") as ours:
        cache.sweep()
        assert not left.exists()
        assert ours.path.exists()
    assert cache.find(KEY) is not None


def test_sweeping_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    """If the folder does not exist, as before the first session, a sweep does nothing."""
    ClipCache(tmp_path / "none").sweep()


def test_a_clip_that_has_gone_is_one_clear_error(tmp_path: Path) -> None:
    """If a clip is deleted or cut short while a session uses it, that is a `ClipsError`."""
    clip = ClipCache(tmp_path).keep(KEY, packed(MONO), 1)
    os.truncate(clip.path, 100)
    with pytest.raises(ClipsError):
        clip.read(0, 5_000)
    clip.path.unlink()
    with pytest.raises(ClipsError):
        clip.read(0, 10)


def test_two_processes_may_keep_the_same_clip(tmp_path: Path) -> None:
    """If two processes store a clip of the same line at the same time, neither ever finds half a clip, and only one
    file is left.
    """
    program = (
        "import sys; from pathlib import Path; from voiceguide.speech._cache import ClipCache\n"
        "cache = ClipCache(Path(sys.argv[1]))\n"
        "for turn in range(200):\n"
        "    cache.keep('same', sys.argv[2].encode() * 20_000, 1)\n"
        "    clip = cache.find('same')\n"
        "    assert clip is not None and clip.frames == 20_000\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), text]) for text in ("ab", "cd")]
    assert [process.wait() for process in both] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["same.clip"]


def test_it_is_a_clip(tmp_path: Path) -> None:
    """An empty clip can be stored and read. It has no frames and two channels."""
    clip = ClipCache(tmp_path).keep(KEY, packed(MONO[:0]), 1)
    assert isinstance(clip, CachedClip)
    assert clip.frames == 0
    assert clip.read(0, 0).shape == (0, 2)


def test_clips_have_a_limit_and_what_may_be_sounding_stays(tmp_path: Path) -> None:
    """If clips exceed the limit, the least recently used are removed. A clip that was used in the last day is never
    removed.
    """
    cache = ClipCache(tmp_path)
    long_ago = time.time() - 7 * 86_400
    for number in range(4):
        path = cache.keep(f"{number:08}", packed(MONO), 1).path
        os.utime(path, (long_ago + number, long_ago + number))
    size = file_of(tmp_path).stat().st_size
    assert cache.find("00000000") is not None
    cache.sweep(most=3 * size)
    assert [number for number in range(4) if cache.frames(f"{number:08}")] == [0, 2, 3]
    cache.sweep(most=0)
    assert [number for number in range(4) if cache.frames(f"{number:08}")] == [0]
