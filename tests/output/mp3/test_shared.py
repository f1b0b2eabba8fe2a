"""Sound that was encoded for one session and is used again for others."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.output.mp3.sounds import Talk, bed, decoded, snr_by_mp3_frame
from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Job, Tags
from voiceguide.output.mp3 import _encoders as encoder
from voiceguide.output.mp3.writer import Mp3Output
from voiceguide.units import Frames

WORDS: Frames = 400 * 1152
LENGTH: Frames = 900 * 1152
BED_TURN: Frames = 300 * 1152


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The list of all encoders that were made."""
    made: list[object] = []
    real = encoder.new_encoder

    def watched(shape: object) -> object:
        made.append(shape)
        return real(shape)  # type: ignore[arg-type]

    monkeypatch.setattr(encoder, "new_encoder", watched)
    return made


def session(length: Frames, start: Frames) -> Talk:
    """A session of `length` frames with words at `start`. The bed is shifted in its loop so that the words meet the
    same place of it in every session.
    """

    class Turned(Talk):
        def __call__(self, first: Frames, last: Frames) -> Samples:
            mixed = Talk(self.length, self.starts)(first, last)
            ahead = -start % BED_TURN
            return np.asarray(mixed - bed(first, last) + bed(first + ahead, last + ahead), np.float32)

    return Turned(length, (start,))


def job(talk: Talk, cache: Path | None) -> Job:
    (start,) = talk.starts

    def key_of(first: Frames, last: Frames) -> str:
        alike = start - 34 * 1152 <= first and last <= start + 200 * 1152
        return f"{first - start} to {last - start}" if alike else ""

    corners = ((0, start), (start + 80 * 1152, talk.length))
    ahead = -start % BED_TURN
    repeat = replace(talk.repeat(), spans=corners, ahead=(ahead, ahead))
    return Job(talk, talk.length, Tags("x"), "standard", (repeat,), cache, key_of)


def test_words_are_encoded_once_for_all_sessions(tmp_path: Path, encoders: list[object]) -> None:
    """If the bed's loop and the words are stored, a session of another length needs an encoder only for its end. The
    file is the same as if all of it had been encoded.
    """
    Mp3Output(1).write(job(session(LENGTH, WORDS), tmp_path / "c"), tmp_path / "a.mp3", lambda frames: None)
    first = len(encoders)
    other = session(LENGTH + 333 * 1152 + 5, WORDS + 77 * 1152)
    Mp3Output(1).write(job(other, tmp_path / "c"), tmp_path / "b.mp3", lambda frames: None)
    assert len(encoders) - first < first - 1
    again = len(encoders)
    Mp3Output(1).write(job(other, None), tmp_path / "fresh.mp3", lambda frames: None)
    assert len(encoders) > again
    assert (tmp_path / "b.mp3").read_bytes() == (tmp_path / "fresh.mp3").read_bytes()


def test_damaged_words_are_encoded_again(tmp_path: Path, encoders: list[object]) -> None:
    """If stored sound is cut off, or one byte of it is changed, it is encoded again, and the file is the same as
    before.
    """
    one = job(session(LENGTH, WORDS), tmp_path / "c")
    Mp3Output(1).write(one, tmp_path / "a.mp3", lambda frames: None)
    for number, path in enumerate(sorted((tmp_path / "c").iterdir())):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data[: len(data) // 3] if number % 2 else data)
    made = len(encoders)
    Mp3Output(1).write(one, tmp_path / "b.mp3", lambda frames: None)
    assert len(encoders) - made == made
    assert (tmp_path / "b.mp3").read_bytes() == (tmp_path / "a.mp3").read_bytes()


def test_what_is_laid_in_is_the_session(tmp_path: Path) -> None:
    """A session whose words were encoded for an earlier session, and are taken from the cache, decodes almost as
    exactly as one that is encoded as a whole.
    """
    output = Mp3Output()
    output.write(job(session(LENGTH, WORDS), tmp_path / "c"), tmp_path / "a.mp3", lambda frames: None)
    other = session(LENGTH, WORDS + 77 * 1152)
    output.write(job(other, tmp_path / "c"), tmp_path / "b.mp3", lambda frames: None)
    plain = Job(other, other.length, Tags("x"))
    Mp3Output().write(plain, tmp_path / "plain.mp3", lambda frames: None)
    laid, alone = (snr_by_mp3_frame(decoded((tmp_path / name).read_bytes()), other) for name in ("b.mp3", "plain.mp3"))
    assert laid.mean() > alone.mean() - 0.3
    words = slice(WORDS // 1152 + 77 - 8, WORDS // 1152 + 77 + 90)
    assert (laid[words] - alone[words]).min() > -1.5
