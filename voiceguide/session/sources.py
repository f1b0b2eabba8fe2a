"""The files that a session is made from. No output may overwrite one of them."""

from __future__ import annotations

import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.errors import VoiceguideError
from voiceguide.pictures.cover import beside_script
from voiceguide.script.library import script_folder
from voiceguide.script.outline import BackgroundChange, items_of
from voiceguide.script.outliner import outline, utterances
from voiceguide.session.backgrounds import background_of
from voiceguide.session.stages import listener, voice_for
from voiceguide.sound.backgrounds import sound_files
from voiceguide.speech.engines.recorded import Recordings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceguide.config import Folders
    from voiceguide.script.model import Script
    from voiceguide.script.outline import OutlineSection, Utterance
    from voiceguide.script.outliner import FindPractice
    from voiceguide.session.request import Request
    from voiceguide.speech.engine import VoiceChoice


def source_files(
    script: Script, request: Request, *, find: FindPractice, folders: Folders
) -> Iterator[tuple[Path, str]]:
    """The files that this session is made from, as far as they are known before it is made. Each has a description,
    such as "the script" or "the background". Raises nothing: if something is missing or has mistakes, its files are
    left out.
    """
    included: list[Script] = []

    def noted(name: str, within: Script) -> Script:
        included.append(find(name, within))
        return included[-1]

    parts: Sequence[OutlineSection] = ()
    said: Sequence[Utterance] = ()
    with suppress(VoiceguideError, OSError):
        whole = outline(script, listener(request), noted)
        parts, said = whole.parts, utterances(whole)
    if not script.file.startswith("<"):
        yield Path(script.file), "the script"
    for one in included:
        yield Path(one.file), "an included script"
    if script.cover:
        with suppress(VoiceguideError):
            yield beside_script(script_folder(script), script.cover), "the cover"
    yield from _sounds(script, request, parts, folders)
    with suppress(VoiceguideError, OSError):
        voice = voice_for(script, request)
        for spoken_by in filter(None, (voice, voice.fill)):
            yield from voice_files(spoken_by, said)


def _sounds(
    script: Script, request: Request, parts: Sequence[OutlineSection], folders: Folders
) -> Iterator[tuple[Path, str]]:
    names = [background_of(script, request.background), *_changes(parts)]
    if request.then and request.then.sound:
        names.append(request.then.sound)
    for name in dict.fromkeys(names):
        for path in sound_files(name, sounds=folders.sounds, beside=script_folder(script)):
            yield path, "the background"
    for path in sound_files("bell", sounds=folders.sounds):
        yield path, "the bell"


def _changes(parts: Sequence[OutlineSection]) -> Iterator[str]:
    """The backgrounds to which a script changes during the session."""
    return (item.background for item in items_of(parts) if isinstance(item, BackgroundChange))


def voice_files(voice: VoiceChoice, said: Sequence[Utterance] = ()) -> Iterator[tuple[Path, str]]:
    """The files that a voice may need to speak the utterances `said`, each with a description. Recordings and pieces of
    a recording are known. Otherwise the paths are guesses: any word of a command may be a file name, and a voice's name
    may be that of a model's file. Raises `SpeechError`.
    """
    if voice.engine == "recorded":
        folder = Recordings(Path(voice.name))
        yield from ((path, "a recording of the voice") for line in said for path in folder.of(line.text))
    elif voice.engine == "pieces":
        yield from ((path, "a piece of the recording") for path in Path(voice.name).rglob("*") if path.is_file())
    elif voice.engine == "command":
        with suppress(ValueError):  # a quotation mark is not closed
            yield from ((Path(word), "a file of the voice") for word in shlex.split(voice.name))
    elif voice.name:
        yield Path(voice.name), "the voice"
