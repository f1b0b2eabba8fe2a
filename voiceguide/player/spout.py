"""What the sound device asks: the ring's samples at the listener's level, or silence while paused."""

from typing import Final

from voiceguide.dsp.samples import Samples
from voiceguide.player.fader import SILENT_DB, Fader
from voiceguide.player.ring import Ring
from voiceguide.units import Seconds

PAUSE_FADE: Final[Seconds] = 0.35
"""How long the sound takes to go and to come back at a pause."""


class Spout:
    """Where samples leave the ring. `fill` runs on the device's thread: it copies, multiplies, and nothing else."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.volume = Fader()
        """The listener's own level."""
        self.gate = Fader(SILENT_DB)
        """Opens and closes for pauses and endings."""
        self.held = False
        """Once the gate has closed nothing is taken from the ring."""

    @property
    def quiet(self) -> bool:
        """The gate has closed."""
        return self.gate.silent

    def fill(self, out: Samples) -> None:
        """Write the next samples into `out` (frames, 2)."""
        if self.held and self.gate.silent:
            out[:] = 0.0
            return
        self.ring.read_into(out)
        self.volume.apply(out)
        self.gate.apply(out)

    def open(self, seconds: Seconds = PAUSE_FADE) -> None:
        """Let the sound through again."""
        self.held = False
        self.gate.go(0.0, seconds)

    def shut(self, seconds: Seconds = PAUSE_FADE) -> None:
        """Fade to nothing, and then hold."""
        self.held = True
        self.gate.go(SILENT_DB, seconds)
