"""`say` without a file speaks aloud: one line of a script, through the speakers."""

from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import VOICE, run, written
from voiceguide.dsp.samples import Samples
from voiceguide.player.memory import Memory, remember


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Samples]:
    """What went to the speakers."""
    parts: list[Samples] = []
    monkeypatch.setattr("voiceguide.devices.speakers.play", parts.append)
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    return parts


def test_a_line_is_spoken_no_louder_than_the_level_chosen_last(tmp_path: Path, heard: list[Samples]) -> None:
    """Who has made it quiet for the night is not woken by a line that is tried out."""
    script = written(tmp_path)
    assert run("say", f"{script}:6", *VOICE).exit_code == 0
    assert remember(tmp_path / "data" / "last.json", Memory(volume_db=-20.0))
    assert run("say", f"{script}:6", *VOICE).exit_code == 0
    full, quiet = heard
    assert np.abs(full).max() > 0.05
    assert np.allclose(quiet, full * 0.1, atol=1e-6)
