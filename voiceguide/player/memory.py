"""What is remembered from one session to the next: the practice and its options, where it stopped, and the volume. This
is only a convenience: a file that is missing, damaged or not writable never stops anything.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import inf
from pathlib import Path
from typing import Any, Final, get_args

from voiceguide.config import Tone
from voiceguide.script.model import PathName, SessionKind, Visit
from voiceguide.session.request import NOTHING_CHOSEN, SessionChoices
from voiceguide.system.notes import read_notes, write_notes
from voiceguide.units import Seconds


@dataclass(frozen=True)
class ResumePoint:
    """Where a session was left before its end."""

    length_s: Seconds
    """The session's length at that time."""
    at_s: Seconds
    """The position in the session, without the delay before it."""
    address: tuple[int, ...] = ()
    """The address, in the outline, of the item heard last. It identifies the place in a session of any length."""
    into_s: Seconds = 0.0
    """How long that item had been heard."""
    unseen_s: Seconds = 0.0
    """How many seconds of the session after `at_s` may have been heard. A program that is killed cannot save its last
    position; if it ended normally, this is 0.
    """


@dataclass(frozen=True)
class Memory:
    """All that is remembered."""

    practice: str = ""
    """A name, or a path that does not depend on the current folder. Empty: nothing was played yet."""
    choices: SessionChoices = NOTHING_CHOSEN
    resume_point: ResumePoint | None = None
    volume_db: float = 0.0
    device: str | None = None
    """The sound device that was chosen. Only `bedtime` remembers this and `stop_after`."""
    stop_after: Seconds | None = None
    """The sleep timer that was chosen."""


_NUMBERS: Final = ("length", "background_level", "duck", "rate", "delay", "fade", "stop_after")
_FLAGS: Final = ("nearest",)
_TEXTS: Final = ("background", "voice", "fill", "then", "device")
_ONE_OF: Final = {
    "voice_tone": get_args(Tone),
    "path": get_args(PathName),
    "session": get_args(SessionKind),
    "visit": get_args(Visit),
}


def _is_valid(name: str, held: object) -> bool:
    """Whether an option could have this remembered value; anything else in the file was not written by us."""
    if name in _NUMBERS:
        return type(held) in (int, float) and 0 <= float(str(held)) < inf and (bool(held) or name == "duck")
    if name in _FLAGS:
        return isinstance(held, bool)
    if name == "seed":
        return type(held) is int
    if name == "words":
        return isinstance(held, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in held)
    return isinstance(held, str) and (name in _TEXTS or held in _ONE_OF.get(name, ()))


def _options_in(found: Mapping[str, Any]) -> dict[str, Any]:
    """The options in a file, by name, without anything that was not written by us."""
    options = {name: held for name, held in dict(found.get("options", {})).items() if _is_valid(name, held)}
    words = tuple((str(key), str(value)) for key, value in options.pop("words", ()))
    return {**options, "words": words}


def _seconds(held: Any) -> Seconds:
    """The value as seconds. Raises `ValueError` if it is not a finite number of at least 0."""
    seconds = float(held)
    if not 0 <= seconds < inf:
        raise ValueError(f"{held!r} is no time")
    return seconds


def recall(file: Path) -> Memory:
    """What the file remembers; an empty memory if it cannot be read."""
    try:
        found = read_notes(file)
        left, practice = found.get("broken_off"), found.get("practice", "")
        if not isinstance(practice, str):
            raise ValueError("a practice has a name")
        options = _options_in(found)
        device, stop_after = options.pop("device", None), options.pop("stop_after", None)
        return Memory(
            practice=practice,
            choices=SessionChoices(**options),
            resume_point=ResumePoint(
                _seconds(left["length_s"]),
                _seconds(left["at_s"]),
                tuple(int(step) for step in left["address"]),
                _seconds(left["into_s"]),
                _seconds(left.get("unseen_s", 0.0)),
            )
            if left
            else None,
            volume_db=min(0.0, max(-80.0, float(found.get("volume_db", 0.0)))),
            device=device,
            stop_after=stop_after,
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return Memory()


def remember(file: Path, memory: Memory) -> bool:
    """Save a memory atomically; False if that fails."""
    others = {"device": memory.device, "stop_after": memory.stop_after}
    notes = {
        "practice": memory.practice,
        "options": {**memory.choices.given(), **{name: held for name, held in others.items() if held}},
        "broken_off": asdict(memory.resume_point) if memory.resume_point else None,
        "volume_db": memory.volume_db,
    }
    return write_notes(file, notes)


def with_volume(memory: Memory, volume_db: float) -> Memory:
    """The same memory with another volume."""
    return replace(memory, volume_db=volume_db)
