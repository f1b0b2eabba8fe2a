"""The shape sound has everywhere in here."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.units import Frames

Samples: TypeAlias = NDArray[np.float32]
"""float32, full scale ±1, at 44 100 Hz. Shape (frames, 2), or (frames,) where a text says mono."""


class Clip(Protocol):
    """A finished piece of sound of known length that can be read from any place, by several threads at once."""

    @property
    def key(self) -> str:
        """Tells this sound from any other: equal keys, equal samples."""

    @property
    def frames(self) -> Frames:
        """Its length."""

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last` (0 ≤ first ≤ last ≤ frames), shape (last - first, 2)."""


@dataclass(frozen=True, eq=False)
class MemoryClip:
    """A clip held in memory."""

    samples: Samples
    """Shape (frames, 2), or (frames,) for the same in both channels."""
    key: str = ""
    """Given by whoever made it; empty where nobody asks."""

    @property
    def frames(self) -> Frames:
        """Its length."""
        return len(self.samples)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        part = self.samples[first:last]
        return np.column_stack((part, part)) if part.ndim == 1 else part


@dataclass(frozen=True, eq=False)
class CutClip:
    """The beginning of a clip, faded out at its end evenly in amplitude."""

    whole: Clip
    frames: Frames
    """Its own length, at most that of the whole clip."""
    fade: Frames
    """How long its fade lasts, at most `frames`."""

    @property
    def key(self) -> str:
        """Tells this sound from any other."""
        return f"{self.whole.key}:{self.frames}:{self.fade}"

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        left = self.frames - np.arange(first, last, dtype=np.float32)
        gain = np.clip(left / max(1, self.fade), 0.0, 1.0).astype(np.float32)
        return self.whole.read(first, last) * gain[:, np.newaxis]
