"""The playback level, which changes smoothly: the device gets the ring's samples at the listener's level, or silence
during a pause.
"""

from typing import Final

import numpy as np

from voiceguide.dsp.samples import Samples, factor
from voiceguide.player._ring import Ring
from voiceguide.units import FRAME_RATE, Frames, Seconds

LONGEST_BLOCK: Final[Frames] = 8_192
"""At most this many frames are multiplied at a time, with buffers allocated beforehand."""

SILENT_DB: Final = -80.0
"""The level at which a fade has reached silence."""


class Fader:
    """A gain in dB that moves evenly to its target. The thread that reads the ring calls `apply`; other threads call
    `go`. A move is set by assigning one tuple, so no lock is needed.
    """

    def __init__(self, gain_db: float = 0.0) -> None:
        self._order = (gain_db, 0.0)
        self._gain_db = gain_db
        self._steps = np.arange(1, LONGEST_BLOCK + 1, dtype=np.float32)[:, np.newaxis]
        self._curve = np.empty((LONGEST_BLOCK, 1), dtype=np.float32)

    @property
    def gain_db(self) -> float:
        """The current gain."""
        return self._gain_db

    @property
    def target_db(self) -> float:
        """The gain to which it moves, or at which it has arrived."""
        return self._order[0]

    @property
    def silent(self) -> bool:
        """Whether it is silent and stays silent."""
        return self._gain_db <= SILENT_DB and self.target_db <= SILENT_DB

    @property
    def seconds_left(self) -> float:
        """How many seconds it still needs to reach its target; 0 if it has arrived."""
        goal, speed = self._order
        return abs(goal - self._gain_db) / speed / FRAME_RATE if speed else 0.0

    def go(self, gain_db: float, seconds: float) -> None:
        """Begin to move from the current gain to `gain_db`, which takes `seconds`; `SILENT_DB` or less means exact
        silence.
        """
        goal = max(gain_db, SILENT_DB)
        distance = abs(goal - self._gain_db)
        self._order = (goal, distance / max(1.0, seconds * FRAME_RATE))

    def set(self, gain_db: float) -> None:
        """Set the gain at once; only while no thread calls `apply`."""
        self._order = (max(gain_db, SILENT_DB), 0.0)
        self._gain_db = max(gain_db, SILENT_DB)

    def apply(self, samples: Samples) -> None:
        """Multiply the samples, shape (frames, 2), by the gain, in place."""
        for first in range(0, len(samples), LONGEST_BLOCK):
            self._apply(samples[first : first + LONGEST_BLOCK])

    def _apply(self, samples: Samples) -> None:
        goal, speed = self._order
        here, count = self._gain_db, len(samples)
        if here == goal:
            if goal != 0.0:
                samples *= np.float32(0.0 if goal <= SILENT_DB else factor(goal))
            return
        step = speed if goal > here else -speed
        moving = count if not step else min(count, int((goal - here) / step) + 1)
        curve = self._curve[:count]
        np.multiply(self._steps[:count], np.float32(step), out=curve)
        curve += np.float32(here)
        curve[moving:] = goal
        np.clip(curve, min(here, goal), max(here, goal), out=curve)
        end = float(curve[-1, 0])
        curve *= np.float32(np.log(10.0) / 20.0)
        np.exp(curve, out=curve)
        samples *= curve
        self._gain_db = goal if moving < count or end == goal else end


PAUSE_FADE: Final[Seconds] = 0.35
"""How long the sound takes to fade out and in at a pause."""


class Gate:
    """Passes samples from the ring to the device. `read_into` runs on the device's thread and only copies and
    multiplies.
    """

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.volume = Fader()
        """The volume that the listener has set."""
        self.fader = Fader(SILENT_DB)
        """The level that falls to silence for a pause or at the end. It rises again after a pause, or if a fade is
        undone.
        """
        self.held = False
        """Whether to stop reading from the ring once the gate has closed."""

    @property
    def quiet(self) -> bool:
        """Whether the gate has closed: the fade to silence is over, and no fade-in has begun."""
        return self.fader.silent

    def read_into(self, out: Samples) -> None:
        """Write the next samples into `out` (frames, 2)."""
        if self.held and self.fader.silent:
            out[:] = 0.0
            return
        self.ring.read_into(out)
        self.volume.apply(out)
        self.fader.apply(out)

    def open(self, seconds: Seconds = PAUSE_FADE) -> None:
        """Fade in from the current level, and read from the ring again."""
        self.held = False
        self.fader.go(0.0, seconds)

    def shut(self, seconds: Seconds = PAUSE_FADE) -> None:
        """Fade to silence, and then stop reading from the ring."""
        self.held = True
        self.fader.go(SILENT_DB, seconds)
