import pytest

from voiceguide.errors import EngineMissingError, SpeechError
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.table import engine_entry, engine_names, voice_choice


def test_the_default_engine_comes_first_and_the_fake_is_not_offered() -> None:
    """The default engine is the first in the list of engines. The fake engine, which is for tests, is not in the list
    but can be used.
    """
    assert engine_names()[0] == "pyttsx3"
    assert "fake" not in engine_names()
    assert engine_entry("fake").name == "fake"


@pytest.mark.parametrize(
    ("voice_spec", "engine", "name"),
    [
        (None, "pyttsx3", ""),
        ("", "pyttsx3", ""),
        ("pyttsx3", "pyttsx3", ""),
        ("pyttsx3:", "pyttsx3", ""),
        ("pyttsx3:en-us+f3", "pyttsx3", "en-us+f3"),
        (" PYTTSX3 : en-gb ", "pyttsx3", "en-gb"),
        ("en-us+f3", "pyttsx3", "en-us+f3"),
        ("fake:calm", "fake", "calm"),
    ],
)
def test_a_voice_is_asked_for_by_engine_and_name(voice_spec: str | None, engine: str, name: str) -> None:
    """A voice is named as ``ENGINE:NAME``, by the engine or the name alone, or not at all."""
    assert voice_choice(voice_spec, 0.9, 1.1) == VoiceChoice(engine, name, 0.9, 1.1)


@pytest.mark.parametrize(("voice_spec", "near"), [("pytsx3:en", "pyttsx3"), ("xyz:en", "'voiceguide voices'")])
def test_an_unknown_engine_is_named_with_what_there_is(voice_spec: str, near: str) -> None:
    """The error about an unknown engine suggests an engine with a similar name. If there is none, it gives the command
    that lists voices.
    """
    with pytest.raises(EngineMissingError) as missing:
        voice_choice(voice_spec)
    assert missing.value.engine == voice_spec.partition(":")[0]
    assert near in missing.value.remedy


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_or_pitch_that_is_no_factor_is_refused(factor: float) -> None:
    """A rate or pitch that is not a positive, finite number is refused."""
    with pytest.raises(SpeechError):
        voice_choice(None, rate=factor)
    with pytest.raises(SpeechError):
        voice_choice(None, pitch=factor)
