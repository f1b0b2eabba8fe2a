from pathlib import Path

import pytest

from voiceguide.errors import EngineMissingError, VoiceNotFoundError
from voiceguide.speech.engines import table as engines
from voiceguide.speech.preferences import preferred, speaks


def test_the_first_voice_that_is_there_comes_first(tmp_path: Path) -> None:
    """In a list of voices, those that are unknown, not installed or not valid are skipped, each with a reason. The
    result begins with the first voice that can speak.
    """
    wanted = ("nothing:x", "fake:clam", "command:no-such-program-here {text}", "fake:calm", "fake:chatters", "fake:x")
    found = preferred(wanted, cache_folder=tmp_path)
    assert found.usable[:2] == ("fake:calm", "fake:chatters")
    assert [voice_spec for voice_spec, _ in found.missing] == list(wanted[:3])
    assert "calm" in found.missing[1][1]
    written_wrong = preferred(("command:say {txt}", "fake:calm"), cache_folder=tmp_path)
    assert written_wrong.usable == ("fake:calm",)


def test_where_none_is_there_the_first_says_how_to_get_it(tmp_path: Path) -> None:
    """If no voice of a list can be used, the error is that of the first one. No other voice is used instead."""
    with pytest.raises(VoiceNotFoundError) as missing:
        preferred(("command:no-such-program-here {text}", "nothing:x"), cache_folder=tmp_path)
    assert missing.value.engine == "command"
    with pytest.raises(EngineMissingError):
        preferred(("nothing:x", "command:no-such-program-here {text}"), cache_folder=tmp_path)


def test_one_alone_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the list has only one voice, or none, it comes back unchanged and no process is started. If the voice cannot
    speak, the session reports it later.
    """
    monkeypatch.setattr("subprocess.Popen", None)
    assert preferred(("nothing:x",), cache_folder=tmp_path).usable == ("nothing:x",)
    assert preferred((), cache_folder=tmp_path).usable == ()


@pytest.mark.parametrize(
    ("voice_spec", "lang", "may"),
    [
        ("pyttsx3:en-us+f3", "en", True),
        ("pyttsx3:en-us+f3", "en-gb", True),
        ("en-us", "de", False),
        ("de", "de-AT", True),
        ("pyttsx3", "de", True),
        ("fake:calm", "de", True),
        ("command:say {text}", "de", True),
    ],
)
def test_a_voice_is_known_by_its_name_to_speak_another_language(
    voice_spec: str, lang: str, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A voice of espeak-ng has a language as its name, and is used only for scripts in this language. Any other voice
    is assumed to speak every language.
    """
    monkeypatch.setattr("voiceguide.speech.engines._espeak_library.uses_espeak", lambda: True)
    assert speaks(voice_spec, lang) is may


def test_what_runs_programs_is_refused_in_scripts_by_the_parser_too() -> None:
    """The parser of scripts has its own list of engines that a script must not name. It agrees with the table of
    engines.
    """
    from voiceguide.script._front_matter import NOT_FOR_SCRIPTS

    entries = [engines.engine_entry(name) for name in engines.engine_names()]
    assert tuple(entry.name for entry in entries if not entry.in_scripts) == NOT_FOR_SCRIPTS
