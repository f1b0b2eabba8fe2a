"""Cuts a long take into pieces at its gaps, in constant memory."""

from dataclasses import dataclass
from typing import Final

from voiceguide.recording._sound_levels import HOP, SoundLevels
from voiceguide.recording._sounds import sounds
from voiceguide.units import Seconds

SHORTEST_SILENCE: Final[Seconds] = 0.25
"""The shortest gap between two pieces. Stops inside words are shorter; a breath inside a sentence is longer."""

SHORTEST_PIECE: Final[Seconds] = 0.1
"""The shortest sound that is a piece. Anything shorter is a click of the lips or the mouse."""


@dataclass(frozen=True)
class TakePiece:
    """Sound between two gaps of a take."""

    start: Seconds
    end: Seconds

    @property
    def seconds(self) -> Seconds:
        """Its duration."""
        return self.end - self.start


def pieces_in(heard: SoundLevels) -> tuple[TakePiece, ...]:
    """The pieces of a take, in order, found from its levels."""
    runs = sounds(heard, SHORTEST_SILENCE).runs
    return tuple(TakePiece(first * HOP, last * HOP) for first, last in runs if (last - first) * HOP >= SHORTEST_PIECE)
