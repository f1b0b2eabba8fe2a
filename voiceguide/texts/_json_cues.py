"""Finds captions in JSON data: lists in which each item has words and a time."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from voiceguide.system.plain_text import words_of
from voiceguide.texts._captions import Cue, clock_seconds, end_of
from voiceguide.texts._patterns import Pattern
from voiceguide.texts._pauses import seconds_of
from voiceguide.units import Seconds

PAUSE: Final = Pattern(r"(?:pause|silence|break|wait|delay|gap|rest|stille|pausa|silencio|hold)", re.IGNORECASE)
"""Matches the key of a pause. An item with such a key is a step of a script, and not a caption."""

_STARTS: Final = words_of(
    """
    start start_time starttime offset from begin timestamp time at t start_s start_sec start_seconds seconds_from_start
    secondsfromstart startms start_ms tstartms
    """
)
_ENDS: Final = ("end", "end_time", "to", "endms", "end_ms")
_SLOWEST: Final[Seconds] = 30.0
"""A speed that is too slow for speech, in seconds for each word. If every caption would be at least this slow with its
times read as seconds, and all start times are whole numbers, the times are in milliseconds.
"""


def cues_in(items: list[Any], line_of: Callable[[str], int]) -> list[Cue]:
    """The items as captions. The list is empty if an item has no words, no start time, or a key that `PAUSE` matches;
    and if there are numbers under ``time`` or ``at`` that look like durations. `line_of` gives the number of the line
    on which a text is found.
    """
    cues = []
    for item in items:
        if not isinstance(item, dict):
            return []
        keys = {str(key).lower(): value for key, value in item.items()}
        text = keys.get("text", keys.get("content", keys.get("transcript")))
        start = _time(next((keys[key] for key in _STARTS if key in keys), None))
        if not isinstance(text, str) or start is None or any(PAUSE.search(key) for key in keys):
            return []
        end = _time(next((keys[key] for key in _ENDS if key in keys), None))
        length = _time(keys.get("duration", keys.get("dur", keys.get("ddurationms"))))
        cues.append(Cue(line_of(text), start, end_of(start, end, length), text))
    if any(isinstance(item.get("time", item.get("at")), int | float) for item in items) and cues[0].start > 0:
        return []  # such a number is more likely a duration than a start time
    return _in_seconds(cues)


def _in_seconds(cues: list[Cue]) -> list[Cue]:
    """The cues with times in seconds, whether they were written in seconds or milliseconds."""
    spans = [
        (cue.end - cue.start) / max(1, len(cue.text.split()))
        for cue in cues
        if cue.end is not None and cue.end > cue.start
    ]
    whole = all(cue.start == int(cue.start) for cue in cues)
    if not whole or not spans or min(spans) < _SLOWEST:
        return cues
    return [replace(cue, start=cue.start / 1000, end=None if cue.end is None else cue.end / 1000) for cue in cues]


def _time(value: Any) -> Seconds | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
        return float(value)
    if not isinstance(value, str):
        return None
    clock = clock_seconds(value)
    return seconds_of(value) if clock is None else clock
