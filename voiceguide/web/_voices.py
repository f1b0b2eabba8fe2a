"""The voices that the page offers for a practice: the usual one, then the owner's recordings of the practice, if there
are any, then the other installed voices.
"""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Final

from voiceguide.errors import RequestError, VoiceguideError
from voiceguide.script.library import script_folder
from voiceguide.script.model import Script
from voiceguide.session.request import Request
from voiceguide.session.stages import voice_for
from voiceguide.sound.recordings import AUDIO_ENDINGS
from voiceguide.speech.engine import VoiceChoice
from voiceguide.speech.engines.table import engine_display_name, engine_entry, voice_name
from voiceguide.speech.voices import ListedVoice, list_voices, shortlist
from voiceguide.web._json_checks import RECORDED

_OWN_RECORDINGS: Final = "Your own recordings"


class Voices:
    """The voices to choose from. Its methods may be called from several threads."""

    def __init__(self, folder: Path, usual: Sequence[str]) -> None:
        """`folder` contains the owner's own practices. `usual` are the voices in the settings. If the settings name
        several, those that are not installed are left out.
        """
        self._folder, self._usual = folder, tuple(usual)
        self._known: dict[str, tuple[ListedVoice, ...]] = {}
        self._lock = Lock()

    def offered(self, script: Script | None, usual: Request) -> list[tuple[str, str]]:
        """(value, shown name) of each voice for a practice. The usual voice is first, and its value is "".

        `script` is None for a text that is still to be written. `usual` is the request of a listener who chooses
        nothing. The list is empty if there is nothing to choose.
        """
        if script is not None and script.of_a_recording:
            return []
        lang = script.lang if script else "en"
        voices = self.installed(lang)
        speaks = _usual_of(script, usual, voices)
        name_counts = Counter(one.description for one in voices)
        rest = [
            (one.name, _shown_name(one, name_counts)) for one in voices if speaks is None or one.name != _spec(speaks)
        ]
        own = script is not None and recordings_of(script, self._folder)
        if own and not (speaks and speaks.engine == RECORDED and Path(speaks.name) == own):
            rest.insert(0, (RECORDED, _OWN_RECORDINGS))
        return [("", f"As usual: {_usual_name(speaks, voices, name_counts)}"), *rest] if rest else []

    def installed(self, lang: str) -> tuple[ListedVoice, ...]:
        """The most relevant installed voices for a language. Slow the first time."""
        with self._lock:
            if lang not in self._known:
                found = shortlist(list_voices(self._usual, lang).voices, lang)
                self._known[lang] = tuple(one for one in found if one.voice.installed)
            return self._known[lang]

    def spec_for(self, voice_spec: str | None, script: Script) -> str | None:
        """The requested voice, in the form that a `Request` needs. Raises `RequestError` if there are no recordings of
        this practice.
        """
        if voice_spec != RECORDED:
            return voice_spec
        folder = recordings_of(script, self._folder)
        if folder is None:
            record = f"voiceguide record {script.name}" if script.name else "voiceguide record"
            remedy = f"choose another voice, or make them with '{record}' on the computer that runs voiceguide"
            raise RequestError("voice", f"there are no recordings of this practice; {remedy}")
        return f"{RECORDED}:{folder}"


def recordings_of(script: Script, own: Path) -> Path | None:
    """The folder in which `record` has put the recordings of a practice: beside it, beside the owner's own practices,
    or in the current folder. None if there are none.
    """
    if script.file.startswith("<"):
        return None
    for place in (script_folder(script), own, Path.cwd()):
        folder = place.absolute() / f"{script.name}-recordings"
        if recorded_files(folder):
            return folder
    return None


def recorded_files(folder: Path) -> list[tuple[str, int, int]]:
    """(name, size, time of the last change) of each recording in a folder, sorted by name. Sizes are in bytes, times in
    nanoseconds.
    """
    try:
        with os.scandir(folder) as found:
            files = [one for one in found if Path(one.name).suffix.lower() in AUDIO_ENDINGS]
            return sorted((one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in files)
    except OSError:
        return []


def state_of(voice: VoiceChoice) -> list[tuple[str, int, int]]:
    """The state of a voice that consists of recordings, as in `recorded_files`; empty for any other voice. It is part
    of a session's id, so that a new recording of a line leads to a new session.
    """
    return recorded_files(Path(voice.name)) if engine_entry(voice.engine).in_folders else []


def public_name(choice: VoiceChoice, lang: str) -> str:
    """The name of a voice that the page may show to anybody: without folders and commands of this machine."""
    return choice.engine if _is_private(choice) else voice_name(choice, lang)


def _is_private(choice: VoiceChoice) -> bool:
    entry = engine_entry(choice.engine)
    return entry.in_folders or not entry.in_scripts


def _usual_of(script: Script | None, usual: Request, voices: Sequence[ListedVoice]) -> VoiceChoice | None:
    """The voice that speaks if none is chosen; None if that cannot be known before it speaks."""
    try:
        choice = voice_for(script, usual) if script else None
    except VoiceguideError:
        return None
    if choice and choice.name:
        return choice
    speaking = [one.voice for one in voices if (one.voice.engine == choice.engine if choice else one.in_use)]
    return VoiceChoice(speaking[0].engine, speaking[0].name) if speaking else choice


def _spec(choice: VoiceChoice) -> str:
    return f"{choice.engine}:{choice.name}"


def _usual_name(choice: VoiceChoice | None, voices: Sequence[ListedVoice], name_counts: Counter[str]) -> str:
    if choice is None:
        return "the best installed voice"
    if engine_entry(choice.engine).in_folders:
        return _OWN_RECORDINGS.lower()
    known = next((one for one in voices if one.name == _spec(choice)), None)
    if known:
        return _shown_name(known, name_counts)
    return ", ".join(filter(None, (engine_display_name(choice.engine), "" if _is_private(choice) else choice.name)))


def _shown_name(one: ListedVoice, name_counts: Counter[str]) -> str:
    """The name of a voice on the page. If several voices would have the same name there, the name that the engine gives
    this voice is added.
    """
    return f"{one.description} ({one.voice.name})" if name_counts[one.description] > 1 else one.description
