"""Finds out which voices of a list, in order of preference, can speak."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import CommandError, EngineMissingError, SpeechError, VoiceDamagedError, VoiceNotFoundError
from voiceguide.script.languages import family
from voiceguide.speech.engine import SpeechLine, VoiceChoice
from voiceguide.speech.engines.table import engine_entry, voice_choice


@dataclass(frozen=True)
class Preferences:
    """Which voices of a list can speak, as far as `preferred` has checked. The list begins with the preferred voice."""

    usable: tuple[str, ...]
    """The voices that can speak, in the order of the list."""
    missing: tuple[tuple[str, str], ...] = ()
    """The voices before the first one that can speak, each with the reason why it cannot."""


def preferred(wanted: Sequence[str], *, cache_folder: Path) -> Preferences:
    """Find out which of several voices can speak. If there is only one voice, it is not checked. The last of several is
    only checked quickly: if it cannot speak after all, the error comes when a line is spoken.

    If no voice can speak, raises the error of the first one, which says what to do. Voices that are missing or damaged,
    or whose command cannot be run, are passed over; any other `SpeechError` is raised at once.
    """
    if len(wanted) < 2:
        return Preferences(tuple(wanted))
    usable: list[str] = []
    failed: list[tuple[str, SpeechError]] = []
    missing: tuple[tuple[str, str], ...] = ()
    for voice_spec in wanted:
        try:
            _require(voice_choice(voice_spec), cache_folder, last=voice_spec == wanted[-1])
        except (CommandError, EngineMissingError, VoiceNotFoundError, VoiceDamagedError) as error:
            failed.append((voice_spec, error))
            continue
        if not usable:
            missing = tuple((other, str(error)) for other, error in failed)
        usable.append(voice_spec)
    if not usable:
        raise failed[0][1]
    return Preferences(tuple(usable), missing)


def why_unusable(voice_spec: str) -> str:
    """The reason why a voice can never speak: its engine does not exist, or its command cannot be run. "" if there is
    no such reason.

    For a voice that is merely not installed, or damaged, the result is "" too: it may be installed later, or on another
    machine.
    """
    try:
        voice = voice_choice(voice_spec)
        with suppress(EngineMissingError, VoiceNotFoundError, VoiceDamagedError):
            _require(voice, Path(), last=True)
    except (EngineMissingError, CommandError) as error:
        return str(error)
    return ""


def speaks(voice_spec: str, lang: str) -> bool:
    """Whether the voice can be used for words in `lang`. It is False only if the voice's name says that it speaks
    another language.
    """
    choice = voice_choice(voice_spec)
    language = engine_entry(choice.engine).language(choice.name) if choice.name else ""
    return not language or not lang or family(language) == family(lang)


def _require(voice: VoiceChoice, cache_folder: Path, *, last: bool) -> None:
    """Raise `SpeechError` if the voice cannot speak, for example `EngineMissingError` or `VoiceNotFoundError`. If only
    an attempt shows whether the voice is missing, the voice speaks a word, except if it is the `last` of the list.
    """
    entry = engine_entry(voice.engine)
    entry.fingerprints([SpeechLine("Yes.", voice.name, "" if voice.name else "en", 1.0, 1.0, "plain")])
    if voice.name and not entry.knows_voices and not last:
        from voiceguide.speech.stage import require_voice

        require_voice(voice, cache_folder=cache_folder)
