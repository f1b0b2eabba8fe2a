"""Sound in memory: samples, clips, levels, and a soft limit that keeps samples below a ceiling. Also the 16-bit form in
which clips are stored and sent.
"""

import math
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.units import Frames

Samples: TypeAlias = NDArray[np.float32]
"""float32, full scale ±1, at 44 100 Hz unless another sample rate is given. Shape (frames, 2), or (frames,) where a
docstring says mono; some functions take any number of channels.
"""


class Clip(Protocol):
    """Sound of known length. Any range of its frames can be read, by several threads at once."""

    @property
    def key(self) -> str:
        """Identifies this sound: equal keys mean equal samples."""

    @property
    def frames(self) -> Frames:
        """The clip's length."""

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last` (0 ≤ first ≤ last ≤ frames), shape (last - first, 2)."""


@dataclass(frozen=True, eq=False)
class MemoryClip:
    """A clip held in memory."""

    samples: Samples
    """Shape (frames, 2), or (frames,) for the same sound in both channels."""
    key: str = ""
    """Identifies the sound, if the caller gives it a key; otherwise empty."""

    @property
    def frames(self) -> Frames:
        """The clip's length."""
        return len(self.samples)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        part = self.samples[first:last]
        return np.column_stack((part, part)) if part.ndim == 1 else part


@dataclass(frozen=True, eq=False)
class CutClip:
    """The beginning of a clip, with a linear fade-out at its end."""

    whole: Clip
    frames: Frames
    """The length of this beginning, at most that of the whole clip."""
    fade: Frames
    """The length of the fade-out, at most `frames`."""

    @property
    def key(self) -> str:
        """Identifies this sound; empty if the whole clip has no key."""
        return f"{self.whole.key}:{self.frames}:{self.fade}" if self.whole.key else ""

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        left = self.frames - np.arange(first, last, dtype=np.float32)
        gain = np.clip(left / max(1, self.fade), 0.0, 1.0).astype(np.float32)
        return self.whole.read(first, last) * gain[:, np.newaxis]


@dataclass(frozen=True, eq=False)
class PartClip:
    """A part of a clip, with equal-power fades at both ends, so that other sounds can cross-fade with it."""

    whole: Clip
    first: Frames
    """The frame of the whole clip at which the part begins."""
    frames: Frames
    """The length of the part, fades included."""
    begins: Frames = 0
    """The length of the fade-in; 0: there is none."""
    ends: Frames = 0
    """The length of the fade-out; 0: there is none."""

    @property
    def key(self) -> str:
        """Identifies this sound; empty if the whole clip has no key."""
        own = self.whole.key
        return f"{own}:{self.first}:{self.frames}:{self.begins}:{self.ends}" if own else ""

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        places = np.arange(first, last) + 0.5
        gain = np.ones(last - first)
        for length, passed in ((self.begins, places), (self.ends, self.frames - places)):
            if length:
                gain *= np.sin(np.clip(passed / length, 0.0, 1.0) * (np.pi / 2))
        return self.whole.read(self.first + first, self.first + last) * gain.astype(np.float32)[:, np.newaxis]


def factor(gain_db: float) -> float:
    """A gain in dB as a factor for the amplitude."""
    return math.pow(10.0, gain_db / 20.0)


def decibels(amplitude: float) -> float:
    """An amplitude factor as a gain in dB; −inf for 0."""
    return 20.0 * math.log10(amplitude) if amplitude > 0 else -math.inf


def powers(samples: Samples, hop: int) -> NDArray[np.float64]:
    """The mean square of each full hop of `hop` mono samples. A shorter rest at the end is left out."""
    return hop_means(np.square(samples, dtype=np.float64), hop)


def hop_means(values: NDArray[np.floating], hop: int) -> NDArray[np.float64]:
    """The mean of each full hop of `hop` values. A shorter rest at the end is left out."""
    hops = len(values) // hop
    return np.asarray(values[: hops * hop].reshape(hops, hop).mean(axis=1, dtype=np.float64))


def levels_db(samples: Samples, hop: int) -> NDArray[np.float64]:
    """The level of each full hop of `hop` mono samples, in dBFS, at least −120. Each hop's power is averaged with that
    of the hops before and after it; at both ends, the missing hop counts as silence. With fewer than three hops nothing
    is averaged.
    """
    each = powers(samples, hop)
    smooth = np.convolve(each, np.full(3, 1 / 3), mode="same") if len(each) >= 3 else each
    return np.asarray(10 * np.log10(np.maximum(smooth, 1e-12)))


def soft_limit(samples: Samples, ceiling: float, *, knee: float = 0.75) -> None:
    """Compress softly (tanh) every amplitude above `knee` times `ceiling`, so that none exceeds `ceiling`, which is an
    amplitude, not a level in dB. Changes `samples` in place; they must be contiguous.

    Each sample is treated by itself, so the result does not depend on how the sound is divided into blocks.
    """
    bend = knee * ceiling
    low, headroom = np.float32(bend), np.float32(ceiling - bend)
    flat = samples.reshape(-1)
    places = np.flatnonzero((flat > low) | (flat < -low))
    if len(places):
        loud = flat[places]
        flat[places] = np.copysign(low + headroom * np.tanh((np.abs(loud) - low) / headroom), loud)


def packed(samples: Samples) -> bytes:
    """The samples as little-endian 16-bit numbers, with interleaved channels; values beyond full scale are clipped."""
    scaled = samples * np.float32(32768.0)
    np.clip(np.rint(scaled, out=scaled), -32768, 32767, out=scaled)
    return bytes(scaled.astype("<i2").tobytes())


def unpacked(data: bytes, channels: int) -> Samples:
    """The samples from bytes that `packed` made, shape (frames, 2); mono sound becomes the same in both channels."""
    whole = np.frombuffer(data, dtype="<i2").reshape(-1, channels).astype(np.float32)
    whole *= np.float32(1 / 32768)
    return np.repeat(whole, 2, axis=1) if channels == 1 else whole
