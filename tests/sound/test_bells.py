"""Bells: they begin softly, are never louder than the voice, and end in silence."""

from pathlib import Path

import numpy as np
import pytest

from tests.sound.conftest import noise, write
from voiceguide.dsp.loudness import true_peak_db
from voiceguide.dsp.samples import Samples
from voiceguide.errors import AudioFileError, BackgroundNotFoundError
from voiceguide.pictures.sound_chart import loudness_over
from voiceguide.sound._bells import BELL_LUFS, BELL_PEAK_DB
from voiceguide.sound._levels import tenths
from voiceguide.sound.backgrounds import open_bell


def heard(name: str, folder: Path, sounds: Path | None = None) -> Samples:
    """All samples of the bell with this name, from its first frame to its last."""
    bell = open_bell(name, sounds=sounds, cache_folder=folder)
    return bell.read(0, bell.frames)


@pytest.mark.parametrize("name", ["bell", "bowl", "chime"])
def test_our_bells_are_gentle(tmp_path: Path, name: str) -> None:
    """The shipped bells last 8–14 s, rise in at least 20 ms, are soft beside the voice, have partials that are not
    harmonic, and end in silence.
    """
    bell = heard(name, tmp_path)
    assert 8 <= len(bell) / 44_100 <= 14
    envelope = np.abs(bell).max(axis=1)
    rising = np.maximum.accumulate(envelope[: round(0.2 * 44_100)]) / envelope[: round(0.2 * 44_100)].max()
    assert (np.argmax(rising > 0.9) - np.argmax(rising > 0.1)) / 44_100 >= 0.02
    assert loudness_over(tenths(bell), 30).max() == pytest.approx(BELL_LUFS, abs=0.05)
    assert loudness_over(tenths(bell), 4).max() < -15
    assert true_peak_db(bell) <= BELL_PEAK_DB
    assert np.abs(bell[-441:]).max() < 1e-4
    spectrum = np.abs(np.fft.rfft(bell.sum(axis=1) * np.hanning(len(bell))))
    hertz = np.fft.rfftfreq(len(bell), 1 / 44_100)
    strong = hertz[spectrum > spectrum.max() / 100]
    assert any(abs(one / strong[0] - round(one / strong[0])) > 0.1 for one in strong)


def test_the_same_bell_each_time(tmp_path: Path) -> None:
    """The same recipe always gives the same samples and the same key."""
    assert np.array_equal(heard("bell", tmp_path), heard("bell", tmp_path))
    keys = {open_bell(name, sounds=None, cache_folder=tmp_path).key for name in ("bell", "bell", "bowl")}
    assert len(keys) == 2


def test_a_recorded_bell_is_softened_and_levelled(tmp_path: Path) -> None:
    """A recorded bell that begins at full level and rings for 40 s is given a soft beginning, the loudness of a bell,
    and an end after 30 s.
    """
    ringing = noise(40 * 44_100, level=0.5) * np.exp(-np.arange(40 * 44_100) / 44_100)[:, np.newaxis].astype(np.float32)
    write(tmp_path / "gong.wav", ringing)
    (tmp_path / "gong.toml").write_text('kind = "bell"\n')
    bell = heard("gong", tmp_path, tmp_path)
    assert len(bell) == 30 * 44_100
    assert np.abs(bell[:200]).max() < 0.1 * np.abs(bell).max()
    assert loudness_over(tenths(bell), 30).max() <= BELL_LUFS + 0.05
    assert true_peak_db(bell) <= BELL_PEAK_DB + 0.05


def test_what_is_no_bell_is_refused(tmp_path: Path) -> None:
    """An unknown name, the name of a background, or a recording that is silent raises an error when it is opened as a
    bell.
    """
    for name in ("bel", "rain"):
        with pytest.raises(BackgroundNotFoundError):
            heard(name, tmp_path)
    write(tmp_path / "gong.wav", np.zeros((44_100, 2), dtype=np.float32))
    (tmp_path / "gong.toml").write_text('kind = "bell"\n')
    with pytest.raises(AudioFileError):
        heard("gong", tmp_path, tmp_path)
