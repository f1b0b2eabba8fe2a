"""A gap between two pieces of a recording, as it was recorded."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from voiceguide.dsp.samples import Samples
from voiceguide.sound._gap_noise import GapNoise, gap_noise
from voiceguide.sound._piece_files import content_key, read_flac
from voiceguide.units import Frames

_WINDOW: Final[Frames] = 8_192
"""The noise in a gap is measured in windows of this many frames (0.19 s), or in shorter ones if the clean stretches of
room tone are shorter.
"""


@dataclass(frozen=True)
class Gap:
    """The gap between two pieces, as it was recorded."""

    frames: Frames
    split: Frames
    """The frame at which the gap is quietest. It is joined to another gap here. It is also made longer or shorter here
    in two cases: if it is too short for its noise to be measured; or if the room has a hum, and the gap becomes
    shorter, or less than 0.6 s longer.
    """
    before_db: float
    after_db: float
    """How much louder than the room tone the gap is, in dB: just before its quietest place (`before_db`), and just
    after it (`after_db`). These are used where there is too little sound to measure the noise or the hum.
    """


@dataclass(frozen=True, eq=False)
class RecordedGap:
    """A gap and its file."""

    path: Path
    number: int
    gap: Gap
    channels: int
    room_window: Frames
    """The length in frames of each clean stretch of room tone that was found in this recording."""

    @property
    def frames(self) -> Frames:
        """The length of the gap."""
        return self.gap.frames

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, channels). Raises `AudioFileError`."""
        return read_flac(self.path, first, last, self.channels)

    def key(self) -> str:
        """Identifies its sound, and the place where it may be joined. Raises `AudioFileError`."""
        return f"{content_key(self.path)} {self.gap}"

    @cached_property
    def noise(self) -> GapNoise | None:
        """The noise in the gap; None if the gap is too short for it to be measured. Raises `AudioFileError`."""
        return gap_noise(self.path, self.frames, self.channels, min(_WINDOW, self.room_window))
