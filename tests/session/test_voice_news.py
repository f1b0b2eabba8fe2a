"""Notes that are shown once: that another voice speaks from now on, and how to get a natural voice."""

from pathlib import Path

import pytest

from voiceguide.config import Folders
from voiceguide.script.parser import parse
from voiceguide.session import voice_news as news
from voiceguide.session.request import Request

SCRIPT = parse("---\ntitle: Rest\n---\nRest.\n", file="rest.md", name="rest")
JOE = "piper:en_US-joe-medium"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "config.toml", tmp_path / "data" / "scripts", tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Voices of which the last one counts as the best that is installed. A test can append a better one."""
    voices = ["pyttsx3"]
    monkeypatch.setattr(news, "usual_voice", lambda lang: voices[-1])
    monkeypatch.setattr("voiceguide.session.stages.usual_voice", lambda lang: voices[-1])
    return voices


def news_for(folders: Folders, **request: object) -> str:
    return news.voice_news(SCRIPT, Request(**request), folders)  # type: ignore[arg-type]


def test_the_platform_s_voice_advises_once(folders: Folders, usual: list[str]) -> None:
    """If the platform's voice speaks, one line with the command for a natural voice is shown once. It is not shown if a
    voice was chosen.
    """
    assert news_for(folders, voice="fake:calm") == news_for(folders, usual_voices=("fake:calm",)) == ""
    assert "voiceguide[natural]" in news_for(folders)
    assert news_for(folders) == ""


def test_a_natural_voice_that_was_there_from_the_beginning_is_no_news(folders: Folders, usual: list[str]) -> None:
    """If a natural voice was installed from the beginning, no note is shown."""
    usual.append(JOE)
    assert [news_for(folders), news_for(folders)] == ["", ""]


def test_another_usual_voice_is_reported_once_with_the_line_that_keeps_the_old(
    folders: Folders, usual: list[str]
) -> None:
    """If the usual voice has changed, one line names the new voice and says how to keep the old one, whichever that
    was.
    """
    news_for(folders)
    usual.append(JOE)
    said = news_for(folders)
    assert JOE in said
    assert said.endswith("voiceguide config voice pyttsx3")
    assert news_for(folders) == ""
    usual.append("kokoro:af_heart")
    assert news_for(folders).endswith(f"voiceguide config voice {JOE}")


def test_what_an_earlier_version_has_spoken_says_its_voice(folders: Folders, usual: list[str]) -> None:
    """An earlier version did not store which voice it used. If it has left speech in the cache, the note assumes that
    the platform's voice has spoken it, and says how to keep that voice.
    """
    folders.clips.mkdir(parents=True)
    (folders.clips / "0.clip").touch()
    usual.append(JOE)
    assert news_for(folders).endswith("voiceguide config voice pyttsx3")


def at_night(folders: Folders) -> str:
    return news.voice_news(SCRIPT, Request(), folders, later=True)


def test_the_night_is_not_the_time_for_news(folders: Folders, usual: list[str]) -> None:
    """At night no note is shown; it is shown before the next session that is not for the night."""
    assert at_night(folders) == ""
    assert "voiceguide[natural]" in news_for(folders)
    usual.append(JOE)
    assert at_night(folders) == ""
    assert news_for(folders).endswith("voiceguide config voice pyttsx3")


def test_who_begins_at_night_hears_of_no_change(folders: Folders, usual: list[str]) -> None:
    """If a natural voice spoke in the very first session, at night, no note about it is shown in the morning."""
    usual.append(JOE)
    assert at_night(folders) == ""
    folders.clips.mkdir(parents=True)
    (folders.clips / "0.clip").touch()
    assert news_for(folders) == ""


def test_damaged_memory_is_none(folders: Folders, usual: list[str]) -> None:
    """If the file that remembers the shown notes is damaged, the note about natural voices is shown once more, and the
    file is repaired.
    """
    file = folders.scripts.parent / "voice.json"
    file.parent.mkdir(parents=True)
    for damage in ("{", "[]", '{"usual": 3}'):
        file.write_text(damage)
        assert "voiceguide[natural]" in news_for(folders)
        assert news_for(folders) == ""
