"""A session planned before everything is spoken that it might say."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.needs import needs
from voiceguide.config import Folders
from voiceguide.errors import FitError
from voiceguide.plan.model import to_json
from voiceguide.script.library import Library
from voiceguide.script.model import Script
from voiceguide.script.parser import parse
from voiceguide.session.backgrounds import backgrounds_for
from voiceguide.session.progress import no_progress
from voiceguide.session.request import Request
from voiceguide.session.stages import Planned, ReadySession, laid_out, planned
from voiceguide.units import to_seconds
from voiceguide.web._early import completed, is_early, planned_early

pytestmark = needs("espeak-ng")

TEXT = """---
title: A long walk
---
# Arriving
You can stop at any time. [1s-5s]

# The first hill {optional 2}
The path goes up. [2s-4s]
It goes up and up. [2s-4s]
There is a tree. [2s-4s]

# The second hill {optional 1}
The path goes down. [2s-4s]
It goes down and down. [2s-4s]

# Closing {closing}
Thank you for walking. [1s-20s]
"""
WISHES = Request(length=20.0, background="none", seed=1, voice="pyttsx3")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Nothing is kept there yet."""
    return Folders(tmp_path / "config.toml", tmp_path / "scripts", tmp_path / "sounds", tmp_path / "cache")


def walk() -> Script:
    return parse(TEXT, file="walk.md", name="walk")


def early(folders: Folders, wishes: Request = WISHES) -> Planned:
    return planned_early(walk(), wishes, find=Library(()).included, folders=folders, progress=no_progress)


def whole(folders: Folders, wishes: Request = WISHES) -> Planned:
    return planned(walk(), wishes, find=Library(()).included, folders=folders, progress=no_progress)


def test_only_what_it_says_is_spoken(folders: Folders) -> None:
    """It lasts as long as was asked for, to the frame, and what it leaves out has not been spoken."""
    made = early(folders)
    assert to_seconds(made.plan.length) == 20.0
    said = {event.utterance for event in made.plan.events if event.utterance is not None}
    assert 2 <= len(said) < len(made.clips)
    assert is_early(made)
    assert made.clips.made == len(list(folders.clips.rglob("*.clip")))
    assert made.clips.made < len(made.clips)


def test_made_again_it_is_the_same(folders: Folders) -> None:
    """Once everything has been spoken, the same way gives the same plan."""
    before = early(folders)
    assert not is_early(whole(folders))
    assert to_json(early(folders).plan) == to_json(before.plan)


def test_what_says_everything_is_the_usual_plan(folders: Folders) -> None:
    """Where nothing is left out nothing is unspoken, and the plan is that of lengths that are known."""
    long = replace(WISHES, length=60.0, nearest=True)
    made = early(folders, long)
    assert not is_early(made)
    assert to_json(made.plan) == to_json(whole(folders, long).plan)


def test_completed_it_sounds_the_same(folders: Folders) -> None:
    """What it says stays what it is; everything else can be said now."""
    made = early(folders)
    ready = laid_out(made, backgrounds_for(made.script, WISHES, folders=folders, progress=no_progress))
    after: ReadySession = completed(ready, find=Library(()).included, folders=folders, progress=no_progress)
    assert not is_early(after.planned)
    assert (after.timeline, after.plan) == (ready.timeline, ready.plan)
    assert completed(after, find=Library(()).included, folders=folders, progress=no_progress) is after


def test_a_length_that_cannot_be_had(folders: Folders) -> None:
    """It is refused before anything is spoken."""
    with pytest.raises(FitError):
        early(folders, replace(WISHES, length=2.0))
    assert not folders.clips.exists()
