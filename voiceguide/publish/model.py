"""The input, the options and the results of publishing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from voiceguide.config import Folders
    from voiceguide.output.contract import Quality
    from voiceguide.script.model import Script
    from voiceguide.script.outliner import FindPractice
    from voiceguide.session.request import Request
    from voiceguide.speech.stage import SpeakLines
    from voiceguide.units import Seconds


@dataclass(frozen=True)
class PracticeSource:
    """The practices that a catalogue may name, and a request with the usual value for everything that the catalogue
    does not set.
    """

    find: Callable[[str], Script]
    """Finds a practice by name, title or path. Raises `VoiceguideError`."""
    names: tuple[str, ...]
    """The names of all practices that a tag may select."""
    included: FindPractice
    usual: Request
    """The request from the settings, without a length and without anybody's own words."""
    folders: Folders


@dataclass(frozen=True)
class PublishOptions:
    """The options of publishing."""

    folder: Path
    quality: Quality = "standard"
    stems: str | None = None
    """If it is ``flac`` or ``wav``, two more files of this kind are written for each session: the words alone, and
    everything else alone. None: they are not.
    """
    prune: bool = False
    """Whether to remove our files to which nothing links any more."""
    speaking: SpeakLines | None = None
    """The function that speaks the lines; None: this machine speaks."""


@dataclass(frozen=True)
class Forecast:
    """The forecast for a session before it is made."""

    name: str
    state: str
    """``new``, ``changed`` or ``there``; ``changed?`` if only speaking the session can tell whether it has changed."""
    duration_s: Seconds
    measured: bool
    """Whether the duration is exact, because a length was asked for or all speech is cached; otherwise it
    is estimated.
    """
    bytes: int
    people: int | None = None
    """The number of people for whom it would be made; None: it is for everyone."""


@dataclass(frozen=True)
class Step:
    """The report that is made whenever a session is done."""

    number: int
    count: int
    name: str
    made: bool
    """Whether it was made just now; if not, it was already there."""
    duration_s: Seconds
    bytes: int
    left_s: Seconds | None
    """The estimated time for the remaining sessions; None if no session has been made yet, so that it cannot be
    estimated.
    """


@dataclass(frozen=True)
class Failure:
    """A session that could not be made, and the reason."""

    name: str
    reason: str


@dataclass(frozen=True)
class Result:
    """The result of publishing a catalogue."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    failed: tuple[Failure, ...]
    removed: tuple[str, ...] = ()
    left: tuple[Failure, ...] = ()
    """Old files that could not be removed."""
    people_list: Path | None = None
    """The list of who has which file, if the sessions were made for people."""


TEMPLATE: Final = """\
# What 'voiceguide publish' makes: a feed for podcast players, and a page.
#   voiceguide publish THIS-FILE -o site/          makes everything that is new or has changed
#   voiceguide publish THIS-FILE -o site/ --dry-run    shows what would be made, how long and how large
# Then copy the folder to any web server, to the address in base_url.

[feed]
title = "Evenings with kindness"
description = "Guided practices for the end of the day."
author = "Your name"
# image = "cover.jpg"       # a square of 1400 to 3000 pixels; without it one is drawn
base_url = "https://example.org/evenings/"
language = "en"

# Every practice here at every length, in every voice, over every background. 'voiceguide list' shows the practices,
# and a file of your own is named by its path from this file: "./my-practice.md".
[[sessions]]
practices = ["noticing", "self-compassion-break"]
# tags = ["kindness"]       # and every practice with one of these tags
lengths = ["5m", "10m"]
# voices = ["piper:en_US-joe-medium"]   # 'voiceguide voices' shows them; without it, your usual one
# backgrounds = ["rain", "none"]        # without it, the practice's own
# for = ["day", "sleep"]
# path = ["gentle", "inward"]

# [[sessions]]
# practices = ["bedtime-wind-down"]
# lengths = ["30m"]
"""
"""The catalogue that ``voiceguide publish --new`` writes. It is valid as it is."""
