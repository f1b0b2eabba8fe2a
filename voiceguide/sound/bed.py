"""The contract between a background and the mixer."""

from collections.abc import Callable
from typing import Final, Protocol, TypeAlias

from voiceguide.dsp.samples import Samples
from voiceguide.sound.catalogue import NONE
from voiceguide.units import Frames

BED_LUFS: Final = -36.0
"""The loudness that most beds have before the mixer changes their level: 20 LU below a voice at −16 LUFS (ITU-R
BS.1770, integrated). The noise floor is softer. A user's recording is louder or softer by its own gain.
"""

CountProgress: TypeAlias = Callable[[int, int], None]
"""Called during the work with two numbers: how many steps (or lines) are done, and how many there are in all."""


class Bed(Protocol):
    """An endless background. Samples depend only on their place, never on what was read before."""

    name: str

    @property
    def key(self) -> str:
        """Identifies this background: equal keys mean equal samples."""

    @property
    def loop_frames(self) -> Frames | None:
        """After how many frames it repeats exactly; None if it does not, or if that is not known."""

    @property
    def even(self) -> bool:
        """Whether it sounds the same everywhere, so that nobody notices a jump to another place."""

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last` of the endless background, shape (last - first, 2), usually at `BED_LUFS`. May be
        a view, so do not write to it.
        """


def is_floor(bed: Bed) -> bool:
    """Whether this bed is the noise floor, which is heard if there is no background, to avoid digital silence."""
    return bed.name == NONE
