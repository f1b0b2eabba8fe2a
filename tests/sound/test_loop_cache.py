"""The loop cache: each loop is rendered once, damage is noticed, and an unfinished file is never used."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from tests.sound.conftest import noise
from voiceguide.dsp.samples import Samples
from voiceguide.sound._loop_cache import MOST_LOOPS, cached_loop

FRAMES = 3_000
LOOP = noise(FRAMES)


class Maker:
    """Returns the loop when it is called, as if it rendered it, and counts the calls."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Samples:
        self.times += 1
        return LOOP


def test_a_loop_is_made_once(tmp_path: Path) -> None:
    """The second time, a loop is read from its file. The samples are the same, and cannot be written to."""
    make = Maker()
    first, second = (cached_loop(tmp_path / "loops", "rain", FRAMES, make) for _ in range(2))
    assert make.times == 1
    assert np.array_equal(first, LOOP)
    assert np.array_equal(second, LOOP)
    assert not second.flags.writeable
    assert [path.name for path in (tmp_path / "loops").iterdir()] == ["rain.loop"]


def damages(data: bytes) -> dict[str, bytes]:
    """Ways in which a file can be damaged."""
    flipped = bytearray(data)
    flipped[1_000] ^= 1
    return {
        "empty": b"",
        "cut": data[:-1],
        "longer": data + b"\0",
        "one bit": bytes(flipped),
        "zeros": bytes(len(data)),
        "other": b"x" * 100,
    }


@pytest.mark.parametrize("damage", ["empty", "cut", "longer", "one bit", "zeros", "other"])
def test_a_damaged_loop_is_made_again(tmp_path: Path, damage: str) -> None:
    """If the file of a loop in the cache is damaged, the loop is rendered again: the caller gets the right samples, and
    the file is whole again.
    """
    make = Maker()
    cached_loop(tmp_path, "rain", FRAMES, make)
    path = tmp_path / "rain.loop"
    whole = path.read_bytes()
    path.write_bytes(damages(whole)[damage])
    assert np.array_equal(cached_loop(tmp_path, "rain", FRAMES, make), LOOP)
    assert make.times == 2
    assert path.read_bytes() == whole


def test_two_at_once_both_get_it(tmp_path: Path) -> None:
    """If two processes need a missing loop at the same time, both get it, and one whole file remains."""
    both = Barrier(2)

    def make() -> Samples:
        both.wait(timeout=20)
        return LOOP

    with ThreadPoolExecutor(2) as pool:
        loops = [pool.submit(cached_loop, tmp_path, "rain", FRAMES, make) for _ in range(2)]
        assert all(np.array_equal(loop.result(), LOOP) for loop in loops)
    assert [path.name for path in tmp_path.iterdir()] == ["rain.loop"]


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """If the cache folder cannot be made because a file has its name, the loop is still rendered and returned, and one
    warning is logged.
    """
    (tmp_path / "loops").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(cached_loop(tmp_path / "loops", "rain", FRAMES, Maker()), LOOP)
    assert len(caplog.records) == 1


def test_a_maker_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """If rendering fails, its error is raised, and no file is left."""

    def make() -> Samples:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cached_loop(tmp_path, "rain", FRAMES, make)
    assert list(tmp_path.iterdir()) == []


def test_the_cache_does_not_grow_for_ever(tmp_path: Path) -> None:
    """If there are too many loops in the cache, those that were used least recently are removed. Unfinished files of
    killed processes are removed too.
    """
    left = tmp_path / ".a.12345678.voiceguide-part.loop"
    left.write_text("x")
    for count in range(MOST_LOOPS + 3):
        cached_loop(tmp_path, f"loop{count}", FRAMES, Maker())
        os.utime(tmp_path / f"loop{count}.loop", (1_000 + count, 1_000 + count))
        if count == 0:
            cached_loop(tmp_path, "loop0", FRAMES, Maker())  # used again: it stays
    kept = {path.name for path in tmp_path.glob("*.loop")}
    assert len(kept) == MOST_LOOPS
    assert {f"loop{MOST_LOOPS + 2}.loop", "loop0.loop"} <= kept
    assert not left.exists()
