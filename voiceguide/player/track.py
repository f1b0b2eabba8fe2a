"""What the feeder renders: a run of samples that can be begun anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from voiceguide.dsp.samples import Samples
from voiceguide.units import Frames

Render: TypeAlias = Callable[[Frames, Frames], Samples]
"""Frames `first` up to `last` of something, shape (last - first, 2)."""


@dataclass(frozen=True, eq=False)
class Track:
    """Something to play."""

    render: Render
    length: Frames | None
    """Where it is over. None: it goes on for ever."""
    name: str
    """What it is, for those who look at the place: ``session``, ``entrance``, ``grounding``."""
    then: Track | None = None
    """What follows, from the same frame on: its samples join without a seam. None: nothing follows."""


@dataclass(frozen=True)
class Place:
    """A frame of a track."""

    track: Track
    frame: Frames


@dataclass(frozen=True)
class Cue:
    """An order to go on with another track, or elsewhere in the same one."""

    track: Track
    frame: Frames | None
    """None: at the frame that would have come anyway."""
    fade: Frames
    """How long the old and the new sound together."""
    same: bool
    """The new resembles the old sample by sample, so the fade is even in amplitude; else it is even in power."""
