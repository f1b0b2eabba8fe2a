"""Sessions made one after the other."""

from dataclasses import replace
from pathlib import Path

import pytest

from voiceguide.config import Folders, folders
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.script.model import Script
from voiceguide.script.parser import parse
from voiceguide.session.progress import Progress, no_progress
from voiceguide.session.request import Request
from voiceguide.session.series import SessionSeries
from voiceguide.session.stages import OutlinedPractice, SpokenPractice
from voiceguide.session.stages import spoken as speak_all
from voiceguide.units import to_frames

REQUEST = Request(voice="fake:calm", length=60.0)


def practice(name: str, words: str) -> Script:
    text = f"---\ntitle: A rest\nbackground: none\n---\nYou can stop at any time. [silence 5s-5m]\n\n{words}\n"
    return parse(text, file=f"{name}.md", name=name)


REST = practice("rest", "Thank you for resting.")


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the practices whose speech has been asked for, in order."""
    asked: list[str] = []

    def noted(practice: OutlinedPractice, *, folders: Folders, progress: Progress) -> SpokenPractice:
        asked.append(practice.script.name)
        return speak_all(practice, folders=folders, progress=progress)

    monkeypatch.setattr("voiceguide.session.series.spoken", noted)
    return asked


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionSeries:
    """A series over a cache in which nothing is spoken yet."""
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    return SessionSeries(find=Library((bundled_scripts(),)).included, folders=folders(), progress=no_progress)


def test_other_lengths_of_a_practice_use_the_speech_that_is_there(series: SessionSeries, spoken: list[str]) -> None:
    """For a second session of the same practice at another length, no line is spoken again. Its plan counts no new
    clips, and has the new length.
    """
    assert not series.is_spoken(REST, REQUEST)
    first = series.planned(REST, REQUEST)
    longer = replace(REQUEST, length=90.0)
    assert series.is_spoken(REST, longer)
    second = series.planned(REST, longer)
    assert spoken == ["rest"]
    assert (first.plan.length, second.plan.length) == (to_frames(60.0), to_frames(90.0))
    assert (first.clips.made > 0, second.clips.made) == (True, 0)


@pytest.mark.parametrize(
    ("script", "request_"),
    [
        (practice("walk", "Thank you for walking."), REQUEST),
        (REST, replace(REQUEST, rate=0.9)),
        (REST, replace(REQUEST, path="inward")),
    ],
)
def test_another_practice_or_request_is_spoken_anew(
    series: SessionSeries, spoken: list[str], script: Script, request_: Request
) -> None:
    """Sessions share speech only if all their lines, the voice and its rate are the same."""
    series.planned(REST, REQUEST)
    assert not series.is_spoken(script, request_)
    assert series.planned(script, request_).script is script
    assert spoken == ["rest", script.name]


def test_a_background_is_shared_by_sessions_that_differ_only_in_words_and_length(series: SessionSeries) -> None:
    """Sessions that differ only in their length and in the listener's words share an open background. For a background
    of another name, a new one is opened.
    """
    first = series.backgrounds(REST, REQUEST)
    assert series.backgrounds(REST, replace(REQUEST, length=90.0, words=(("name", "Kim"),))) is first
    other = series.backgrounds(REST, replace(REQUEST, background="rain"))
    assert other is not first
    assert other.background == "rain"
