"""What all speakers must do, and the description of a device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples
    from voiceguide.units import Frames

Fill: TypeAlias = "Callable[[Samples], None]"
"""Fills an array of shape (frames, 2) with the next samples, immediately and without raising."""


class Speakers(Protocol):
    """Open speakers. Their own thread requests samples until they are closed."""

    name: str
    """The name of the device or program, for people."""

    @property
    def latency(self) -> Frames:
        """About how long after its request a frame is heard."""

    @property
    def late(self) -> int:
        """How often the device ran out of samples because they came too late."""

    @property
    def alive(self) -> bool:
        """Whether it still requests samples; False once the device has disappeared."""

    @property
    def refused(self) -> str:
        """Why nothing can be heard, if that was found out only after opening; otherwise empty."""

    def close(self) -> None:
        """Stop the sound at once and release the device. May be called twice."""


@dataclass(frozen=True)
class Device:
    """A sound device."""

    name: str
    kind: str
    """The sound system it belongs to, or ``program``."""
    default: bool
