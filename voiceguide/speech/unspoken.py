"""The placeholder for a clip that has not been made yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide.units import Frames

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples


@dataclass(frozen=True)
class Unspoken:
    """The placeholder for a clip that has not been made yet, with its estimated length. It is never heard."""

    frames: Frames
    key: str = "unspoken"

    def read(self, first: Frames, last: Frames) -> Samples:
        """Always raises RuntimeError: a placeholder must not be played."""
        raise RuntimeError("a line was to be heard before it was spoken")
