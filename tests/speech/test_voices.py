from collections.abc import Callable

import pytest

from voiceguide.errors import EngineMissingError
from voiceguide.speech import voices
from voiceguide.speech.engine import Voice
from voiceguide.speech.voices import list_voices

PLAIN = (Voice("pyttsx3", "en-us", "en-us", "female"), Voice("pyttsx3", "de", "de"))
FETCHED = (
    Voice("other", "amy", "en-us", "female", installed=False),
    Voice("other", "kerstin", "de-de", "female", recommended=True),
)


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes a table of engines with the given voices. An engine without voices counts as not installed."""

    def make(**known: tuple[Voice, ...]) -> None:
        def listed(engine: str) -> tuple[Voice, ...]:
            if not known[engine]:
                raise EngineMissingError(engine, "install it")
            return known[engine]

        monkeypatch.setattr(voices, "engine_names", lambda: tuple(known))
        monkeypatch.setattr(voices, "voices_of", listed)

    return make


def test_the_voice_in_use_and_the_recommended_one_are_marked(engines: Callable[..., None]) -> None:
    """If no voice is chosen, the first voice of the default engine is marked as in use. The recommended one may belong
    to another engine.
    """
    engines(pyttsx3=PLAIN, other=FETCHED)
    found = list_voices().voices
    assert [one.name for one in found] == ["pyttsx3:en-us", "pyttsx3:de", "other:amy", "other:kerstin"]
    assert [one.name for one in found if one.in_use] == ["pyttsx3:en-us"]
    assert [one.name for one in found if one.voice.recommended] == ["other:kerstin"]
    engines(pyttsx3=PLAIN)
    assert [one.name for one in list_voices().voices if one.voice.recommended] == ["pyttsx3:en-us"]


def test_a_choice_is_in_use_however_it_is_written(engines: Callable[..., None]) -> None:
    """The chosen voice is marked as in use, whether it was written with or without its engine, in capitals or small
    letters. A chosen program is listed too, even if it is missing.
    """
    engines(pyttsx3=PLAIN)
    for voice_spec in ("de", "pyttsx3:DE"):
        assert [one.name for one in list_voices((voice_spec,)).voices if one.in_use] == ["pyttsx3:de"]
    first = list_voices(("command:no-such-program-here {text}", "de")).voices[0]
    assert (first.name, first.in_use, first.voice.installed) == ("command:no-such-program-here {text}", True, False)


def test_only_voices_of_a_language(engines: Callable[..., None]) -> None:
    """The list for a language has all voices of this language, however its tag is written (`EN_US`). The voice in use
    for this language is marked.
    """
    engines(pyttsx3=PLAIN, other=FETCHED)
    german = ["pyttsx3:de", "other:kerstin", "piper:de_DE-thorsten-medium"]
    assert [one.name for one in list_voices((), "de").voices] == german
    assert [one.name for one in list_voices((), "de").voices if one.in_use] == ["pyttsx3:de"]
    assert [one.name for one in list_voices((), "EN_US").voices] == [
        "pyttsx3:en-us",
        "other:amy",
        "piper:en_US-kristin-medium",
    ]
    assert list_voices((), "e").voices == ()


def test_a_country_nobody_speaks_for_has_the_voices_of_its_language(engines: Callable[..., None]) -> None:
    """If there is no voice for the country of a language tag, such as `de-AT`, all voices of the language are listed.
    The one that a session would use is marked as in use.
    """
    engines(pyttsx3=PLAIN, other=FETCHED)
    austrian = list_voices((), "de-AT").voices
    assert [one.name for one in austrian] == ["pyttsx3:de", "other:kerstin", "piper:de_DE-thorsten-medium"]
    assert [one.name for one in austrian if one.in_use] == ["pyttsx3:de"]


def test_what_could_be_installed_is_listed_once(engines: Callable[..., None]) -> None:
    """A voice that is installed is not listed a second time as one to be installed."""
    engines(pyttsx3=PLAIN, piper=(Voice("piper", "de_DE-thorsten-medium", "de-de"),))
    german = list_voices((), "de").voices
    assert [(one.name, one.voice.installed) for one in german] == [
        ("pyttsx3:de", True),
        ("piper:de_DE-thorsten-medium", True),
    ]


def test_an_engine_that_cannot_be_used_breaks_no_list(engines: Callable[..., None]) -> None:
    """If an engine cannot be used, the voices of the others are still listed, and the problem is
    reported beside them.
    """
    engines(pyttsx3=(), other=FETCHED)
    found = list_voices()
    assert [one.name for one in found.voices] == ["other:amy", "other:kerstin"]
    assert len(found.problems) == 1
    assert "install it" in found.problems[0]
