"""Writes sessions to files, unless the files exist already. The speech of one practice is shared among its sessions."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from voiceguide import __version__
from voiceguide.config import Tone
from voiceguide.errors import (
    ClipsError,
    FileThereError,
    FitError,
    SpeechError,
    VoiceguideError,
    WriteFailedError,
    is_disk_full,
)
from voiceguide.output.contract import Quality, Tags
from voiceguide.publish._orders import Order
from voiceguide.publish.model import PracticeSource
from voiceguide.script.library import script_folder
from voiceguide.script.model import Place
from voiceguide.session.export import SavedFile, save, sound_name, tags_for
from voiceguide.session.identity import plain
from voiceguide.session.progress import MAKING_SPEECH, Progress
from voiceguide.session.series import SessionSeries
from voiceguide.session.stages import (
    ReadySession,
    known_durations,
    laid_out,
    outlined,
    tone_for,
    voice_for,
)
from voiceguide.sound.catalogue import own_files
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.stage import SpeakLines, clip_keys, speak
from voiceguide.system.files import make_folder

_AT_ONCE: Final = 64
"""The lines of up to this many sessions are spoken together: enough to keep many workers busy."""


def speak_all(
    orders: Sequence[Order], source: PracticeSource, *, speaking: SpeakLines | None, progress: Progress
) -> None:
    """Speak every line of all orders that is not cached yet, each once.

    If a line fails, nothing is raised here: the session with that line reports it. Raises the errors that stop all
    sessions: `ClipsError`, `ClusterError`.
    """
    gathered: dict[tuple[VoiceChoice, Tone], list[Order]] = {}
    for order in orders:
        gathered.setdefault((voice_for(order.script, order.request), tone_for(order.request)), []).append(order)
    for (voice, tone), alike in gathered.items():
        for first in range(0, len(alike), _AT_ONCE):
            practices = [outlined(one.script, one.request, source.included) for one in alike[first : first + _AT_ONCE]]
            said = list(dict.fromkeys(line for practice in practices for line in practice.lines))
            try:
                speak(
                    said,
                    voice,
                    cache_folder=source.folders.clips,
                    tone=tone,
                    speaking=speaking,
                    progress=lambda done, total: progress(MAKING_SPEECH, done, total),
                )
            except ClipsError:
                raise
            except SpeechError:  # the session with that line reports it
                continue


@dataclass(frozen=True, eq=False)
class MadeFile:
    """A session that exists as a file."""

    saved: SavedFile
    session: ReadySession
    tags: Tags
    sound: str
    """A hash of its sound, without its tags."""


class SessionWriter:
    """Writes sessions to files. Sessions of one practice share speech and backgrounds if they are made one after
    another.
    """

    def __init__(self, source: PracticeSource, quality: Quality, progress: Progress) -> None:
        self._source, self._quality, self._progress = source, quality, progress
        self._series = SessionSeries(find=source.included, folders=source.folders, progress=progress)
        self._shared_hash: tuple[object, str] | None = None

    def inputs_hash(self, order: Order, more: str = "") -> str:
        """A hash of everything from which a session is made, and of the text `more`: equal hashes mean equal files.
        Speaks nothing.
        """
        request = replace(order.request, length=None)
        shared = (order.script, request)
        if self._shared_hash is None or self._shared_hash[0] != shared:
            self._shared_hash = (shared, self._hash_of_shared(order))
        inputs = json.dumps([self._shared_hash[1], order.length, order.request.nearest, self._quality, more])
        return hashlib.sha256(inputs.encode()).hexdigest()[:32]

    def _hash_of_shared(self, order: Order) -> str:
        script, request = order.script, order.request
        practice = outlined(script, request, self._source.included)
        keys = clip_keys(practice.lines, practice.voice, tone=practice.tone)
        backgrounds = self._series.backgrounds(script, request)
        cover = (script_folder(script) / script.cover).read_bytes() if script.cover else b""
        background = dict(order.asked).get("background", request.background)
        # A background's file is named without its folder: the key of the bed stands for its sound.
        written = replace(request, length=None, usual_voices=(), background=background)
        inputs = [
            __version__,
            plain(practice.outline, without=(Place,)),
            keys,
            backgrounds.bed(backgrounds.background).key,
            plain(written),
            script.author,
            script.album,
            script.summary,
            script.next_practice,
            script.lang,
            hashlib.sha256(cover).hexdigest(),
            own_files(self._source.folders.sounds),
        ]
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()

    def name_if_spoken(self, order: Order, part: str) -> str | None:
        """The hash that `make` would use in the file's name; None if some of the session's speech is not cached yet.
        Speaks nothing. Raises the errors of the stages.
        """
        practice = outlined(order.script, order.request, self._source.included)
        if known_durations(practice, self._source.folders) is None:
            return None
        return tags_for(self.ready(order), self._quality, part=part).fingerprint

    def ready(self, order: Order) -> ReadySession:
        """The session laid out as sound. Raises the errors of the stages."""
        made = self._series.planned(order.script, order.request)
        return laid_out(made, self._series.backgrounds(order.script, order.request))

    def make(
        self,
        order: Order,
        place: Callable[[str], Path],
        *,
        part: str = "",
        captions: Sequence[str] = (),
        cleaned: Callable[[ReadySession], ReadySession] = lambda session: session,
    ) -> MadeFile:
        """Make a session's file, unless it exists. `place` is called with a hash of everything in the file, and returns
        the file's path.

        If there is a file with another session at that path, it is replaced. `part` is added to the title, to tell the
        session from others of the practice. `cleaned` may change the session before it is saved. Raises `OutputError`
        and the errors of the stages.
        """
        session = cleaned(self.ready(order))
        tags = tags_for(session, self._quality, part=part)
        path = place(tags.fingerprint)
        make_folder(path.parent)
        try:
            saved = self._save(session, path, part, captions, force=False)
        except FileThereError:
            saved = self._save(session, path, part, captions, force=True)
        return MadeFile(saved, session, tags, sound_name(session.timeline, self._quality))

    def _save(self, session: ReadySession, path: Path, part: str, captions: Sequence[str], *, force: bool) -> SavedFile:
        return save(
            session,
            path,
            quality=self._quality,
            captions=captions,
            force=force,
            cache=self._source.folders.loops,
            progress=self._progress,
            part=part,
        )


def failure_reason(error: VoiceguideError | OSError) -> str:
    """An error in one line, without advice that only helps with commands for one session."""
    return error.what if isinstance(error, FitError) else str(error).splitlines()[0]


def require_room(error: VoiceguideError | OSError, folder: Path) -> None:
    """Raise `WriteFailedError` if `error` was caused by a full disk, because then no other session can be written."""
    if is_disk_full(error):
        raise WriteFailedError(folder, "the disk is full; make room, and run the same command again") from error
