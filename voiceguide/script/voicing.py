"""Gives everything that is spoken another rate and pitch, wherever it stands in an outline."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from voiceguide.script.outline import Breaths, Loop, OutlineItem, Part, Phase, Rest, Say, SubPractice, Utterance


def voiced(
    items: Iterable[OutlineItem], change: Callable[[Utterance], Utterance], line_done: Callable[[], None]
) -> tuple[OutlineItem, ...]:
    """The items with each utterance changed, in order.

    After each line it is told that the line is done. A silence with its reminders is one line, and so is timed
    breathing.
    """

    def cue(spoken: Utterance | None) -> Utterance | None:
        return spoken and change(spoken)

    def phase(one: Phase) -> Phase:
        return replace(one, first=cue(one.first), later=cue(one.later))

    def item(one: OutlineItem) -> OutlineItem:
        if isinstance(one, Loop):
            return replace(one, items=voiced(one.items, change, line_done))
        if isinstance(one, SubPractice):
            return replace(one, parts=voiced_parts(one.parts, change, line_done))
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


def voiced_parts(
    parts: Iterable[Part], change: Callable[[Utterance], Utterance], line_done: Callable[[], None]
) -> tuple[Part, ...]:
    """The same for all items of the parts."""
    return tuple(replace(part, items=voiced(part.items, change, line_done)) for part in parts)


def at_pace(items: Iterable[OutlineItem], rate: float, pitch: float) -> tuple[OutlineItem, ...]:
    """The items spoken at other factors: both multiply what they have."""
    return voiced(items, lambda spoken: times(spoken, rate, pitch), lambda: None)


def times(spoken: Utterance, rate: float, pitch: float) -> Utterance:
    """The utterance with its rate and its pitch multiplied."""
    return replace(spoken, rate=round(spoken.rate * rate, 4), pitch=round(spoken.pitch * pitch, 4))
