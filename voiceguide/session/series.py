"""Makes sessions one after another. Sessions that differ only in their length share the speech and the backgrounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voiceguide.session.backgrounds import Backgrounds, backgrounds_for
from voiceguide.session.stages import PlannedSession, SpokenPractice, fitted, outlined, spoken

if TYPE_CHECKING:
    from voiceguide.config import Folders
    from voiceguide.script.model import Script
    from voiceguide.script.outliner import FindPractice
    from voiceguide.session.progress import Progress
    from voiceguide.session.request import Request


class SessionSeries:
    """Makes sessions of any practices. As long as only the length changes from session to session, no line is spoken
    twice and no background is opened twice.
    """

    def __init__(self, *, find: FindPractice, folders: Folders, progress: Progress) -> None:
        self._find, self._folders, self._progress = find, folders, progress
        self._over: tuple[object, Backgrounds] | None = None
        self._speech: tuple[object, SpokenPractice] | None = None

    def is_spoken(self, script: Script, request: Request) -> bool:
        """Whether the speech for this session is there already, because the latest planned session had the same script
        and the same request, except perhaps for the length.
        """
        return self._speech is not None and self._speech[0] == _speech_key(script, request)

    def planned(self, script: Script, request: Request) -> PlannedSession:
        """Plan a session. It is spoken first, unless the latest session had the same speech. Raises `ScriptError`,
        `WordsMissingError`, `SpeechError` and `FitError`.
        """
        key = _speech_key(script, request)
        if self._speech is not None and self._speech[0] == key:
            made = self._speech[1]
        else:
            made = spoken(outlined(script, request, self._find), folders=self._folders, progress=self._progress)
            self._speech = key, replace(made, clips=made.clips.as_found())
        return fitted(made.with_length(request.length))

    def backgrounds(self, script: Script, request: Request) -> Backgrounds:
        """The backgrounds of the session. They are opened only once for successive sessions that differ only in their
        length and in the listener's own words.
        """
        key = script, replace(request, length=None, words=())
        if self._over is None or self._over[0] != key:
            self._over = key, backgrounds_for(script, request, folders=self._folders, progress=self._progress)
        return self._over[1]


def _speech_key(script: Script, request: Request) -> object:
    """A key that is equal for sessions with the same speech, whatever their length."""
    return script, replace(request, length=None)
