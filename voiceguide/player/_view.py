"""A read-only snapshot of the player, for the screens."""

from dataclasses import dataclass
from math import ceil, cos, pi
from typing import Final, Literal, TypeAlias

from voiceguide.units import Seconds, format_clock

PlayState: TypeAlias = Literal[
    "preparing", "playing", "paused", "waiting for ground", "grounding", "grounded", "fading", "over"
]

STATES: Final = {
    "preparing": "preparing the voice",
    "playing": "",
    "paused": "paused",
    "waiting for ground": "going to the grounding practice",
    "grounding": "solid ground",
    "grounded": "solid ground",
    "fading": "fading",
    "over": "",
}
"""The text that a screen shows for each state; empty if it shows none."""

GROUNDING_STATES: Final[frozenset[PlayState]] = frozenset(("waiting for ground", "grounding", "grounded"))
"""The states from the moment the listener presses "ground me" until the session continues."""


@dataclass(frozen=True)
class KeyHints:
    """The keys that lead out of a pause, a fade or the grounding practice; shown as long as that lasts."""

    text: str
    """Every such key, and what it does."""
    keys: str
    """Only the names of the keys. The dark screen shows these few characters, because more would light up a room."""


PAUSED_KEYS: Final = KeyHints("space continues", "space")
GROUNDING_KEYS: Final = KeyHints("space pauses · g: back to the practice · e: end here", "g · e")
GROUNDING_PAUSED_KEYS: Final = KeyHints("space: continue here · g: back to the practice · e: end here", "space · g · e")
GROUNDED_KEYS: Final = KeyHints("space or g: back to the practice · e: end here", "space · e")
FADING_KEYS: Final = KeyHints("it is fading out · q stops it at once", "q")
TIMER_KEYS: Final = KeyHints("the sleep timer fades it out · t: fifteen minutes more · x: no timer", "t · x")


@dataclass(frozen=True)
class SectionStart:
    """A section, as a mark on the bar that shows the time."""

    title: str
    start_s: Seconds


@dataclass(frozen=True)
class Breath:
    """The current phase of a guided breath."""

    phase: str
    """``in``, ``hold``, ``out`` or ``rest``."""
    done: float
    """How much of the phase is over, 0 to 1."""

    @property
    def full(self) -> float:
        """How full the lungs are, 0 to 1, rising and falling smoothly."""
        eased = (1 - cos(pi * self.done)) / 2
        return {"in": eased, "hold": 1.0, "out": 1 - eased}.get(self.phase, 0.0)


@dataclass(frozen=True)
class View:
    """Everything that a screen may show."""

    state: PlayState
    title: str
    """The practice's title."""
    section: str
    words: str
    """The words being spoken, or those spoken last."""
    elapsed_s: Seconds
    length_s: Seconds
    """The session's length; 0 while it is unknown."""
    sections: tuple[SectionStart, ...]
    background: str
    volume_db: float
    under_lu: float
    """How many LU the background is below the voice."""
    voice: bool
    message: str
    """A message for the listener; empty if there is none."""
    key_hints: KeyHints | None = None
    """The keys that lead out of the current state; None if there is no need to show any."""
    stops_in_s: Seconds | None = None
    """The time until the sleep timer stops the session; None without a timer, or if the session ends first."""
    breath: Breath | None = None
    """The current guided breath; None if there is none."""

    @property
    def left_s(self) -> Seconds:
        """The time left."""
        return max(0.0, self.length_s - self.elapsed_s)


def seconds_left(view: View) -> int:
    """The seconds left, rounded up: each number appears at the moment when exactly that many seconds are left."""
    return ceil(view.left_s - 1e-6)


def timer_text(view: View) -> str:
    """How soon the sleep timer stops the session, in words; empty if it does not stop it."""
    if view.stops_in_s is None:
        return ""
    minutes = ceil(view.stops_in_s / 60 - 1e-6)
    return f"stops in {minutes} min" if view.stops_in_s >= 60 else "stops within a minute"


def where_text(view: View) -> str:
    """The position of a session, in words: the time, the section, and the sleep timer."""
    if not view.length_s:
        text = "only the background so far; the voice is still being made"
    else:
        state = f"{STATES[view.state]}, " if STATES[view.state] else ""
        where = f"{format_clock(view.elapsed_s)} of {format_clock(view.length_s)}, {format_clock(view.left_s)} left"
        text = f"{state}{where}: {view.section}" if view.section else f"{state}{where}"
    return " · ".join(filter(None, (text, timer_text(view))))
