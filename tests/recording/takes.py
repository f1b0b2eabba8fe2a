"""Generated takes: lines with pauses between them in a room, and accidental sounds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from voiceguide.dsp.samples import Samples
from voiceguide.recording._pieces import TakePiece, pieces_in
from voiceguide.recording._sound_levels import measured_levels


@dataclass
class TakeMaker:
    """Makes a take from sounds and rests that a test adds one after the other. It begins with a rest of 1 s."""

    rate: int
    seed: int = 1
    parts: list[Samples] = field(default_factory=list)
    length: int = 0

    def __post_init__(self) -> None:
        self.chance = np.random.default_rng(self.seed)
        self.rest(1.0)

    def rest(self, seconds: float) -> None:
        self._add(np.zeros(round(seconds * self.rate), dtype=np.float32))

    def irregular_rest(self, least: float = 0.6, most: float = 2.5) -> None:
        self.rest(float(self.chance.uniform(least, most)))

    def sound(self, samples: Samples) -> tuple[float, float]:
        """Add a sound. Returns its beginning and end in seconds."""
        start = self.length
        self._add(samples)
        return start / self.rate, self.length / self.rate

    def cough(self) -> None:
        count = round(0.35 * self.rate)
        self.sound((self.chance.standard_normal(count) * np.hanning(count) * 0.1).astype(np.float32))

    def samples(self, room: float = 0.0006) -> Samples:
        """The whole take with room noise added. `room` is the noise's RMS level; full scale is 1."""
        whole = np.concatenate(self.parts)
        return (whole + self.chance.standard_normal(len(whole)) * room).astype(np.float32)

    def write(self, path: Path) -> Path:
        soundfile.write(path, self.samples(), self.rate)
        return path

    def _add(self, samples: Samples) -> None:
        self.parts.append(samples.astype(np.float32))
        self.length += len(samples)


@dataclass(frozen=True, eq=False)
class HeldSound:
    """A sound source whose samples are in memory."""

    samples: Samples
    rate: int

    @property
    def frames(self) -> int:
        return len(self.samples)

    def read(self, first: int, last: int) -> Samples:
        part = self.samples[first:last]
        return np.column_stack((part, part))


def pieces(take: HeldSound, progress: Callable[[float, float], None]) -> tuple[TakePiece, ...]:
    """The pieces of a take, as `record` finds them."""
    return pieces_in(measured_levels(take, progress))
