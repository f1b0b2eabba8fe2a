"""Lets the voice of a sleep session fall: slower and lower in five steps, by a line's place in the whole script.

A falling voice relaxes most (FACTS, Pace). The place in the *script* decides and not the time, so that a session of
another length asks for the same clips.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from voiceguide.script.outline import Breaths, Loop, OutlineItem, Part, Phase, Rest, Say, SubPractice, Utterance

STEPS: Final = 5
LAST_RATE: Final = 0.85
LAST_PITCH: Final = 0.92
"""Factors at the last step; the first step is 1."""

_Spoken = TypeVar("_Spoken", Utterance, Utterance | None)


def falling(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts with `Utterance.rate` and `Utterance.pitch` falling evenly from the first line to the last."""
    return _Fall(sum(_lines(part.items) for part in parts)).parts(parts)


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

    def parts(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        return tuple(replace(part, items=tuple(map(self._item, part.items))) for part in parts)

    def _item(self, item: OutlineItem) -> OutlineItem:
        if isinstance(item, Loop):
            return replace(item, items=tuple(map(self._item, item.items)))
        if isinstance(item, SubPractice):
            return replace(item, parts=self.parts(item.parts))
        if isinstance(item, Say):
            item = replace(item, utterance=self._lowered(item.utterance))
        elif isinstance(item, Breaths):
            item = replace(item, phases=tuple(map(self._phase, item.phases)))
        elif isinstance(item, Rest) and item.reminders:
            item = replace(item, reminders=tuple(map(self._lowered, item.reminders)))
        else:
            return item
        self.line += 1
        return item

    def _phase(self, phase: Phase) -> Phase:
        return replace(phase, first=self._lowered(phase.first), later=self._lowered(phase.later))

    def _lowered(self, spoken: _Spoken) -> _Spoken:
        if spoken is None:
            return spoken
        share = (self.line * STEPS // self.lines) / (STEPS - 1)
        rate, pitch = round(1 - (1 - LAST_RATE) * share, 4), round(1 - (1 - LAST_PITCH) * share, 4)
        return Utterance(spoken.place, spoken.text, spoken.say, spoken.lang, rate, pitch)
