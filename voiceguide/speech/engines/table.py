"""The table of speech engines, and how a voice is named. An engine's library is imported only when the engine is
started.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.errors import EngineMissingError, SpeechError, nearest, or_list
from voiceguide.script.languages import is_tag, plain_tag
from voiceguide.script.model import PIECES
from voiceguide.speech.engine import Capability, SpeechEngine, SpeechLine, Voice, VoiceChoice
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Clip

DEFAULT_ENGINE: Final = "pyttsx3"

TIMEOUT: Final[Seconds] = 20.0
"""How long an engine may take for a short line, in seconds, unless its `EngineEntry` sets another time."""


_COMMAND_TIMEOUT: Final[Seconds] = 75.0
"""How long the command engine may take for a short line, in seconds. It gives its program a minute, then ends it and
reports its output; so the engine needs more time than the program.
"""


_KOKORO_TIMEOUT: Final[Seconds] = 90.0
"""How long Kokoro may take for a short line, in seconds. It takes about as long as its speech lasts, and twice as long
on a busy machine.
"""


def fixed_capabilities(*capabilities: Capability) -> Callable[[str], frozenset[Capability]]:
    """A function that returns the same capabilities for every voice of an engine."""
    able = frozenset(capabilities)
    return lambda voice: able


@dataclass(frozen=True)
class EngineEntry:
    """An engine in the table."""

    name: str
    make: Callable[[Path], SpeechEngine]
    """Starts the engine, in a worker process. As long as the engine lives, it may keep files in the given folder.

    Raises `EngineMissingError` naming the install command if something is not installed, or another `SpeechError` if
    the engine cannot start.
    """
    fingerprints: Callable[[Sequence[SpeechLine]], Sequence[str | None]]
    """Returns, for each line, a text that changes whenever the same line might sound different: it names versions,
    models and files. None: the voice does not have the line, which happens only with recordings.

    The text is part of the clip's key. The function is called in the main process without starting the engine, so it
    must be fast. If a voice cannot speak, it raises `EngineMissingError`, `VoiceNotFoundError` or another
    `SpeechError`, as far as it can tell.
    """
    capabilities: Callable[[str], frozenset[Capability]]
    """Returns the capabilities that the engine can honour with a voice. Anything else is removed from a line before the
    engine gets it.
    """
    timeout: Seconds = TIMEOUT
    """How long the engine may take for a short line before it counts as hanging."""
    many_cores: bool = False
    """Whether one worker can use several cores for a line."""
    language: Callable[[str], str] = lambda voice: ""
    """Returns the BCP 47 tag of a voice's language, if the voice's name tells it; otherwise an empty text."""
    knows_voices: bool = True
    """Whether `fingerprints` raises an error for every missing voice. If False, a missing voice is noticed only when it
    is asked to speak.
    """
    in_scripts: bool = True
    """Whether a script may ask for the engine. False if the engine runs arbitrary programs, because scripts come from
    strangers.
    """
    as_written: bool = False
    """Whether the engine gets the words as written: nothing is spelled out, and `say:` is not applied."""
    ready: Callable[[SpeechLine], Clip] | None = None
    """Returns the clip of a line, if the engine's clips exist already. None: clips must be made."""
    in_folders: bool = False
    """Whether the engine's voices are folders: the name after the colon is a path."""
    shown: bool = True
    """Whether the engine is offered to people."""
    listed: Callable[[], tuple[Voice, ...]] | None = None
    """Returns all voices that the engine has or could have, the best first, without starting the engine. None: the
    engine must be started to list them.
    """
    remedy: Callable[[], str] = lambda: ""
    """Returns what the user can do if the engine's process ends unexpectedly; "" if nothing is known."""
    best: Callable[[str], str] | None = None
    """Returns the name of the engine's best installed voice for a language, or ""; starts nothing. None: the engine's
    voices are never preferred to the platform's own.
    """


def _pyttsx3(folder: Path) -> SpeechEngine:
    from voiceguide.speech.engines.pyttsx3 import Pyttsx3Engine

    return Pyttsx3Engine(folder)


def _pyttsx3_fingerprints(lines: Sequence[SpeechLine]) -> Sequence[str]:
    from voiceguide.speech.engines._espeak_library import speech_version

    return [speech_version()] * len(lines)


def _pyttsx3_capabilities(voice: str) -> frozenset[Capability]:
    from voiceguide.speech.engines._espeak_library import uses_espeak

    return frozenset(("rate", "pitch", "emphasis", "sounds")) if uses_espeak() else frozenset(("rate",))


