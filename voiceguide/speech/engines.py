"""The table of speech engines, and how a voice is asked for. An engine's library is imported when it is made."""

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.errors import EngineMissingError, SpeechError, nearest, or_list
from voiceguide.speech.engine import Capability, Line, SpeechEngine, Voice, VoiceChoice

DEFAULT_ENGINE: Final = "pyttsx3"


@dataclass(frozen=True)
class EngineEntry:
    """A line of the table."""

    name: str
    make: Callable[[Path], SpeechEngine]
    """Starts the engine, in a worker process; it may keep files in the folder while it lives.

    Raises `EngineMissingError` naming the install command if something is not installed."""
    fingerprints: Callable[[Sequence[Line]], Sequence[str | None]]
    """For each line, all that shapes its clip besides what the line says: versions, models, files. None: the voice
    has no such line, which only recordings can say.

    It is part of the clip's key, so it changes whenever the same line might sound different. Called in the main process
    without starting the engine, so it is fast. Raises `EngineMissingError`, or `VoiceNotFoundError` where it knows."""
    capabilities: frozenset[Capability] = frozenset(("rate", "pitch"))
    """What it can honour; the rest of a line is made plain before it is asked."""
    as_written: bool = False
    """Whether it gets the words as they are written: nothing spelled out, and no `say:` in them."""
    in_folders: bool = False
    """Whether its voices are folders: what stands after the colon is a path."""
    shown: bool = True
    """Whether it is offered to people."""
    listed: Callable[[], tuple[Voice, ...]] | None = None
    """All voices it has or could have, best first, where they are known without starting it (None: they are not)."""


def _pyttsx3(folder: Path) -> SpeechEngine:
    from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine

    return Pyttsx3Engine(folder)


def _pyttsx3_fingerprints(lines: Sequence[Line]) -> Sequence[str]:
    from voiceguide.speech.espeak_library import speech_version

    return [speech_version()] * len(lines)


def _piper(folder: Path) -> SpeechEngine:
    from voiceguide.speech.piper_engine import PiperEngine

    return PiperEngine()


def _piper_fingerprints(lines: Sequence[Line]) -> Sequence[str | None]:
    from voiceguide.speech.piper_shelf import fingerprints

    return fingerprints(lines)


def _piper_voices() -> tuple[Voice, ...]:
    from voiceguide.speech.piper_shelf import listed_voices

    return listed_voices()


def _recorded(folder: Path) -> SpeechEngine:
    from voiceguide.speech.recorded import RecordedEngine

    return RecordedEngine(folder)


def _recorded_fingerprints(lines: Sequence[Line]) -> Sequence[str | None]:
    from voiceguide.speech.recordings import fingerprints

    return fingerprints(lines)


def _fake(folder: Path) -> SpeechEngine:
    from voiceguide.speech.fake import FakeEngine

    return FakeEngine(folder)


_TABLE: Final = (
    EngineEntry("pyttsx3", _pyttsx3, _pyttsx3_fingerprints),
    EngineEntry("piper", _piper, _piper_fingerprints, listed=_piper_voices),
    EngineEntry("recorded", _recorded, _recorded_fingerprints, frozenset(), as_written=True, in_folders=True),
    EngineEntry("fake", _fake, lambda lines: ["1"] * len(lines), shown=False),
)


def engine_names() -> tuple[str, ...]:
    """The engines that are offered, the default first."""
    return tuple(entry.name for entry in _TABLE if entry.shown)


def engine_entry(name: str) -> EngineEntry:
    """The engine of that name. Raises `EngineMissingError` with the nearest names."""
    for entry in _TABLE:
        if entry.name == name:
            return entry
    known = engine_names()
    near = nearest(name, known)
    raise EngineMissingError(name, f"did you mean {or_list(near)}?" if near else f"it may be {or_list(list(known))}")


def placed(wish: str, folder: Path) -> str:
    """The same wish, and where its voice is a relative path, as seen from `folder`, made absolute; `~` is home."""
    engine, _, name = wish.partition(":")
    for entry in _TABLE:
        if entry.in_folders and entry.name == engine.strip().lower() and name.strip():
            return f"{entry.name}:{os.path.normpath(Path.cwd() / folder / _at_home(name.strip()))}"
    return wish


def _at_home(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # nobody of that name has a home here
        return Path(name)


def voice_choice(wish: str | None, rate: float = 1.0, pitch: float = 1.0) -> VoiceChoice:
    """A voice asked for as ``ENGINE:NAME``, as the name of an engine, or as a name of the default engine's.

    Raises `EngineMissingError` for an unknown engine. Whether there is such a voice is known when it speaks.
    """
    if not all(math.isfinite(value) and value > 0 for value in (rate, pitch)):
        raise SpeechError(f"a voice's rate and pitch are factors above 0, not {rate:g} and {pitch:g}")
    engine, colon, name = (wish or "").strip().partition(":")
    if not colon:
        engine, name = (engine, "") if engine in engine_names() else (DEFAULT_ENGINE, engine)
    return VoiceChoice(engine_entry(engine.strip().lower()).name, name.strip(), rate, pitch)
