import numpy as np
import pytest

from tests.loudness import integrated_loudness
from voiceguide.config import Tone
from voiceguide.dsp.loudness import true_peak_db
from voiceguide.dsp.samples import Samples
from voiceguide.errors import SpeechError
from voiceguide.speech.engine import Recording
from voiceguide.speech.treatment import CEILING_DB, CLIP_LUFS, treated
from voiceguide.units import FRAME_RATE

TONES: list[Tone] = ["plain", "warm", "room"]


def voice(seconds: float, sample_rate: int = 22_050, level: float = 0.2, around: float = 0.3) -> Recording:
    """A recording of a buzz in syllables, with peaks like those of speech and `around` seconds of
    silence at both ends.
    """
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    phases = np.random.default_rng(5).uniform(0, 2 * np.pi, 30)
    buzz = np.sum([np.sin(2 * np.pi * 110 * part * time + phases[part]) for part in range(1, 30)], axis=0) / 8
    syllables = np.sin(np.pi * ((time * 4) % 1.0)) * (0.4 + 0.6 * np.sin(time * 1.3) ** 2)
    quiet = np.zeros(round(around * sample_rate))
    return Recording(np.concatenate((quiet, level * buzz * syllables, quiet)).astype(np.float32), sample_rate)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("seconds", [0.2, 0.37, 1.0, 6.0])
@pytest.mark.parametrize("level", [0.003, 0.2, 1.0])
def test_every_clip_has_one_loudness_and_a_safe_peak(seconds: float, level: float, tone: Tone) -> None:
    """Every clip, short or long, from a soft or a loud recording, gets the same loudness and a true peak of at most −3
    dBTP.
    """
    clip = treated(voice(seconds, level=level), tone)
    assert integrated_loudness(clip) == pytest.approx(CLIP_LUFS, abs=0.5)
    assert true_peak_db(clip) <= CEILING_DB + 0.02
    assert clip.dtype == np.float32


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 192_000])
def test_any_sample_rate_becomes_ours(sample_rate: int) -> None:
    """A recording at any sample rate becomes a clip at 44 100 Hz that lasts as long."""
    clip = treated(voice(2.0, sample_rate), "warm")
    assert 1.95 < len(clip) / FRAME_RATE < 2.08
    assert integrated_loudness(clip) == pytest.approx(CLIP_LUFS, abs=0.5)
    assert true_peak_db(clip) <= CEILING_DB + 0.05


def test_silence_around_the_words_goes() -> None:
    """Silence around the words is cut off: the clip is equally long with 0.1 s and with 2 s of it at both ends."""
    assert abs(len(treated(voice(1.0, around=2.0), "warm")) - len(treated(voice(1.0, around=0.1), "warm"))) < 50


@pytest.mark.parametrize("offset", [-0.2, 0.01])
def test_an_offset_is_no_sound(offset: float) -> None:
    """A constant offset in a recording makes no difference: the clip is trimmed and gets its loudness as if there were
    none.
    """
    usual = voice(1.0, around=1.0)
    clip = treated(Recording(usual.samples + np.float32(offset), usual.sample_rate), "warm")
    assert abs(len(clip) - len(treated(usual, "warm"))) < 50
    assert integrated_loudness(clip) == pytest.approx(CLIP_LUFS, abs=0.5)


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(20_000)], ids=["none", "zeros"])
def test_nothing_to_hear_is_refused(samples: Samples) -> None:
    """A recording that is silent or empty is an error, not a clip."""
    with pytest.raises(SpeechError):
        treated(Recording(samples.astype(np.float32), 22_050), "plain")


def test_a_click_is_not_blown_up() -> None:
    """The level of a recording of nothing but a click is not raised above the ceiling."""
    samples = np.zeros(22_050, dtype=np.float32)
    samples[10_000:10_003] = (0.5, -0.5, 0.2)
    clip = treated(Recording(samples, 22_050), "plain")
    assert true_peak_db(clip) <= CEILING_DB + 0.05


def test_warm_has_more_body_and_less_edge() -> None:
    """The tone `warm` is stronger than `plain` from 80 to 200 Hz, and weaker from 3 to 11 kHz. With the tone `room`, a
    clip is longer, and its two channels differ.
    """
    plain, warm, room = (treated(voice(3.0), tone) for tone in TONES)

    def share(clip: Samples, first: float, last: float) -> float:
        power = np.abs(np.fft.rfft(clip)) ** 2
        place = np.fft.rfftfreq(len(clip), 1 / FRAME_RATE)
        return float(power[(place >= first) & (place < last)].sum() / power.sum())

    assert share(warm, 80, 200) > 1.2 * share(plain, 80, 200)
    assert share(warm, 3_000, 11_000) < 0.8 * share(plain, 3_000, 11_000)
    assert room.ndim == 2
    assert len(room) > len(warm)
    assert not np.array_equal(room[:, 0], room[:, 1])


def test_the_ends_are_soft() -> None:
    """A clip begins and ends near zero, even if its recording does not."""
    for tone in TONES:
        clip = treated(voice(1.0, around=0.0), tone)
        assert np.abs(clip[[0, -1]]).max() < 0.01
