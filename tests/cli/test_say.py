"""`say` without a file speaks aloud: one line of a script, through the speakers."""

from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import SCRIPT, VOICE, refused, run, written
from voiceguide.dsp.samples import Samples
from voiceguide.player.memory import Memory, remember


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Samples]:
    """The samples that were sent to the speakers."""
    parts: list[Samples] = []
    monkeypatch.setattr("voiceguide.devices.speakers.play", lambda samples, stop: parts.append(samples))
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    return parts


def test_a_line_is_spoken_no_louder_than_the_level_chosen_last(tmp_path: Path, heard: list[Samples]) -> None:
    """`say` plays a line no louder than the volume that the listener chose last while a session played, for example at
    night.
    """
    script = written(tmp_path)
    assert run("say", f"{script}:6", *VOICE).exit_code == 0
    assert remember(tmp_path / "data" / "last.json", Memory(volume_db=-20.0))
    assert run("say", f"{script}:6", *VOICE).exit_code == 0
    full, quiet = heard
    assert np.abs(full).max() > 0.05
    assert np.allclose(quiet, full * 0.1, atol=1e-6)


def test_headphones_have_half_a_second_to_wake(tmp_path: Path, heard: list[Samples]) -> None:
    """Before the first word, `say` plays half a second of very soft noise. It wakes wireless headphones, which digital
    silence would not.
    """
    assert run("say", f"{written(tmp_path)}:6", *VOICE).exit_code == 0
    lead = heard[0][:22_050]
    assert 0 < np.abs(lead).max() < 0.01
    assert np.abs(lead.reshape(50, -1)).max(axis=1).min() > 0


def test_a_line_stands_after_a_colon() -> None:
    """If the line number is a separate word, as in `say body-scan 999`, the error says to write `body-scan:999`."""
    said = refused(run("say", "body-scan", "999"), 2)
    assert "write the line after a colon: voiceguide say body-scan:999" in said
    assert "leave out 'noticing:12'" in refused(run("say", "body-scan:9", "noticing:12"), 2)


def test_a_line_of_standard_input_is_no_option(heard: list[Samples]) -> None:
    """`say -:6` speaks line 6 of what comes through a pipe."""
    assert run("say", "-:6", *VOICE, given=SCRIPT).exit_code == 0
    assert len(heard) == 1


def test_nothing_from_standard_input() -> None:
    """If standard input is empty, the error says so, and does not speak of an empty script."""
    assert "nothing came from standard input" in refused(run("say", "-:6", *VOICE, given=""))
