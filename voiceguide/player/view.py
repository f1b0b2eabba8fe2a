"""What a screen shows: a still picture of the player, with no way back into it."""

from dataclasses import dataclass
from math import ceil, cos, pi
from typing import Final, Literal, TypeAlias

from voiceguide.units import Seconds, format_clock

State: TypeAlias = Literal[
    "preparing", "playing", "paused", "waiting for ground", "grounding", "grounded", "fading", "over"
]

STATES: Final = {
    "preparing": "preparing the voice",
    "playing": "",
    "paused": "paused",
    "waiting for ground": "coming down to the ground",
    "grounding": "solid ground",
    "grounded": "solid ground",
    "fading": "fading",
    "over": "",
}
"""What is said of a state; nothing where that goes without saying."""

ON_THE_GROUND: Final[frozenset[State]] = frozenset(("waiting for ground", "grounding", "grounded"))
"""The states of somebody who has asked for the ground."""


@dataclass(frozen=True)
class Ways:
    """How a listener goes on from a state that does not go on by itself: shown as long as the state lasts."""

    whole: str
    """Every key that leads on, and where to."""
    dim: str
    """The same in so few letters that they light no room."""


PAUSED: Final = Ways("space goes on", "space")
ON_GROUND: Final = Ways("space pauses · g: back to the practice · e: end here", "g · e")
GROUND_PAUSED: Final = Ways("space: the ground goes on · g: back to the practice · e: end here", "space · g · e")
GROUNDED: Final = Ways("space or g: back to the practice · e: end here", "space · e")
FADING: Final = Ways("it is fading out · q stops it at once", "q")
TIMED_OUT: Final = Ways("the sleep timer fades it out · t: fifteen minutes more · x: no timer", "t · x")


@dataclass(frozen=True)
class Mark:
    """A section on the bar."""

    title: str
    start_s: Seconds


@dataclass(frozen=True)
class Breath:
    """A phase of a guided breath while it lasts."""

    phase: str
    """``in``, ``hold``, ``out`` or ``rest``."""
    done: float
    """How much of it is over, 0 to 1."""

    @property
    def full(self) -> float:
        """How full the lungs are, 0 to 1: it rises and falls as smoothly as a chest does."""
        eased = (1 - cos(pi * self.done)) / 2
        return {"in": eased, "hold": 1.0, "out": 1 - eased}.get(self.phase, 0.0)


@dataclass(frozen=True)
class View:
    """Everything there is to see."""

    state: State
    title: str
    """Of the practice."""
    section: str
    words: str
    """Being spoken, or spoken last."""
    elapsed_s: Seconds
    length_s: Seconds
    """0 while it is not known yet."""
    marks: tuple[Mark, ...]
    background: str
    volume_db: float
    under_lu: float
    """How far the background lies under the voice."""
    voice: bool
    message: str
    """Something the listener should know now; empty if there is nothing."""
    ways: Ways | None = None
    """How to go on; None where it goes on by itself."""
    stops_in_s: Seconds | None = None
    """When the sleep timer ends it; None where none is set, or where the session is over before."""
    breath: Breath | None = None
    """The guided breath that is under way."""

    @property
    def left_s(self) -> Seconds:
        """What remains."""
        return max(0.0, self.length_s - self.elapsed_s)


def seconds_left(view: View) -> int:
    """The whole seconds that remain: each number appears when exactly so many are left."""
    return ceil(view.left_s - 1e-6)


def timer_told(view: View) -> str:
    """When the sleep timer stops it, in words; empty where it does not."""
    if view.stops_in_s is None:
        return ""
    minutes = ceil(view.stops_in_s / 60 - 1e-6)
    return f"stops in {minutes} min" if view.stops_in_s >= 60 else "stops within a minute"


def where_told(view: View) -> str:
    """Where a session is, in words: how far, the section, and what the sleep timer does about it."""
    if not view.length_s:
        told = "the background; the voice is still being made"
    else:
        state = f"{STATES[view.state]}, " if STATES[view.state] else ""
        where = f"{format_clock(view.elapsed_s)} of {format_clock(view.length_s)}, {format_clock(view.left_s)} left"
        told = f"{state}{where}: {view.section}" if view.section else f"{state}{where}"
    return " · ".join(filter(None, (told, timer_told(view))))
