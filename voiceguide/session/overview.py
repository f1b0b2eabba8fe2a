"""Overviews of practices, as they are shown in a list. The lengths in an overview are measured if all speech of the
practice is in the cache; otherwise they are estimated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Final

from voiceguide.config import Folders, Tone
from voiceguide.errors import VoiceguideError, VoiceNotFoundError
from voiceguide.plan.fit import limits
from voiceguide.script.library import Library
from voiceguide.script.model import Need, Script
from voiceguide.script.outline import Utterance
from voiceguide.script.outliner import FindPractice
from voiceguide.session.request import Request
from voiceguide.session.stages import outlined
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import cached_durations, estimate
from voiceguide.units import Frames, Seconds, to_seconds

NEEDS: Final[dict[Need, str]] = {
    "hard": "In a hard moment",
    "everyday": "For every day",
    "learn": "To learn",
    "sleep": "To fall asleep",
    "night": "Awake at night",
}
"""{need: heading}. Practices are listed under these headings, by the listener's need, in this order."""


@dataclass(frozen=True)
class Overview:
    """A practice at a glance."""

    name: str
    title: str
    summary: str
    tags: tuple[str, ...]
    natural_s: Seconds
    min_s: Seconds
    max_s: Seconds
    measured: bool
    """Whether the lengths were measured from speech in the cache; otherwise they are estimates."""
    session: str
    """The kind of session, ``day`` or ``sleep``: the requested one, or else the script's."""
    file: str
    needs: tuple[Need, ...] = ("everyday",)
    """The needs under which the practice is listed, the main one first."""
    next: str | None = None
    """The practice to hear next."""

    def as_json(self) -> dict[str, Any]:
        """The overview as a JSON object, as `list --json` prints it."""
        shown = {key: list(value) if isinstance(value, tuple) else value for key, value in vars(self).items()}
        shown["for"] = shown.pop("session")
        return shown


def overview(script: Script, request: Request, *, find: FindPractice, folders: Folders) -> Overview:
    """An overview of a practice, without speaking anything. Raises `ScriptError`, `WordsMissingError` and
    `SpeechError`.
    """
    practice = outlined(script, request, find)
    durations, measured = spoken_durations(practice.lines, practice.voice, practice.tone, folders=folders)
    reach = limits(practice.outline, durations)
    return Overview(
        name=script.name,
        title=script.title,
        summary=script.summary,
        tags=script.tags,
        natural_s=round(to_seconds(reach.natural), 1),
        min_s=ceil(to_seconds(reach.least) * 10) / 10,
        max_s=floor(to_seconds(reach.greatest) * 10) / 10,
        measured=measured,
        session=practice.outline.session,
        file=script.file,
        needs=script.listed_under,
        next=script.next_practice,
    )


def overviews(
    library: Library, request: Request, *, folders: Folders, on_error: Callable[[VoiceguideError], None]
) -> list[Overview]:
    """An overview of every practice. A practice that has no overview, for example because of mistakes in its script, is
    left out, and `on_error` is called with the error.
    """
    rows = []
    for name in library.names():
        try:
            rows.append(overview(library.find(name), request, find=library.included, folders=folders))
        except VoiceguideError as error:
            on_error(error)
    return rows


def spoken_durations(
    spoken: Sequence[Utterance], voice: VoiceChoice, tone: Tone, *, folders: Folders
) -> tuple[Mapping[Utterance, Frames], bool]:
    """The duration of each utterance, and whether the durations were measured. If any utterance is not in the cache,
    all durations are estimated.
    """
    try:
        cached = cached_durations(spoken, voice, cache_folder=folders.clips, tone=tone)
    except VoiceNotFoundError:  # a list can be shown even if a folder of recordings is missing
        cached = None
    if cached is not None:
        return cached, True
    return {utterance: estimate(utterance, voice) for utterance in spoken}, False
