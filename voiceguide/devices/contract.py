"""What plays: the contract of an open way to the ears, and how a device is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples
    from voiceguide.units import Frames

Fill: TypeAlias = "Callable[[Samples], None]"
"""Writes the next samples into an array of shape (frames, 2), all of it, at once and without raising."""


class Speakers(Protocol):
    """An open way to the ears, which asks for samples by itself from a thread of its own until it is closed."""

    name: str
    """What plays, for those who want to know."""

    @property
    def latency(self) -> Frames:
        """How long after it was asked for a frame is heard, about."""

    @property
    def late(self) -> int:
        """How often the device ran dry because samples came too late."""

    @property
    def alive(self) -> bool:
        """Whether it still asks for samples; False when the device has gone."""

    @property
    def refused(self) -> str:
        """Why nothing could ever be heard here, if that came out after it was opened; empty otherwise."""

    def close(self) -> None:
        """Be silent at once and let the device go. May be called twice."""


@dataclass(frozen=True)
class Device:
    """Something to play on."""

    name: str
    kind: str
    """The sound system it belongs to, or ``program``."""
    default: bool
