"""Time in frames and in seconds, and stretches of sound and of text. Frames and seconds are converted into each other
by the functions here.
"""

from typing import Final, TypeAlias

Frames: TypeAlias = int
"""A number of samples in each channel, at `FRAME_RATE`. (The frames of an MP3 file are always called MP3 frames.)"""

FrameSpan: TypeAlias = tuple[Frames, Frames]
"""The first frame of a stretch, and the frame after its last."""

Seconds: TypeAlias = float

TextSpan: TypeAlias = tuple[int, int]
"""A stretch of a text: the index of its first character, and of the one after its last."""

FRAME_RATE: Final = 44_100
"""Frames per second. Plans, and all sound that is made from them, have this rate."""

MP3_FRAME: Final[Frames] = 1_152
"""How many frames of sound are in one MP3 frame. The loop of a bed is a whole number of MP3 frames long, and a reusable
run of words begins where an MP3 frame begins, so that MP3 frames that are already encoded can be used again.
"""


def to_frames(seconds: Seconds) -> Frames:
    """Seconds as frames, rounded to the nearest whole number."""
    return round(seconds * FRAME_RATE)


def to_seconds(frames: Frames) -> Seconds:
    """Frames as seconds."""
    return frames / FRAME_RATE


def to_milliseconds(frames: Frames) -> int:
    """Frames as milliseconds, rounded to the nearest whole number."""
    return round(to_seconds(frames) * 1000)


def format_clock(seconds: Seconds) -> str:
    """A time as a clock shows it: ``7:30``, ``1:05:00``."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
