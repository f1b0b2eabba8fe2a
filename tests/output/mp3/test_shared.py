"""What was encoded for one session serves the next ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.output.mp3.sounds import Talk, bed, decoded, made_up, snr_by_mp3_frame
from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Job, Tags
from voiceguide.output.mp3 import _encode as encoder
from voiceguide.output.mp3._encode import Shared
from voiceguide.output.mp3.writer import Mp3Output
from voiceguide.units import Frames

WORDS: Frames = 400 * 1152
LENGTH: Frames = 900 * 1152
BED_TURN: Frames = 300 * 1152


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every encoder that was made."""
    made: list[object] = []
    real = encoder.new_encoder

    def watched(shape: object) -> object:
        made.append(shape)
        return real(shape)  # type: ignore[arg-type]

    monkeypatch.setattr(encoder, "new_encoder", watched)
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


def test_words_are_encoded_once_for_the_sessions_of_a_command(tmp_path: Path, encoders: list[object]) -> None:
    """With the bed's ring and the words held, another length needs an encoder for its end only."""
    output = Mp3Output(1)
    output.write(job(session(LENGTH, WORDS), tmp_path / "c"), tmp_path / "a.mp3", lambda frames: None)
    first = len(encoders)
    other = session(LENGTH + 333 * 1152 + 5, WORDS + 77 * 1152)
    output.write(job(other, tmp_path / "c"), tmp_path / "b.mp3", lambda frames: None)
    assert len(encoders) - first < first - 1
    again = len(encoders)
    Mp3Output(1).write(job(other, None), tmp_path / "fresh.mp3", lambda frames: None)
    assert len(encoders) > again
    assert (tmp_path / "b.mp3").read_bytes() == (tmp_path / "fresh.mp3").read_bytes()


def test_what_is_laid_in_is_the_session(tmp_path: Path) -> None:
    """A session made of frames held sounds as its samples are, at every MP3 frame as well as without them."""
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


def test_only_so_much_is_held() -> None:
    """When it is full, what was held first stays, whole; the same name is held once."""
    ring = made_up([400] * 60)
    size = len(ring.main)
    shared = Shared(size * 2 + 10)
    for name in ("a", "b", "b", "c"):
        shared.keep(name, ring)
    first = shared.find("a")
    assert first is not None
    assert (first.main, shared.find("c")) == (ring.main, None)
    part = Shared(size)
    part.keep("part", ring.part(ring.first + 10, ring.first + 20))
    held = part.find("part")
    assert held is not None
    assert len(held.main) == int(ring.ends[20] - ring.ends[10])


def test_another_practice_has_room() -> None:
    """What two sessions have not used makes room for what the next one makes; what one of them has used stays.

    (Once the first practices of a catalogue had filled it, every further one was encoded anew at each length.)
    """
    ring = made_up([400] * 60)
    shared = Shared(len(ring.main) * 2 + 10)
    shared.begin()
    for name in ("first", "words"):
        shared.keep(name, ring)
    shared.begin()
    assert shared.find("words")
    shared.keep("second", ring)
    assert shared.find("second") is None
    shared.begin()
    shared.keep("third", ring)
    found = {name for name in ("first", "words", "second", "third") if shared.find(name)}
    assert found == {"words", "third"}
