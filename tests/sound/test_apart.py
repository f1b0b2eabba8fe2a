"""Loops made by another process."""

import os
import signal
from pathlib import Path

import numpy as np
import psutil
import pytest

from voiceguide.errors import BackgroundLostError
from voiceguide.sound.apart import make_loops
from voiceguide.sound.backgrounds import missing_loops, open_background

SPEC = "brown-noise:-3,./rain.wav"


def untold(done: int, total: int) -> None:
    """Nobody wants to know."""


def test_they_are_those_that_would_be_made_here(tmp_path: Path) -> None:
    """The other process keeps the very loop that `open_background` makes, and tells how far it is; then none is missing."""
    told: list[tuple[int, int]] = []
    there, here = tmp_path / "there", tmp_path / "here"
    make_loops(SPEC, sounds=None, cache_folder=there, progress=lambda *done: told.append(done))
    assert told[-1][0] == told[-1][1]
    assert missing_loops(SPEC, sounds=None, cache_folder=there) == []
    assert missing_loops(SPEC, sounds=None, cache_folder=here) == ["brown-noise"]
    beds = [open_background("brown-noise", sounds=None, cache_folder=folder) for folder in (there, here)]
    assert np.array_equal(beds[0].read(0, 441_000), beds[1].read(0, 441_000))
    before = len(told)
    make_loops(SPEC, sounds=None, cache_folder=there, progress=lambda *done: told.append(done))
    assert len(told) == before


@pytest.mark.parametrize("spec", ["nobody", "", "rain,", "bell", "none", "./sea.wav", "rain:99"])
def test_what_has_no_loops_is_left_to_others(spec: str, tmp_path: Path) -> None:
    """What is no background of ours, or none at all, starts nothing."""
    assert missing_loops(spec, sounds=None, cache_folder=tmp_path) == []


def test_who_does_not_want_it_any_more_ends_it(tmp_path: Path) -> None:
    """What `progress` raises comes out, and the process has ended."""

    def enough(done: int, total: int) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        make_loops("brown-noise", sounds=None, cache_folder=tmp_path, progress=enough)
    assert psutil.Process().children() == []


def test_a_process_that_is_killed_is_told(tmp_path: Path) -> None:
    """Where the system ends it, as for want of memory, there is one sentence with the background's name."""

    def killed(done: int, total: int) -> None:
        for child in psutil.Process().children():
            os.kill(child.pid, signal.SIGTERM)

    with pytest.raises(BackgroundLostError) as caught:
        make_loops("brown-noise", sounds=None, cache_folder=tmp_path, progress=killed)
    assert caught.value.name == "brown-noise"
    assert missing_loops("brown-noise", sounds=None, cache_folder=tmp_path) == ["brown-noise"]
