"""What all kinds of speakers have in common: the callback that gives them samples, the description of a device, and how
a device is found by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from voiceguide.units import Frames

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples

BLOCK: Final[Frames] = 1_024
"""How many frames a converter or a player program is given at a time."""

SoundCallback: TypeAlias = "Callable[[Samples], None]"
"""Fills an array of shape (frames, 2) with the next samples, immediately and without raising an error."""


@dataclass(frozen=True)
class Device:
    """A sound device."""

    name: str
    kind: str
    """The sound system that the device belongs to, or ``program``."""
    default: bool


def find_device(name: str | None, able: Sequence[Mapping[str, Any]], default: int) -> Mapping[str, Any] | None:
    """The device in `able` with this name or number, or else one whose name contains this text. Upper and lower case
    count as the same. None if no device fits.

    If no name is given, the result is the device with the number `default`, or else the first. `able` contains at least
    one device, each as PortAudio describes it.
    """
    if name is None:
        return next((found for found in able if found["index"] == default), able[0])
    wanted = name.strip().lower()
    named = [found for found in able if wanted in (found["name"].lower(), str(found["index"]))]
    named += [found for found in able if wanted and wanted in found["name"].lower()]
    return named[0] if named else None