def _pyttsx3_remedy() -> str:
    from voiceguide.speech.engines._espeak_library import remedy_for, source, uses_espeak

    return f"espeak-ng may be damaged: {remedy_for(source())}" if uses_espeak() else ""


def _pyttsx3_language(voice: str) -> str:
    """The language of a voice by its name: espeak names voices after their languages, as in ``en-us+f3``. On Windows
    and macOS, voices have people's names, so the result is empty.
    """
    from voiceguide.speech.engines._espeak_library import uses_espeak

    base = voice.partition("+")[0].strip().lower()
    return base if uses_espeak() and is_tag(base) else ""


def _piper(folder: Path) -> SpeechEngine:
    from voiceguide.speech.engines.piper import PiperEngine

    return PiperEngine()


def _piper_fingerprints(lines: Sequence[SpeechLine]) -> Sequence[str | None]:
    from voiceguide.speech.engines.piper_shelf import fingerprints

    return fingerprints(lines)


def _piper_voices() -> tuple[Voice, ...]:
    from voiceguide.speech.engines.piper_shelf import listed_voices

    return listed_voices()


def _piper_best(lang: str) -> str:
    from voiceguide.speech.engines.piper_shelf import best_here

    return best_here(lang)


def _piper_language(voice: str) -> str:
    """The language of a voice by its name: piper names voices after their languages, as in ``en_US-kristin-medium``.
    For a path, the result is empty.
    """
    tag = plain_tag(voice.partition("-")[0])
    return tag if is_tag(tag) and "-" in voice else ""


def _kokoro(folder: Path) -> SpeechEngine:
    from voiceguide.speech.engines.kokoro import KokoroEngine

    return KokoroEngine()


def _kokoro_fingerprints(lines: Sequence[SpeechLine]) -> Sequence[str | None]:
    from voiceguide.speech.engines.kokoro_shelf import fingerprints

    return fingerprints(lines)


def _kokoro_voices() -> tuple[Voice, ...]:
    from voiceguide.speech.engines.kokoro_shelf import listed_voices

    return listed_voices()


def _kokoro_best(lang: str) -> str:
    from voiceguide.speech.engines.kokoro_shelf import best_here

    return best_here(lang)


def _kokoro_language(voice: str) -> str:
    from voiceguide.speech.engines.kokoro_shelf import language_of

    return language_of(voice)


def _recorded(folder: Path) -> SpeechEngine:
    from voiceguide.speech.engines.recorded import RecordedEngine

    return RecordedEngine(folder)


def _recorded_fingerprints(lines: Sequence[SpeechLine]) -> Sequence[str | None]:
    from voiceguide.speech.engines.recorded import fingerprints

    return fingerprints(lines)


def _pieces(folder: Path) -> SpeechEngine:
    from voiceguide.speech.engines.pieces import PiecesEngine

    return PiecesEngine()


def _pieces_fingerprints(lines: Sequence[SpeechLine]) -> Sequence[str | None]:
    from voiceguide.speech.engines.pieces import fingerprints

    return fingerprints(lines)


def _piece_clip(line: SpeechLine) -> Clip:
    from voiceguide.speech.engines.pieces import clip_of

    return clip_of(line)


def _command(folder: Path) -> SpeechEngine:
    from voiceguide.speech.engines.command import CommandEngine

    return CommandEngine(folder)


def _command_fingerprints(lines: Sequence[SpeechLine]) -> Sequence[str]:
    from voiceguide.speech.engines.command_line import fingerprints

    return fingerprints(lines)


def _command_capabilities(voice: str) -> frozenset[Capability]:
    from voiceguide.speech.engines.command_line import capabilities

    return capabilities(voice)


def _fake(folder: Path) -> SpeechEngine:
    from voiceguide.speech.engines.fake import FakeEngine

    return FakeEngine(folder)


