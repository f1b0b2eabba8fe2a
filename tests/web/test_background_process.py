"""Background loops that a second process makes."""

import sys
from pathlib import Path

import numpy as np
import pytest

from voiceguide.errors import BackgroundLostError
from voiceguide.sound.backgrounds import missing_loops, open_background
from voiceguide.web._background_process import make_loops

SPEC = "brown-noise:-3,./rain.wav"


def unseen(done: int, total: int) -> None:
    """Ignore the progress."""


def test_they_are_those_that_would_be_made_here(tmp_path: Path) -> None:
    """The second process stores the same loop that `open_background` would make, and reports its progress. If the loop
    exists already, nothing is made.
    """
    steps: list[tuple[int, int]] = []
    there, here = tmp_path / "there", tmp_path / "here"
    make_loops(SPEC, sounds=None, cache_folder=there, progress=lambda *done: steps.append(done))
    assert steps[-1][0] == steps[-1][1]
    assert missing_loops(SPEC, sounds=None, cache_folder=there) == []
    assert missing_loops(SPEC, sounds=None, cache_folder=here) == ["brown-noise"]
    beds = [open_background("brown-noise", sounds=None, cache_folder=folder) for folder in (there, here)]
    assert np.array_equal(beds[0].read(0, 441_000), beds[1].read(0, 441_000))
    before = len(steps)
    make_loops(SPEC, sounds=None, cache_folder=there, progress=lambda *done: steps.append(done))
    assert len(steps) == before


@pytest.mark.parametrize("spec", ["nobody", "", "rain,", "bell", "none", "./sea.wav", "rain:99"])
def test_what_has_no_loops_is_left_to_others(spec: str, tmp_path: Path) -> None:
    """No loop is missing for a background that has no loop, such as a file, a misspelled name or none."""
    assert missing_loops(spec, sounds=None, cache_folder=tmp_path) == []


def test_who_does_not_want_it_any_more_ends_it(tmp_path: Path) -> None:
    """If `progress` raises an exception, the second process is stopped, the exception is passed on, and the unfinished
    loop is not kept.
    """

    def enough(done: int, total: int) -> None:
        if done:
            raise KeyError

    with pytest.raises(KeyError):
        make_loops("brown-noise", sounds=None, cache_folder=tmp_path, progress=enough)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a script that is a program")
def test_a_process_that_ends_too_soon_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the process cannot be started or is killed, the error names the background and the reason."""
    ends = tmp_path / "python"
    for text, reason in (("#!/bin/sh\nkill -9 $$\n", "signal 9"), ("#!/bin/sh\necho no room >&2; exit 3\n", "no room")):
        ends.write_text(text, encoding="utf-8")
        ends.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(ends))
        with pytest.raises(BackgroundLostError) as caught:
            make_loops("brown-noise", sounds=None, cache_folder=tmp_path, progress=unseen)
        assert (caught.value.name, reason in caught.value.reason) == ("brown-noise", True)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nobody"))
    with pytest.raises(BackgroundLostError):
        make_loops("brown-noise", sounds=None, cache_folder=tmp_path, progress=unseen)
