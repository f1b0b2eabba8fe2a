"""What a background promises to the mixer."""

from typing import Final, Protocol

from voiceguide.dsp.samples import Samples
from voiceguide.sound.catalogue import NONE
from voiceguide.units import Frames

BED_LUFS: Final = -36.0
"""The loudness at which every bed is read: 20 LU under a voice at −16 LUFS (ITU-R BS.1770, integrated)."""


class Bed(Protocol):
    """An endless background. The samples depend on the place only, never on what was read before."""

    name: str

    @property
    def key(self) -> str:
        """Tells this background from any other: equal keys, equal samples."""

    @property
    def loop_frames(self) -> Frames | None:
        """After how many frames it repeats exactly; None if it does not."""

    @property
    def even(self) -> bool:
        """Whether it sounds alike everywhere: nobody notices when it goes on from another place."""

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last` of the endless background, shape (last - first, 2), at `BED_LUFS`."""


def is_floor(bed: Bed) -> bool:
    """Whether it is the noise floor that stands for no background. Any softer, and it would be digital silence."""
    return bed.name == NONE