_TABLE: Final = (
    EngineEntry(
        "pyttsx3",
        _pyttsx3,
        _pyttsx3_fingerprints,
        _pyttsx3_capabilities,
        language=_pyttsx3_language,
        knows_voices=False,
        remedy=_pyttsx3_remedy,
    ),
    EngineEntry(
        "piper",
        _piper,
        _piper_fingerprints,
        fixed_capabilities("rate", "pitch", "sounds"),
        many_cores=True,
        language=_piper_language,
        listed=_piper_voices,
        best=_piper_best,
    ),
    EngineEntry(
        "kokoro",
        _kokoro,
        _kokoro_fingerprints,
        fixed_capabilities("rate", "pitch", "sounds"),
        timeout=_KOKORO_TIMEOUT,
        many_cores=True,
        language=_kokoro_language,
        listed=_kokoro_voices,
        best=_kokoro_best,
    ),
    EngineEntry("recorded", _recorded, _recorded_fingerprints, fixed_capabilities(), as_written=True, in_folders=True),
    EngineEntry(
        PIECES,
        _pieces,
        _pieces_fingerprints,
        fixed_capabilities(),
        as_written=True,
        ready=_piece_clip,
        in_folders=True,
        shown=False,
    ),
    EngineEntry(
        "command", _command, _command_fingerprints, _command_capabilities, timeout=_COMMAND_TIMEOUT, in_scripts=False
    ),
    EngineEntry(
        "fake",
        _fake,
        lambda lines: ["1"] * len(lines),
        fixed_capabilities("rate", "pitch", "emphasis", "sounds"),
        knows_voices=False,
        shown=False,
    ),
)


_BEST_FIRST: Final = tuple(entry for name in ("kokoro", "piper") for entry in _TABLE if entry.name == name)
"""The engines with natural voices, the best first."""


def engine_names() -> tuple[str, ...]:
    """The engines that are offered, the default first."""
    return tuple(entry.name for entry in _TABLE if entry.shown)


def usual_voice(lang: str) -> str:
    """The best installed natural voice for a language, as ``ENGINE:NAME``; if there is none, the default engine's name.

    The right language matters more than quality, and quality more than the right country: a natural American voice may
    speak British English, but never German. Starts nothing.
    """
    for entry in _BEST_FIRST:
        if entry.best and (name := entry.best(lang or "en")):
            return f"{entry.name}:{name}"
    return DEFAULT_ENGINE


def engine_display_name(name: str) -> str:
    """The name of an engine for people. pyttsx3 only wraps another engine, so that engine is named instead."""
    if name != DEFAULT_ENGINE:
        return name
    from voiceguide.speech.engines._espeak_library import uses_espeak

    return "espeak" if uses_espeak() else "system"


def engine_entry(name: str) -> EngineEntry:
    """The engine with this name. Raises `EngineMissingError` with the nearest names."""
    for entry in _TABLE:
        if entry.name == name:
            return entry
    known = engine_names()
    near = nearest(name, known)
    remedy = f"did you mean {or_list(near)}?" if near else "write the voice as 'voiceguide voices' shows it"
    raise EngineMissingError(name, remedy, unknown=True)


def absolute_voice(voice_spec: str, folder: Path) -> str:
    """The same voice, with an absolute path if its engine's voices are folders. A relative path starts at `folder`, and
    `~` is the home folder.
    """
    engine, _, name = voice_spec.partition(":")
    for entry in _TABLE:
        if entry.in_folders and entry.name == engine.strip().lower() and name.strip():
            return f"{entry.name}:{os.path.normpath(Path.cwd() / folder / _with_home(name.strip()))}"
    return voice_spec


def _with_home(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # there is no such user
        return Path(name)


def voice_name(voice: VoiceChoice, lang: str) -> str:
    """How messages name the voice: ``ENGINE:NAME`` or, if it has no name, its engine and the language for which it is
    the usual voice.
    """
    return f"{voice.engine}:{voice.name}" if voice.name else f"{voice.engine} (its usual voice for {lang or 'en'})"


def voice_choice(voice_spec: str | None, rate: float = 1.0, pitch: float = 1.0) -> VoiceChoice:
    """The voice that `voice_spec` names: ``ENGINE:NAME``, an engine's name, or the name of one of the default engine's
    voices. None: the default engine's usual voice.

    Raises `EngineMissingError` for an unknown engine, and `SpeechError` if `rate` or `pitch` is not above 0. It is not
    checked whether the voice exists.
    """
    if not all(math.isfinite(value) and value > 0 for value in (rate, pitch)):
        raise SpeechError(f"a voice's rate and pitch are factors above 0, not {rate:g} and {pitch:g}")
    engine, colon, name = (voice_spec or "").strip().partition(":")
    if not colon:
        engine, name = (engine, "") if engine in engine_names() else (DEFAULT_ENGINE, engine)
    return VoiceChoice(engine_entry(engine.strip().lower()).name, name.strip(), rate, pitch)
