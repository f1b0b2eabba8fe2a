"""What a screen shows: a still picture of the player, with no way back into it."""

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal, TypeAlias

from voiceguide.units import Seconds

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
class Mark:
    """A section on the bar."""

    title: str
    start_s: Seconds


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

    @property
    def left_s(self) -> Seconds:
        """What remains."""
        return max(0.0, self.length_s - self.elapsed_s)


def seconds_left(view: View) -> int:
    """The whole seconds that remain: each number appears when exactly so many are left."""
    return ceil(view.left_s - 1e-6)
