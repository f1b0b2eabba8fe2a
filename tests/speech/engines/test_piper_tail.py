import io
import subprocess
import wave

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.needs import needs
from voiceguide.dsp.samples import Samples, factor
from voiceguide.speech.engines.piper import without_static

RATE = 22_050


def voice(seconds: float, pitch: float = 120.0) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * pitch * part * time) / part for part in range(1, 9))
    return np.asarray(0.15 * tone, dtype=np.float32)


def noise(seconds: float, under_db: float, seed: int = 1) -> Samples:
    """Noise that is `under_db` softer than `voice`."""
    hiss = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return np.asarray(hiss * factor(-under_db) * voice(0.5).std(), dtype=np.float32)


def quiet(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


@pytest.mark.parametrize("under_db", [20, 26, 30, 35, 40])
@pytest.mark.parametrize("rest", [0.0, 0.1, 0.3])
@pytest.mark.parametrize("pitch", [80.0, 120.0, 230.0])
def test_static_after_the_last_word_goes(under_db: float, rest: float, pitch: float) -> None:
    """Static that is 20 to 40 dB softer than the voice is cut off after the last word, or after a short rest that
    follows it. Less than 0.1 s of it stays.
    """
    spoken = voice(1.0, pitch)
    kept = without_static(np.concatenate([spoken, quiet(rest), noise(0.6, under_db)]), RATE)
    assert len(spoken) <= len(kept) < len(spoken) + 0.1 * RATE
    assert np.array_equal(kept[: len(spoken)], spoken)
    assert np.abs(kept[-20:]).max() < 0.1 * np.abs(noise(0.6, under_db)).max()


@pytest.mark.parametrize("after_db", [30, 35, 40])
def test_the_last_consonant_stays(after_db: float) -> None:
    """When static is cut off, a last consonant stays whole: the "s" of "peace", and also one after a short stop."""
    for stop in (0.0, 0.1):
        spoken = np.concatenate([voice(0.8), quiet(stop), noise(0.2, 12)])
        kept = without_static(np.concatenate([spoken, noise(0.6, after_db, seed=2)]), RATE)
        assert len(spoken) - 0.01 * RATE <= len(kept) < len(spoken) + 0.1 * RATE


def test_what_has_no_voice_in_it_is_left_alone() -> None:
    """Samples without a voiced sound are not changed: a whispered "shh", silence, a few milliseconds, or none."""
    for samples in (noise(0.5, 10), quiet(0.5), voice(0.003), quiet(0.0)):
        assert without_static(samples, RATE) is samples


@given(st.floats(0.02, 1.5), st.floats(0.0, 0.5), st.floats(0.0, 0.5), st.floats(60.0, 400.0), st.floats(0.5, 2.5))
@example(0.6385434935522973, 0.0, 0.5, 63.0, 1.0)
def test_speech_that_ends_in_silence_is_never_shortened(
    seconds: float, before: float, after: float, pitch: float, stretch: float
) -> None:
    """Speech that is followed by silence is never shortened, at any length, pitch or pace."""
    spoken = np.concatenate([quiet(before), voice(seconds, pitch)])
    kept = without_static(np.concatenate([spoken, quiet(after)]), RATE, stretch)
    assert np.array_equal(kept[: len(spoken)], spoken)


@pytest.mark.real
@needs("espeak-ng")
@pytest.mark.parametrize("name", ["en-us", "en-us+f5", "en-gb"])
@pytest.mark.parametrize("rate", [110, 140, 175])
def test_endings_of_real_words_stay(name: str, rate: int) -> None:
    """Real English words with soft endings, such as "leaf", keep their endings: what is cut off is at least 35 dB
    softer than the loud parts.
    """
    words = (
        "breath",
        "leaf",
        "texts",
        "asks",
        "heart",
        "sixths",
        "peace",
        "thoughts",
        "strengths",
        "stop",
        "cough",
        "wish",
    )
    for word in words:
        command = ["espeak-ng", "-v", name, "-s", str(rate), "--stdout", f"Feel your {word}."]
        with wave.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)) as file:
            sample_rate = file.getframerate()
            spoken = np.frombuffer(file.readframes(1 << 24), dtype="<i2")
        samples = np.asarray(spoken / 32768, dtype=np.float32)
        kept = without_static(samples, sample_rate, 140 / rate)
        cut = samples[len(kept) :]
        hop = round(0.01 * sample_rate)
        levels = np.sqrt(np.square(samples[: len(samples) // hop * hop]).reshape(-1, hop).mean(axis=1))
        lost = np.sqrt(np.square(cut[: len(cut) // hop * hop]).reshape(-1, hop).mean(axis=1))
        assert lost.max(initial=0.0) < factor(-35) * np.percentile(levels, 95), word
