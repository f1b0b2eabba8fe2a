"""Refuses what untrusted listeners may not do on the page: run programs, and read files."""

from collections.abc import Iterable, Iterator
from typing import Final

from voiceguide.errors import Mistake, ScriptError
from voiceguide.script.library import is_path
from voiceguide.script.model import Images, Inset, Item, Script, SoundChange, every_item
from voiceguide.sound.backgrounds import looks_like_a_path
from voiceguide.speech.engines.table import engine_entry, voice_choice

_REMEDY: Final = "remove it, or write a name instead"


def require_safe(script: Script) -> Script:
    """The script, if it names no file and no program. Raises `ScriptError` with every place where it does."""
    found = [
        Mistake(script.file, line, "not-here", f"{what!r} cannot be a file or a program here; {_REMEDY}")
        for line, what in sorted(_unsafe_references(script))
    ]
    if found:
        raise ScriptError(found)
    return script


def _unsafe_references(script: Script) -> Iterator[tuple[int, str]]:
    if script.cover:
        yield script.line_of("cover"), "cover"
    if script.background and names_a_file(script.background):
        yield script.line_of("background"), "background"
    if script.voice.name and is_more_than_a_voice(script.voice.name):
        yield script.line_of("voice"), "voice"
    for section in script.sections:
        yield from _unsafe_items(every_item(section.items))


def _unsafe_items(items: Iterable[Item]) -> Iterator[tuple[int, str]]:
    for item in items:
        if isinstance(item, Inset) and is_path(item.practice):
            yield item.place.line, "practice"
        elif isinstance(item, Images) and is_path(item.list):
            yield item.place.line, "images"
        elif isinstance(item, SoundChange) and names_a_file(item.background):
            yield item.place.line, "sound"


def names_a_file(background: str) -> bool:
    """Whether a background, or any part of a mix, is a file and not a name in the catalogue."""
    parts = (background, *background.split(","))
    return any(looks_like_a_path(part.partition(":")[0].strip()) for part in parts)


def is_more_than_a_voice(voice_spec: str) -> bool:
    """Whether a text names a program, a folder or a file, and not only a voice."""
    entry = engine_entry(voice_choice(voice_spec).engine)
    return not entry.in_scripts or entry.in_folders or any(sign in voice_spec for sign in ("/", "\\", ".."))
