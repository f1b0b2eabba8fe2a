"""Two passes over a whole outline. The first finds the rests that a sentence announces. The second makes the voice of a
sleep session slower and lower in five steps.

Of the voices compared in a study, the one that fell in tone, volume and rate over the session lowered muscle tension
(Knowlton & Larkin 2006, doi 10.1007/s10484-006-9014-6). A line's step depends on its place in the *script* and not on
the time at which it is heard. So a session of another length needs the same clips.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from voiceguide.script.outline import (
    Breaths,
    OutlineItem,
    OutlineRepeat,
    OutlineSection,
    Phase,
    Rest,
    Say,
    SingleItem,
    SubPractice,
    Utterance,
    items_of,
)


def with_announcements(parts: tuple[OutlineSection, ...]) -> tuple[OutlineSection, ...]:
    """The same parts with `Rest.announced` set.

    A rest is announced if a sentence is spoken before it, without another silence in between. This must be true
    whichever optional sections are left out, and however often a block is repeated.
    """
    return _parts(parts, False)[0]


def _parts(parts: Iterable[OutlineSection], announced: bool) -> tuple[tuple[OutlineSection, ...], bool]:
    done = []
    for part in parts:
        items, after = _items(part.items, announced)
        done.append(replace(part, items=items))
        # an optional section may be left out, so a rest after it must be announced both with it and without it
        announced = after if part.kept else announced and after
    return tuple(done), announced


def _items(items: Iterable[OutlineItem], announced: bool) -> tuple[tuple[OutlineItem, ...], bool]:
    done: list[OutlineItem] = []
    for item in items:
        if isinstance(item, Say):
            announced = True
        elif isinstance(item, Rest):
            item = replace(item, announced=announced)
            announced = announced and not item.silence
        elif isinstance(item, OutlineRepeat):
            # what precedes the block: in its first round the items before it, in later ones its own last round
            begin = announced and _items(item.items, announced)[1]
            inside, announced = _items(item.items, begin)
            item = replace(item, items=inside)
        elif isinstance(item, SubPractice):
            parts, announced = _parts(item.parts, announced)
            item = replace(item, parts=parts)
        done.append(item)
    return tuple(done), announced


def map_utterances(
    items: Iterable[OutlineItem], change: Callable[[Utterance], Utterance], line_done: Callable[[], None]
) -> tuple[OutlineItem, ...]:
    """The items with `change` applied to each utterance, in order. `line_done` is called after each line. A silence
    with its reminders is one line, and so is timed breathing.
    """

    def cue(spoken: Utterance | None) -> Utterance | None:
        return spoken and change(spoken)

    def phase(one: Phase) -> Phase:
        return replace(one, first=cue(one.first), later=cue(one.later))

    def item(one: OutlineItem) -> OutlineItem:
        if isinstance(one, OutlineRepeat):
            return replace(one, items=map_utterances(one.items, change, line_done))
        if isinstance(one, SubPractice):
            return replace(one, parts=map_utterances_in_parts(one.parts, change, line_done))
        if isinstance(one, Say):
            one = replace(one, utterance=change(one.utterance))
        elif isinstance(one, Breaths):
            one = replace(one, phases=tuple(map(phase, one.phases)))
        elif isinstance(one, Rest) and one.reminders:
            one = replace(one, reminders=tuple(map(change, one.reminders)))
        else:
            return one
        line_done()
        return one

    return tuple(map(item, items))


def map_utterances_in_parts(
    parts: Iterable[OutlineSection], change: Callable[[Utterance], Utterance], line_done: Callable[[], None]
) -> tuple[OutlineSection, ...]:
    """The parts with `map_utterances` applied to all their items."""
    return tuple(replace(part, items=map_utterances(part.items, change, line_done)) for part in parts)


def with_pace(items: Iterable[OutlineItem], rate: float, pitch: float) -> tuple[OutlineItem, ...]:
    """The items with the rate and the pitch of each utterance multiplied by these factors."""
    return map_utterances(items, lambda spoken: _scaled(spoken, rate, pitch), lambda: None)


def _scaled(spoken: Utterance, rate: float, pitch: float) -> Utterance:
    """The utterance with its rate and its pitch multiplied by these factors."""
    return replace(spoken, rate=round(spoken.rate * rate, 4), pitch=round(spoken.pitch * pitch, 4))


STEPS: Final = 5
LAST_RATE: Final = 0.85
LAST_PITCH: Final = 0.92
"""The factors for rate and pitch at the last step. At the first step, both are 1."""


def with_falling_voice(parts: tuple[OutlineSection, ...]) -> tuple[OutlineSection, ...]:
    """The same parts with `Utterance.rate` and `Utterance.pitch` falling in equal steps from the first line to the
    last.
    """
    fall = _Fall(_lines(items_of(parts)))
    return map_utterances_in_parts(parts, fall.lowered, fall.line_done)


def _lines(items: Iterable[SingleItem]) -> int:
    """The number of lines in the items. A silence with its reminders counts as one, and so does timed breathing."""
    return sum(isinstance(item, Say | Breaths) or (isinstance(item, Rest) and bool(item.reminders)) for item in items)


@dataclass
class _Fall:
    """Counts the lines that are done, and lowers the voice of the next one accordingly."""

    lines: int
    line: int = 0

    def line_done(self) -> None:
        self.line += 1

    def lowered(self, spoken: Utterance) -> Utterance:
        share = (self.line * STEPS // self.lines) / (STEPS - 1)
        rate, pitch = round(1 - (1 - LAST_RATE) * share, 4), round(1 - (1 - LAST_PITCH) * share, 4)
        return _scaled(spoken, rate, pitch)
