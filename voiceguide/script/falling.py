"""Lets the voice of a sleep session fall: slower and lower in five steps, by a line's place in the whole script.

A voice that falls in tone, volume and rate over the session was the one that lowered muscle tension
(Knowlton & Larkin 2006, doi 10.1007/s10484-006-9014-6). The place in the *script* decides and not the time, so that a
session of another length asks for the same clips.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from voiceguide.script.outline import Breaths, Loop, OutlineItem, Part, Rest, Say, SubPractice, Utterance
from voiceguide.script.voicing import times, voiced_parts

STEPS: Final = 5
LAST_RATE: Final = 0.85
LAST_PITCH: Final = 0.92
"""Factors at the last step; the first step is 1."""


def falling(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts with `Utterance.rate` and `Utterance.pitch` falling evenly from the first line to the last."""
    fall = _Fall(sum(_lines(part.items) for part in parts))
    return voiced_parts(parts, fall.lowered, fall.line_done)


def _lines(items: Iterable[OutlineItem]) -> int:
    """How many lines the items hold. A silence with its reminders counts as one, and so does timed breathing."""
    count = 0
    for item in items:
        if isinstance(item, Loop):
            count += _lines(item.items)
        elif isinstance(item, SubPractice):
            count += sum(_lines(part.items) for part in item.parts)
        elif isinstance(item, Say | Breaths) or (isinstance(item, Rest) and item.reminders):
            count += 1
    return count


@dataclass
class _Fall:
    """Goes through the lines in order."""

    lines: int
    line: int = 0

    def line_done(self) -> None:
        self.line += 1

    def lowered(self, spoken: Utterance) -> Utterance:
        share = (self.line * STEPS // self.lines) / (STEPS - 1)
        rate, pitch = round(1 - (1 - LAST_RATE) * share, 4), round(1 - (1 - LAST_PITCH) * share, 4)
        return times(spoken, rate, pitch)
