"""What all kinds of speakers are given, and the description of a device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples

Fill: TypeAlias = "Callable[[Samples], None]"
"""Fills an array of shape (frames, 2) with the next samples, immediately and without raising."""


@dataclass(frozen=True)
class Device:
    """A sound device."""

    name: str
    kind: str
    """The sound system it belongs to, or ``program``."""
    default: bool
