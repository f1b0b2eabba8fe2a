"""What stands for a clip that is not made yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide.units import Frames

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples


@dataclass(frozen=True)
class Unspoken:
    """Stands for a clip that is not made yet, as long as it will probably be. It is never heard."""

    frames: Frames
    key: str = "unspoken"

    def read(self, first: Frames, last: Frames) -> Samples:
        """Nobody may ask for it."""
        raise RuntimeError("a line was to be heard before it was spoken")
