"""What was encoded for one session serves others."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.output.mp3.sounds import STEREO, Talk, bed, decoded, snr_by_mp3_frame
from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Job, Tags
from voiceguide.output.mp3 import encoder, kept
from voiceguide.output.mp3.kept import Kept
from voiceguide.output.mp3.writer import Mp3Output
from voiceguide.units import Frames

WORDS: Frames = 400 * 1152
LENGTH: Frames = 900 * 1152
BED_TURN: Frames = 300 * 1152


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every encoder that was made."""
    made: list[object] = []
    real = encoder._lame

    def watched(shape: object) -> object:
        made.append(shape)
        return real(shape)  # type: ignore[arg-type]

    monkeypatch.setattr(encoder, "_lame", watched)
    return made


def session(length: Frames, start: Frames) -> Talk:
    """Words at `start`; the bed goes on from the same place of its own before them in every session."""

    class Turned(Talk):
        def __call__(self, first: Frames, last: Frames) -> Samples:
            mixed = Talk(self.length, self.starts)(first, last)
            ahead = -start % BED_TURN
            return np.asarray(mixed - bed(first, last) + bed(first + ahead, last + ahead), np.float32)

    return Turned(length, (start,))


def job(talk: Talk, cache: Path | None) -> Job:
    (start,) = talk.starts

    def naming(first: Frames, last: Frames) -> str:
        alike = start - 34 * 1152 <= first and last <= start + 200 * 1152
        return f"{first - start} to {last - start}" if alike else ""

    corners = ((0, start), (start + 80 * 1152, talk.length))
    ahead = -start % BED_TURN
    repeat = replace(talk.repeat(), spans=corners, ahead=(ahead, ahead))
    return Job(talk, talk.length, Tags("x"), "standard", (repeat,), cache, naming)


def test_words_are_encoded_once_for_all_sessions(tmp_path: Path, encoders: list[object]) -> None:
    """With the bed's ring and the words kept, another length needs an encoder for its end only."""
    Mp3Output(1).write(job(session(LENGTH, WORDS), tmp_path / "c"), tmp_path / "a.mp3", lambda frames: None)
    first = len(encoders)
    other = session(LENGTH + 333 * 1152 + 5, WORDS + 77 * 1152)
    Mp3Output(1).write(job(other, tmp_path / "c"), tmp_path / "b.mp3", lambda frames: None)
    assert len(encoders) - first < first - 1
    again = len(encoders)
    Mp3Output(1).write(job(other, None), tmp_path / "fresh.mp3", lambda frames: None)
    assert len(encoders) > again
    assert (tmp_path / "b.mp3").read_bytes() == (tmp_path / "fresh.mp3").read_bytes()


def test_what_is_laid_in_is_the_session(tmp_path: Path) -> None:
    """A session made of kept frames sounds as its samples are, at every MP3 frame as well as without them."""
    Mp3Output().write(job(session(LENGTH, WORDS), tmp_path / "c"), tmp_path / "a.mp3", lambda frames: None)
    other = session(LENGTH, WORDS + 77 * 1152)
    Mp3Output().write(job(other, tmp_path / "c"), tmp_path / "b.mp3", lambda frames: None)
    plain = Job(other, other.length, Tags("x"))
    Mp3Output().write(plain, tmp_path / "plain.mp3", lambda frames: None)
    laid, alone = (snr_by_mp3_frame(decoded((tmp_path / name).read_bytes()), other) for name in ("b.mp3", "plain.mp3"))
    assert laid.mean() > alone.mean() - 0.3
    words = slice(WORDS // 1152 + 77 - 8, WORDS // 1152 + 77 + 90)
    assert (laid[words] - alone[words]).min() > -1.5


def test_the_least_used_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many are kept; one that was just asked for stays."""
    monkeypatch.setattr(kept, "MOST", 2)
    Mp3Output().write(job(session(LENGTH, WORDS), tmp_path / "c"), tmp_path / "a.mp3", lambda frames: None)
    assert len(list((tmp_path / "c").iterdir())) == 2


def test_what_a_killed_process_left_goes(tmp_path: Path) -> None:
    """An unfinished file of an hour ago is removed, one of a moment ago may belong to somebody."""
    old, new = tmp_path / ".a.1.mp3frames-part", tmp_path / ".b.2.mp3frames-part"
    for part in (old, new):
        part.write_bytes(b"x")
    os.utime(old, (0, 0))
    Kept(tmp_path).tidy()
    assert not old.exists()
    assert new.exists()
    assert Kept(tmp_path).find("a", STEREO) is None
